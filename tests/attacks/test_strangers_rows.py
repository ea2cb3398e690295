"""Rows of another department by their real ids: nothing of them is changed, shown or named."""

import html
import io
import re

import pytest
from sqlalchemy import select

from models.customers import Contact, Customer
from models.files.records import CustomerFile, Item
from models.platform.notices import Notice
from models.platform.sheets import Export
from tests.customers.test_screens import CARD, WORDS, field
from tests.shell.test_permissions import OFFICE, address, part, wanted
from tests.support import make
from tests.support.one_of_each import PDF
from tests.support.pages import record_views

# What would give sales away: its customer, contact, numbers and papers.
MARKS = (
    "北京恒通",
    "李四",
    "13800138000",
    "KH-2026-0002",
    "KH-2026-0005",
    "执照.pdf",
    "请核对地址",
    "LY-20",
)
GIVEN = {
    "reason": "核对需要",
    "note": "核对",
    "text": "请看",
    "statement": "已归还",
    "owner_id": "2",
    "sure": "1",
    "items": "1",
    "pages": "3",
    "condition": "intact",
    "by": "2026-12-01",
    "verdict": "approve",
    "where": "库房",
    "result": "没有",
    "title": "合同",
    "form": "copy",
    "place_id": "1",
    "line": "2",
    "field": "name",
    "name": "改名",
    "revision": "1",
}


def test_no_post_of_a_stranger_changes_a_row(zhang, untouched):
    """Trap 3: an id opens nothing by itself."""
    web, asked = untouched.web, 0
    for row in sorted(set(wanted(web.app))):
        if row[0] != "GET" and "<id>" in row[1] and part(row) not in OFFICE:
            answer = zhang.post(address(row, untouched.ids), data=GIVEN)
            assert answer.status_code in (403, 404), row
            assert not [mark for mark in MARKS if mark in answer.text], row
            asked += 1
    assert asked > 80


def test_bulk_acts_skip_what_is_a_strangers_and_do_not_name_it(zhang, untouched):
    """A stranger's row answers as one that is not there."""
    asked = 0
    for view in record_views(untouched.web.app):
        id = untouched.ids.get(view.listing.name)
        for action in view.bulk:
            if action.leads or not view.opens_to(_actor(untouched.web)):
                continue
            data = {**GIVEN, "action": action.name, "id": [str(id), "999999"]}
            answer = zhang.post(f"{view.url}/bulk/", data=data)
            if answer.status_code == 403:
                continue
            assert answer.status_code == 200, (view.listing.name, action.name)
            assert not [mark for mark in MARKS if mark in answer.text], action.name
            said = re.findall(r'<td><a class="rowlink num".*?</tr>', answer.text)
            assert len({re.sub(r"\d+", "0", line) for line in said}) == 1, said
            asked += 1
    assert asked >= 4


def _actor(web):
    with web.arena.work("zhang") as work:
        return work.actor


def test_all_that_match_are_only_ones_own(zhang, untouched):
    data = {**GIVEN, "action": "archive", "all": "1"}
    assert zhang.post("/customers/bulk/", data=data).status_code == 422
    assert zhang.post("/customers/bulk/?owner=1&search=恒通", data=data).status_code == 422


def test_a_form_takes_no_reference_to_a_strangers_row(zhang, untouched):
    """Trap 5: customers, files, items, lines and delegates are looked up in what one may see."""
    ids = untouched.ids
    asked = [
        zhang.post(
            "/files/new/",
            data={
                "class_id": ids["file_classes"],
                "title": "合同",
                "form": "copy",
                "customer_id": ids["customers"],
                "owner_id": "2",
                "secrecy": "normal",
            },
        ),
        zhang.post(
            "/requests/new/",
            data={
                "action": "view",
                "purpose": "诉讼举证，核对合同原件",
                "purpose_category": "litigation",
                "accepted_terms": "y",
                "place": "阅览室",
                "planned_on": "2026-11-24",
                "file_ids-0-file_id": ids["files"],
            },
        ),
        zhang.get(f"/requests/new/?files={ids['files']}"),
        zhang.get(f"/files/new/?customer={ids['customers']}&customer_id={ids['customers']}"),
    ]
    for answer in asked:
        assert answer.status_code in (200, 404, 422)
        assert not [mark for mark in MARKS if mark in answer.text]


def test_parts_of_a_strangers_record_do_not_come_under_ones_own(sales, zhang):
    """A contact, a paper and an item by their ids, asked for under a record of one's own."""
    web, ids = sales.web, sales.ids
    own = make.customer(web, "上海南方贸易有限公司", owner="zhang")
    file = make.draft(web, ids["file_classes"], own, ids["places"], key="z", owner="zhang")
    page = zhang.get(f"/customers/{own}/edit/")
    zhang.post(
        f"/customers/{own}/edit/",
        data={
            **CARD,
            **WORDS,
            "revision": field(page, "revision"),
            "opened": field(page, "opened"),
            "contacts-0-id": str(ids["contacts"]),
            "contacts-0-name": "王五",
            "contacts-0-mobile": "13911112222",
            "contacts-0-role": "other",
        },
    )
    for act in ("edit", "remove", "supersede", "up"):
        url = f"/files/{file}/papers/{ids['items']}/{act}/"
        assert zhang.post(url, data=GIVEN).status_code in (404, 409, 422), act
    upload = {"item_id": str(ids["items"]), "file": (io.BytesIO(PDF), "a.pdf")}
    zhang.post(f"/attachments/file/{file}/", data=upload)
    with web.work() as work:
        contact = work.session.get(Contact, ids["contacts"])
        assert (contact.customer_id, contact.name) == (ids["customers"], "李四")
        item = work.session.get(Item, ids["items"])
        assert item.file_id == work.session.scalar(
            select(CustomerFile.id).order_by(CustomerFile.id)
        )


