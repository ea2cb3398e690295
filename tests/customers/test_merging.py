"""Two cards of one customer become one (A7, R-59, R-70)."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.records import CustomerFile, FileClass
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.platform.numbering import NumberEntry
from models.platform.storage import Attachment
from models.words.access import Secrecy
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.platform import NumberState
from portal.customers import import_checks, import_updates
from portal.customers.cards import P, create_customer, edit_customer
from portal.customers.duplicates import find_duplicates
from portal.customers.keeping import archive_customer, hand_over_customer, restore_customer
from portal.customers.lists import CUSTOMERS
from portal.customers.merging import merge_customers
from portal.customers.twins import CUSTOMER_TWINS, report_twins
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed
from portal.files import filing
from portal.office import attachments
from portal.platform.audit import chain
from portal.platform.imports.target import Line, Setup
from portal.platform.lists import page
from portal.platform.lists.query import Query
from portal.platform.search import index
from portal.platform.sheets import register as reports
from tests.support import make
from tests.support.runs import Run

CARD = {
    "name": "北京恒通集团有限公司",
    "legal_representative": "王伟",
    "address": "北京市海淀区",
    "postcode": "100080",
    "phone": "010-62345678",
    "business_scope": "软件开发与销售",
    "registered_capital": "1000000",
}
OTHER = CARD | {
    "name": "北京恒通集团公司",
    "address": "上海市浦东新区",
    "phone": "010-62345679",
    "unified_credit_code": "91350100M000100Y43",
    "traits": {"headcount": "120"},
}
PERSON, SECOND = (
    {"name": "李娜", "mobile": "13800138000"},
    {"name": "赵六", "mobile": "13900139000"},
)


@pytest.fixture
def pair(stage):
    """(the card that stays, the card that goes), both owen's; the second has one more contact."""
    with stage.work("owen") as work:
        stays = create_customer(work, CARD, [PERSON]).id
        goes = create_customer(work, OTHER, [PERSON, SECOND], confirmed=True).id
    return stays, goes


def row(stage, id):
    stage.session.expire_all()
    return stage.session.get(Customer, id)


def put(stage, pair, who="li", **options):
    stays, goes = pair
    with stage.work(who) as work:
        found = work.get(Customer, goes, P.CUSTOMER_SEE, lock=True)
        merge_customers(work, found, into_id=stays, **{"reason": "同一家公司", **options})


def test_a7_one_card_goes_into_the_other_field_by_field(stage, pair):
    stays, goes = pair
    put(stage, pair, take={"unified_credit_code", "traits_headcount", "email"})
    kept, gone = row(stage, stays), row(stage, goes)
    assert (kept.name, kept.address) == (CARD["name"], CARD["address"])
    assert kept.unified_credit_code == OTHER["unified_credit_code"]
    assert kept.traits == {"headcount": 120}
    assert (gone.state, gone.merged_into_id) == (CustomerState.MERGED, stays)
    assert gone.unified_credit_code == OTHER["unified_credit_code"]  # it keeps what it said
    assert [(c.name, c.position_no) for c in kept.contacts] == [("李娜", 0), ("赵六", 1)]
    assert [c.name for c in gone.contacts] == ["李娜"]  # the same person is there already
    ledger = {
        e.number: (e.state, e.void_reason) for e in stage.session.scalars(select(NumberEntry))
    }
    assert ledger[kept.number] == (NumberState.ISSUED, "")
    assert ledger[gone.number] == (NumberState.VOID, f"→ {kept.number} 同一家公司")


def test_a7_both_cards_say_it_in_the_audit_and_both_owners_are_told(stage, pair):
    stays, goes = pair
    put(stage, pair, take={"address"})
    said = {
        (e.subject_id, e.happened): e.details
        for e in stage.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == Kind.CUSTOMER)
        )
    }
    moved = said[goes, "merge"]
    assert (moved["reason"], moved["target"], moved["facts"]["into_id"]) == (
        "同一家公司",
        "merged",
        stays,
    )
    assert said[stays, "merge_in"]["facts"]["from_id"] == goes
    assert said[stays, "merge_in"]["facts"]["contacts"] == 1
    assert said[stays, "edit"]["changes"] == {"address": [CARD["address"], OTHER["address"]]}
    told = stage.session.scalars(select(Notice).where(Notice.topic == "customer.merged")).all()
    assert {n.user_id for n in told} == {stage.people["owen"]}
    assert not list(chain.verify_chain(stage.session, stage.config.audit_key))


