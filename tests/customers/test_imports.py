"""Importing customers: upload, match, dry run, write, undo (D7, R-59), on real sheets."""

import io
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import xlsxwriter
from sqlalchemy import event, func, select
from sqlalchemy.exc import IntegrityError

from models.customers import Customer
from models.platform.audit import AuditEntry
from models.platform.imports import ImportBatch
from models.platform.numbering import NumberCounter, NumberEntry
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.platform import ImportState, Outcome
from portal.customers.cards import edit_customer
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound, TooLarge
from portal.office import intake
from portal.platform.audit import chain
from portal.platform.imports import batch as imports
from portal.platform.imports import checking, headings, runs
from portal.platform.imports import target as import_targets
from portal.platform.numbering import ledger as numbering
from portal.platform.search import index
from tests.support import make
from tests.support.lists import (
    HEAD,
    Desk,
    batch_of,
    count,
    decide,
    lines,
    outcomes,
    put,
    row,
    sheet,
    undo,
    write,
)

REPLACE = {"updates": "same"}


def test_d7_new_rows_are_shown_then_written_then_undone(stage, bring):
    id = bring(sheet([row(1), row(2)]))
    batch = batch_of(stage, id)
    assert (batch.state, batch.counts) == (ImportState.CHECKED, {"new": 2})
    assert count(stage) == 0  # a dry run writes nothing
    write(stage, id)
    found = stage.session.scalars(select(Customer).order_by(Customer.id)).first()
    assert (found.name, found.phone, found.registered_capital) == (
        "第1商贸有限公司",
        "010-60000001",
        1_000_000,  # 100 万元
    )
    assert [(c.name, c.mobile) for c in found.contacts] == [("李四", "13900000001")]
    assert batch_of(stage, id).state is ImportState.WRITTEN
    undo(stage, id)
    assert count(stage, Customer.state == CustomerState.ACTIVE) == 0
    assert count(stage) == 2  # archived, never deleted
    assert batch_of(stage, id).counts["kept"] == 0


def test_every_written_row_and_every_step_is_an_event(stage, bring):
    id = bring(sheet([row(1)]))
    write(stage, id)
    happened = list(
        stage.session.execute(
            select(AuditEntry.happened)
            .where(AuditEntry.subject == Kind.IMPORT)
            .order_by(AuditEntry.seq)
        ).scalars()
    )
    assert happened == ["create", "map", "check", "found", "write", "finish"]
    created = select(AuditEntry).where(AuditEntry.subject == Kind.CUSTOMER)
    assert [e.actor["name"] for e in stage.session.scalars(created)] == ["王档"]


def test_update_shows_old_and_new_per_cell_and_leaves_empty_cells_alone(stage, bring):
    write(stage, bring(sheet([row(1)])))
    again = bring(sheet([row(1, 地址="新街1号", 邮编="", 手机="13811112222")]))
    decide(stage, again, options=REPLACE)
    line = lines(stage, again)[0]
    assert line.outcome is Outcome.UPDATE
    assert line.changes == {
        "address": ["中关村大街1号", "新街1号"],
        "contact_mobile": ["13900000001", "13811112222"],
    }
    write(stage, again)
    found = stage.session.scalars(select(Customer)).one()
    assert (found.address, found.postcode) == ("新街1号", "100080")
    assert found.contacts[0].mobile == "13811112222"
    undo(stage, again)
    stage.session.expire_all()
    assert (found.address, found.contacts[0].mobile) == ("中关村大街1号", "13900000001")


def test_the_same_list_again_changes_nothing(stage, bring):
    write(stage, bring(sheet([row(1), row(2)])))
    assert batch_of(stage, bring(sheet([row(1), row(2)]))).counts == {"unchanged": 2}


