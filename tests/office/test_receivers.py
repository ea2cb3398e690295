"""Who gets which register (D7): by its own right, or by that to read registers, and how much."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.records import CustomerFile
from models.lending.requests import RequestLine
from models.platform.records import Setting
from models.words.access import Secrecy
from models.words.files import Fault
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.permissions import Permission as P
from portal.access.roles import ROLES
from portal.errors import NotAllowed
from portal.files import deficiencies
from portal.files.completeness_rules import Gap
from portal.lending import desk
from portal.lending.locks import lock_line
from portal.office import build
from portal.office.catalog import REPORTS
from portal.platform.language import translate_text as say
from portal.platform.numbering import ledger
from tests.support import asking, make
from tests.support.asking import ask
from tests.support.registers import count_of, rows_of
from tests.support.signing import BY_HAND

WHO = ("ann", "owen", "sun", "wang", "li", "gm", "audit", "sec", "sys")
# Who opens it: o their own, d their department's, a all of it, f all of it as a finished sheet.
GIVEN = {
    "customer_register": "-odaaaf--",
    "customer_twins": "--daaa---",
    "file_catalogue": "-odaaaf--",
    "item_catalogue": "-odaaa---",
    "number_ledger": "---aaaf--",
    "missing_parts": "-odaaaf--",
    "filing_rates": "--daaaf--",
    "filing_returns": "-odaaaf--",
    "penalty_register": "-odaaaf--",
    "request_register": "-odaaaf--",
    "viewing_register": "-odaaaf--",
    "loan_register": "-odaaaf--",
    "overdue_register": "-odaaaf--",
}
GRADED = {
    "customer_register": "客户编号",
    "file_catalogue": "档号",
    "missing_parts": "档号",
    "request_register": "利用申请",
    "loan_register": "借阅单号",
    "overdue_register": "借阅单号",
    "number_ledger": "编号",
}


def test_every_register_names_who_gets_it():
    assert GIVEN.keys() == REPORTS.keys()
    assert all(report.basis for report in REPORTS.values())


@pytest.mark.parametrize("name", list(GIVEN))
def test_d7_a_register_goes_to_those_whom_the_rules_name(web, name):
    for who, given in zip(WHO, GIVEN[name], strict=True):
        client = web.as_(who)
        for path in (f"/reports/{name}/", f"/exports/new/?source=report:{name}&file=KH-1"):
            status = client.get(path).status_code
            assert (status == 200) == (given != "-"), (who, path, status)
        assert (f"/reports/{name}/" in client.get("/reports/").text) == (given != "-"), who
        if given == "-":
            with web.work(who) as work, pytest.raises(NotAllowed):
                build.find_source(work, f"report:{name}", {"file": "KH-1"})


@pytest.fixture
def two(stage):
    lend_two(stage)
    stage.now += timedelta(days=60)
    return stage


def lend_two(stage):
    """Two loans and two gaps: of an ordinary file, and of one that became secret."""
    asking.chains(stage)
    plain, secret = asking.files(stage, 2)
    for id in (plain, secret):
        request = asking.approved(stage, "ann", ask(Action.BORROW, [id]))
        of_it = select(RequestLine.id).where(RequestLine.request_id == request)
        with stage.work("wang") as work:
            line = work.session.scalars(of_it).one()
            desk.set_aside_file(work, lock_line(work, line))
            desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND, items=1, pages=3)
            row = work.session.get(CustomerFile, id)
            deficiencies.open_deficiencies(work, row, [Gap("合同", Fault.MISSING)], "周五补")
            ledger.draw_number(work, "SC-{year}-{seq:4}", Kind.FILE, id)
    with stage.work() as work:
        row = work.session.get(CustomerFile, secret)
        row.title = "并购专卷"
        work.session.execute(
            CustomerFile.__table__.update()
            .where(CustomerFile.id == secret)
            .values(secrecy=Secrecy.SECRET)
        )


def cells(stage, who, name, **args):
    """Every tab of the workbook as texts, row by row."""
    with stage.work(who) as work:
        stream = io.BytesIO()
        build.write_sheet(build.find_source(work, f"report:{name}", args), stream, say)
    book = openpyxl.load_workbook(stream)
    return [
        [str(c.value) for c in row if c.value is not None]
        for page in book.worksheets
        for row in page.iter_rows()
    ]


@pytest.mark.parametrize("name", list(GRADED))
def test_d7_auditors_get_rows_above_their_clearance_as_number_and_word_alone(two, name):
    with two.work() as work:
        if name == "customer_register":
            make.customer(two, "乙公司")
            other = work.session.get(Customer, make.customer(two, "丙公司"))
            other.secrecy = Secrecy.TOP
    column = GRADED[name]
    full = [row for row in rows_of(two, name, "li") if row[column]]
    rows = rows_of(two, name, "audit")
    stubs = [row for row in rows if "密级超出" in row.values()]
    assert 1 <= len(stubs) < len(rows)
    assert {row[column] for row in rows} == {row[column] for row in full}
    assert count_of(two, name, "audit") == len(rows) == count_of(two, name, "li")
    for stub in stubs:
        told = {k for k, v in stub.items() if v not in (None, "")}
        assert told == {"序号", column, next(k for k, v in stub.items() if v == "密级超出")}
    assert rows[-len(stubs) :] == stubs  # their place tells nothing


def test_d7_no_tab_of_the_sheet_tells_more_of_what_is_above(two):
    """Neither the title nor, in the summary, a department or month of it."""
    made = cells(two, "audit", "loan_register")
    assert not [line for line in made if "并购专卷" in " ".join(line)]
    assert [line for line in cells(two, "gm", "loan_register") if "并购专卷" in " ".join(line)]
    month = next(line for line in made if line[:1] == ["2026-11"])
    assert month[1] == "1"
    assert ["密级超出", "1"] in [line[:2] for line in made]  # W22: «—» is for nothing to divide
    head = " ".join(" ".join(line) for line in made[:6])
    assert "密级超出：1 行只列编号，只计入行数，不计入其他合计" in head


def test_d7_the_clearance_is_a_setting(two):
    with two.work() as work:
        top = {"value": "secret"}
        work.add(Setting(name="registers_up_to", value=top, changed_at=work.now, changed_by=0))
    assert "密级超出" not in str(rows_of(two, "loan_register", "audit"))


def test_d7_a_file_of_a_graded_customer_is_above_as_well(two):
    with two.work() as work:
        for card in work.session.query(Customer):
            card.secrecy = Secrecy.TOP
    stubs = [r for r in rows_of(two, "file_catalogue", "audit") if "密级超出" in r.values()]
    assert len(stubs) == 2


def test_d7_a_finished_sheet_is_masked_for_auditors_and_nobody_else(stage):
    with stage.work() as work:
        card = work.session.get(Customer, make.customer(stage))
        card.phone, card.fax = "021-62345678", "021-62345679"
    (row,) = rows_of(stage, "customer_register", "audit")
    assert (row["电话"], row["传真"]) == ("021*****5678", "021*****5679")
    assert row["客户名称"] == card.name
    for who in ("gm", "li", "owen", "sun"):
        (row,) = rows_of(stage, "customer_register", who)
        assert row["电话"] == "021-62345678", who


def test_d7_owners_get_their_own_rows_and_the_general_manager_all(two):
    for name in ("file_catalogue", "missing_parts"):
        assert len(rows_of(two, name, "owen")) == len(rows_of(two, name, "gm")) == 2
    assert rows_of(two, "loan_register", "owen") == []  # ann borrowed them
    assert len(rows_of(two, "loan_register", "gm")) == 2


def test_d7_no_card_and_no_paper_is_reached_through_a_register(web):
    make.filed(web, make.file_class(web), make.customer(web), make.box(web))
    client = web.as_("audit")
    for path in ("/reports/file_catalogue/", "/reports/file_catalogue/print/"):
        page = client.get(path).text
        assert "KH-2026-9001" in page
        body = page.partition("<main")[2]
        assert not re.findall(
            r'href="(/(?:customers|files|loans|requests|attachments)/[^"]*)"', body
        )
    for path in ("/customers/", "/customers/1/", "/files/", "/files/1/", "/loans/", "/requests/"):
        assert client.get(path).status_code == 403
    assert client.get("/exports/new/?source=list:files").status_code == 403


def test_new_installations_and_old_ones_grant_the_right_alike():
    held = {code: role.grants.get(P.REGISTER_READ) for code, role in ROLES.items()}
    assert {code: str(reach) for code, reach in held.items() if reach} == {
        "file_owner": "own",
        "approver": "all",
        "auditor": "all",
    }


@pytest.mark.parametrize("name", ["loan_register", "missing_parts", "request_register"])
def test_d7_what_auditors_get_of_two_periods_is_what_they_get_of_both(two, name):
    """Stubs count where their rows do, so that a register adds up for whoever reads it."""
    day = "2026-11-23"  # everything of it
    whole = rows_of(two, name, "audit", **{"from": "2026-11-01", "to": "2026-12-31"})
    first = rows_of(two, name, "audit", **{"from": "2026-11-01", "to": day})
    rest = rows_of(two, name, "audit", **{"from": "2026-11-24", "to": "2026-12-31"})
    assert whole == first != []
    assert rest == []
