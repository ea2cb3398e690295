"""Markup in every text a person can write, then every screen in Chromium: it stays text."""

import html
import io
import re
from contextlib import suppress

import pytest
from sqlalchemy import Enum, String, cast, literal, select, update
from sqlalchemy.exc import DBAPIError

from models.base import Base
from models.customers import Customer
from models.platform.notices import Notice
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.customers.cards import edit_customer
from portal.office import intake
from portal.platform.imports import batch as imports
from portal.platform.imports import headings as import_heads
from portal.platform.notices import comments
from tests.support.lists import Desk
from tests.support.one_of_each import one_of_each
from tests.support.pages import record_views

MARK = "\"'><img src=x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>{{7*7}}</textarea>"
# What is compared or opened by the program and never typed by people.
KEPT = {
    "business_key",
    "code",
    "dedup",
    "digest",
    "hash",
    "header_hash",
    "key",
    "link",
    "listing",
    "login",
    "media_type",
    "name_key",
    "password_hash",
    "path",
    "previous",
    "report",
    "scope",
    "sha256",
    "storage_key",
    "template",
    "token",
    "token_hash",
    "topic",
}
TASKS = {
    ("jobs", "name"),
    ("settings", "name"),
    ("approvals", "chain"),
    ("audit", "happened"),
    ("role_field_rules", "field"),
    ("search_fts", "terms"),
}
FOUND = "document.querySelectorAll('img[src=\"x\"], [onerror], [onload], svg[onload]').length"


def mark_everything(web):
    """Every column of plain text, by SQL; what triggers keep stays. Returns how many were marked."""
    marked = 0
    with web.work() as work:
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                plain = isinstance(column.type, String) and not isinstance(column.type, Enum)
                if not plain or column.name in KEPT or (table.name, column.name) in TASKS:
                    continue
                key = next(iter(table.primary_key.columns))
                text = literal(MARK) + cast(key, String)
                with suppress(DBAPIError), work.session.begin_nested():  # a trigger keeps it
                    done = work.session.execute(update(table).values({column.name: text}))
                    marked += bool(done.rowcount)
        for notice in work.session.scalars(select(Notice)):
            notice.values = dict.fromkeys(notice.values, MARK)
    return marked


def mark_by_hand(web, ids):
    """What only the services write: history, comments, rows of an import."""
    with web.work("owen") as work:
        row = work.get(Customer, ids["customers"], P.CUSTOMER_EDIT)
        edit_customer(
            work,
            row,
            {
                "name": MARK,
                "legal_representative": MARK[:20],
                "address": MARK,
                "postcode": "100080",
                "business_scope": MARK,
                "registered_capital": "1000000",
                "region": MARK[:20],
                "industry": MARK[:20],
                "traits": {"policy": MARK},
            },
            confirmed=True,
        )
        comments.add_comment(work, row, MARK, P.CUSTOMER_SEE)
    sheet = f'客户名称,电话,{MARK.replace(",", "")[:30].replace(chr(34), "")}\n"{MARK[2:]}",x{MARK[2:]},y\n'
    with web.work("wang") as work:
        target = intake.target_of(Kind.CUSTOMER)
        stream = io.BytesIO(sheet.encode("gb18030"))
        received = import_heads.receive_upload(
            work, target, "<img src=x onerror=alert(4)>.csv", stream
        )
        batch = imports.start_batch(work, target, received)
        imports.match_columns(work, target, batch, {"0": "name", "1": "phone"})
        id = batch.id
    intake.check_import(Desk(web), id)


@pytest.fixture
def marked(browser):
    web = browser.web
    ids = one_of_each(web, [view.listing.name for view in record_views(web.app)])
    mark_by_hand(web, ids)
    assert mark_everything(web) > 90
    return browser


def links(text):
    found = {html.unescape(url).partition("#")[0] for url in re.findall(r'href="(/[^"]*)"', text)}
    return sorted(
        u for u in found if not re.match(r"/(assets|sign_in)/|.*(download|/view|qr\.svg)", u)
    )


def pages(web, name):
    """The pages ``name`` walks to from the first one, one of each shape."""
    client, shapes, seen = (
        web.as_(name),
        set(),
        ["/", "/inbox/?tab=handle", "/inbox/?tab=copied", "/inbox/?tab=asked"],
    )
    for url in seen:
        answer = client.get(url, buffered=True)
        assert answer.status_code < 500, url
        if "html" in answer.content_type and answer.status_code == 200:
            for link in links(answer.text):
                shape = re.sub(r"\d+|\?.*", "0", link)
                if shape not in shapes:
                    shapes.add(shape)
                    seen.append(link)
            yield url


@pytest.mark.slow
@pytest.mark.parametrize("name", ["li", "owen", "wang", "sys", "sec", "audit"])
def test_markup_in_every_text_stays_text_on_every_screen(marked, name):
    said, walked = [], 0
    page = marked.page(name)
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    for url in pages(marked.web, name):
        page.goto(url)
        assert page.evaluate(FOUND) == 0, url
        assert "49" not in page.evaluate("document.title"), url
        walked += 1
    assert walked > 15
    assert said == []
    assert marked.errors == []  # an inline script that CSP stopped is an error, too


def test_markup_stays_text_in_what_scripts_draw(marked):
    """The palette, the bell, look-ups, the side sheet, a question before an act, a toast."""
    said, page = [], marked.page("li")
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    page.goto("/customers/")
    page.keyboard.press("Control+k")
    page.wait_for_selector("#palette[open]")
    page.keyboard.type("KH-2026")
    page.locator("#palette-list li", has_text="onerror").first.wait_for()
    assert page.evaluate(FOUND) == 0
    page.keyboard.press("Escape")
    page.goto("/requests/new/")
    box = page.locator("[role=combobox]").first
    box.click()
    page.wait_for_selector("[role=option]")
    assert page.evaluate(FOUND) == 0
    page.goto("/customers/1/do/archive/")
    page.locator("main form button.btn-primary, main form button.btn-danger").first.click()
    page.wait_for_url("**/customers/1/")
    assert MARK[:20] in page.inner_text("body")
    assert page.evaluate(FOUND) == 0
    page.goto("/customers/")
    page.locator("tbody a[data-sheet]").first.click()
    page.wait_for_selector("#sheet [name=name]")
    assert MARK[:20] in page.locator("#sheet [name=name]").input_value()
    assert page.evaluate(FOUND) == 0
    assert said == []
