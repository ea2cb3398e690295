"""Whose a number is, several things in one cell, what goes masked into the remarks (R-59)."""

import io

import xlsxwriter
from sqlalchemy import select

from models.customers import Customer
from models.people import User
from models.platform.imports import ImportBatch
from models.words.customers import Gap, Nature
from models.words.kinds import Kind
from portal.customers.rules import find_gaps
from portal.office import intake
from portal.platform.imports import tally
from portal.platform.search.index import search_records
from tests.support.lists import batch_of, count, decide, lines, outcomes, sheet, undo, write
from views.office.import_twins import Shown, pairs_of, stored_values

OTHERS, FILL, REPLACE = {"updates": "other"}, {"updates": "fill"}, {"updates": "same"}


def cards(stage):
    stage.session.expire_all()
    return stage.session.scalars(select(Customer).order_by(Customer.id)).all()


def people(card):
    return [(one.name, one.mobile, one.phone) for one in card.contacts]


def kind_of(stage, id, kind):
    return [entry["rows"] for entry in batch_of(stage, id).faults if entry["kind"] == kind]


def found(stage, text):
    with stage.work("wang") as work:
        return [hit.id for hit in search_records(work, text) if hit.kind is Kind.CUSTOMER]


def test_a_name_alone_replaces_nothing_before_somebody_has_said_so(stage, bring):
    head = ["客户名称", "电话", "地址", "客户等级"]
    write(stage, bring(sheet([["洛川纺织厂", "0512-65222091-851", "", "VIP"]], head)))
    id = bring(sheet([["洛川纺织厂", "0512-60001237", "东街8号", "重要"]], head))
    assert outcomes(stage, id) == ["decide"]
    [asked] = [each for each in batch_of(stage, id).faults if each["kind"] == tally.UPDATES]
    assert (asked["rows"], dict(asked["spelt"])) == (1, {"phone": 1, "grade": 1})
    with stage.work("wang") as work:
        batch = work.session.get(ImportBatch, id)
        shown = Shown(work, intake.target_of(Kind.CUSTOMER))
        [pair] = pairs_of(work, batch, shown, updates=True)
        assert pairs_of(work, batch, shown) == []
    assert ("电话", "0512-65222091-851", "0512-60001237") in pair.changes
    write(stage, id)
    assert cards(stage)[0].phone == "0512-65222091-851"


def test_filling_what_is_empty_keeps_what_stands_and_loses_nothing(stage, bring):
    head = ["客户名称", "电话", "地址", "客户等级"]
    write(stage, bring(sheet([["洛川纺织厂", "0512-65222091", "", "VIP"]], head)))
    before = cards(stage)[0].remark
    id = bring(sheet([["洛川纺织厂", "0512-60001237", "东街8号", "重要"]], head))
    decide(stage, id, options=FILL)
    write(stage, id)
    [card] = cards(stage)
    assert (card.phone, card.address, card.grade) == ("0512-65222091", "东街8号", "VIP")
    assert "0512-60001237" in card.remark
    assert "重要" in card.remark
    undo(stage, id)
    [card] = cards(stage)
    assert (card.address, card.remark) == ("", before)


def test_one_name_may_be_two_customers_and_other_twins_are_not_meant(stage, bring):
    head = ["客户名称", "电话"]
    write(stage, bring(sheet([["王伟", "0512-65222091"], ["林芳", "0512-65222092"]], head)))
    id = bring(sheet([["王伟", "0512-60001237"], ["林芳", "0512-60001238"]], head))
    decide(stage, id, twins={"2": "other"}, options=REPLACE)
    assert outcomes(stage, id) == ["new", "update"]
    decide(stage, id, options=OTHERS)
    assert outcomes(stage, id) == ["new", "new"]


def test_a_mobile_without_a_name_goes_to_no_other_contact(stage, bring):
    first = ["客户名称", "电话", "联系人", "手机号码"]
    write(stage, bring(sheet([["洛川纺织厂", "0512-65222091", "林静", "13900001111"]], first)))
    head = ["客户名称", "法定代表人", "手机号码"]
    write(stage, bring(sheet([["洛川纺织厂", "郭涛", "18325536693"]], head)))
    [card] = cards(stage)
    assert people(card) == [("林静", "13900001111", ""), ("郭涛", "18325536693", "")]


