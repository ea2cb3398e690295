"""No page in Chinese shows the code of a word: a state, a kind, a reason, a permission."""

import html
import re

import pytest

from models.words.labels import LABELS
from tests.journeys.test_pages import PAGES
from tests.support.one_of_each import one_of_each

pytestmark = pytest.mark.drawn

# What stands in pages for other reasons: sign-in names, kinds of files, a field of the sign-in.
OTHERS = {"audit", "admin", "auditor"}
CODES = {
    word.value
    for words in LABELS
    for word in words
    if re.fullmatch(r"[a-z][a-z_:.]{3,}", word.value) and word.value not in OTHERS
}
HIDDEN = re.compile(r"<(script|style|svg|template)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SHOWN = re.compile(r'>([^<>]+)<|(?:title|aria-label|alt|placeholder|data-tip)="([^"]*)"')
WORD = re.compile(r"[a-z][a-z_:.]*[a-z]")


def shown_words(page):
    """Every lower-case word that a reader sees or hears of a page."""
    texts = ("".join(pair) for pair in SHOWN.findall(HIDDEN.sub("", page)))
    return {word for text in texts for word in WORD.findall(html.unescape(text))}


@pytest.fixture
def busy(web):
    return one_of_each(web)


@pytest.mark.parametrize("name", PAGES)
def test_no_code_of_a_word_is_shown(web, busy, name):
    client, found = web.as_(name), {}
    addresses = {*PAGES[name], *(f"/{screen}/{id}/" for screen, id in busy.items())}
    for address in sorted(addresses):
        answer = client.get(address)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            found[address] = shown_words(answer.text) & CODES
    assert len(found) > 1
    assert {address: codes for address, codes in found.items() if codes} == {}
