"""A clerk of the department itself, cleared below a card's grade: none of it is shown.

The customer and its files are owen's, of sales; may is of sales too, an applicant who asked for
nothing. The grade is raised after everything hangs on it: papers, loans, requests, notices.
"""

import html
import io
import re
import zipfile

import pytest
from sqlalchemy import select, update

from models.customers import Customer
from models.files.records import CustomerFile
from models.people import Role, RoleGrant, User, UserRole
from models.platform.search import SearchEntry
from models.platform.sheets import Export
from models.platform.storage import Attachment
from models.words.access import Reach, Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from tests.support.one_of_each import PDF
from tests.support.pages import record_views

# What would give the card away; the numbers of card and files are on their stubs.
MARKS = ("北京恒通", "李四", "13800138000", "执照.pdf", "请核对地址", "绝密卷宗")
WIDE = (P.CUSTOMER_EXPORT, P.FILE_EXPORT, P.EXPORT_TAKE, P.LOAN_SEE, P.REQUEST_SEE, P.PENALTY_SEE)


@pytest.fixture
def clerk(sales):
    """A clerk of sales with every right to read, list and export below, cleared to internal."""
    with sales.web.work() as work:
        owen = work.session.get(User, sales.web.people["owen"])
        clerk = work.add(
            User(
                login="may",
                employee_number="9999",
                name="梅",
                department_id=owen.department_id,
                must_change_password=False,
                password_changed_at=work.now,
            )
        )
        role = work.add(Role(code="clerk", name="内勤", clearance=Secrecy.INTERNAL))
        base = work.session.scalars(select(Role).where(Role.code == "applicant")).one()
        grants = {g.permission: g.reach for g in base.grants} | dict.fromkeys(WIDE, Reach.BELOW)
        grants |= {P.FILE_READ: Reach.BELOW, P.CUSTOMER_EDIT: Reach.BELOW, P.FILE_EDIT: Reach.BELOW}
        grants |= {P.CUSTOMER_ARCHIVE: Reach.BELOW, P.CUSTOMER_HAND_OVER: Reach.BELOW}
        work.session.add_all(
            RoleGrant(role_id=role.id, permission=p, reach=r) for p, r in grants.items()
        )
        work.session.add(UserRole(user_id=clerk.id, role_id=role.id, granted_at=work.now))
        sales.web.people["may"] = clerk.id
    return sales.web.as_("may")


@pytest.fixture
def may(sales, clerk):
    """The same, once card and files are secret."""
    with sales.web.work() as work:
        hidden = {"secrecy": Secrecy.SECRET, "number": "C-0001"}
        work.session.execute(update(Customer).values(hidden))
        entries = update(SearchEntry).where(SearchEntry.kind == Kind.CUSTOMER)
        work.session.execute(entries.values(hint="C-0001"))
        work.session.execute(update(CustomerFile).values(title="绝密卷宗"))
    return clerk


@pytest.fixture
def wang(sales, may):
    """A custodian, who handled all of it, and whose clearance ends at secret."""
    with sales.web.work() as work:
        work.session.execute(update(Customer).values(secrecy=Secrecy.TOP))
    return sales.web.as_("wang")


def links(text):
    found = {html.unescape(url).partition("#")[0] for url in re.findall(r'href="(/[^"]*)"', text)}
    return {url for url in found if not re.match(r"/(assets|sign_in)/", url)}


def clean(answer, where):
    assert answer.status_code < 500, where
    told = [mark for mark in MARKS if mark in answer.text]
    assert not told, (where, told)


@pytest.mark.parametrize("who", ["may", "wang"])
def test_no_page_they_can_walk_to_names_the_card(sales, request, who):
    reader = request.getfixturevalue(who)
    todo = ["/", "/customers/", "/files/", "/loans/", "/requests/", "/bell/state/", "/reports/"]
    todo += [f"/{screen}/{sales.ids[screen]}/" for screen in ("customers", "files", "requests")]
    seen = set(todo)
    while todo:
        url = todo.pop()
        answer = reader.get(url, buffered=True)
        if "html" in answer.content_type or "json" in answer.content_type:
            clean(answer, url)
            fresh = sorted(links(answer.text) - seen)[: 250 - len(seen)]
            seen.update(fresh)
            todo += fresh
    assert len(seen) > 60


def test_card_and_file_are_stubs_with_their_numbers_and_a_way_to_ask(sales, may):
    for screen, table in (("customers", Customer), ("files", CustomerFile)):
        page = may.get(f"/{screen}/{sales.ids[screen]}/")
        assert page.status_code == 200
        with sales.web.work() as work:
            assert work.session.get(table, sales.ids[screen]).number in page.text
        assert "申请" in page.text
        clean(page, screen)


