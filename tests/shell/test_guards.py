"""The belts: signed in or nothing, local ways back, clean input, headers on every answer."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from views.shell import guards

FOREIGN = [
    "http:evil.com",
    "http:/evil.com",
    "https:evil.com",
    "http://localhost\\@evil.com",
    "//evil.com",
    "/\\evil.com",
    "\\\\evil.com",
    "/..//evil.com",
    "/.//evil.com",
    "/%09/evil.com?\x00",
    "javascript:alert(1)",
    "\thttp://evil.com",
    "http://evil.com",
    "/a//evil",
    "data:text/html,x",
    "http:///evil.com",
    "///evil.com",
    "/ /evil.com",
    "evil.com",
    "",
]


@pytest.mark.parametrize("url", FOREIGN)
def test_foreign_addresses_are_told_from_ours(url):
    assert not guards.is_local_url(url)


@pytest.mark.parametrize("url", ["/", "/customers/?page=2&search=甲", "/a/b/../c", "/x#y", "/~a"])
def test_our_addresses_are_ours(url):
    assert guards.is_local_url(url)


@given(st.text(max_size=30))
def test_nothing_but_one_slash_begins_a_local_address(text):
    if guards.is_local_url(text):
        assert text[0] == "/"
        assert text[1:2] not in ("/", "\\")
        assert not any(sign.isspace() for sign in text if ord(sign) < 128)


@pytest.mark.parametrize("name", ["url", "next"])
@pytest.mark.parametrize("url", [u for u in FOREIGN if u])
def test_a_foreign_way_back_is_400_before_anything_runs(web, name, url):
    """Trap 13: nobody is sent elsewhere."""
    for client in (web.nobody(), web.as_("sys")):
        assert client.get(f"/sign_in/?{name}={quote(url, safe='')}").status_code == 400
        answer = client.post("/sign_in/", data={"login": "x", "password": "y", name: url})
        assert answer.status_code == 400


def test_nul_and_half_characters_are_400(web):
    client = web.as_("ann")
    assert client.get("/me/?q=%00").status_code == 400
    assert client.get("/me/?%00=1").status_code == 400
    assert client.post("/sign_in/", data={"login": "a\x00b"}).status_code == 400


def test_a_page_needs_a_session_and_says_where_to_go_back(web):
    """SEC-1: shut unless open."""
    answer = web.nobody().get("/me/?page=2")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/sign_in/?next=/me/?page%3D2"


def test_a_post_or_a_script_without_a_session_gets_a_sentence_not_a_redirect(web):
    assert web.nobody().post("/sign_in/out").status_code == 401
    asks = web.nobody().get("/me/", headers={"X-Requested-With": "fetch"})
    assert asks.status_code == 401
    assert "重新登录" in asks.text


@pytest.mark.parametrize(
    "path", ["/me/", "/sign_in/", "/no-such-page", "/sign_in/out", "/me/?q=%00"]
)
@pytest.mark.parametrize("name", [None, "ann", "sys"])
def test_headers_are_on_every_answer(web, path, name):
    client = web.as_(name) if name else web.nobody()
    for answer in (client.get(path), client.post(path), client.post(path, token=False)):
        for header, value in guards.HEADERS.items():
            assert answer.headers[header] == value
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Server" not in answer.headers or "Werkzeug" not in answer.headers["Server"]


def test_headers_are_on_413_and_500_and_the_500_tells_nothing(web, monkeypatch):
    large = web.nobody().post("/sign_in/", data={"login": "x" * 1_100_000})
    assert large.status_code == 413
    monkeypatch.setattr("views.people.sign_in._page", lambda: 1 / 0)
    broken = web.nobody().get("/sign_in/")
    assert broken.status_code == 500
    for answer in (large, broken):
        assert answer.headers["Content-Security-Policy"] == guards.POLICY
    assert "ZeroDivision" not in broken.text


def test_a_foreign_redirect_never_leaves(web):
    with web.app.test_request_context("/sign_in/"):
        answer = web.app.make_response(("", 302, {"Location": "http://evil.com"}))
        assert guards.finish_response(answer).status_code == 400


@pytest.mark.parametrize(("method", "status"), [("GET", 302), ("POST", 303)])
def test_a_post_is_answered_see_other(web, method, status):
    with web.app.test_request_context("/sign_in/", method=method):
        answer = guards.finish_response(web.app.make_response(("", 302, {"Location": "/me/"})))
        assert (answer.status_code, answer.location) == (status, "/me/")


def test_secure_cookies_bind_to_the_host_and_the_host_is_checked(config, tmp_path):
    strict = replace(
        config,
        database=f"sqlite:///{tmp_path}/x.db",
        secure_cookies=True,
        trusted_hosts=("portal.test",),
        proxies=1,
    )
    client = create_app(strict).test_client()
    good = client.get("/sign_in/", base_url="https://portal.test")
    assert good.status_code == 200
    assert "max-age" in good.headers["Strict-Transport-Security"]
    assert good.headers["Set-Cookie"].startswith("__Host-session=")
    assert client.get("/sign_in/", base_url="https://evil.com").status_code == 400