def test_lookups_search_and_palette_do_not_know_a_strangers_row(zhang, untouched):
    ids = untouched.ids
    for kind, screen in (
        ("customer", "customers"),
        ("file", "files"),
        ("request", "requests"),
        ("loan", "loans"),
    ):
        assert zhang.get(f"/lookup/{kind}/?id={ids[screen]}").json == []
    for text in ("恒通", "bjht", "KH-2026", "李四", "13800138000", "8000", "LY-2026"):
        for url in ("/palette/", "/lookup/customer/", "/lookup/file/", "/lookup/loan/"):
            found = zhang.get(url, query_string={"q": text}).text
            assert not [mark for mark in MARKS if mark in found], (url, text)
        for screen in ("customers", "files", "requests", "loans", "approvals"):
            page = zhang.get(f"/{screen}/", query_string={"search": text}).text
            assert "rowlink" not in page, (screen, text)


def test_others_sheets_imports_notices_views_papers_and_sessions_are_404(zhang, untouched):
    ids = untouched.ids
    for path in (
        f"/exports/{ids['exports']}/file/",
        f"/bell/{ids['bell']}/",
        f"/attachments/{ids['attachments']}/view/",
        f"/attachments/{ids['attachments']}/download/",
        f"/customers/{ids['customers']}/timeline/",
        f"/approvals/{ids['approvals']}/",
    ):
        assert zhang.get(path).status_code == 404, path
    assert zhang.get(f"/imports/{ids['imports']}/").status_code == 403
    for path in (
        f"/me/sessions/{ids['sessions']}/end",
        f"/customers/views/{ids['customers.views']}/remove/",
    ):
        assert zhang.post(path).status_code == 404, path
    for kind, key, name in (("contact", "contacts", "mobile"), ("customer", "customers", "phone")):
        data = {"kind": kind, "id": ids[key], "field": name, "reason": "核对需要"}
        assert zhang.post("/reveal/", data=data).status_code == 404
    assert zhang.post("/bell/read/", data={"id": ids["bell"]}).status_code == 303
    upload = {"file": (io.BytesIO(PDF), "a.pdf")}
    assert zhang.post(f"/attachments/customer/{ids['customers']}/", data=upload).status_code == 404
    answer = zhang.post("/inbox/approve/", data={"id": [ids["approvals"]]})
    assert not [mark for mark in MARKS if mark in answer.text]


def test_a_sheet_of_a_strangers_rows_has_none(sales, zhang):
    for source in (
        "list:customers",
        "list:files",
        "list:requests",
        "report:customer_register",
        "report:loan_register",
    ):
        url = f"/exports/new/?source={source}"
        if source.startswith("list:"):
            url += f"&owner={sales.web.people['owen']}"
        made = zhang.post(url, data={"purpose": "年度核对客户名单"})
        assert made.status_code in (303, 404, 422), source
    with sales.web.work() as work:
        mine = select(Export).where(Export.owner_id == sales.web.people["zhang"])
        assert {e.rows for e in work.session.scalars(mine)} == {0}


def test_a_word_about_a_record_reaches_nobody_to_whom_it_is_not_there(sales):
    """«@张经理 @安安» was said about a customer of sales."""
    with sales.web.work() as work:
        named = select(Notice.user_id).where(Notice.topic == "comment.named")
        assert set(work.session.scalars(named)) == {sales.web.people["ann"]}


def links(text):
    found = {html.unescape(url).partition("#")[0] for url in re.findall(r'href="(/[^"]*)"', text)}
    return {url for url in found if not re.match(r"/(assets|sign_in)/", url)}


@pytest.mark.slow
def test_no_page_a_stranger_can_walk_to_names_anything_of_sales(sales, zhang):
    todo = ["/", "/inbox/?tab=handle", "/inbox/?tab=copied", "/inbox/?tab=asked", "/bell/state/"]
    seen = set(todo)
    while todo:
        url = todo.pop()
        answer = zhang.get(url, buffered=True)
        assert answer.status_code < 500, url
        if "html" in answer.content_type or "json" in answer.content_type:
            assert not [mark for mark in MARKS if mark in answer.text], url
            fresh = sorted(links(answer.text) - seen)[: 300 - len(seen)]
            seen.update(fresh)
            todo += fresh
    assert len(seen) > 80
    with sales.web.work() as work:
        assert work.session.scalar(select(Customer.id))