def test_nothing_behind_a_stub_is_there(sales, may):
    ids = sales.ids
    for path in (
        f"/customers/{ids['customers']}/edit/",
        f"/customers/{ids['customers']}/timeline/",
        f"/files/{ids['files']}/edit/",
        f"/files/{ids['files']}/timeline/",
        f"/loans/{ids['loans']}/",
        f"/viewings/{ids['viewings']}/",
        f"/copyings/{ids['copyings']}/",
        f"/deficiencies/{ids['deficiencies']}/",
        f"/attachments/{ids['attachments']}/view/",
        f"/attachments/{ids['attachments']}/download/",
        f"/attachments/{ids['attachments']}/page/1/",
    ):
        answer = may.get(path)
        assert answer.status_code in (403, 404), path
        clean(answer, path)
    upload = {"file": (io.BytesIO(PDF), "a.pdf")}
    assert may.post(f"/attachments/customer/{ids['customers']}/", data=upload).status_code == 404
    data = {"kind": "contact", "id": ids["contacts"], "field": "mobile", "reason": "核对需要"}
    assert may.post("/reveal/", data=data).status_code == 404


@pytest.mark.parametrize(
    "text", ["恒通", "bjht", "李四", "13800138000", "8000", "北京恒通商贸有限公司"]
)
def test_what_a_stub_does_not_show_finds_sorts_filters_and_counts_it_nowhere(sales, may, text):
    for url in ("/palette/", "/lookup/customer/", "/lookup/file/", "/lookup/loan/"):
        found = may.get(url, query_string={"q": text})
        clean(found, url)
    for view in record_views(sales.web.app):
        if view.listing.search and view.endpoint not in ("users", "numbers"):
            page = may.get(f"/{view.endpoint}/", query_string={"search": text})
            assert page.status_code == 403 or "rowlink" not in page.text, (view.endpoint, text)


def test_no_filter_and_no_sort_by_what_is_locked_lists_the_stub(sales, may):
    with sales.web.work() as work:
        number = work.session.get(Customer, sales.ids["customers"]).number
    plain = may.get("/customers/").text
    assert number in plain
    assert f"/customers/{sales.ids['customers']}/edit/" not in plain, "no pencil on a stub"
    assert f'value="{sales.ids["customers"]}" aria-label' not in plain, "nor is it chosen"
    for query in (
        "state=active",
        "owner=" + str(sales.web.people["owen"]),
        "sort=name",
        "sort=-updated_at",
    ):
        page = may.get(f"/customers/?{query}").text
        assert number not in page, query
    counts = may.get("/customers/counts/").json
    assert {url: n for url, n in counts.items() if n != "0"} == {"/customers/": "1"}


def test_its_number_finds_the_stub(sales, may):
    with sales.web.work() as work:
        number = work.session.get(CustomerFile, sales.ids["files"]).number
    found = may.get("/lookup/file/", query_string={"q": number})
    assert number in found.text
    clean(found, "lookup")


def test_no_sheet_print_or_register_carries_it(sales, may):
    for source in (
        "list:customers",
        "list:files",
        "list:loans",
        "list:requests",
        "list:deficiencies",
        "report:customer_register",
        "report:file_register",
        "report:loan_register",
    ):
        made = may.post(f"/exports/new/?source={source}", data={"purpose": "年度核对客户名单"})
        clean(made, source)
        clean(may.get(f"/exports/print/?source={source}"), source)
    with sales.web.work() as work:
        mine = select(Export.id).where(Export.owner_id == sales.web.people["may"])
        made = work.session.scalars(mine).all()
    for id in made:
        answer = may.get(f"/exports/{id}/file/", buffered=True)
        if answer.status_code == 200 and answer.data[:2] == b"PK":
            book = zipfile.ZipFile(io.BytesIO(answer.data))
            text = "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())
            assert not [mark for mark in MARKS if mark in text], id


def test_no_bulk_act_touches_it(sales, may):
    with sales.web.work() as work:
        before = work.session.get(Customer, sales.ids["customers"]).state
    data = {"id": [sales.ids["customers"]], "sure": "1"}
    clean(may.post("/customers/bulk/archive/", data=data), "archive")
    clean(may.post("/customers/bulk/archive/", data={"all": "1", "sure": "1"}), "archive all")
    with sales.web.work() as work:
        assert work.session.get(Customer, sales.ids["customers"]).state is before


def test_a_paper_of_a_higher_grade_than_its_card_stays_shut(sales, clerk):
    with sales.web.work() as work:
        work.session.execute(update(Attachment).values(secrecy=Secrecy.SECRET))
    assert clerk.get(f"/customers/{sales.ids['customers']}/").status_code == 200
    answer = clerk.get(f"/attachments/{sales.ids['attachments']}/download/")
    assert answer.status_code == 403
    assert "执照.pdf" not in clerk.get(f"/customers/{sales.ids['customers']}/").text
