"""FM-22: pages to copy are in the file. C5: what leaves with an outsider asks the outer chain."""

from types import SimpleNamespace

import pytest

from models.words.lending import Action, LoanMode
from portal.lending.request_rules import check_pages, goes_outside, page_problems, parse_pages
from tests.support import asking
from tests.support.filling import filled


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("3-5, 9", [(3, 5), (9, 9)]),
        ("３－５，９", [(3, 5), (9, 9)]),
        ("第3页、第7页", [(3, 3), (7, 7)]),
        ("3 - 5；8～9", [(3, 5), (8, 9)]),
        ("p.3 12至14", [(3, 3), (12, 14)]),
        ("5-3", None),
        ("0", None),
        ("三页", None),
        ("3-", None),
        (",", None),
    ],
)
def test_fm22_pages_are_read_as_people_write_them(text, ranges):
    assert parse_pages(text) == ranges


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("1-120", 120, ""),
        ("121", 120, "page 121"),
        ("3, 118-130", 120, "page 130"),
        ("全部", 120, ""),
        ("封面", 120, "e.g. 3-5, 9"),
        ("500", 0, ""),
    ],
)
def test_fm22_pages_beyond_the_file_are_refused(text, most, said):
    fault = check_pages(text, "KH-1", most)
    assert (fault is None) == (not said)
    assert said in str(fault or "")


def test_fm22_every_file_of_the_request_must_have_them():
    files = [SimpleNamespace(number=f"KH-{n}", pages_count=n) for n in (120, 30)]
    asked = SimpleNamespace(action=Action.COPY, pages="31")
    assert "KH-30" in str(page_problems(asked, files)["pages"])
    assert page_problems(SimpleNamespace(action=Action.VIEW, pages="31"), files) == {}


@pytest.mark.parametrize(
    ("action", "mode", "visitor", "external", "outside"),
    [
        (Action.BORROW, LoanMode.TAKE_OUT, 1, False, True),
        (Action.BORROW, LoanMode.ON_SITE, 1, False, False),
        (Action.BORROW, LoanMode.TAKE_OUT, None, False, False),
        (Action.VIEW, None, 1, False, False),
        (Action.COPY, None, 1, True, True),
    ],
)
def test_c5_what_an_outsider_takes_out_goes_outside(action, mode, visitor, external, outside):
    asked = SimpleNamespace(action=action, mode=mode, visitor_id=visitor, external=external)
    assert goes_outside(asked) is outside


@pytest.mark.parametrize(("who", "told"), [("bo", False), ("ann", True)])
def test_a_refusal_tells_the_page_count_only_to_who_may_see_it(web, who, told):
    asking.chains(web)
    [file] = asking.files(web)
    client = web.as_(who)
    page = client.get(f"/requests/new/?files={file}&action=copy")
    assert page.status_code == 200
    data = filled(web, client, page.text, action="copy", pages="999")
    sent = client.post("/requests/new/", data=data)
    assert (sent.status_code == 422) is told, "what the page hides is no oracle"
    assert ("没有第 999 页" in sent.text) is told
    assert ("填“全卷”，或" in page.text) is not told
