"""What somebody tries who means no good: made-up ids, places in lists, moments, other people's secrets."""

import html
import io
import re
from collections import Counter

import pytest

from models.customers import Customer
from models.words.permissions import Permission as P
from portal.customers.cards import create_customer, edit_customer
from portal.customers.lists import CUSTOMERS
from portal.platform.notices import comments
from tests.customers.test_screens import CARD, PERSON, WORDS, field
from tests.support import make
from views.shell.records import RecordView

IDS = ("9" * 18, "9" * 30, "9" * 5000, "²", "٣", "-1", "1e9", "0x1", "")


@pytest.fixture
def card(web):
    with web.work("owen") as work:
        return create_customer(work, CARD, [PERSON]).id


@pytest.mark.parametrize("id", IDS)
def test_an_id_that_is_none_is_never_an_error_of_ours(web, card, id):
    client = web.as_("owen")
    asked = [
        client.get("/lookup/customer/", query_string={"id": id}),
        client.get("/lookup/file/", query_string={"id": id}),
        client.get("/bell/", query_string={"before": id}),
        client.get("/requests/new/", query_string={"files": f"{id},{id}"}),
        client.get("/customers/new/", query_string={"owner": id}),
        client.get("/customers/twins/", query_string={"name": "北京恒通", "but": id}),
        client.get("/files/", query_string={"class": id}),
        client.post(
            "/reveal/", data={"kind": "contact", "id": id, "field": "mobile", "reason": "x"}
        ),
        client.post("/inbox/approve/", data={"id": [id, id]}),
        client.post(
            f"/attachments/customer/{card}/",
            data={"item_id": id, "file": (io.BytesIO(b"%PDF-1.4"), "notice.pdf")},
        ),
    ]
    assert all(answer.status_code < 500 for answer in asked), asked


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00+14:00"])
def test_a_moment_at_the_edge_of_time_is_refused_in_words(web, text):
    answer = web.as_("ann").post(
        "/delegations/new/",
        data={
            "to_id": str(web.people["owen"]),
            "starts_at": text,
            "ends_at": text,
            "reason": "年假",
        },
    )
    assert answer.status_code == 422


def test_d4_the_conflict_page_tells_no_more_than_the_record(web, card):
    """Somebody who sees mobiles masked must not read them by provoking a conflict."""
    client = web.as_("owen")
    page = client.get(f"/customers/{card}/edit/")
    answer = client.post(
        f"/customers/{card}/edit/",
        data={
            **CARD,
            **WORDS,
            "address": "上海市",
            "revision": "0",
            "opened": field(page, "opened"),
            "contacts-0-id": field(page, "contacts-0-id"),
            "contacts-0-name": "李四",
            "contacts-0-role": "other",
            "contacts-0-mobile": "",
            "contacts-0-birthday": "",
        },
    )
    assert answer.status_code == 409
    assert "13800138000" not in answer.text
    assert "138****8000" in answer.text
    assert "上海市" in answer.text


def test_every_sortable_column_has_a_type_a_place_can_be_read_back_into(web):
    views = [v for v in web.app.extensions["admin"][0]._views if isinstance(v, RecordView)]
    for view in views:
        for column in view.listing.columns:
            if column.sort and not callable(column.value):
                assert column.value.type.python_type, (view.listing.name, column.name)


SECRETS = {
    "owen": ("13800138000", "13900139000", "110101199003077", "320102198506152"),
    "ann": (
        "13800138000",
        "13900139000",
        "87654321",
        "110101199003077",
        "320102198506152",
        "91350100M000100Y43",
        "1990-01-02",
        "象棋高手",
    ),
}


@pytest.fixture
def told(web):
    """A card full of guarded values, changed once so that history knows both."""
    before = {"id_number": "110101199003077598"}
    person = PERSON | {"phone": "010-87654321", "hobbies": "象棋高手"}
    with web.work("owen") as work:
        row = create_customer(work, CARD | before, [person])
        id, contact = row.id, str(row.contacts[0].id)
    with web.work("owen") as work:
        row = work.get(Customer, id, P.CUSTOMER_EDIT)
        edit_customer(
            work,
            row,
            {"id_number": "320102198506152212"},
            [person | {"id": contact, "mobile": "13900139000"}],
        )
        comments.add_comment(work, row, "@安安 请看", P.CUSTOMER_SEE)
    kind, place = make.file_class(web), make.box(web)
    make.filed(web, kind, id, place)
    return id


def links(text):
    found = {html.unescape(url).partition("#")[0] for url in re.findall(r'href="(/[^"]*)"', text)}
    return {url for url in found if not re.match(r"/(assets|sign_in|attachments)/", url)}


@pytest.mark.slow
@pytest.mark.parametrize("name", list(SECRETS))
def test_d4_no_page_anywhere_tells_what_is_masked_or_hidden(web, told, name):
    client, columns = web.as_(name), ",".join(c.name for c in CUSTOMERS.columns)
    todo = [
        "/",
        f"/customers/?cols={columns}",
        f"/customers/{told}/?show=changes",
        f"/customers/{told}/timeline/?show=all",
        f"/customers/{told}/edit/",
        "/palette/?q=北京恒通",
        f"/lookup/customer/?id={told}",
        "/lookup/customer/?q=北京",
        "/customers/twins/?name=北京恒通集团有限公司",
        "/bell/",
    ]
    seen, shapes = set(todo), Counter()
    while todo:
        url = todo.pop()
        answer = client.get(url)
        assert answer.status_code < 500, url
        if "html" not in answer.content_type and "json" not in answer.content_type:
            continue
        for secret in SECRETS[name]:
            assert secret not in answer.text, (url, secret)
        for link in sorted(links(answer.text) - seen):
            shape = re.sub(r"\d+", "0", link)
            shapes[shape] += 1
            if shapes[shape] < 3:
                seen.add(link)
                todo.append(link)
    assert len(seen) > 60
    assert f"/customers/{told}/" in seen


def test_an_id_larger_than_any_is_not_found_everywhere(web, told):
    """PostgreSQL refuses to compare an INTEGER with more than 2,147,483,647 (tested on both)."""
    for id in (2**31, 2**63 - 1):
        for rule in web.app.url_map.iter_rules():
            if "GET" in rule.methods and "<int(" in rule.rule and "year" not in rule.rule:
                url = re.sub(r"<int\([^)]*\):\w+>", str(id), rule.rule)
                url = re.sub(r"<\w*:?\w+>", "edit", url)
                assert web.as_("wang").get(url).status_code in (302, 403, 404), url
