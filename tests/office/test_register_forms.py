"""The office's own form numbers, titles and lines to sign: in sheet, tab, print and file (R-65)."""

import io
from urllib.parse import unquote

import openpyxl
import pytest
from sqlalchemy import select, text

from models.platform.audit import AuditEntry
from models.platform.sheets import Export, RegisterForm
from portal.errors import Conflict, NotAllowed, Problems
from portal.office import build, register_forms
from portal.office.catalog import REPORTS
from portal.office.register_forms import Chosen
from portal.platform.language import translate_text as say
from portal.platform.sheets.sheet import tab_name
from tests.support import make

OURS = {
    "code": "QMS-PM-31301",
    "version": "B/1",
    "title": "客户花名册",
    "signatures": "制表\n审核\n批准",
}


def set_form(stage, name="customer_register", who="li", **changes):
    with stage.work(who) as work:
        return register_forms.set_form(work, name, Chosen(**{**OURS, **changes}))


def problems(stage, name="customer_register", **changes):
    with pytest.raises(Problems) as refused:
        set_form(stage, name, **changes)
    return {field: str(problem) for field, problem in refused.value.problems.items()}


def book_of(stage, name="customer_register", who="li"):
    with stage.work(who) as work:
        stream = io.BytesIO()
        build.write_sheet(build.find_source(work, f"report:{name}", {}), stream, say)
    return openpyxl.load_workbook(stream)


def told(page):
    return [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]


def test_r65_one_title_code_and_lines_in_sheet_tab_print_and_file_name(web):
    make.customer(web)
    li = web.as_("li")
    assert li.post("/register_forms/customer_register/", data=OURS).location == "/register_forms/"
    page = book_of(web).worksheets[0]
    assert page.title == page["A1"].value == "客户花名册"
    assert book_of(web).properties.title == "客户花名册"
    assert any("表单编号：QMS-PM-31301 B/1" in each for each in told(page))
    assert [t.split("：")[0] for t in told(page)[-3:]] == ["制表", "审核", "批准"]
    assert "客户花名册" in page.oddFooter.left.text
    printed = li.get("/reports/customer_register/print/").text
    for each in ("<h1>客户花名册</h1>", "QMS-PM-31301 B/1", "制表：", "审核：", "批准："):
        assert each in printed
    assert "客户一览表" not in printed
    for path in ("/reports/", "/reports/customer_register/", "/register_forms/"):
        assert "客户花名册" in li.get(path).text
    li.post("/exports/new/?source=report:customer_register", data={"purpose": "月底盘点"})
    with web.work() as work:
        name, id = work.session.execute(select(Export.name, Export.id)).one()
    assert name.startswith("客户花名册-")
    answer = li.get(f"/exports/{id}/file/", buffered=True)
    assert "客户花名册" in unquote(answer.headers["Content-Disposition"])


def test_r65_a_change_is_audited_with_before_and_after(stage):
    assert set_form(stage) == ["code", "title", "version", "signatures"]
    entry = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    changes = entry.details["changes"]
    assert changes["customer_register.title"] == ["客户一览表", "客户花名册"]
    assert changes["customer_register.signatures"][1] == ["制表", "审核", "批准"]
    assert set_form(stage) == []


def test_r65_what_is_left_as_shipped_follows_the_language_and_can_be_had_back(stage):
    shipped = REPORTS["customer_register"]
    set_form(stage, title="客户一览表", version=shipped.version, code=shipped.code)
    row = stage.session.get(RegisterForm, "customer_register")
    assert (row.title, row.code, row.version) == (None, None, None)
    with stage.work("li") as work:
        assert register_forms.as_set(work, shipped).title == shipped.title
        register_forms.reset_form(work, "customer_register")
        assert register_forms.as_set(work, shipped) == shipped


def test_only_the_records_manager_sets_them(web):
    for who in ("ann", "owen", "sun", "wang", "gm", "audit", "sec", "sys"):
        assert web.as_(who).get("/register_forms/").status_code == 403
        posted = web.as_(who).post("/register_forms/customer_register/", data=OURS)
        assert posted.status_code == 403, who
        with pytest.raises(NotAllowed):
            set_form(web, who=who)
    li = web.as_("li")
    assert li.get("/register_forms/nothing/").status_code == 404
    assert li.post("/register_forms/nothing/reset/").status_code == 404