def test_r59_what_looks_like_another_waits_until_somebody_says_whether_it_is(stage, bring):
    """In the file and in the portal; the first one is the one it may be."""
    write(stage, bring(sheet([row(1)])))
    id = bring(
        sheet(
            [
                row(2),
                row(3, 客户名称="第2商贸（有限公司）"),
                row(4, 电话="010-60000002"),
                row(5, 电话="010-60000001"),
                row(6, 客户名称="第1商贸公司"),
            ]
        )
    )
    found = [(r.outcome.value, sorted(r.problems)) for r in lines(stage, id)]
    assert found == [
        ("new", []),
        ("decide", ["name"]),
        ("decide", ["phone"]),
        ("decide", ["phone"]),
        ("decide", ["name"]),
    ]
    first = stage.session.scalar(select(Customer.id))
    asked = [next(iter(r.problems.values()))["twin"] for r in lines(stage, id)[1:]]
    assert asked == [
        {"id": 0, "line": 2},
        {"id": 0, "line": 2},
        {"id": first, "line": 0},
        {"id": first, "line": 0},
    ]
    write(stage, id)
    assert count(stage) == 2  # what is not decided is not written


def test_what_words_of_a_column_mean_is_said_once_for_all_rows_and_remembered(stage, bring):
    head = [*HEAD, "密级", "责任人"]
    rows = [[*row(n), "内布", "王裆"] for n in range(1, 4)]
    id = bring(sheet(rows, head))
    assert batch_of(stage, id).counts == {"new": 3}
    assert sorted(lines(stage, id)[0].left) == ["owner", "secrecy"]
    kinds = {f["field"]: f for f in batch_of(stage, id).faults if f["kind"] == "left"}
    assert (kinds["secrecy"]["rows"], kinds["secrecy"]["spelt"]) == (3, [["内布", 3]])
    assert kinds["secrecy"]["near"] == {"内布": "内部"}
    words = {"secrecy": {"内布": "internal"}, "owner": {"王裆": "王档"}}
    decide(stage, id, words=words, remember=True)
    assert [r.left for r in lines(stage, id)] == [{}, {}, {}]
    write(stage, id)
    found = stage.session.scalars(select(Customer)).all()
    assert {(c.secrecy.value, c.owner_id) for c in found} == {("internal", stage.people["wang"])}
    again = bring(sheet([[*row(9), "内布", "王裆"]], head))
    assert lines(stage, again)[0].left == {}
    assert batch_of(stage, again).choices["known"] == words
    assert lines(stage, bring(sheet([[*row(9), "内布", ""]], head), who="he"))[
        0
    ].left  # of the person


def test_faults_are_told_cell_by_cell(stage, bring):
    head = [*HEAD, "统一社会信用代码", "成立时间", "电子邮件", "责任人"]
    bad = [*row(1, 电话="12", 邮编="1000"), "91350100M000100Y44", "2026-13-01", "x", "无此人"]
    id = bring(sheet([bad], head), mapping=None)
    wrong = {"phone", "postcode", "unified_credit_code", "founded_on", "email", "owner"}
    assert (set(lines(stage, id)[0].left), outcomes(stage, id)) == (wrong, ["new"])
    write(stage, id)
    card = stage.session.scalars(select(Customer)).one()
    assert (card.phone, card.postcode, card.founded_on) == ("", "", None)
    for text in ("电话：12", "邮编：1000", "成立时间：2026-13-01", "所属人：无此人"):
        assert text in card.remark.replace(":", "：")


def test_r59_a_list_is_taken_as_it_is_unless_the_office_needs_more(stage, bring):
    """«Needed to import» is the name; what the office adds to it is named and left out."""
    lacking = row(1, 法定代表人="", 地址="", 电话="", 手机="", 联系人="")
    id = bring(sheet([lacking]))
    assert outcomes(stage, id) == ["new"]
    entry = next(f for f in batch_of(stage, id).faults if f["kind"] == "lacks")
    assert {gap for gap, _ in entry["spelt"]} == {
        "legal_representative",
        "address",
        "phone",
        "contact",
    }
    put(stage, "customer_needed_import", "address,phone")
    assert sorted(lines(stage, bring(sheet([lacking])))[0].problems) == ["address", "phone"]
    other = row(2, 地址="x", 电话="")  # one phone anywhere will do
    assert outcomes(stage, bring(sheet([other]))) == ["new"]


def exported(stage, **changes):
    found = stage.session.scalars(select(Customer)).one()
    cells = dict(zip(HEAD, row(1), strict=True)) | changes
    return [str(found.id), str(found.revision), *(cells[h] for h in HEAD)]


