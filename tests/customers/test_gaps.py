"""CF-02, CF-48: what a card lacks, by name; what is needed at which moment; lists of it."""

import pytest
from sqlalchemy import select

from models.customers import GAP_BITS, Contact, Customer
from models.words.customers import Gap, Moment, Nature
from portal.customers import gaps
from portal.customers.cards import create_customer, edit_customer
from portal.customers.lists import CUSTOMERS
from portal.customers.merging import merge_customers
from portal.errors import Invalid, Problems
from portal.files.customer_gaps import check_customers
from portal.files.filing import open_file
from portal.office.settings import change_settings
from portal.platform.lists import page
from portal.platform.lists.query import Query, parse_query
from tests.support import make

WHOLE = {
    "name": "恒通有限公司",
    "legal_representative": "张三",
    "address": "甲街1号",
    "postcode": "100080",
    "phone": "95588",
    "business_scope": "贸易",
    "registered_capital": "100万",
}
PERSON = [{"name": "李四", "mobile": "13800138000"}]
NOTHING = frozenset()


class Job:
    """What a long job is handed here: the stage's own transactions."""

    def __init__(self, stage):
        self.stage = stage

    def work(self):
        return self.stage.work("li")

    reading = work

    def progress(self, done, total):
        pass


def opened(stage, values=WHOLE, people=PERSON, **more):
    with stage.work("wang") as work:
        row = create_customer(work, values, people, required=NOTHING, confirmed=True, **more)
        return row.id


def told(stage, id):
    stage.session.expire_all()
    with stage.work("wang") as work:
        row = work.session.get(Customer, id)
        return gaps.completeness(work, row), row.incomplete


def test_a_whole_card_is_whole_and_one_without_a_contact_is_not(stage):
    assert told(stage, opened(stage)) == ((100, []), False)
    share, incomplete = told(stage, opened(stage, people=[]))
    assert (share[1], incomplete) == ([Gap.CONTACT], True)
    assert share[0] < 100


def test_the_gaps_of_a_card_stand_by_name(stage):
    share, incomplete = told(stage, opened(stage, {"name": "甲"}, []))
    assert share == (
        12,
        [
            Gap.PHONE,
            Gap.CONTACT,
            Gap.LEGAL_REPRESENTATIVE,
            Gap.ADDRESS,
            Gap.POSTCODE,
            Gap.BUSINESS_SCOPE,
            Gap.REGISTERED_CAPITAL,
        ],
    )
    assert incomplete


def test_cf02_a_person_lacks_no_company_data_and_one_phone_will_do(stage):
    id = opened(stage, {"name": "王伟", "nature": Nature.PERSON, "address": "x"}, PERSON)
    assert told(stage, id) == ((100, []), False)


def test_every_change_of_a_card_keeps_its_gaps(stage):
    id, other = opened(stage, {"name": "甲"}, []), opened(stage, {"name": "乙"}, PERSON)
    with stage.work("wang") as work:
        edit_customer(work, work.session.get(Customer, id), WHOLE, confirmed=True)
    assert told(stage, id)[0][1] == [Gap.CONTACT]
    with stage.work("li") as work:
        merge_customers(work, work.session.get(Customer, other), into_id=id, reason="同一家客户")
    assert told(stage, id) == ((100, []), False)
    with stage.work("wang") as work:
        edit_customer(work, work.session.get(Customer, id), {"fax": ""}, [])
    assert told(stage, id)[1]


def test_what_was_there_and_is_needed_cannot_be_taken_away(stage):
    id = opened(stage)
    for values, people, field in (
        ({"address": ""}, None, "address"),
        ({"phone": ""}, [{"name": "王五", "mobile": "", "phone": ""}], "contacts-0-mobile"),
    ):
        with pytest.raises(Problems) as refusal, stage.work("wang") as work:
            edit_customer(work, work.session.get(Customer, id), values, people)
        assert field in refusal.value.problems
    with stage.work("wang") as work:  # the contact has a phone
        edit_customer(work, work.session.get(Customer, id), {"phone": ""})


def test_what_is_needed_to_save_is_a_choice_of_the_records_manager(stage):
    with stage.work("li") as work:
        change_settings(work, {Moment.SAVE: "email,phone"})
    with pytest.raises(Problems) as refusal, stage.work("wang") as work:
        create_customer(work, {"name": "甲"})
    assert sorted(refusal.value.problems) == ["email", "phone"]
    with stage.work("wang") as work:
        create_customer(work, {"name": "甲", "email": "a@example.com"}, PERSON)
    with pytest.raises(Problems), stage.work("li") as work:
        change_settings(work, {Moment.SAVE: "email,nonsense"})


def test_a_changed_need_is_counted_again_over_all_cards(stage):
    id = opened(stage)
    with stage.work("li") as work:
        change_settings(work, {Moment.USE: "email"})
    gaps.count_gaps(Job(stage))
    assert told(stage, id) == ((88, [Gap.EMAIL]), True)
    with stage.work("li") as work:
        change_settings(work, {Moment.USE: ""})
    gaps.count_gaps(Job(stage))
    assert told(stage, id)[1] is False


def test_the_view_to_complete_lists_them_with_what_they_lack(stage):
    opened(stage)
    id = opened(stage, {"name": "甲"}, PERSON)
    with stage.work("wang") as work:
        query = parse_query(work, CUSTOMERS, CUSTOMERS.views["To complete"])
        found = page.fetch_page(work, CUSTOMERS, query)
        assert [row[0] for row in found.rows] == [id]
        column = next(c for c in found.columns if c.name == "gaps")
        value = found.rows[0][1 + list(found.columns).index(column)]
        assert "Address" in column.parts(value)
        lacking = Query(filters={"lacks": "address"})
        assert page.count_rows(work, CUSTOMERS, lacking) == 1
        with pytest.raises(Invalid):
            page.count_rows(work, CUSTOMERS, Query(filters={"lacks": "x"}))


def test_every_gap_has_a_bit_of_its_own_that_never_changes():
    assert list(GAP_BITS) == list(Gap)
    assert GAP_BITS[Gap.PHONE] == 1
    assert GAP_BITS[Gap.CLASS_VOLUME] == 1 << 26


def test_to_open_a_file_and_to_use_it_the_card_must_hold_what_is_needed_then(stage):
    id = opened(stage, {"name": "甲"}, [])
    with stage.work("li") as work:
        change_settings(work, {Moment.OPEN_FILE: "phone", Moment.USE: "address"})
    with stage.work("wang") as work:
        row = work.session.get(Customer, id)
        fault = check_customers(work, [row], Moment.OPEN_FILE)
        assert fault is not None
        assert fault.values == {"name": "甲", "gaps": [Gap.PHONE]}
        assert check_customers(work, [row], Moment.USE).values["gaps"] == [Gap.ADDRESS]
    with pytest.raises(Problems) as refusal, stage.work("wang") as work:
        make_file(work, stage, id)
    assert list(refusal.value.problems) == ["customer_id"]


def make_file(work, stage, id):
    kind = make.file_class(stage)
    open_file(work, {"class_id": kind, "customer_id": id, "title": "档案"})


def test_a_contact_is_gone_with_its_phone(stage):
    id = opened(stage, {"name": "甲"}, PERSON)
    assert Gap.PHONE not in told(stage, id)[0][1]
    with stage.work("wang") as work:
        edit_customer(work, work.session.get(Customer, id), {"phone": "95588"}, [])
    assert stage.session.scalars(select(Contact)).all() == []
    assert Gap.CONTACT in told(stage, id)[0][1]
