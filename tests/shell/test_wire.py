"""What goes over the wire: compressed for our own visitors alone, beside a secret that changes."""

import gzip
import re

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.customers.cards import create_customer
from tests.customers.test_screens import CARD, PERSON
from views.shell import assets, lean
from views.shell.csrf import mask_token, unmask_token
from views.shell.wire import pack

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress}
TOKEN = re.compile(rb'name="csrf-token" content="([^"]+)"')
LINKS = re.compile(rb'(?:src|href)="(/assets/[^"]+)"')
MOST = 90 * 1024  # bytes of the first list page, with all its files
HEADERS = 600  # bytes of an answer's headers, generously


def ask(client, path, site="same-origin", encodings="gzip, deflate, br, zstd"):
    headers = {"Accept-Encoding": encodings}
    if site:
        headers["Sec-Fetch-Site"] = site
    return client.get(path, headers=headers)


@pytest.mark.parametrize("site", ["same-origin", "none"])
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_page_is_compressed_for_who_comes_from_here(web, site, encoding):
    answer = ask(web.as_("owen"), "/customers/", site, encoding)
    assert answer.headers["Content-Encoding"] == encoding
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(answer.vary)
    assert b"</html>" in UNPACK[encoding](answer.data)
    assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize("site", ["", "cross-site", "same-site", "SAME-ORIGIN?"])
@pytest.mark.parametrize("path", ["/customers/", "/customers/?search=x", "/bell/state/"])
def test_another_site_gets_a_page_plain(web, site, path):
    answer = ask(web.as_("owen"), path, site)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_visitor_that_takes_no_encoding_gets_a_page_plain(web):
    answer = ask(web.as_("owen"), "/customers/", encodings="identity")
    assert b"</html>" in answer.data


def test_the_token_looks_different_in_every_answer_and_all_are_good(web):
    client = web.as_("owen")
    tokens = [TOKEN.search(client.get("/customers/new/").data)[1].decode() for _ in range(3)]
    assert len(set(tokens)) == 3
    for token in tokens:
        data = {"csrf_token": token, "density": "comfy", "language": "en", "theme": "dark"}
        assert client.post("/me/", token=False, data=data).status_code == 303


def test_a_page_shows_one_token(web):
    page = web.as_("owen").get("/customers/new/").data
    field = re.search(rb'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    assert field == TOKEN.search(page)[1]


@given(st.text("abcdefgh.-_0123456789", max_size=120))
def test_a_masked_token_is_the_token(token):
    assert unmask_token(mask_token(token)) == token


@pytest.mark.parametrize("wrong", [None, "", "x", "abc", "é", "AAAA====", "YQ"])
def test_what_is_no_token_is_none(wrong):
    assert unmask_token(wrong) in (None, "")


@pytest.mark.parametrize("name", ["portal.css", "portal.js"])
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_file_is_packed_once_and_kept_for_ever(web, name, encoding):
    address = next(a for a in files(web) if name in a)
    answer = ask(web.nobody(), address, "", encoding)
    plain = ask(web.nobody(), address, "", "identity")
    assert UNPACK[encoding](answer.data) == plain.data
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["ETag"] != plain.headers["ETag"]
    again = web.nobody().get(
        address,
        headers={"Accept-Encoding": encoding, "If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304


def files(web):
    page = web.as_("owen").get("/customers/").data
    return [address.decode() for address in dict.fromkeys(LINKS.findall(page))]


@pytest.mark.parametrize("path", assets.BUNDLES["portal.js"], ids=lambda path: path.name)
def test_scripts_keep_their_meaning_without_remarks_and_indents(path):
    """No text goes over several lines: only there a remark or an indent could be part of it."""
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        assert line.count("`") % 2 == 0, f"{path.name}:{number}"
        assert "/*" not in line or "*/" in line, f"{path.name}:{number}"
    sent = lean.without_remarks(path).decode().splitlines()
    assert sent == [
        line.strip(" \t") if line == line.rstrip() else line.lstrip(" \t")
        for line in path.read_text().splitlines()
        if line.strip() and not line.strip().startswith("//")
    ]


@pytest.mark.parametrize("encodings", ["gzip, deflate, br, zstd", "gzip"])
def test_the_first_list_page_is_light(web, encodings):
    """At most 8 requests and 90 KB: the page of 50 rows, its files, the bell and the counts."""
    with web.work("owen") as work:
        for number in range(55):
            name = f"北京恒通{number}集团有限公司"
            create_customer(
                work,
                {**CARD, "name": name, "phone": f"0106234{number:04}", "unified_credit_code": ""},
                [{**PERSON, "mobile": f"138001380{number:02}"}],
            )
    client = web.as_("owen")
    addresses = ["/customers/", *files(web), "/customers/counts/", "/bell/state/"]
    answers = [ask(client, address, encodings=encodings) for address in addresses]
    assert len(addresses) <= 8
    assert {answer.status_code for answer in answers} == {200}
    assert sum(len(answer.data) + HEADERS for answer in answers) <= MOST


def test_packing_is_the_same_each_time():
    assert pack(b"x" * 5000, "gzip") == pack(b"x" * 5000, "gzip")
