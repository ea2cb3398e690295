"""Lists as strangers brought them: each case of the shared folder comes in with the right value."""

import io
from datetime import date

import pytest
import xlsxwriter
from sqlalchemy import select

from models.customers import Customer
from models.platform.imports import ImportBatch
from models.words.kinds import Kind
from portal.office import intake
from portal.platform.imports import sheets
from tests.conftest import SHARED
from tests.support.lists import batch_of, decide, lines, write

CASES = SHARED / "cases"


@pytest.fixture
def case(bring):
    """Brings the file of a case in, up to the dry run; the batch's id."""

    def take(name, file="list.xlsx"):
        path = CASES / name / file
        if not path.exists():
            pytest.skip(f"NOT TESTED ON THE SHARED CASE: {path} is not here")
        return bring(io.BytesIO(path.read_bytes()), file)

    return take


def written(stage, id):
    write(stage, id)
    stage.session.expire_all()
    return list(stage.session.scalars(select(Customer).order_by(Customer.id)))


def test_rare_characters_of_names_stay(stage, case):
    one, other = written(stage, case("03-rare-characters-dropped"))
    assert [one.name, other.name] == ["\U00031350记商行", "\U0003138a记商行"]
    assert one.name_key != other.name_key
    assert [c.contacts[0].name for c in (one, other)] == ["张\U0003238c", "刘\ue863"]


@pytest.mark.parametrize("file", ["list-comma.csv", "list-tab.csv"])
def test_the_separator_is_not_guessed_from_inside_cells(stage, case, file):
    found = written(stage, case("05-separator-guess", file))
    assert [c.phone for c in found] == [f"0571-8000000{n}" for n in range(1, 5)]
    assert found[0].business_scope.startswith("批发")
    assert found[0].business_scope.endswith("餐饮")


def test_unicode_line_ends_break_no_row(stage, case):
    id = case("06-unicode-line-ends", "list.csv")
    assert batch_of(stage, id).counts == {"new": 3}
    assert [line.line for line in lines(stage, id)] == [2, 3, 4]
    addresses = [c.address for c in written(stage, id)]
    assert [a[:5] for a in addresses] == [f"文三路{n}号" for n in (1, 2, 3)]
    assert all(a.isprintable() or "\u2028" in a for a in addresses)


def test_back_slashes_in_a_package_are_taken(stage, case):
    assert [c.name for c in written(stage, case("07-backslash-names"))] == ["试验001号商贸有限公司"]


def test_direction_marks_in_phones_go(stage, case):
    id = case("09-direction-marks-in-phones")
    assert batch_of(stage, id).counts == {"new": 3}
    found = written(stage, id)
    assert [c.phone for c in found] == [f"0571-8000000{n}" for n in (1, 2, 3)]
    assert [c.contacts[0].mobile for c in found] == [f"1385000000{n}" for n in (1, 2, 3)]


def test_days_are_read_and_a_month_is_none(stage, case):
    id = case("10-dates")
    said = {
        line.line: {**line.problems, **line.left}.get("founded_on", {}) for line in lines(stage, id)
    }
    assert said[2]["text"].startswith("The day is missing")
    assert said[3]["text"].startswith("Please give a date")
    assert not any(said[n] for n in said if n > 3)
    founded = {c.name[2:5]: c.founded_on for c in written(stage, id)}
    assert {founded.get(n) for n in ("003", "004", "005")} == {date(2008, 6, 1)}
    assert founded.get("001") is founded.get("002") is None


def test_a_name_with_e_plus_is_a_name(stage, case):
    id = case("12-e-plus")
    assert batch_of(stage, id).counts == {"new": 3}
    found = written(stage, id)
    assert found[0].name == "3E+智能科技有限公司"
    assert found[1].address == "88号E+国际广场3幢"


def test_a_euro_of_chinese_excel_is_kept(stage, case):
    found = written(stage, case("14-euro-in-gbk", "list.csv"))
    assert len(found) == 2
    assert any("€" in text for text in (found[0].name, found[0].address, found[0].business_scope))


def test_equals_and_quotes_are_taken_off(stage, case):
    found = written(stage, case("21-equals-quotes", "list.csv"))
    assert found[0].name == "试验一号商行"
    assert (found[1].postcode, found[1].contacts[0].mobile) == ("310012", "13850000002")


def test_headings_of_the_licence_are_matched(stage, case):
    batch = batch_of(stage, case("22-headings"))
    assert list(batch.mapping.values()) == [
        "name",
        "legal_representative",
        "address",
        "founded_on",
        "email",
        "phone",
    ]