def test_another_person_of_the_list_is_a_contact_beside_the_first_and_undone_with_it(stage, bring):
    head = ["客户名称", "电话", "联系人", "手机号码"]
    write(stage, bring(sheet([["洛川纺织厂", "0512-65222091", "林静", "13900001111"]], head)))
    id = bring(sheet([["洛川纺织厂", "0512-65222091", "周平", "13900002222"]], head))
    assert outcomes(stage, id) == ["update"]
    write(stage, id)
    assert people(cards(stage)[0])[1:] == [("周平", "13900002222", "")]
    undo(stage, id)
    assert people(cards(stage)[0]) == [("林静", "13900001111", "")]
    assert batch_of(stage, id).counts["kept"] == 0


def test_a_good_mobile_is_kept_where_it_can_be_found(stage, bring):
    head = ["客户名称", "法定代表人", "电话", "手机号码"]
    rows = [
        ["洛川纺织厂", "郭涛", "0512-65222091", "19337249795"],
        ["海宁皮革厂", "", "0512-65222092", "19337249796"],
        ["常熟织造厂", "钱进", "", "19337249797"],
    ]
    id = bring(sheet(rows, head))
    assert kind_of(stage, id, tally.LEFT) == []
    write(stage, id)
    one, two, three = cards(stage)
    assert people(one) == [("郭涛", "19337249795", "")]
    assert people(two) == [("未写姓名", "19337249796", "")]
    assert (three.phone, people(three)) == ("19337249797", [])
    assert found(stage, "19337249796") == [two.id]


def test_several_phones_of_a_cell_are_all_kept_and_no_box_is_to_fill(stage, bring):
    head = ["客户名称", "电话", "联系人"]
    rows = [
        ["洛川纺织厂", "17148525388、0512-65000792", "林静"],
        ["海宁皮革厂", "13505877065(王会计)", ""],
        ["常熟织造厂", "0512-65000793/13505877066", ""],
        ["吴江丝绸厂", "0512-65000794\n13505877067", ""],
    ]
    id = bring(sheet(rows, head))
    assert (kind_of(stage, id, tally.LEFT), kind_of(stage, id, tally.SEVERAL)) == ([], [4])
    write(stage, id)
    one, two, three, four = cards(stage)
    assert (one.phone, people(one)) == ("17148525388", [("林静", "", "0512-65000792")])
    assert (two.phone, "13505877065(王会计)" in two.remark) == ("13505877065", True)
    assert (three.phone, "13505877066" in three.remark) == ("0512-65000793", True)
    assert (four.phone, "13505877067" in four.remark) == ("0512-65000794", True)
    assert found(stage, "13505877066") == [three.id]


def test_a_name_with_a_phone_is_parted_and_a_phone_alone_is_asked_about(stage, bring):
    rows = [["张艳 15521507424"], ["王娟(18981491193)"], ["15480686167"], ["360安全科技"]]
    id = bring(sheet(rows, ["姓名/电话"]), mapping={"0": "name"})
    assert outcomes(stage, id) == ["new", "new", "decide", "new"]
    assert kind_of(stage, id, tally.SPLIT) == [2]
    decide(stage, id, options={"numbers": "take"})
    write(stage, id)
    assert [(card.name, card.phone) for card in cards(stage)] == [
        ("张艳", "15521507424"),
        ("王娟", "18981491193"),
        ("15480686167", "15480686167"),
        ("360安全科技", ""),
    ]


def test_names_with_a_phone_may_stay_whole_and_phones_be_left_out(stage, bring):
    id = bring(sheet([["张艳 15521507424"], ["15480686167"]], ["客户名称"]))
    decide(stage, id, options={"names": "whole", "numbers": "skip"})
    assert outcomes(stage, id) == ["new", "skipped"]
    write(stage, id)
    assert [card.name for card in cards(stage)] == ["张艳 15521507424"]


def test_totals_in_any_of_the_first_columns_are_set_aside(stage, bring):
    head = ["序号", "客户名称", "注册资本", "联系人"]
    rows = [
        ["1", "洛川纺织厂", "100", "林静"],
        ["合计", "90户", "1,250", ""],
        ["", "14人", "小计", ""],
    ]
    assert outcomes(stage, bring(sheet(rows, head))) == ["new", "skipped", "skipped"]