def test_an_exported_sheet_comes_back_by_record_id_and_revision(stage, bring):
    write(stage, bring(sheet([row(1)])))
    head = ["系统编号", "版次", *HEAD]
    id = bring(sheet([exported(stage, 客户名称="改名后有限公司", 邮编="")], head))
    line = lines(stage, id)[0]
    assert line.outcome is Outcome.ERROR  # CF-02: the postcode may not be emptied
    assert sorted(line.problems) == ["postcode"]
    id = bring(sheet([exported(stage, 客户名称="改名后有限公司")], head))
    write(stage, id)
    assert stage.session.scalars(select(Customer)).one().name == "改名后有限公司"


def test_a_list_of_numbers_needs_no_names(stage, bring):
    write(stage, bring(sheet([row(1)])))
    number = stage.session.scalar(select(Customer.number))
    id = bring(sheet([[number, "新街9号"], ["", "无主街1号"]], ["客户编号", "地址"]))
    assert batch_of(stage, id).counts == {"update": 1, "error": 1}
    assert "name" in lines(stage, id)[1].problems


def two(stage, bring):
    write(stage, bring(sheet([row(1), row(2)])))
    return stage.session.scalars(select(Customer).order_by(Customer.id)).all()


BACK = ["系统编号", "版次", "客户名称", "电话", "联系人", "手机"]


def back(found, **changes):
    cells = {
        "系统编号": found.id,
        "版次": found.revision,
        "客户名称": found.name,
        "电话": found.phone,
        "联系人": found.contacts[0].name,
        "手机": found.contacts[0].mobile,
    }
    return [{**cells, **changes}[h] for h in BACK]


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("name", {"客户名称": "第2商贸公司"}),
        ("phone", {"电话": "010-60000002"}),
        ("contact_name", {"联系人": ""}),
        ("contact_name", {"联系人": "", "手机": ""}),
    ],
)
def test_the_dry_run_says_what_the_write_would_refuse(stage, bring, field, changes):
    """A name or phone of another customer, a contact without a name: told before, not after."""
    one, other = two(stage, bring)
    id = bring(sheet([back(one, **changes), back(other)], BACK))
    found = batch_of(stage, id).counts
    assert found.pop("unchanged") == 1
    assert found in ({"error": 1}, {"decide": 1})
    assert field in lines(stage, id)[0].problems


def test_customers_that_share_a_phone_come_back_as_they_went(stage, bring):
    one, other = two(stage, bring)
    with stage.work("wang") as work:
        edit_customer(
            work, work.session.get(Customer, other.id), {"phone": one.phone}, confirmed=True
        )
    stage.session.expire_all()
    id = bring(sheet([back(one), back(other, 手机="13811112222")], BACK))
    assert batch_of(stage, id).counts == {"update": 1, "unchanged": 1}
    write(stage, id)
    assert batch_of(stage, id).counts["written"] == 1


def test_a_row_changed_in_the_portal_meanwhile_is_a_conflict_never_overwritten(stage, bring):
    write(stage, bring(sheet([row(1)])))
    head = ["系统编号", "版次", *HEAD]
    sent_out = exported(stage, 地址="表里改的")
    with stage.work("wang") as work:
        edit_customer(work, work.session.scalars(select(Customer)).one(), {"address": "系统里改的"})
    id = bring(sheet([sent_out], head))
    line = lines(stage, id)[0]
    assert (line.outcome, line.changes["address"]) == (Outcome.CONFLICT, ["系统里改的", "表里改的"])
    write(stage, id)
    assert stage.session.scalars(select(Customer)).one().address == "系统里改的"


def test_a_change_between_dry_run_and_write_is_a_conflict_too(stage, bring):
    write(stage, bring(sheet([row(1)])))
    id = bring(sheet([row(1, 地址="表里改的")]))
    decide(stage, id, options=REPLACE)
    with stage.work("wang") as work:
        edit_customer(work, work.session.scalars(select(Customer)).one(), {"address": "系统里改的"})
    write(stage, id)
    assert lines(stage, id)[0].outcome is Outcome.CONFLICT
    assert stage.session.scalars(select(Customer)).one().address == "系统里改的"


