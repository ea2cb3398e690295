"""An ordinary list comes in as it is, nothing in it is lost; an export comes back unchanged."""

import io

import openpyxl
import pytest
from sqlalchemy import select, update

from models.customers import Customer
from models.people import Role, RoleFieldRule, User
from models.platform.imports import ImportBatch
from models.words.access import FieldRule
from models.words.customers import CustomerState, Gap
from models.words.kinds import Kind
from models.words.platform import ImportState
from portal.customers.cards import edit_customer
from portal.customers.keeping import archive_customer
from portal.customers.lists import CUSTOMERS
from portal.office import build, intake
from portal.platform.imports.choices import OTHER, SAME, Choices, choose
from portal.platform.language import translate_text
from tests.support.lists import (
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
from tests.support.newcomer import HEAD, ROWS, TWINS, newcomer_rows, newcomer_sheet

CODE, OTHER_CODE = "91350100M000100Y43", "91110000600037341L"


def held(card):
    """All that a card says, in one text."""
    names = [c.name for c in Customer.__table__.columns]
    people = [f"{p.name} {p.mobile} {p.phone}" for p in card.contacts]
    return " ".join([*(str(getattr(card, name)) for name in names), *people])


def cards(stage):
    stage.session.expire_all()
    found = stage.session.scalars(select(Customer).order_by(Customer.id)).all()
    for card in found:
        card.kept = card.remark.replace(":", "：")  # whatever becomes of its width
    return found


def test_a_newcomers_list_is_in_after_one_decision_and_nothing_is_lost(stage, bring):
    id = bring(io.BytesIO(newcomer_sheet()))
    assert batch_of(stage, id).counts == {"new": ROWS - 1, "decide": 1, "skipped": 1}
    asked = next(r for r in lines(stage, id) if r.outcome.value == "decide")
    first, second = (place + 4 for place in TWINS)  # below the titles and the head
    assert (asked.line, asked.problems["name"]["twin"]) == (second, {"id": 0, "line": first})
    decide(stage, id, alike=SAME)
    write(stage, id)
    assert batch_of(stage, id).counts["written"] == ROWS
    found = {card.name: card for card in cards(stage)}
    assert len(found) == ROWS - 1
    for cells in newcomer_rows():
        text = held(found[cells[1]])
        for heading, cell in zip(HEAD[5:], cells[5:], strict=True):
            for part in cell.split("\n"):
                assert part in text or part in words_kept(heading, part, text), (cells[1], part)
    twin = found[newcomer_rows()[TWINS[0]][1]]
    assert twin.unified_credit_code


def words_kept(heading, part, text):
    """A word or a day stands in the card in its own spelling."""
    spelt = {"供应商": "supplier", "业务客户": "business", "合作伙伴": "partner"}
    return part if heading == "业务员" or spelt.get(part, "-") in text else ""


def test_a_row_says_all_that_is_wrong_with_it_at_once(stage, bring):
    head = ["客户名称", "电话", "邮编", "成立时间", "类型", "责任人", "统一社会信用代码"]
    id = bring(sheet([["", "12", "1", "去年", "重点", "无此人", "x"]], head))
    line = lines(stage, id)[0]
    assert list(line.problems) == ["name"]
    wrong = {"phone", "postcode", "founded_on", "customer_type", "owner", "unified_credit_code"}
    assert set(line.left) == wrong


def test_what_fills_no_field_goes_to_the_remarks_and_never_twice(stage, bring):
    head = ["客户名称", "付款习惯", "备注", "", "邮编"]
    cells = ["恒通有限公司", "月结", "老客户\n注意回访", "无题", "12"]
    id = bring(sheet([cells], head))
    write(stage, id)
    kept = "老客户\n注意回访\n付款习惯：月结\n无题\n邮编：12"
    assert cards(stage)[0].kept == kept
    assert outcomes(stage, bring(sheet([cells], head))) == ["unchanged"]
    again = bring(sheet([[*cells[:1], "季结", *cells[2:]]], head))
    write(stage, again)
    assert cards(stage)[0].kept == f"{kept}\n付款习惯：季结"
    undo(stage, again)
    assert cards(stage)[0].kept == kept


def test_a_kind_of_fault_may_be_left_out_and_totals_written_after_all(stage, bring):
    rows = [row(1), row(2, 电话="12"), row(3, 客户名称="合计", 法定代表人="", 电话="", 手机="")]
    id = bring(sheet(rows))
    assert outcomes(stage, id) == ["new", "new", "skipped"]
    kind = next(f for f in batch_of(stage, id).faults if f["kind"] == "left")
    decide(stage, id, skip=[f"{kind['field']}|{kind['text']}"], asides=True)
    assert outcomes(stage, id) == ["new", "skipped", "new"]
    write(stage, id)
    assert [card.name for card in cards(stage)] == ["第1商贸有限公司", "合计"]


@pytest.mark.parametrize("group", ["集团", "股份", "控股", "上海分公司"])
def test_r59_different_credit_codes_are_different_and_nobody_is_asked(stage, bring, group):
    head = ["客户名称", "统一社会信用代码", "电话"]
    same = "恒通有限公司"
    id = bring(
        sheet([[same, CODE, "95588"], [same, OTHER_CODE, "95588"], [f"恒通{group}", "", ""]], head)
    )
    assert outcomes(stage, id) == ["new"] * 3
    write(stage, id)
    assert count(stage) == 3
    again = bring(sheet([[same, OTHER_CODE, "95588"]], head))
    assert outcomes(stage, again) == ["unchanged"]


def test_twins_of_a_file_are_put_together_or_are_two(stage, bring):
    head = ["客户名称", "电话", "地址", "备注"]
    rows = [["恒通公司", "", "甲街1号", ""], ["恒通有限公司", "95588", "乙街2号", "常客"]]
    id = bring(sheet(rows, head))
    assert outcomes(stage, id) == ["new", "decide"]
    decide(stage, id, twins={"3": OTHER})
    assert outcomes(stage, id) == ["new", "new"]
    decide(stage, id, twins={"3": SAME})
    assert [(r.outcome.value, r.joins) for r in lines(stage, id)] == [("new", 0), ("join", 2)]
    write(stage, id)
    (card,) = cards(stage)
    assert (card.name, card.phone, card.address) == ("恒通公司", "95588", "甲街1号")
    assert card.kept == "常客\n客户名称：恒通有限公司\n地址：乙街2号"
    undo(stage, id)
    assert cards(stage)[0].state is CustomerState.ARCHIVED
    assert batch_of(stage, id).counts["kept"] == 0


def test_what_a_second_row_adds_to_a_known_customer_is_undone_with_the_first(stage, bring):
    write(stage, bring(sheet([row(1)])))
    head = ["客户名称", "传真", "公司邮箱"]
    name = "第1商贸有限公司"
    id = bring(sheet([[name, "010-62345678", ""], [name, "", "a@example.com"]], head))
    decide(stage, id, alike=SAME)
    write(stage, id)
    assert (cards(stage)[0].fax, cards(stage)[0].email) == ("010-62345678", "a@example.com")
    undo(stage, id)
    assert (cards(stage)[0].fax, cards(stage)[0].email) == ("", "")
    assert batch_of(stage, id).counts["kept"] == 0


def test_a_twin_with_the_same_code_that_is_said_to_be_another_goes_without_it(stage, bring):
    head = ["客户名称", "统一社会信用代码"]
    id = bring(sheet([["恒通一店", CODE], ["恒通二店", CODE]], head))
    assert outcomes(stage, id) == ["new", "decide"]
    decide(stage, id, alike=OTHER)
    write(stage, id)
    one, two = cards(stage)
    assert (one.unified_credit_code, two.unified_credit_code) == (CODE, "")
    assert two.kept == "统一社会信用代码：91350100M000100Y43"


def test_a_portal_twin_is_updated_or_is_another(stage, bring):
    write(stage, bring(sheet([row(1)])))
    rows = [row(1, 客户名称="第1商贸公司", 地址="新街1号")]
    id = bring(sheet(rows))
    decide(stage, id, twins={"2": SAME})
    assert outcomes(stage, id) == ["update"]
    decide(stage, id, twins={"2": OTHER})
    assert outcomes(stage, id) == ["new"]
    write(stage, id)
    assert [card.name for card in cards(stage)] == ["第1商贸有限公司", "第1商贸公司"]


def test_one_phone_is_a_phone_wherever_it_stands(stage, bring):
    head = ["客户名称", "联系人", "联系电话", "手机"]
    rows = [
        ["甲公司", "张三", "13800138000", ""],
        ["乙公司", "", "", "13800138001"],
        ["丙公司", "李四", "", ""],
        ["丁公司", "", "010-62345678", "13800138003"],
    ]
    write(stage, bring(sheet(rows, head)))
    found = cards(stage)
    assert [Gap.PHONE in card.gaps for card in found] == [False, False, True, False]
    assert [Gap.CONTACT in card.gaps for card in found] == [False, True, False, False]
    assert (found[1].phone, found[3].kept) == ("13800138001", "")
    assert [(p.name, p.mobile) for p in found[3].contacts] == [("未写姓名", "13800138003")]
    assert all(card.incomplete for card in found)
    with stage.work("wang") as work:  # what it lacked before stops no other change
        card = work.session.get(Customer, found[2].id)
        people = [{"id": card.contacts[0].id, "name": "李四"}]
        edit_customer(work, card, {"address": "新街1号"}, people)


def test_words_once_decided_can_be_written_at_once(stage, bring):
    id = bring(sheet([[*row(1), "内布"]], [*HEAD_OF_ROW, "密级"]))
    with stage.work("wang") as work:
        batch = work.session.get(ImportBatch, id)
        words = Choices(words={"secrecy": {"内布": "internal"}})
        choose(work, intake.target_of(Kind.CUSTOMER), batch, words, write=True)
    intake.check_import(Desk(stage), id)
    assert batch_of(stage, id).state is ImportState.WRITING
    intake.write_import(Desk(stage), id)
    assert cards(stage)[0].secrecy.value == "internal"


HEAD_OF_ROW = ["客户名称", "法定代表人", "地址", "邮编", "电话", "经营范围"]
HEAD_OF_ROW += ["注册资本（万元）", "联系人", "手机"]


def taken_out(stage, who="wang", source="list:customers", **filters):
    """The list of customers as this person exports it, every column; or a register of them."""
    with stage.work(who) as work:
        names = ",".join(c.name for c in CUSTOMERS.columns)
        args = {"cols": names, **filters} if source.startswith("list:") else {}
        found = build.find_source(work, source, args)
        stream = io.BytesIO()
        build.write_sheet(found, stream, translate_text)
    return io.BytesIO(stream.getvalue())


def odd_states(stage, bring):
    """Customers in every state, with values that no form would take today."""
    names = ["在用有限公司", "停用有限公司", "并入有限公司", "怪值有限公司", "同名有限公司"]
    write(stage, bring(sheet([row(n, 客户名称=name) for n, name in enumerate(names, 1)])))
    archived, odd = cards(stage)[1], cards(stage)[3]
    with stage.work("li") as work:
        archive_customer(work, work.session.get(Customer, archived.id))
    table = Customer.__table__
    stage.session.execute(
        update(table)
        .where(table.c.id == odd.id)
        .values(phone="电话不详", postcode="1", email="x", address="*特殊*", website="a\nb")
    )
    stage.session.execute(
        update(table).where(table.c.id == cards(stage)[2].id).values(state="merged")
    )
    stage.session.commit()


@pytest.mark.parametrize("state", ["active", "archived", "merged"])
def test_an_export_comes_back_untouched_whatever_the_state_of_its_rows(stage, bring, state):
    odd_states(stage, bring)
    id = bring(taken_out(stage, state=state))
    assert set(batch_of(stage, id).counts) == {"unchanged"}
    assert batch_of(stage, id).faults == []


def test_the_overview_comes_back_untouched_too(stage, bring):
    odd_states(stage, bring)
    id = bring(taken_out(stage, source="report:customer_register"))
    assert set(batch_of(stage, id).counts) == {"unchanged"}
    assert batch_of(stage, id).faults == []


def test_a_changed_cell_of_an_archived_customer_is_an_error_and_the_others_are_not(stage, bring):
    odd_states(stage, bring)
    book = openpyxl.load_workbook(taken_out(stage, state="archived"))
    page = book.worksheets[0]
    head = next(r for r in page.iter_rows() if any(c.value == "地址" for c in r))
    column = next(c.column for c in head if c.value == "地址")
    page.cell(head[0].row + 1, column).value = "新街9号"
    stream = io.BytesIO()
    book.save(stream)
    id = bring(io.BytesIO(stream.getvalue()))
    assert batch_of(stage, id).counts == {"error": 1}


def test_masks_come_back_as_no_change_and_are_never_stored(stage, bring):
    write(stage, bring(sheet([row(1)])))
    role = stage.session.scalars(select(Role).where(Role.code == "custodian")).one()
    for kind, field in ((Kind.CUSTOMER, "phone"), (Kind.CONTACT, "mobile")):
        stage.session.add(
            RoleFieldRule(role_id=role.id, subject=kind, field=field, rule=FieldRule.MASKED)
        )
    stage.session.commit()
    out = taken_out(stage)
    assert batch_of(stage, bring(out)).counts == {"unchanged": 1}
    book = openpyxl.load_workbook(taken_out(stage))
    page = book.worksheets[0]
    cell = next(c for r in page.iter_rows() for c in r if "*" in str(c.value or ""))
    cell.value = "9" + "*" * 6
    stream = io.BytesIO()
    book.save(stream)
    id = bring(io.BytesIO(stream.getvalue()))
    assert batch_of(stage, id).counts == {"error": 1}
    head = ["客户名称", "电话"]
    assert outcomes(stage, bring(sheet([["新客户", "010-****5678"]], head))) == ["error"]


def test_what_is_needed_to_import_is_asked_of_new_customers_only(stage, bring):
    write(stage, bring(sheet([row(1)])))
    put(stage, "customer_needed_import", "email")
    assert outcomes(stage, bring(sheet([row(1, 地址="新街1号"), row(2)]))) == ["decide", "error"]


def test_an_owner_who_has_left_is_told_by_name_and_kept(stage, bring):
    stage.session.execute(update(User.__table__).where(User.login == "owen").values(active=False))
    stage.session.commit()
    write(stage, bring(sheet([[*row(1), "欧文"]], [*HEAD_OF_ROW, "业务员"])))
    card = cards(stage)[0]
    assert (card.owner_id, card.kept) == (stage.people["wang"], "所属人：欧文")
