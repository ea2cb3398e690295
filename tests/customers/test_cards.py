"""Customer cards: CF-01 … CF-09, A7, D4 and the hand-over of owners."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from models.customers import Contact, Customer
from models.people import User
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.platform.numbering import NumberEntry
from models.words.access import FieldRule
from models.words.customers import CustomerState, Nature
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.customers.cards import create_customer, edit_customer
from portal.customers.duplicates import PossibleDuplicate, find_duplicates
from portal.customers.keeping import (
    archive_customer,
    hand_over_customer,
    restore_customer,
    reveal_value,
)
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound, Problems
from portal.platform.search import index

CARD = {
    "name": "北京恒通（集团）有限公司",
    "legal_representative": "王伟",
    "address": "北京市海淀区中关村大街1号",
    "postcode": "100080",
    "phone": "010 6234 5678",
    "business_scope": "软件开发",
    "registered_capital": "1,000,000元",
    "unified_credit_code": "91350100m000100y43",
    "nature": "ordinary_company",
    "traits": {"headcount": "120", "turnover": "5000000", "policy": ""},
}
PERSON = {"name": "李娜", "mobile": "+86 138-0013-8000", "role": "buyer"}


def opened(stage, who="owen", **more):
    with stage.work(who) as work:
        return create_customer(work, {**CARD, **more}, [PERSON], confirmed=True).id


def card(stage, id):
    return stage.session.get(Customer, id)


def happened(stage, kind, id):
    rows = select(AuditEntry.happened).where(
        AuditEntry.subject == kind, AuditEntry.subject_id == id
    )
    return list(stage.session.scalars(rows.order_by(AuditEntry.seq)))


def test_cf01_a_card_is_opened_normalised_numbered_and_found(stage):
    """FM-01: what is typed is kept in one spelling."""
    with stage.work("owen") as work:
        row = create_customer(work, CARD, [PERSON, {"name": "", "mobile": " "}])
    assert row.number == "HH-202600001"
    assert (row.phone, row.unified_credit_code) == ("010-62345678", "91350100M000100Y43")
    assert (row.registered_capital, row.nature) == (Decimal("1000000.00"), Nature.ORDINARY_COMPANY)
    assert row.traits == {"headcount": 120, "turnover": "5000000.00"}
    assert (row.owner_id, row.department_id) == (
        stage.people["owen"],
        stage.actor("owen").department_id,
    )
    assert [(c.name, c.mobile) for c in row.contacts] == [("李娜", "13800138000")]
    entry = stage.session.scalars(select(NumberEntry)).one()
    assert (entry.number, entry.subject_id) == (row.number, row.id)
    assert happened(stage, Kind.CUSTOMER, row.id) == ["create"]
    assert happened(stage, Kind.CONTACT, row.contacts[0].id) == ["create"]
    with stage.work("wang") as work:
        for text in ("恒通", "bjht", "00001", "李娜", "8000"):
            assert [hit.id for hit in index.search_records(work, text, [Kind.CUSTOMER])] == [row.id]


def test_cf40_cf41_cg01_cg02_cg03_cg04_classes_stand_side_by_side(stage):
    classes = {
        "customer_type": "special_gov",
        "lifecycle": "potential",
        "class_time": "future",
        "class_trade": "about_to_trade",
        "nature": "government",
        "class_volume": "main",
    }
    row = card(stage, opened(stage, **classes))
    assert {name: getattr(row, name).value for name in classes} == classes
    for name in classes:
        with pytest.raises(Problems) as refusal:
            opened(stage, **{**classes, "unified_credit_code": "", name: "no such class"})
        assert list(refusal.value.problems) == [name]


def test_cf02_every_missing_field_is_named_at_once(stage):
    with pytest.raises(Problems) as refusal, stage.work("owen") as work:
        create_customer(
            work,
            {"name": "  ", "postcode": "12", "phone": "x"},
            [{"name": "李娜"}, {"mobile": "138"}],
        )
    assert set(refusal.value.problems) == {
        "name",
        "legal_representative",
        "address",
        "postcode",
        "phone",
        "business_scope",
        "registered_capital",
        "contacts-0-mobile",
        "contacts-1-name",
        "contacts-1-mobile",
    }
    assert stage.session.scalars(select(Customer)).all() == []


def test_cf02_a_person_needs_no_capital(stage):
    with stage.work("owen") as work:
        row = create_customer(
            work,
            {
                "name": "张三",
                "nature": "person",
                "phone": "13900139000",
                "address": "上海",
                "id_number": "11010519491231002x",
            },
        )
    assert row.id_number == "11010519491231002X"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unified_credit_code", "91350100M000100Y44"),
        ("registered_capital", "-1"),
        ("founded_on", "2030-01-01"),
        ("nature", "alien"),
        ("email", "a@b"),
        ("name", "名" * 201),
        ("traits", {"headcount": "many"}),
    ],
)
def test_cf02_wrong_values_are_refused_at_their_field(stage, field, value):
    with pytest.raises(Problems) as refusal, stage.work("owen") as work:
        create_customer(work, {**CARD, field: value})
    assert list(refusal.value.problems) in ([field], [f"{field}_headcount"])


def test_an_asker_may_not_open_a_card(stage):
    with pytest.raises(NotAllowed), stage.work("ann") as work:
        create_customer(work, CARD)


def test_a7_a_twin_is_named_and_can_be_confirmed(stage):
    first = opened(stage)
    twin = {**CARD, "name": "北京恒通集团有限责任公司", "unified_credit_code": "", "phone": "95588"}
    with pytest.raises(PossibleDuplicate) as refusal, stage.work("owen") as work:
        create_customer(work, twin)
    assert [(t.id, t.why) for t in refusal.value.twins] == [(first, ("name",))]
    with stage.work("owen") as work:
        row = create_customer(work, twin, confirmed=True)
    assert row.number == "HH-202600002"
    entry = stage.session.scalars(
        select(AuditEntry).where(
            AuditEntry.subject == Kind.CUSTOMER, AuditEntry.subject_id == row.id
        )
    ).one()
    assert entry.details["changes"]["confirmed_beside"] == [None, ["HH-202600001"]]


def test_a7_an_extension_is_compared_however_it_is_written(stage):
    card = {**CARD, "phone": "4008108888转6"}
    with stage.work("owen") as work:
        row = create_customer(work, card, [])
        assert row.phone == "400-810-8888转6"
        for spelt in ("400-810-8888-6", "400-810-8888 转 6", "400-810-8888转6"):
            assert [t.id for t in find_duplicates(work, phones=[spelt])] == [row.id]
        assert find_duplicates(work, phones=["400-810-8888转7"]) == []
        edit_customer(work, row, {"phone": row.phone})
        assert row.phone == "400-810-8888转6"


def test_a7_code_and_phones_are_compared(stage):
    first = opened(stage)
    with stage.work("wang") as work:
        by_code = find_duplicates(work, code="91350100M000100Y43")
        by_phone = find_duplicates(work, phones=["13800138000"])
        by_all = find_duplicates(
            work, name="北京恒通集团", code="91350100M000100Y43", phones=["010-62345678"]
        )
        assert find_duplicates(work, name="北京恒通集团", exclude_id=first) == []
    assert [t.why for t in (*by_code, *by_phone, *by_all)] == [
        ("code",),
        ("phone",),
        ("code", "name", "phone"),
    ]


def test_a7_a_twin_out_of_sight_is_told_of_without_its_number(stage):
    opened(stage)
    with stage.work("bo") as work:
        (twin,) = find_duplicates(work, name="北京恒通集团", phones=["13800138000"])
        assert (twin.id, twin.number, twin.why) == (0, "", ("name",))
        assert find_duplicates(work, phones=["13800138000"]) == []


def test_a7_two_live_cards_never_share_a_credit_code(stage):
    opened(stage)
    with pytest.raises(Conflict, match="credit code"):
        opened(stage, name="别的")


def test_an_edit_records_what_changed_and_reindexes(stage):
    id = opened(stage)
    with stage.work("owen") as work:
        row = work.get(Customer, id, P.CUSTOMER_EDIT, lock=True)
        edit_customer(work, row, {"name": "北京恒达有限公司", "address": row.address})
    entry = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert entry.details["changes"] == {"name": ["北京恒通（集团）有限公司", "北京恒达有限公司"]}
    assert card(stage, id).name_key == "北京恒达"
    with stage.work("wang") as work:
        assert index.search_records(work, "恒通", [Kind.CUSTOMER]) == []
        assert index.search_records(work, "恒达", [Kind.CUSTOMER])


def test_an_edit_that_changes_nothing_writes_nothing(stage):
    id = opened(stage)
    before = (card(stage, id).revision, len(happened(stage, Kind.CUSTOMER, id)))
    with stage.work("owen") as work:
        row = work.get(Customer, id, P.CUSTOMER_EDIT)
        edit_customer(work, row, {"name": row.name, "traits": {"headcount": 120}})
    assert (card(stage, id).revision, len(happened(stage, Kind.CUSTOMER, id))) == before


def test_cf02_what_was_filled_in_may_not_be_emptied(stage):
    id = opened(stage)
    with pytest.raises(Problems) as refusal, stage.work("owen") as work:
        edit_customer(work, work.get(Customer, id, P.CUSTOMER_EDIT), {"address": ""})
    assert list(refusal.value.problems) == ["address"]


@pytest.mark.parametrize(
    ("values", "field"),
    [({"mobile": "13800138000"}, "contacts-0-name"), ({"name": "李娜"}, "contacts-0-mobile")],
)
def test_fm02_a_contact_has_a_name_and_can_be_reached(stage, values, field):
    card = {**CARD, "phone": ""}
    with stage.work("owen") as work, pytest.raises(Problems) as refusal:
        create_customer(work, card, [values], confirmed=True, required=frozenset())
    assert list(refusal.value.problems) == [field]
    with stage.work("owen") as work:  # by the number of the card, too
        create_customer(work, CARD, [{"name": "李娜"}], confirmed=True)


def test_cf03_contacts_are_changed_added_and_taken_off(stage):
    id = opened(stage)
    first = card(stage, id).contacts[0].id
    with stage.work("sun") as work:
        row = work.get(Customer, id, P.CUSTOMER_EDIT)
        people = [
            {"name": "赵六", "phone": "95588"},
            {"id": first, "name": "李娜", "mobile": "13700137000"},
        ]
        edit_customer(work, row, {}, people)
    row = card(stage, id)
    assert [(c.name, c.position_no) for c in row.contacts] == [("赵六", 0), ("李娜", 1)]
    assert row.contacts[1].mobile == "13700137000"
    with stage.work("sun") as work:
        edit_customer(work, work.get(Customer, id, P.CUSTOMER_EDIT), {}, people[1:])
    assert [c.name for c in card(stage, id).contacts] == ["李娜"]
    taken = stage.session.scalars(select(AuditEntry).where(AuditEntry.happened == "take_off")).one()
    assert taken.details["facts"]["name"] == "赵六"


def test_d4_a_mask_that_comes_back_from_a_form_changes_nothing(stage):
    id = opened(stage)
    first = card(stage, id).contacts[0].id
    assert stage.actor("owen").rule(Kind.CONTACT, "mobile") is FieldRule.MASKED
    for typed in ("138****8000", ""):
        with stage.work("owen") as work:
            people = [{"id": first, "name": "李娜", "mobile": typed}]
            edit_customer(work, work.get(Customer, id, P.CUSTOMER_EDIT), {}, people)
        assert card(stage, id).contacts[0].mobile == "13800138000"
    with stage.work("owen") as work:
        people = [{"id": first, "name": "李娜", "mobile": "13600136000"}]
        edit_customer(work, work.get(Customer, id, P.CUSTOMER_EDIT), {}, people)
    assert card(stage, id).contacts[0].mobile == "13600136000"


@pytest.mark.parametrize("rule", [FieldRule.HIDDEN, FieldRule.READ_ONLY])
def test_d4_a_shut_field_is_not_written(stage, rule):
    id = opened(stage)
    with stage.work("owen") as work:
        work.actor.field_rules[(Kind.CUSTOMER, "address")] = rule
        work.actor.field_rules[(Kind.CUSTOMER, "traits_headcount")] = rule
        row = work.get(Customer, id, P.CUSTOMER_EDIT)
        edit_customer(work, row, {"address": "别处", "traits": {"headcount": 1}, "fax": "95588"})
    row = card(stage, id)
    assert (row.address, row.traits["headcount"], row.fax) == (CARD["address"], 120, "95588")


def test_nothing_is_deleted_archive_and_restore(stage):
    id = opened(stage)
    with stage.work("owen") as work:
        archive_customer(work, work.get(Customer, id, P.CUSTOMER_ARCHIVE))
    assert (card(stage, id).state, card(stage, id).archived_at) == (
        CustomerState.ARCHIVED,
        stage.now,
    )
    with pytest.raises(IllegalMove), stage.work("owen") as work:
        archive_customer(work, work.get(Customer, id, P.CUSTOMER_ARCHIVE))
    with stage.work("owen") as work:
        restore_customer(work, work.get(Customer, id, P.CUSTOMER_ARCHIVE))
    assert happened(stage, Kind.CUSTOMER, id) == ["create", "archive", "restore"]
    with pytest.raises(NotFound), stage.work("ann") as work:
        work.get(Customer, id, P.CUSTOMER_ARCHIVE)


def test_a_restored_card_may_not_share_a_living_code(stage):
    id = opened(stage)
    with stage.work("owen") as work:
        archive_customer(work, work.get(Customer, id, P.CUSTOMER_ARCHIVE))
    opened(stage, name="别的")
    with pytest.raises(Conflict, match="credit code"), stage.work("owen") as work:
        restore_customer(work, work.get(Customer, id, P.CUSTOMER_ARCHIVE))


def test_hand_over_moves_owner_department_and_sight(stage):
    id = opened(stage)
    with stage.work("li") as work:
        row = work.get(Customer, id, P.CUSTOMER_HAND_OVER, lock=True)
        hand_over_customer(work, row, owner_id=stage.people["bo"], note="调岗")
    row = card(stage, id)
    assert (row.owner_id, row.department_id) == (
        stage.people["bo"],
        stage.actor("bo").department_id,
    )
    assert happened(stage, Kind.CUSTOMER, id)[-1] == "hand_over"
    told = select(Notice.user_id).where(Notice.topic == "customer.handed_over")
    assert set(stage.session.scalars(told)) == {stage.people["bo"], stage.people["owen"]}
    with stage.work("bo") as work:
        assert index.search_records(work, "恒通", [Kind.CUSTOMER])
    with pytest.raises(NotFound), stage.work("owen") as work:
        work.get(Customer, id, P.CUSTOMER_SEE)


def test_hand_over_refuses_the_same_the_disabled_and_those_who_may_not(stage):
    id = opened(stage)
    stage.session.get(User, stage.people["ann"]).active = False
    stage.session.commit()
    for who in ("owen", "ann"):
        with pytest.raises(Invalid) as refusal, stage.work("sun") as work:
            row = work.get(Customer, id, P.CUSTOMER_HAND_OVER)
            hand_over_customer(work, row, owner_id=stage.people[who])
        assert refusal.value.field == "owner_id"
    with pytest.raises(NotAllowed), stage.work("owen") as work:
        hand_over_customer(
            work, work.get(Customer, id, P.CUSTOMER_SEE), owner_id=stage.people["bo"]
        )


def test_d4_a_reveal_needs_a_reason_and_is_audited(stage):
    id = opened(stage)
    contact = card(stage, id).contacts[0].id
    with pytest.raises(Invalid), stage.work("owen") as work:
        row = work.get(Contact, contact, P.CUSTOMER_SEE)
        reveal_value(work, row, field="mobile", reason="看看 ")
    with stage.work("owen") as work:
        row = work.get(Contact, contact, P.CUSTOMER_SEE)
        assert reveal_value(work, row, field="mobile", reason="电话回访") == "13800138000"
    entry = stage.session.scalars(select(AuditEntry).where(AuditEntry.happened == "reveal")).one()
    assert entry.details["facts"] == {
        "field": "mobile",
        "reason": "电话回访",
        "customer": "HH-202600001",
    }
    assert (entry.subject, entry.subject_id) == (Kind.CONTACT, contact)


@pytest.mark.parametrize(
    ("who", "field", "refusal"),
    [
        ("owen", "name", NotAllowed),
        ("owen", "customer_id", NotAllowed),
        ("ann", "mobile", NotAllowed),
        ("ann", "birthday", NotAllowed),
        ("bo", "mobile", NotFound),
        ("sec", "mobile", NotFound),
    ],
)
def test_d4_what_may_not_be_revealed(stage, who, field, refusal):
    contact = card(stage, opened(stage)).contacts[0].id
    with pytest.raises(refusal), stage.work(who) as work:
        row = work.get(Contact, contact, P.CUSTOMER_SEE)
        reveal_value(work, row, field=field, reason="电话回访")
