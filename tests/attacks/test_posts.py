"""What comes in the body of a request: too much, in another shape, or not meant for it."""

import io
import re

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.records import CustomerFile
from models.people import User
from models.platform.storage import Attachment
from models.words.customers import CustomerState
from models.words.files import FileLife
from portal.platform.storage.bytes import Storage
from tests.customers.test_screens import CARD, WORDS, fresh_form
from tests.shell.test_permissions import address, wanted
from tests.support.one_of_each import PDF

NAMES = (
    "../../etc/passwd.pdf",
    "..\\..\\windows\\win.pdf",
    "/etc/cron.d/x.pdf",
    "a\r\nSet-Cookie: x=1.pdf",
    'a";filename="b.pdf',
    "a\u202efdp.exe.pdf",
    "%2e%2e%2fx.pdf",
    "执照 «1».pdf",
    ". .pdf",
    "-rf.pdf",
)


@pytest.mark.parametrize("index", ["²", "9" * 5000, "-1", "x", "99999999"])
def test_rows_of_a_form_are_numbered_as_we_number_them(sales, index):
    client = sales.web.as_("owen")
    data = {**fresh_form(client), "name": "上海东方贸易有限公司", f"contacts-{index}-name": "王五"}
    assert client.post("/customers/new/", data=data).status_code in (303, 400, 422)


def test_a_thousand_rows_are_refused_before_they_are_looked_at(sales):
    client = sales.web.as_("owen")
    data = {**fresh_form(client), "name": "上海东方贸易有限公司"}
    data |= {f"contacts-{n}-name": "王五" for n in range(1, 2000)}
    answer = client.post("/customers/new/", data=data)
    assert answer.status_code == 413
    assert "200" in answer.text


def test_more_than_the_limit_is_413_and_keeps_nothing(untouched):
    """A stranger may send 1 MB, people texts of 4 MB and uploads of the setting (50 MB)."""
    owen, kind = untouched.web.as_("owen"), "multipart/form-data; boundary=x"
    for client, size in ((untouched.web.nobody(), 1_100_000), (owen, 4_200_000)):
        part = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n' + b"x" * size
        for path in ("/sign_in/", "/customers/new/", "/bell/read/", "/reveal/"):
            assert client.post(path, data={"name": "x" * size}).status_code == 413, path
            answer = client.post(path, data=part + b"\r\n--x--\r\n", content_type=kind)
            assert answer.status_code == 413, path
    url, length = f"/attachments/customer/{untouched.ids['customers']}/", str(60 * 1024 * 1024)
    upload = {"content_type": kind, "environ_overrides": {"CONTENT_LENGTH": length}}
    assert owen.post(url, data=b"--x--", **upload).status_code == 413


@pytest.mark.parametrize(
    "body",
    ["[1,2]", '{"reason": 5}', '{"reason": {"a": 1}}', "null", "{", '"x"', '{"name": "\\u0000"}'],
)
def test_json_is_no_form(untouched, body):
    """It would pass the guards of forms by, and its values are no texts."""
    ids, web = untouched.ids, untouched.web
    for name, path in (
        ("owen", "/customers/new/"),
        ("owen", f"/customers/{ids['customers']}/edit/"),
        ("owen", f"/customers/{ids['customers']}/do/hand_over/"),
        ("sys", "/users/new/"),
        ("wang", f"/loans/{ids['loans']}/do/recall/"),
        ("li", "/chains/new/"),
    ):
        answer = web.as_(name).post(path, data=body, content_type="application/json")
        assert answer.status_code in (400, 403, 409, 422), path


def test_other_bodies_are_no_forms_either(untouched):
    client, url = untouched.web.as_("owen"), f"/customers/{untouched.ids['customers']}/do/archive/"
    for kind in ("text/plain", "application/xml", "multipart/form-data", "x/y; charset=\xff"):
        answer = client.post("/customers/new/", data=b"name=x&sure=1", content_type=kind)
        assert answer.status_code in (400, 422), kind
    assert client.post(url, token=False).status_code == 400


def test_no_header_and_no_field_stands_for_another_method(untouched):
    web, ids = untouched.web, untouched.ids
    url = f"/customers/{ids['customers']}/"
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "PROPFIND"):
        assert web.as_("owen").open(url, method=method).status_code == 405
        for given in ({"X-HTTP-Method-Override": method}, {"X-Method-Override": method}):
            assert web.as_("owen").post(url, headers=given).status_code == 405
            assert web.as_("owen").get(url, headers=given).status_code == 200
        assert web.as_("owen").post(url, data={"_method": method}).status_code == 405


def test_the_token_does_for_one_browser_only(untouched):
    """The token of another's session, of none, in the address or in a cookie is none."""
    web, url = untouched.web, f"/customers/{untouched.ids['customers']}/do/archive/"
    other, client = web.as_("sun").csrf_token(), web.as_("owen")
    client.csrf_token()
    for named in (
        {"headers": {"X-CSRFToken": other}},
        {"data": {"csrf_token": other}},
        {"data": {"csrf_token": ""}},
        {"headers": {"X-CSRFToken": "x"}},
        {"query_string": {"csrf_token": client.csrf_token()}},
    ):
        assert client.post(url, token=False, **named).status_code == 400, named