def test_a7_files_and_papers_follow_and_stay_found(stage, pair):
    stays, goes = pair
    file = make.filed(stage, make.file_class(stage), goes, make.box(stage))
    with stage.work("owen") as work:
        paper = attachments.attach_file(
            work, Kind.CUSTOMER, goes, "执照.txt", io.BytesIO(b"abc")
        ).id
    put(stage, pair)
    moved = stage.session.get(CustomerFile, file, populate_existing=True)
    assert (moved.customer_id, moved.number) == (stays, "KH-2026-9001")
    assert stage.session.get(Attachment, paper, populate_existing=True).subject_id == stays
    entry = select(AuditEntry.details).where(
        AuditEntry.subject == Kind.FILE,
        AuditEntry.subject_id == file,
        AuditEntry.happened == "edit",
    )
    assert stage.session.scalars(entry).one()["changes"] == {"customer_id": [goes, stays]}
    with stage.work("li") as work:
        assert [f.id for f in index.search_records(work, "恒通集团", (Kind.FILE,))] == [file]


def test_a7_the_old_number_and_name_find_the_card_that_stays(stage, pair):
    stays, goes = pair
    number = row(stage, goes).number
    put(stage, pair)
    with stage.work("li") as work:
        for text in (number, "北京恒通集团公司", "赵六", "13900139000"):
            found = index.search_records(work, text, (Kind.CUSTOMER,))
            assert [hit.id for hit in found] == [stays], text
        listed = page.fetch_page(work, CUSTOMERS, Query())
        assert [line[0] for line in listed.rows] == [stays]
        asked = page.fetch_page(work, CUSTOMERS, Query(filters={"state": "merged"}))
        assert [line[0] for line in asked.rows] == [goes]
        assert listed.total == asked.total == 1
        assert [twin.id for twin in find_duplicates(work, name=OTHER["name"])] == [stays]


def test_a7_pointers_follow_when_the_card_that_stayed_is_merged_too(stage, pair):
    stays, goes = pair
    put(stage, pair)
    with stage.work("owen") as work:
        last = create_customer(work, CARD | {"name": "恒通控股"}, confirmed=True).id
    put(stage, (last, stays))
    assert row(stage, goes).merged_into_id == row(stage, stays).merged_into_id == last
    assert len(row(stage, last).formerly) == 2
    with stage.work("li") as work:
        found = index.search_records(work, row(stage, goes).number, (Kind.CUSTOMER,))
        assert [hit.id for hit in found] == [last]


def test_a7_a_merged_card_is_left_alone(stage, pair):
    stays, goes = pair
    put(stage, pair)
    with pytest.raises(IllegalMove):
        put(stage, pair)  # twice
    with pytest.raises(IllegalMove), stage.work("li") as work:
        restore_customer(work, work.session.get(Customer, goes))
    with pytest.raises(Conflict), stage.work("li") as work:
        edit_customer(work, work.session.get(Customer, goes), {"address": "新街"})
    with pytest.raises(Conflict), stage.work("li") as work:
        owner = stage.people["sun"]
        hand_over_customer(work, work.session.get(Customer, goes), owner_id=owner)
    with pytest.raises(Conflict), stage.work("li") as work:
        attachments.attach_file(work, Kind.CUSTOMER, goes, "执照.txt", io.BytesIO(b"abc"))
    with pytest.raises(Invalid):
        put(stage, (goes, stays))  # nor is anything merged into it


def test_a7_it_asks_a_reason_and_another_card_in_use(stage, pair):
    stays, goes = pair
    with pytest.raises(Invalid):
        put(stage, pair, reason="  ")
    with pytest.raises(Invalid):
        put(stage, (goes, goes))
    with pytest.raises(Invalid):
        put(stage, (999, goes))
    with stage.work("li") as work:
        archive_customer(work, work.session.get(Customer, stays))
    with pytest.raises(Invalid):
        put(stage, pair)
    assert row(stage, goes).state is CustomerState.ACTIVE


def test_a7_only_who_may_write_both_merges(stage, pair):
    stays, _goes = pair
    for who in ("owen", "ann", "wang"):  # they edit or see the cards, and may not merge
        with pytest.raises(NotAllowed):
            put(stage, pair, who)
    with stage.work("li") as work:
        there = work.session.get(Customer, stays)
        hand_over_customer(work, there, owner_id=stage.people["zhang"])
    with pytest.raises(Invalid):  # out of the reach of the head of sales
        put(stage, pair, "sun")
    put(stage, pair, "li")


def test_a7_within_a_department_its_head_merges(stage, pair):
    put(stage, pair, "sun")
    assert row(stage, pair[1]).state is CustomerState.MERGED


def test_a7_an_import_does_not_touch_a_merged_card_and_opens_none_beside_it(stage, pair):

    number = row(stage, pair[1]).number
    put(stage, pair)
    lines = [Line(2, {"number": number, "name": OTHER["name"], "address": "表里改的"})]
    with stage.work("wang") as work:
        import_checks.check_lines(work, lines, {"setup": Setup()})
    assert lines[0].problems["name"]["text"] == import_updates.MERGED