@pytest.mark.parametrize("title", ["", "册", "名" * 29, "客户[册]", "甲/乙", "问?", "a:b", "it's"])
def test_a_title_must_do_as_tab_and_file_name(stage, title):
    assert "title" in problems(stage, title=title)


@pytest.mark.parametrize("code", ["GL-档-07/客", "档07", "QMS-PM-31301"])
def test_a_form_number_may_have_chinese_characters(stage, code):
    set_form(stage, code=code)
    assert any(f"表单编号：{code} B/1" in each for each in told(book_of(stage).worksheets[0]))


def test_every_shipped_title_does(stage):
    for report in REPORTS.values():
        assert tab_name(say(report.title), set()) == say(report.title)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "借阅登记簿"),  # another register
        ("title", "Register of loans"),  # in the other language
        ("title", "审计记录"),  # a list
        ("code", "qj-17"),
        ("code", ""),
        ("code", "表 1"),
        ("code", "X" * 21),
        ("version", "第一版" * 4),
        ("signatures", "制表\n制表"),
        ("signatures", "\n".join("甲乙丙丁戊己庚")),
        ("signatures", "很长很长很长很长很长很长的一个角色"),
        ("signatures", "\n".join(f"审核审核审核审核审核{n}" for n in range(6))),  # too wide
    ],
)
def test_what_cannot_stand_on_a_register_is_refused_at_its_field(stage, field, value):
    assert set(problems(stage, **{field: value})) == {field}


def test_all_faults_are_told_at_once_and_nothing_typed_is_lost(web):
    answer = web.as_("li").post(
        "/register_forms/loan_register/",
        data={"code": "QJ-02", "title": "客户一览表", "version": "C", "signatures": "甲\n甲"},
    )
    assert answer.status_code == 422
    assert "“QJ-02 客户一览表”已在使用" in answer.text
    assert "签名行不能重名" in answer.text
    assert "甲\n甲" in answer.text.replace("\r", "")


def test_the_shipped_title_of_a_register_stays_its_own(stage):
    """So that it can always be had back."""
    set_form(stage)
    assert set(problems(stage, "loan_register", title="客户一览表", code="X-1")) == {"title"}
    assert set(problems(stage, "loan_register", code="X-1")) == {"title"}


def test_nobody_signs_where_the_office_wants_none(stage):
    make.customer(stage)
    set_form(stage, signatures=" 、\n")
    assert not [t for t in told(book_of(stage).worksheets[0]) if "____" in t]


@pytest.mark.parametrize(
    ("title", "code"), [("", "X"), ("甲册", ""), ("名" * 29, None), ("甲册", "X" * 21)]
)
def test_r65_the_database_holds_the_limits(stage, title, code):
    sql = text(
        "INSERT INTO register_forms (register, title, code, changed_at, changed_by) "
        "VALUES ('a', :title, :code, '2026-11-23 04:00:00', 1)"
    )
    with pytest.raises(Conflict), stage.work() as work:
        work.session.execute(sql, {"title": title, "code": code})


def test_r65_the_monthly_report_has_a_form_of_its_own_as_well(web):
    li = web.as_("li")
    li.post("/register_forms/monthly/", data={**OURS, "title": "档案月报"})
    with web.work("li") as work:
        stream = io.BytesIO()
        build.write_sheet(
            build.find_source(work, "book:monthly", {"month": "2026-11"}), stream, say
        )
    page = openpyxl.load_workbook(stream).worksheets[0]
    assert page["A1"].value == "档案月报"
    assert any("QMS-PM-31301 B/1" in each for each in told(page))
    assert {"制表", "审核", "批准"} <= {each.split("：")[0] for each in told(page)}
    for path in ("/reports/", "/reports/books/monthly/", "/reports/books/monthly/print/"):
        assert "档案月报" in li.get(path).text, path
    assert "title" in problems(web, title="档案月报", code="X-1")