def test_identity_numbers_go_masked_into_the_remarks_wherever_they_stand(stage, bring):
    head = ["客户名称", "身份证号", "法人证件"]
    id = bring(sheet([["王娟", "320502197002020031", "32050219700202003X"]], head))
    write(stage, id)
    [card] = cards(stage)
    assert "身份证号：3********1（待补全）" in card.remark
    assert "197002020" not in card.remark


def test_customers_without_an_owner_belong_to_whom_the_importer_names(stage, bring):
    rows = [["洛川纺织厂", "老周"], ["海宁皮革厂", ""]]
    id = bring(sheet(rows, ["客户名称", "所属人"]))
    assert sum(kind_of(stage, id, tally.OWNED)) == 2
    chosen = stage.session.scalars(select(User).where(User.login == "zhou")).first()
    chosen = chosen or stage.session.scalars(select(User).where(User.login == "li")).one()
    decide(stage, id, options={"owner": chosen.employee_number})
    write(stage, id)
    assert {(c.owner_id, c.department_id) for c in cards(stage)} == {
        (chosen.id, chosen.department_id)
    }


def test_numbers_of_their_own_are_no_fault_and_are_found(stage, bring):
    head = ["编号", "客户名称", "盒号"]
    id = bring(sheet([["KH00001", "洛川纺织厂", "K-051"], ["KH00002", "海宁皮革厂", ""]], head))
    assert (kind_of(stage, id, tally.LEFT), kind_of(stage, id, tally.OWN_NUMBER)) == ([], [2])
    write(stage, id)
    one, _two = cards(stage)
    assert "原编号：KH00001" in one.remark
    assert [found(stage, asked) for asked in ("KH00001", "K-051")] == [[one.id], [one.id]]


def test_hidden_columns_are_named_and_stay_out_until_somebody_takes_them(stage, bring):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("名单")
        page.write_row(0, 0, ["客户名称", "内部评分", "电话"])
        page.write_row(1, 0, ["洛川纺织厂", "12", "0512-65000792"])
        page.set_column(1, 1, None, None, {"hidden": True})
    stream.seek(0)
    id = bring(stream)
    [note] = [values for _text, values in batch_of(stage, id).notes]
    assert note == {"heading": "内部评分", "column": 1}
    write(stage, id)
    assert "12" not in cards(stage)[0].remark


def test_days_of_columns_without_a_field_are_written_as_days(stage, bring):
    head = ["客户名称", "建档日期", "评分"]
    rows = [["洛川纺织厂", "45012", "45012"], ["海宁皮革厂", "20180203", "5"]]
    write(stage, bring(sheet(rows, head)))
    one, two = cards(stage)
    assert ("建档日期：2023-03-27" in one.remark, "评分：45012" in one.remark) == (True, True)
    assert "建档日期：2018-02-03" in two.remark


def test_schools_and_small_shops_lack_only_what_their_kind_has():
    def lacks(**values):
        return find_gaps(values, [{"name": "李四", "mobile": "13800138000"}])

    public = {Gap.REGISTERED_CAPITAL, Gap.BUSINESS_SCOPE}
    assert public.isdisjoint(lacks(name="林川中学"))
    assert public.isdisjoint(lacks(name="某处", nature=Nature.GOVERNMENT))
    assert Gap.REGISTERED_CAPITAL not in lacks(name="老王便利店")
    assert Gap.REGISTERED_CAPITAL not in lacks(name="某某", organization_form="个体工商户")
    assert public <= lacks(name="中学教育科技有限公司")


def test_after_writing_the_rows_show_what_the_cards_hold(stage, bring):
    id = bring(sheet([["洛川纺织厂", "17148525388、0512-65000792"]], ["客户名称", "电话"]))
    write(stage, id)
    with stage.work("wang") as work:
        shown = Shown(work, intake.target_of(Kind.CUSTOMER))
        held = stored_values(work, lines(stage, id), ["name", "phone"], shown)
    assert held == {2: {"name": "洛川纺织厂", "phone": "17148525388"}}
    assert count(stage) == 1
