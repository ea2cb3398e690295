"""Every page reads the same with the fast paths and without them (PORTAL_PLAIN=1)."""

import gc
import re

import pytest

from portal import config, start
from portal.fast import heap
from portal.fast.kept import Store, kept
from portal.fast.switch import switched

TAG = re.compile(r"<(/?[\w-]+)((?:\s[^<>]*?)?)>")
ATTRIBUTE = re.compile(r'[\w:-]+(?:="[^"]*")?')
# Another one on each page, whichever way it is drawn.
ONCE = re.compile(
    r'(name="(?:csrf_token|submission|opened)"[^>]*value=|csrf-token" content=|nonce=)"[^"]*"'
)
PAGES = (
    "/",
    "/customers/",
    "/customers/?cols=name&cols=number&sort=-name",
    "/customers/new/",
    "/files/",
    "/files/new/",
    "/loans/",
    "/requests/new/",
    "/reports/",
    "/me/",
)


def parts(page):
    """A page with the attributes of each tag in order, for their order says nothing."""
    plain = ONCE.sub(r"\1", page)
    return TAG.sub(lambda tag: f"<{tag[1]} {sorted(ATTRIBUTE.findall(tag[2]))}>", plain)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_pages_read_the_same_either_way(sales, language):
    wang = sales.web.as_("wang")
    wang.set_cookie("language", language)
    ids = sales.ids
    more = [f"/customers/{ids['customers']}/", f"/customers/{ids['customers']}/edit/"]
    for path in [*PAGES, *more]:
        drawn = []
        for plain in (False, True, False):  # the last from what was kept
            with switched(plain=plain):
                answer = wang.get(path)
            assert answer.status_code == 200, path
            drawn.append(parts(answer.text))
        assert drawn[0] == drawn[1] == drawn[2], path


def test_nothing_is_kept_with_the_fast_paths_off():
    made = []

    @kept(5)
    def double(number):
        made.append(number)
        return 2 * number

    store = Store(2)
    with switched(plain=True):
        assert (double(1), double(1), store.keep("a", 1), store.get("a")) == (2, 2, 1, None)
    with switched(plain=False):
        assert (double(3), double(3), store.keep("a", 1), store.get("a")) == (6, 6, 1, 1)
    assert made == [1, 1, 3]


def test_a_full_store_is_emptied():
    store = Store(2)
    with switched(plain=False):
        for key in "abc":
            store.keep(key, key)
        assert (len(store), store.get("c"), store.get("a")) == (1, "c", None)


@pytest.mark.parametrize(
    ("plain", "calls"), [(True, []), (False, ["collect", "freeze", (9, 8, 7)])]
)
def test_the_collector_is_told_only_when_it_may(monkeypatch, plain, calls):
    said = []
    monkeypatch.setattr(gc, "collect", lambda: said.append("collect"))
    monkeypatch.setattr(gc, "freeze", lambda: said.append("freeze"))
    monkeypatch.setattr(gc, "set_threshold", lambda *given: said.append(given))
    with switched(plain=plain):
        heap.freeze_heap(9, 8, 7)
    assert said == [start.USUAL, *calls]  # as Python has it, whichever way


def test_the_environment_says_which_way():
    assert config.is_plain({"PORTAL_PLAIN": "1"})
    assert not config.is_plain({})