def test_a_customer_opened_between_dry_run_and_write_is_not_opened_twice(stage, bring):
    id = bring(sheet([row(1), row(2)]))
    write(stage, bring(sheet([row(1)])))
    write(stage, id)
    assert (count(stage), [r.written for r in lines(stage, id)]) == (2, [False, True])
    told = lines(stage, id)[0].problems["name"]["text"]
    assert told.startswith("Somebody created this customer")


def test_a_killed_write_goes_on_where_it_was_and_writes_no_row_twice(stage, bring, monkeypatch):
    monkeypatch.setattr(runs, "WRITTEN_AT_ONCE", 3)
    id = bring(sheet([row(n) for n in range(1, 11)]))
    with stage.work("wang") as work:
        imports.enqueue_write(work, work.session.get(ImportBatch, id))
    for steps in (1, 1, 2):
        with pytest.raises(KeyboardInterrupt):
            intake.write_import(Desk(stage, steps=steps), id)
    assert 0 < count(stage) < 11
    intake.write_import(Desk(stage), id)
    intake.write_import(Desk(stage), id)  # a second delivery of the same job
    assert (count(stage), batch_of(stage, id).counts["written"]) == (10, 10)
    numbers = list(stage.session.scalars(select(Customer.number)))
    assert len(set(numbers)) == 10


def test_a_killed_dry_run_starts_over(stage, bring, monkeypatch):
    monkeypatch.setattr(checking, "CHECKED_AT_ONCE", 2)
    target = intake.target_of(Kind.CUSTOMER)
    with stage.work("wang") as work:
        batch = imports.start_batch(
            work,
            target,
            headings.receive_upload(work, target, "a", sheet([row(n) for n in range(5)])),
        )
        imports.match_columns(work, target, batch, batch.mapping)
        id = batch.id
    with pytest.raises(KeyboardInterrupt):
        intake.check_import(Desk(stage, steps=2), id)
    intake.check_import(Desk(stage), id)
    assert batch_of(stage, id).counts == {"new": 5}


def test_undo_leaves_what_somebody_has_touched_since_and_lists_it(stage, bring):
    write(stage, bring(sheet([row(1), row(2), row(3)])))
    touched, filed = stage.session.scalars(select(Customer).order_by(Customer.id)).all()[:2]
    with stage.work("wang") as work:
        edit_customer(work, work.session.get(Customer, touched.id), {"address": "改过"})
    make.draft(stage, make.file_class(stage), filed.id, make.box(stage))
    id = stage.session.scalar(select(ImportBatch.id))
    undo(stage, id)
    rows = lines(stage, id)
    assert [r.written for r in rows] == [True, True, False]
    assert [bool(r.problems) for r in rows] == [True, True, False]
    assert batch_of(stage, id).counts["kept"] == 2


def test_after_its_hours_an_import_cannot_be_undone(stage, bring):
    id = bring(sheet([row(1)]))
    write(stage, id)
    stage.now += timedelta(hours=24)
    with pytest.raises(Conflict):
        undo(stage, id)
    assert batch_of(stage, id).state is ImportState.WRITTEN


def test_an_undone_list_can_be_imported_again(stage, bring):
    id = bring(sheet([row(1)]))
    write(stage, id)
    undo(stage, id)
    again = bring(sheet([row(1)]))
    assert batch_of(stage, again).counts == {"update": 1}  # of the card it had brought before
    write(stage, again)
    assert count(stage, Customer.state == CustomerState.ACTIVE) == count(stage) == 1
    undo(stage, again)
    assert count(stage, Customer.state == CustomerState.ACTIVE) == 0


def test_rows_without_a_name_stay_out_and_the_others_are_written(stage, bring):
    id = bring(sheet([row(1), row(2, 客户名称="")]))
    assert outcomes(stage, id) == ["new", "error"]
    write(stage, id)
    assert count(stage) == 1