def test_an_ordinary_office_list_is_in_but_for_what_somebody_has_to_decide(stage, case):
    id = case("26-newcomer-list", "客户名单2026（汇总）.xlsx")
    counts = batch_of(stage, id).counts
    assert counts == {"new": 185, "decide": 14, "skipped": 1, "error": 1}  # one has no name
    decide(stage, id, alike="same")
    found = written(stage, id)
    assert batch_of(stage, id).counts["written"] == 199
    said = {card.id: "\n".join(str(v) for v in vars(card).values()) for card in found}
    for line in lines(stage, id):
        if line.outcome.value != "new":
            continue
        card = next(c for c in found if c.id == line.record_id)
        for text in (*line.rest.values(), *(left["typed"] for left in line.left.values())):
            if text and not text.isdigit():  # the serial number is none of theirs
                assert text in said[card.id], (line.line, text)
        assert card.phone or line.cells["phone"] in card.remark


def sheet_of(*rows):
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("名单")
        for number, cells in enumerate(rows):
            page.write_row(number, 0, cells)
    stream.seek(0)
    return stream


LICENCE = [
    "名称",
    "类型",
    "登记机关",
    "营业期限",
    "统一社会信用代码",
    "法定代表人",
    "成立日期",
    "客户来源",
    "备注",
]


def test_what_a_licence_says_beside_the_fields_is_gathered_with_its_headings(stage, bring):
    row = ["甲公司", "有限责任公司", "杭州市监局", "长期", "91350100M000100Y43", "张三"]
    one, other = (
        [*row, "2008-06-01", "展会", "老客户\n要回访"],
        ["乙公司", "", "", "", "", "", "", "", "备"],
    )
    id = bring(sheet_of(LICENCE, one, other))
    fields = list(batch_of(stage, id).mapping.values())
    assert fields[:4] == ["name", "organization_form", "registered_info", "registered_info"]
    found = written(stage, id)
    assert found[0].organization_form == "有限责任公司"
    assert found[0].registered_info == "登记机关：杭州市监局\n营业期限：长期"
    assert found[0].remark == "客户来源：展会\n老客户\n要回访"
    assert (found[1].registered_info, found[1].remark) == ("", "备")


def test_what_goes_from_texts_is_said_once_in_the_dry_run(stage, bring):
    rows = [
        ["名称", "地址", "来路"],
        ["甲\u202d公司\u202c", "1号\x0b2室", ""],
        ["乙公司", "10 m²（③）", "x\u2066y\u2069"],
        ["葛\U000e0100丙\u200d", "3号", ""],
    ]
    id = bring(sheet_of(*rows))
    marks = [entry for entry in batch_of(stage, id).faults if entry["kind"] == "marks"]
    assert [(entry["rows"], entry["lines"]) for entry in marks] == [(2, [2, 3])]
    found = written(stage, id)
    assert [c.name for c in found] == ["甲公司", "乙公司", "葛\U000e0100丙\u200d"]
    assert [c.address for c in found] == ["1号 2室", "10 m²（③）", "3号"]


def test_rows_to_mend_keep_each_gathered_column(stage, bring):
    rows = [
        ["名称", "登记机关", "营业期限", "来路"],
        ["", "杭州市监局", "长期", "x"],
        ["乙", "甲局", "", ""],
    ]
    id = bring(sheet_of(*rows))
    with stage.work("wang") as work:
        batch = work.session.get(ImportBatch, id)
        target = intake.target_of(Kind.CUSTOMER)
        made = sheets.bad_rows_sheet(work, target, batch, str)
        titles, cells = [c.title for c in made.columns], [list(r) for r in made.rows]
    assert titles[:4] == ["名称", "登记机关", "营业期限", "来路"]
    assert cells[0][:4] == ["", "杭州市监局", "长期", "x"]


def test_numbers_of_their_own_keep_no_row_out_and_ours_are_found(stage, bring):
    first = bring(sheet_of(["客户名称", "电话"], ["甲公司", "010-62345678"]))
    ours = written(stage, first)[0].number
    rows = [
        ["客户编号", "客户名称", "备注"],
        ["C-001", "乙公司", "老客户"],
        [f"\u202d{ours.lower().replace('hh', 'ＨＨ')}\u202c", "甲公司", "改"],
        ["HH-209900001", "丙公司", ""],
        ["KH-209900001", "丁公司", ""],  # as this portal numbered customers before
        ["KH-2099-0001", "戊公司", ""],  # a file's number is not a customer's
    ]
    id = bring(sheet_of(*rows))
    assert batch_of(stage, id).counts == {"new": 2, "update": 1, "error": 2}
    found = {c.name: c for c in written(stage, id)}
    assert found["乙公司"].remark == "老客户\n原编号：C-001"
    assert (found["甲公司"].number, found["甲公司"].remark) == (ours, "改")
    assert {"丙公司", "丁公司"}.isdisjoint(found)
    assert found["戊公司"].remark == "原编号：KH-2099-0001"
