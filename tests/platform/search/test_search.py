"""The search index: what is written, who finds it, and that nothing hidden is given away."""

from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from models.customers import Customer
from models.platform.search import SearchEntry
from models.words.access import FieldRule
from models.words.kinds import Kind
from portal.platform.search import index
from portal.platform.search.index import Document


def add(work, owner, name, number, **facts):
    who = work.session.execute(
        select(index.table_of(Kind.USER).id, index.table_of(Kind.USER).department_id).where(
            index.table_of(Kind.USER).login == owner
        )
    ).one()
    row = work.add(
        Customer(name=name, name_key=name, number=number, owner_id=who.id, department_id=who[1])
    )
    index.index_record(
        work, row, Document(label=name, hint=number, names=[name], numbers=[number], **facts)
    )
    return row.id


@pytest.fixture
def shelf(stage):
    with stage.work() as work:
        return SimpleNamespace(
            heng=add(
                work,
                "owen",
                "北京恒通科技有限公司",
                "KH-202600001",
                contact_phones=["13800138000"],
                people=["王伟"],
                codes=["91350100M000100Y43"],
            ),
            da=add(work, "owen", "上海恒大通商贸易", "KH-202600002", phones=["010-62345678"]),
            bei=add(work, "bo", "新北京恒通饭店", "KH-202600003"),
        )


def found(stage, who, text, kinds=(Kind.CUSTOMER,)):
    with stage.work(who) as work:
        return [hit.id for hit in index.search_records(work, text, kinds)]


def listed(stage, who, text):
    with stage.work(who) as work:
        rows = select(Customer.id).where(index.match_clause(work, Kind.CUSTOMER, text))
        return set(work.session.scalars(rows))


@pytest.mark.parametrize(
    "text",
    [
        "恒通",
        "通科",
        "bjht",
        "hengtong",
        "00001",
        "KH-202600001",
        "王伟",
        "wangwei",
        "8000",
        "13800138000",
        "91350100M000100Y43",
        "北京 科技",
    ],
)
def test_a_customer_is_found(stage, shelf, text):
    assert shelf.heng in found(stage, "wang", text)
    assert shelf.heng in listed(stage, "wang", text)


@pytest.mark.parametrize("text", ["深圳", "京通", "xyz", "0138", "！", '"', "*", "a OR b", "NOT"])
def test_nothing_is_found_and_nothing_breaks(stage, shelf, text):
    assert found(stage, "wang", text) == []
    assert listed(stage, "wang", text) == set()


def test_a_blank_text_lists_all(stage, shelf):
    assert listed(stage, "wang", "  ") >= {shelf.heng, shelf.da, shelf.bei}
    assert found(stage, "wang", "  ") == []


def test_names_that_begin_so_come_first(stage, shelf):
    assert found(stage, "wang", "北京恒通") == [shelf.heng, shelf.bei]
    assert found(stage, "wang", "KH-202600003")[0] == shelf.bei


def test_sc05_what_one_may_not_see_one_does_not_find(stage, shelf):
    assert found(stage, "bo", "恒通") == [shelf.bei]
    assert listed(stage, "bo", "恒通") == {shelf.bei}
    assert found(stage, "ann", "恒通") == [shelf.heng]
    assert found(stage, "owen", "恒") == [shelf.heng, shelf.da]
    assert found(stage, "sec", "恒通") == []
    assert listed(stage, "sec", "恒通") == set()


def test_d4_a_masked_phone_is_found_by_its_tail_only(stage, shelf):
    assert stage.actor("ann").rule(Kind.CONTACT, "mobile") is FieldRule.MASKED
    assert found(stage, "ann", "8000") == [shelf.heng]
    assert found(stage, "ann", "138") == []
    assert found(stage, "wang", "13800138000") == [shelf.heng]
    assert found(stage, "ann", "13800138000") == [], "who may try them all finds it out"
    assert listed(stage, "ann", "138 0013 8000") == set()


def test_d4_a_masked_code_is_not_found_by_trying(stage, shelf):
    with stage.work("ann") as work:
        code = (Kind.CUSTOMER, "unified_credit_code")
        work.actor.field_rules[code] = FieldRule.OPEN
        assert index.search_records(work, "91350100M000100Y43", [Kind.CUSTOMER])
        work.actor.field_rules[code] = FieldRule.MASKED
        assert index.search_records(work, "91350100M000100Y43", [Kind.CUSTOMER]) == []


def test_d4_a_hidden_field_is_no_oracle(stage, shelf):
    with stage.work("ann") as work:
        work.actor.field_rules.update(
            {
                (Kind.CONTACT, "mobile"): FieldRule.HIDDEN,
                (Kind.CONTACT, "name"): FieldRule.MASKED,
                (Kind.CUSTOMER, "unified_credit_code"): FieldRule.HIDDEN,
            }
        )
        for text in ("8000", "13800138000", "王伟", "wangwei", "ww", "91350100M000100Y43"):
            assert index.search_records(work, text, [Kind.CUSTOMER]) == []
        assert index.search_records(work, "恒通", [Kind.CUSTOMER])


def test_the_index_follows_its_record_and_writes_only_changes(stage, shelf):
    with stage.work() as work:
        row = work.session.get(Customer, shelf.da)
        before = work.session.scalar(
            select(SearchEntry.digest).where(SearchEntry.subject_id == row.id)
        )
        document = Document(
            label="广州远航", hint=row.number, names=["广州远航"], numbers=[row.number]
        )
        index.index_record(work, row, document)
        index.index_record(work, row, document)
        after = work.session.scalar(
            select(SearchEntry.digest).where(SearchEntry.subject_id == row.id)
        )
        assert before != after
    assert found(stage, "wang", "恒大") == []
    assert found(stage, "wang", "gzyh") == [shelf.da]
    with stage.work() as work:
        index.forget_record(work, Kind.CUSTOMER, shelf.da)
    assert found(stage, "wang", "gzyh") == []


def test_an_owner_who_changes_takes_the_hit_along(stage, shelf):
    with stage.work() as work:
        row = work.session.get(Customer, shelf.heng)
        row.owner_id = stage.people["bo"]
        row.department_id = stage.actor("bo").department_id
        index.index_record(work, row, Document(label=row.name, hint=row.number, names=[row.name]))
    assert shelf.heng in found(stage, "bo", "恒通科技")
    assert found(stage, "owen", "恒通科技") == []


def test_bulk_writes_what_index_writes(stage):
    with stage.work() as work:
        id = add(work, "owen", "临时", "T-1")
        index.forget_record(work, Kind.CUSTOMER, id)
        row = work.session.get(Customer, id)
        document = Document(label="成都天府", hint="T-1", names=["成都天府"], numbers=["T-1"])
        index.without_index_lookups(
            work.session, Kind.CUSTOMER, [(id, row.owner_id, row.department_id, document)]
        )
        count = work.session.scalar(select(func.count()).select_from(SearchEntry))
        index.index_record(work, row, document)
        assert work.session.scalar(select(func.count()).select_from(SearchEntry)) == count
    assert found(stage, "ann", "cdtf") == [id]


def test_a_rolled_back_cause_leaves_no_hit(stage):
    with pytest.raises(ZeroDivisionError), stage.work() as work:
        add(work, "owen", "武汉长江", "T-2")
        raise ZeroDivisionError
    assert found(stage, "wang", "长江") == []