def test_the_mapping_is_remembered_by_person_and_headings(stage, bring):
    head = ["名头", *HEAD[1:]]
    target = intake.target_of(Kind.CUSTOMER)

    def proposed(who):
        with stage.work(who) as work:
            stream = sheet([row(1)], head)
            return imports.start_batch(
                work, target, headings.receive_upload(work, target, "a", stream)
            ).mapping

    assert "0" not in proposed("wang")
    bring(sheet([row(1)], head), mapping={**proposed("wang"), "0": "name"})
    assert proposed("wang")["0"] == "name"
    assert "0" not in proposed("he")


def test_one_field_twice_or_a_needed_one_missing_is_refused(stage, bring):
    with pytest.raises(Invalid):
        bring(sheet([row(1)]), mapping={"0": "name", "1": "name"})
    with pytest.raises(Invalid):
        bring(sheet([row(1)]), mapping={"4": "phone"})


def test_only_who_may_import_can(stage, bring):
    with pytest.raises(NotAllowed):
        bring(sheet([row(1)]), who="owen")
    bring(sheet([row(1)]))


def test_cells_merged_over_several_rows_count_for_each_of_them(stage, bring):
    """A region stands once for three customers; a customer once for its two people."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        rows = [
            ["地区", "客户名称", "联系人姓名", "手机"],
            ["华东", "甲贸易有限公司", "张三", "13900000001"],
            ["", "", "李四", "13900000002"],
            ["", "乙贸易有限公司", "王五", "13900000003"],
            ["华北", "丙贸易有限公司", "赵六", "13900000004"],
        ]
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
        page.merge_range(1, 0, 3, 0, "华东")
        page.merge_range(1, 1, 2, 1, "甲贸易有限公司")
        page.merge_range(4, 0, 5, 0, "华北")  # the row below holds nothing of its own
        page.merge_range(4, 1, 5, 1, "丙贸易有限公司")
    id = bring(io.BytesIO(stream.getvalue()))
    found = [(r.line, r.cells["name"], r.cells["region"], r.outcome) for r in lines(stage, id)]
    assert found == [
        (2, "甲贸易有限公司", "华东", "new"),
        (3, "甲贸易有限公司", "华东", "decide"),
        (4, "乙贸易有限公司", "华东", "new"),
        (5, "丙贸易有限公司", "华北", "new"),
    ]
    assert [text % values for text, values in batch_of(stage, id).notes] == [
        "4 cells are merged over several rows: each of the rows is given the text."
    ]


def test_files_too_large_are_refused_and_not_kept(stage, bring, monkeypatch):
    before = {p for p in stage.config.storage.rglob("*") if p.is_file()}
    monkeypatch.setattr("portal.settings.get", lambda *_: 0)
    with pytest.raises(TooLarge):
        bring(sheet([row(1)]))
    assert {p for p in stage.config.storage.rglob("*") if p.is_file()} == before


def test_notes_tell_of_formulas_and_double_headings(stage, bring):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, [*HEAD, "电话"])
        page.write_row(1, 0, [*row(1), "x"])
        page.write_formula(2, 0, '="第9公司"', None, "第9公司")
    id = bring(io.BytesIO(stream.getvalue()))
    texts = [text % values for text, values in batch_of(stage, id).notes]
    assert len(texts) == 2
    assert "1 formulas" in texts[0]


@pytest.mark.parametrize(
    "above",
    [["客户名称", *HEAD[1:7], "联系人", ""], ["客户名称", "", "", "", "", "", "", "联系人", ""]],
)
def test_headings_over_two_merged_rows_are_read_together(stage, bring, above):
    """名称 stands over both rows, 联系人 over 姓名 and 手机: as offices lay out their lists."""
    below = (
        ["", "", "", "", "", "", "", "联系人姓名", "手机"]
        if above[1]
        else ["", *HEAD[1:7], "联系人姓名", "手机"]
    )
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        page = made.add_worksheet("名单")
        for line, cells in enumerate((["客户登记表"], above, below, row(1), row(2))):
            page.write_row(line, 0, cells)
        for column in range(7 if above[1] else 1):
            page.merge_range(1, column, 2, column, above[column])
        page.merge_range(1, 7, 1, 8, "联系人")
        page.merge_range(0, 0, 0, 8, "客户登记表")
    stream.seek(0)
    id = bring(stream)
    assert batch_of(stage, id).head_line == 3
    assert batch_of(stage, id).counts == {"new": 2}
    assert lines(stage, id)[0].cells["contact_mobile"] == "13900000001"


def test_a_list_without_headings_is_told_what_is_taken_for_them(stage, bring):
    with stage.work("wang") as work:
        target = intake.target_of(Kind.CUSTOMER)
        look = headings.receive_upload(work, target, "x.xlsx", sheet([row(2)], row(1))).look
    assert [[text % values for text, values in look.notes]] == [
        ["None of these headings is known. If row 1 is a record, add a row of headings above it."]
    ]


def test_amounts_are_taken_as_people_write_them(stage, bring):
    typed = ["1,000", "￥100", "100万", "1000万人民币", "2亿元", "5000元"]
    id = bring(
        sheet([row(n, **{"注册资本（万元）": text}) for n, text in enumerate(typed, start=1)])
    )
    assert batch_of(stage, id).counts == {"new": 6}
    write(stage, id)
    assert list(
        stage.session.scalars(select(Customer.registered_capital).order_by(Customer.id))
    ) == [10_000_000, 1_000_000, 1_000_000, 10_000_000, 200_000_000, 5_000]


def test_a_postcode_that_lost_its_zero_as_a_number_is_given_back(stage, bring):
    id = bring(sheet([row(1, 邮编=10020)]))
    kind = next(f for f in batch_of(stage, id).faults if f["kind"] == "left")
    assert kind["near"] == {"10020": "010020"}
    decide(stage, id, words={"postcode": kind["near"]})
    write(stage, id)
    assert stage.session.scalars(select(Customer.postcode)).one() == "010020"


def test_i12_who_lost_the_right_meanwhile_writes_nothing(stage, bring):
    id = bring(sheet([row(1)]))
    with stage.work("wang") as work:
        imports.enqueue_write(work, work.session.get(ImportBatch, id))
    with pytest.raises(NotFound):
        intake.write_import(Desk(stage, "ann"), id)
    assert (count(stage), batch_of(stage, id).state) == (0, ImportState.WRITING)


def test_d7_five_thousand_rows_with_37_bad_ones(stage, bring):
    rows = [row(n) for n in range(1, 5001)]
    for n in range(37):
        rows[n * 100][4] = "12"  # a phone that is none
    id = bring(sheet(rows))
    assert batch_of(stage, id).counts == {"new": 5000}
    kind = next(f for f in batch_of(stage, id).faults if f["kind"] == "left")
    assert (kind["field"], kind["rows"], kind["spelt"]) == ("phone", 37, [["12", 37]])


@contextmanager
def statements(stage):
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    engine = stage.session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def test_a_dry_run_asks_the_database_a_few_times_per_chunk(stage, bring):
    with statements(stage) as few:
        bring(sheet([row(n) for n in range(10)]))
    with statements(stage) as many:
        bring(sheet([row(n) for n in range(400)]))
    assert 0 < len(many) <= len(few) + 2


def asides(asked):
    """All but the rows themselves, which SQLite takes one by one by a statement made once."""
    own = ("INSERT INTO customers", "INSERT INTO contacts", "UPDATE customers")
    return [statement for statement in asked if not statement.startswith(own)]


def test_writing_asks_the_database_a_few_times_per_chunk(stage, bring):
    id, more = bring(sheet([row(n) for n in range(10)])), [row(n) for n in range(20, 170)]
    with statements(stage) as few:
        write(stage, id)
    id = bring(sheet(more))
    with statements(stage) as many:
        write(stage, id)
    assert 0 < len(asides(many)) <= len(asides(few)) + 5
    numbers = list(stage.session.scalars(select(Customer.number).order_by(Customer.id)))
    assert numbers == [f"HH-2026{n:05d}" for n in range(1, 161)]
    ledger = select(NumberEntry.number, NumberEntry.subject_id).order_by(NumberEntry.serial)
    ids = list(stage.session.scalars(select(Customer.id).order_by(Customer.id)))
    assert list(stage.session.execute(ledger)) == list(zip(numbers, ids, strict=True))
    opened = (AuditEntry.subject == Kind.CUSTOMER, AuditEntry.happened == "create")
    entries = select(AuditEntry.subject_id).where(*opened).order_by(AuditEntry.seq)
    assert list(stage.session.scalars(entries)) == ids
    assert not list(chain.verify_chain(stage.session, stage.config.audit_key))
    with stage.work("wang") as work:
        assert [
            found.id for found in index.search_records(work, "第169商贸", (Kind.CUSTOMER,))
        ] == [ids[-1]]


def test_changing_many_rows_asks_a_few_times_per_chunk_too(stage, bring):
    write(stage, bring(sheet([row(n) for n in range(100)])))
    id = bring(sheet([row(n, 地址=f"新街{n}号") for n in range(100)]))
    decide(stage, id, options=REPLACE)
    with statements(stage) as asked:
        write(stage, id)
    assert 0 < len(asides(asked)) < 80  # for 100 rows
    assert count(stage, Customer.address.startswith("新街")) == 100
    assert {r.record_revision for r in lines(stage, id)} == {2}


def test_rows_that_cannot_be_written_after_all_stand_aside_alone(stage, bring, monkeypatch):
    """What a chunk could not foresee is found by halving it; the others are written once."""
    id = bring(sheet([row(n) for n in range(1, 21)]))
    target = intake.target_of(Kind.CUSTOMER)

    def strict(work, lines, at_hand):
        made = target.write(work, lines, at_hand)
        if any(line.number in (4, 17) for line in lines):
            raise IntegrityError("INSERT", {}, Exception("UNIQUE"))
        return made

    with stage.work("wang") as work:
        imports.enqueue_write(work, work.session.get(ImportBatch, id))
    runs.write_batch(Desk(stage), replace(target, write=strict), id)
    assert [r.line for r in lines(stage, id) if not r.written] == [4, 17]
    assert [r.outcome for r in lines(stage, id) if not r.written] == [Outcome.CONFLICT] * 2
    assert count(stage) == 18
    scope = stage.session.scalars(select(NumberCounter.scope)).one()
    assert not list(numbering.find_gaps(stage.session, scope))
    made = select(func.count()).where(
        AuditEntry.subject == Kind.CUSTOMER, AuditEntry.happened == "create"
    )
    assert stage.session.scalar(made) == 18


def book(**pages):
    """A workbook of several sheets; a name that ends in _ is hidden."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as made:
        for name, rows in pages.items():
            page = made.add_worksheet(name.rstrip("_"))
            for number, cells in enumerate(rows):
                page.write_row(number, 0, cells)
            if name.endswith("_"):
                page.hide()
    stream.seek(0)
    return stream