def test_a7_fields_one_may_not_write_stay_as_they_are(stage, pair):
    stays, goes = pair
    with stage.work("li") as work:
        edit_customer(work, work.session.get(Customer, goes), {"secrecy": Secrecy.SECRET.value})
    put(stage, pair, take={"secrecy", "no_such_field", "owner_id"})
    assert row(stage, stays).secrecy is Secrecy.SECRET
    assert row(stage, stays).owner_id == stage.people["owen"]


def register(stage, who):
    """The rows of the register of suspected duplicates: (group, what is the same, number)."""
    with stage.work(who) as work:
        return [
            tuple(r[1:4]) for r in reports.report_rows(work, CUSTOMER_TWINS, {}, lambda text: text)
        ]


def test_r70_suspected_duplicates_stand_in_groups_until_they_are_merged(stage, pair):
    numbers = [row(stage, id).number for id in pair]
    with stage.work("owen") as work:
        third = CARD | {"name": "上海无关公司"}  # the phone of the first
        numbers.append(create_customer(work, third, confirmed=True).number)
        create_customer(work, CARD | {"name": "另一家", "phone": "010-62340000"})
    assert register(stage, "li") == [
        (1, "Same name", numbers[0]),
        (1, "Same name", numbers[1]),
        (2, "Same phone", numbers[0]),
        (2, "Same phone", numbers[2]),
    ]
    put(stage, pair)
    assert [line[1] for line in register(stage, "li")] == ["Same phone", "Same phone"]
    assert register(stage, "zhang") == []  # out of reach
    put(
        stage,
        (pair[0], stage.session.scalar(select(Customer.id).where(Customer.number == numbers[2]))),
    )
    assert register(stage, "li") == []


def told(stage, who):
    query = select(Notice.values).where(
        Notice.topic == "customer.twins", Notice.user_id == stage.people[who]
    )
    return list(stage.session.scalars(query))


def test_r70_who_may_merge_is_told_once_a_month_how_many_groups_they_see(stage, pair):
    for _ in range(2):
        report_twins(Run(stage))
    groups = len({line[0] for line in register(stage, "li")})
    assert told(stage, "li") == [{"month": f"{stage.now:%Y-%m}", "groups": groups}]
    assert told(stage, "zhang") == []  # out of reach
    stage.now += timedelta(days=31)
    report_twins(Run(stage))
    assert len(told(stage, "li")) == 2
    put(stage, pair)
    stage.now += timedelta(days=31)
    report_twins(Run(stage))
    assert len(told(stage, "li")) == 2  # nothing is alike any more


def test_d4_a_masked_field_is_no_reason_to_suspect(stage, pair):
    with stage.work("sun") as work:
        for id in pair:
            edit_customer(
                work,
                work.session.get(Customer, id),
                {"id_number": "11010519491231002X", "name": f"第{id}家"},
                confirmed=True,
            )
    assert {line[1] for line in register(stage, "sun")} == {"Same identity number"}
    assert register(stage, "li") == []  # sees identity numbers masked


def opened(arena, **changes):
    with arena.work("owen") as work:
        return create_customer(work, CARD | changes, confirmed=True).id


def merging(arena, goes, stays):
    def act():
        with arena.work("li") as work:
            found = work.get(Customer, goes, P.CUSTOMER_SEE, lock=True)
            merge_customers(work, found, into_id=stays, reason="同一家公司")
        return "merged"

    return act


def test_a7_two_who_merge_two_cards_into_each_other_leave_one_in_use(arena):
    one, two = opened(arena), opened(arena, name="北京恒通集团公司")
    answers = arena.race(merging(arena, one, two), merging(arena, two, one))
    assert answers.count("merged") == 1
    assert {type(a) for a in answers} - {str} <= {Invalid, IllegalMove, Conflict}
    with arena.work() as work:
        states = list(work.session.scalars(select(Customer.state).order_by(Customer.state)))
        assert states == [CustomerState.ACTIVE, CustomerState.MERGED]
        assert not list(chain.verify_chain(work.session, arena.config.audit_key))


def test_a7_a_file_opened_while_its_customer_is_merged_is_not_left_behind(arena):
    stays, goes = opened(arena), opened(arena, name="北京恒通集团公司")
    with arena.work() as work:
        cls = work.add(FileClass(code="KH", name="客户档案")).id

    def file():
        with arena.work("owen") as work:
            values = {"class_id": cls, "customer_id": goes, "title": "档案"}
            return filing.open_file(work, values).id

    arena.race(merging(arena, goes, stays), file)
    with arena.work() as work:
        held = work.session.scalars(select(CustomerFile.customer_id)).all()
    assert set(held) <= {stays}