def test_what_a_form_does_not_show_cannot_be_set_with_it(sales):
    client, web = sales.web.as_("owen"), sales.web
    extra = {
        "id": "77",
        "number": "KH-1",
        "owner_id": str(web.people["sun"]),
        "department_id": "1",
        "state": "archived",
        "revision": "9",
        "created_at": "2001-01-01",
        "name_key": "x",
        "archived_at": "2001-01-01T00:00",
        "contacts-0-customer_id": str(sales.ids["customers"]),
    }
    data = {
        **fresh_form(client),
        **extra,
        "name": "上海东方贸易有限公司",
        "contacts-0-mobile": "13911112222",
    }
    assert client.post("/customers/new/", data=data).status_code == 303
    with web.work() as work:
        row = work.session.scalars(select(Customer).order_by(Customer.id.desc()).limit(1)).one()
        assert (row.id, row.owner_id) != (77, web.people["sun"])
        assert row.owner_id == web.people["owen"]
        assert (row.state, row.archived_at) == (CustomerState.ACTIVE, None)
        assert (row.name_key, row.number) != ("x", "KH-1")
        assert [c.customer_id for c in row.contacts] == [row.id]


def test_an_account_is_not_made_an_officer_by_its_form(sales):
    client = sales.web.as_("sys")
    data = {
        "login": "mallory",
        "name": "马洛",
        "employee_number": "0099",
        "department_id": "1",
        "roles": "1",
        "active": "0",
        "password_hash": "x",
        "must_change_password": "",
        "id": "1",
    }
    assert client.post("/users/new/", data=data).status_code == 303
    with sales.web.work() as work:
        row = work.session.scalars(select(User).where(User.login == "mallory")).one()
        assert (row.active, row.password_hash, row.must_change_password) == (True, "", True)
        assert row.roles == []
    me = sales.web.as_("ann")
    me.post("/me/", data={"theme": "dark", "roles": "1", "name": "x", "department_id": "1"})
    with sales.web.work() as work:
        row = work.session.scalars(select(User).where(User.login == "ann")).one()
        assert row.name == "安安"
        assert set(row.preferences) <= {"language", "density", "theme", "single_keys"}


def test_a_file_and_a_request_do_not_get_on_by_their_forms(sales):
    web, ids = sales.web, sales.ids
    extra = {
        "life": "filed",
        "custody": "in_place",
        "number": "KH-2026-7777",
        "state": "approved",
        "filed_at": "2001-01-01",
        "approved_at": "2001-01-01",
        "entered_by": "1",
        "owner_id": "1",
        "department_id": "1",
        "pages_count": "9",
    }
    form = {
        "class_id": ids["file_classes"],
        "customer_id": ids["customers"],
        "title": "往来合同",
        "secrecy": "normal",
        "business_key": "extra",
        "place_id": ids["places"],
        **extra,
    }
    answer = web.as_("owen").post("/files/new/", data=form)
    with web.work() as work:
        row = work.session.scalars(
            select(CustomerFile).where(CustomerFile.business_key == "extra")
        ).first()
        assert (answer.status_code, bool(row)) in ((303, True), (422, False))
        if row:
            assert (row.life, row.number, row.filed_at) == (FileLife.DRAFT, None, None)
            assert row.owner_id == web.people["owen"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_an_upload_is_only_a_name(sales, name):
    web, id = sales.web, sales.ids["customers"]
    answer = web.as_("owen").post(
        f"/attachments/customer/{id}/", data={"file": (io.BytesIO(PDF), name)}
    )
    assert answer.status_code in (303, 422)
    with web.work() as work:
        row = work.session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()
        folder = work.config.storage.resolve()
        kept = Storage(work.config.storage).path(row.storage_key).resolve()
    assert kept.is_relative_to(folder)
    assert not re.search(r"passwd|win|cron|pdf|\.\.", kept.relative_to(folder).as_posix())
    got = web.as_("owen").get(f"/attachments/{row.id}/download/", buffered=True)
    said = got.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[A-Za-z0-9%._~-]+", said), said
    assert "/" not in row.name
    assert "\\" not in row.name
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"].startswith("sandbox;")


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.txt", "a.csv", "a.html", "a.svg", "a.docx"])
@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script>",
        b"\xef\xbb\xbf<svg onload=alert(1)>",
        b"   \n<!DOCTYPE html><p>",
        b"%PDF-1.4\n<script>alert(1)</script>",
    ],
)
def test_markup_is_not_kept_under_another_type(sales, name, data):
    web, id = sales.web, sales.ids["customers"]
    form = {"file": (io.BytesIO(data), name)}
    answer = web.as_("owen").post(
        f"/attachments/customer/{id}/", data=form, headers={"X-Partial": "json"}
    )
    if name == "a.pdf" and data.startswith(b"%PDF"):  # a true PDF is served as nothing else
        return
    assert answer.status_code == 422
    assert answer.json["refused"]


@pytest.mark.slow
def test_no_get_changes_anything(untouched):
    """Every address by everybody: only that a notice was read may be kept (ASVS 3.5.3)."""
    web, ids = untouched.web, {**untouched.ids, "bell": 999_999}
    for row in sorted(set(wanted(web.app))):
        if row[0] == "GET":
            for name in ("owen", "wang", "li", "sys"):
                client = web.as_(name)
                for method in ("GET", "HEAD"):
                    client.open(address(row, ids), method=method, buffered=True)


def test_the_words_of_a_card_are_refused_when_too_long(sales):
    client = sales.web.as_("owen")
    for name in CARD:
        data = {**fresh_form(client), **WORDS, "name": "上海东方贸易有限公司", name: "长" * 100_000}
        answer = client.post("/customers/new/", data=data)
        assert answer.status_code in (413, 422), name