def start(stage, stream, who="wang"):
    target = intake.target_of(Kind.CUSTOMER)
    with stage.work(who) as work:
        return imports.start_batch(
            work, target, headings.receive_upload(work, target, "a.xlsx", stream)
        ).id


def take(stage, id, name):
    target = intake.target_of(Kind.CUSTOMER)
    with stage.work("wang") as work:
        batch = work.get(ImportBatch, id, import_targets.MAY, lock=True)
        imports.take_sheet(work, target, batch, headings.another_sheet(work, target, batch, name))


PAGES = {
    "封面": [["客户资料"]],
    "一月": [HEAD, row(1)],
    "二月": [HEAD, row(2), row(3)],
    "旧_": [HEAD, row(9)],
}


def test_the_first_sheet_with_a_table_is_taken_and_another_may_be_chosen(stage):
    id = start(stage, book(**PAGES))
    found = batch_of(stage, id)
    assert found.sheet == "一月"
    assert found.sheets == [["封面", False], ["一月", False], ["二月", False], ["旧", True]]
    take(stage, id, "二月")
    assert (batch_of(stage, id).sheet, batch_of(stage, id).mapping["0"]) == ("二月", "name")
    with stage.work("wang") as work:
        batch = work.session.get(ImportBatch, id)
        imports.match_columns(work, intake.target_of(Kind.CUSTOMER), batch, batch.mapping)
    intake.check_import(Desk(stage), id)
    assert [r.cells["name"] for r in lines(stage, id)] == ["第2商贸有限公司", "第3商贸有限公司"]
    chosen = select(AuditEntry.details).where(
        AuditEntry.subject == Kind.IMPORT, AuditEntry.happened == "edit"
    )
    assert stage.session.scalars(chosen).one()["changes"] == {"sheet": ["一月", "二月"]}
    assert batch_of(stage, start(stage, book(**PAGES))).sheet == "二月"  # remembered
    assert batch_of(stage, start(stage, book(**PAGES), "he")).sheet == "一月"  # of the person


