"""What every answer carries, and what no answer tells."""

import io
import re

import openpyxl
import pytest
from sqlalchemy import select

from models.customers import Customer
from models.people import User
from models.platform.sheets import Export
from models.words.access import FieldRule
from models.words.kinds import Kind
from portal.customers.cards import create_customer
from portal.office import intake
from portal.people import accounts
from portal.platform.imports import batch as imports
from portal.platform.imports import headings as import_heads
from portal.platform.storage.bytes import Storage
from tests.people.test_sign_in import PASSWORD, give_password, try_in
from tests.shell.test_permissions import address, part, wanted
from tests.support.lists import Desk
from tests.support.pages import record_views
from tests.support.rows import locked
from views.people import auth
from views.shell import guards

pytestmark = pytest.mark.drawn

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://x")',
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1+1",
    "\r=1",
    "＝1+1",
    "=cmd|'/c calc'!A0",
)
TOLD = re.compile(
    r"Traceback|sqlalchemy|psycopg|sqlite3|werkzeug|File \"/|SELECT .* FROM", re.IGNORECASE
)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nobody", "li", "sys"])
def test_every_answer_carries_the_headers_and_tells_nothing_of_the_house(sales, name):
    """Pages, files, refusals, statics: CSP, nosniff, frames, referrer, no-store on what is private."""
    web = sales.web
    for row in sorted(set(wanted(web.app))):
        client = web.nobody() if name == "nobody" else web.as_(name)
        answer = client.open(address(row, sales.ids), method=row[0], buffered=True)
        for header, value in guards.HEADERS.items():
            own = header == "Content-Security-Policy" and part(row) == "attachments"
            said = answer.headers[header]
            assert said == value or (own and said.startswith("sandbox;")), (row, header)
        assert part(row) == "assets" or "no-store" in answer.headers["Cache-Control"], row
        assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(
            answer.headers
        ), row
        assert answer.headers.get("Location", "/").startswith("/"), row
        assert part(row) == "assets" or not TOLD.search(answer.data.decode("utf-8", "replace")), row
        assert "charset=utf-8" in answer.content_type or not answer.content_type.startswith("text/")
        if row[0] != "GET" and answer.status_code < 400:
            sales.again()


def test_refusals_of_the_server_itself_carry_them_too(sales):
    client = sales.web.as_("ann")
    asked = {
        404: client.get("/no/such/page"),
        405: client.delete("/customers/"),
        400: client.get("/customers/?search=%00"),
        401: sales.web.nobody().post("/sign_in/out"),
        403: client.get("/audit/"),
        413: sales.web.nobody().post("/sign_in/", data="x" * 2_000_000),
        422: client.get("/customers/?sort=nothing"),
    }
    for status, answer in asked.items():
        assert answer.status_code == status
        assert {h: answer.headers[h] for h in guards.HEADERS} == guards.HEADERS
        assert answer.headers["Cache-Control"] == "no-store"
        assert not TOLD.search(answer.text)


def test_cookies_are_shut_to_scripts_and_other_sites(web):
    """Nothing that opens a session is readable by a script or sent along from elsewhere."""
    give_password(web, "ann")
    client = web.nobody()
    client.get("/sign_in/")
    answer = try_in(client, "ann", PASSWORD)
    given = answer.headers.getlist("Set-Cookie")
    assert any(cookie.startswith(f"{auth.COOKIE}=") for cookie in given)
    for cookie in given:
        assert "HttpOnly" in cookie, cookie
        assert "SameSite=Lax" in cookie, cookie
        assert "Domain=" not in cookie, cookie


def test_a_session_planted_before_the_sign_in_is_not_the_one_after(web):
    """Fixation: whatever token a browser brings, signing in gives it one nobody knows."""
    give_password(web, "ann")
    planted = web.token("sun")
    client = web.nobody()
    for value in ("planted", planted):
        client.set_cookie(auth.COOKIE, value)
        client.get("/sign_in/")
        client.post("/sign_in/out")
        client.set_cookie(auth.COOKIE, "planted")
        try_in(client, "ann", PASSWORD)
        now = client.get_cookie(auth.COOKIE).value
        assert now not in ("planted", planted)
        assert len(now) >= 40


def _is(actor, part, *rules):
    return bool(part.guard) and actor.rule(*part.guard) in rules


def _shut_columns(client, view, actor):
    shut = [c for c in view.listing.columns if _is(actor, c, FieldRule.MASKED, FieldRule.HIDDEN)]
    for column in shut:
        for way in ("", "-"):
            answer = client.get(f"{view.url}/?sort={way}{column.name}")
            assert answer.status_code == 422, (view.listing.name, column.name)
        page = client.get(f"{view.url}/?cols={column.name}").text
        if _is(actor, column, FieldRule.HIDDEN):
            assert f'"{column.name}"' not in page
    return len(shut)