def test_another_sheet_forgets_what_was_checked_and_cannot_be_taken_once_written(stage, bring):
    id = bring(book(**PAGES))
    assert batch_of(stage, id).counts == {"new": 1}
    take(stage, id, "旧")
    found = batch_of(stage, id)
    assert (found.state, found.counts, lines(stage, id)) == (ImportState.MAPPED, {}, [])
    with pytest.raises(IllegalMove):
        write(stage, id)
    for name in ("无此表", "封面"):
        with pytest.raises(Invalid):
            take(stage, id, name)
    with stage.work("wang") as work:
        batch = work.session.get(ImportBatch, id)
        imports.match_columns(work, intake.target_of(Kind.CUSTOMER), batch, batch.mapping)
    intake.check_import(Desk(stage), id)
    write(stage, id)
    with pytest.raises(IllegalMove):
        take(stage, id, "一月")
    assert stage.session.scalars(select(Customer)).one().name == "第9商贸有限公司"


def test_undoing_many_rows_asks_a_few_times_per_chunk(stage, bring):
    ids = [
        bring(sheet([row(n) for n in range(10)])),
        bring(sheet([row(n) for n in range(20, 170)])),
    ]
    for id in ids:
        write(stage, id)
    with statements(stage) as few:
        undo(stage, ids[0])
    with statements(stage) as many:
        undo(stage, ids[1])
    assert 0 < len(asides(many)) <= len(asides(few)) + 5
    archived = (AuditEntry.subject == Kind.CUSTOMER, AuditEntry.happened == "archive")
    assert stage.session.scalar(select(func.count()).where(*archived)) == 160
    assert not list(chain.verify_chain(stage.session, stage.config.audit_key))


def test_undo_of_changes_gives_back_every_cell_and_takes_off_the_contact_it_brought(stage, bring):
    write(stage, bring(sheet([row(1, 联系人="", 手机=""), row(2)])))
    id = bring(
        sheet(
            [
                row(1, 地址="新街1号", 联系人="赵六", 手机="13811112222"),
                row(2, 电话="010-69999999", 手机="13811113333"),
            ]
        )
    )
    decide(stage, id, options=REPLACE)
    assert batch_of(stage, id).counts == {"update": 2}
    write(stage, id)
    undo(stage, id)
    one, two = stage.session.scalars(select(Customer).order_by(Customer.id))
    assert (one.address, one.contacts) == ("中关村大街1号", [])
    assert (two.phone, [c.mobile for c in two.contacts]) == ("010-60000002", ["13900000002"])
    assert batch_of(stage, id).counts["kept"] == 0


def test_what_cannot_be_taken_back_any_more_says_so_and_the_others_are(stage, bring):
    """The old credit code went to another customer since: its row stays, the batch ends."""
    head, old, new = [*HEAD, "统一社会信用代码"], "91350100M000100Y43", "91110000600037341L"
    write(stage, bring(sheet([[*row(1), old], [*row(2), ""]], head)))
    number = stage.session.scalars(select(Customer.number).order_by(Customer.id)).first()
    rows = [[*row(1), new, number], [*row(2, 地址="新街2号"), "", ""]]
    id = bring(sheet(rows, [*head, "客户编号"]))
    write(stage, id)
    write(stage, bring(sheet([[*row(3), old]], head)))
    undo(stage, id)
    first, second = lines(stage, id)
    assert (first.written, bool(first.problems), second.written) == (True, True, False)
    assert batch_of(stage, id).counts["kept"] == 1
    codes = select(Customer.unified_credit_code, Customer.address).order_by(Customer.id)
    assert list(stage.session.execute(codes))[:2] == [(new, "中关村大街1号"), ("", "中关村大街2号")]