def _shut_filters(client, view, actor):
    shut = [f for f in view.listing.filters if _is(actor, f, FieldRule.MASKED, FieldRule.HIDDEN)]
    for each in shut:
        assert client.get(f"{view.url}/?{each.name}=1").status_code == 422
    return len(shut)


@pytest.mark.parametrize("name", ["ann", "owen", "wang", "li"])
def test_d4_no_list_sorts_filters_or_shows_what_is_shut(sales, name):
    """A column that is masked or hidden is neither sorted nor filtered by; hidden ones are absent."""
    web, shut = sales.web, 0
    with web.arena.work(name) as work:
        actor = work.actor
    client = web.as_(name)
    for view in record_views(web.app):
        if view.opens_to(actor):
            shut += _shut_columns(client, view, actor) + _shut_filters(client, view, actor)
    assert shut or name in ("li", "wang")
    for made_up in ("password_hash", "contacts.mobile", "owner.mobile", "id_number", "__class__"):
        assert client.get(f"/customers/?{made_up}=1").status_code == 422
        assert client.get(f"/customers/?sort={made_up}").status_code == 422


def test_sec10_no_cell_of_any_sheet_is_a_formula(sales):
    """Names as typed by somebody outside, through lists, registers and the rows to mend."""
    web = sales.web
    for number, formula in enumerate(FORMULAS):
        with web.work("owen") as work:
            card = {
                "name": f"{formula}{number}",
                "region": formula.strip(),
                "industry": formula.strip(),
            }
            card |= {"phone": f"010-6234567{number}", "address": formula.strip()}
            card |= {"legal_representative": formula.strip(), "postcode": "100080"}
            card |= {"business_scope": formula, "registered_capital": "1"}
            create_customer(work, card, (), confirmed=True)
    for source in ("list:customers", "report:customer_register"):
        made = web.as_("wang").post(
            f"/exports/new/?source={source}", data={"purpose": "年度核对客户名单"}
        )
        assert made.status_code == 303
    with web.work("wang") as work:
        kept = list(work.session.scalars(select(Export).where(Export.owner_id == work.actor.id)))
        books = [
            Storage(work.config.storage).path(export.storage_key).read_bytes() for export in kept
        ]
        assert work.session.scalar(select(Customer.id).where(Customer.name.like("%=1+1%")))
    assert len(books) == 2
    rows = "客户名称,电话\n" + "".join(f'"","{formula}"\n' for formula in FORMULAS)
    books.append(_rows_to_mend(web, rows))
    for book in books:
        cells = [
            cell
            for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets
            for line in sheet.iter_rows()
            for cell in line
        ]
        formulas = {cell.value for cell in cells if cell.data_type == "f"}
        assert not [f for f in formulas for typed in FORMULAS if typed.strip() in f]  # ours count
        assert not [cell.coordinate for cell in cells if cell.hyperlink]
        assert any("=1+1" in str(cell.value) for cell in cells)


def _rows_to_mend(web, text):
    with web.work("wang") as work:
        target, stream = (
            intake.target_of(Kind.CUSTOMER),
            io.BytesIO(text.encode("gb18030", "replace")),
        )
        batch = imports.start_batch(
            work, target, import_heads.receive_upload(work, target, "坏.csv", stream)
        )
        imports.match_columns(work, target, batch, {"0": "name", "1": "phone"})
        id = batch.id
    intake.check_import(Desk(web), id)
    return web.as_("wang").get(f"/imports/{id}/bad/", buffered=True).data


def test_a_person_disabled_in_the_middle_gets_nothing_more(sales):
    """The open browser, the sheet made already and the paper by its address: nothing (ASVS 7.4.2)."""
    web, sun = sales.web, sales.web.as_("sun")
    paths = [
        f"/exports/{sales.ids['exports']}/file/",
        f"/customers/{sales.ids['customers']}/",
        f"/attachments/{sales.ids['attachments']}/download/",
        "/bell/state/",
    ]
    assert {sun.get(path, buffered=True).status_code for path in paths} == {200}
    with web.work("sys") as work:
        accounts.disable_account(work, locked(work, User, web.people["sun"]), reason="离职")
    for path in paths:
        answer = sun.get(path, buffered=True)
        assert answer.status_code in (302, 401), path
        assert answer.headers.get("Location", "/sign_in/").startswith("/sign_in/")
    assert (
        sun.post(f"/customers/{sales.ids['customers']}/comments/", data={"text": "x"}).status_code
        == 401
    )
