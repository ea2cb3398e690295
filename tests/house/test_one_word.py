"""One word for one thing: what the glossary forbids stands in no sentence and on no page."""

import re

import pytest

from portal.platform.language import catalogue
from tests.house.tree import ROOT
from views.office.functions import ALSO, SHORTCUTS

GLOSSARY = ROOT / "docs" / "rules" / "glossary.md"
# What people call a screen may be any word; a letter to somebody from outside is polite.
LETTER = (
    "On %(day)s a request was made for you to use the files below (%(use)s, number %(number)s). "
    "Its status is as follows."
)
FREE = {
    LETTER,
    *ALSO.values(),
    *(each.also for each in SHORTCUTS),
}


def table():
    """The rows of the last table: the word, the words not to use, and phrases that may stay."""
    rows = GLOSSARY.read_text().partition("## One word for one thing")[2].splitlines()
    for row in rows:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if len(cells) == 3 and cells[0] not in ("用", "---"):
            yield cells[0], cells[1].split("、"), [each for each in cells[2].split("、") if each]


WORDS = list(table())


def wrong_words(text):
    """Every word of ``text`` that has another in its place."""
    for use, avoid, spared in WORDS:
        plain = re.sub("|".join(map(re.escape, spared)), "", text) if spared else text
        yield from (f"{word} → {use}" for word in avoid if word in plain)


def test_the_table_is_read_and_names_no_word_both_ways():
    used = {re.sub(r"（.*）", "", use) for use, _, _ in WORDS}
    avoided = [word for _, avoid, _ in WORDS for word in avoid]
    assert {"查阅", "交付", "收回", "预留"} <= used
    assert len(avoided) == len(set(avoided))
    assert not used & set(avoided)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("开始阅览", ["阅览 → 查阅"]),
        ("请到阅览室查阅", []),
        ("阅览室里的阅览登记", ["阅览 → 查阅"]),
        ("您的账户", ["账户 → 账号", "您 → 你"]),
    ],
)
def test_a_wrong_word_is_found_in_a_sentence(text, found):
    assert list(wrong_words(text)) == found


def test_every_sentence_says_the_words_of_the_glossary():
    wrong = {
        f"{found}: {said}"
        for text, said in catalogue("zh_CN").items()
        if text not in FREE
        for found in wrong_words(said)
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_the_manual_and_the_templates_say_the_words_of_the_glossary():
    pages = [
        *(ROOT / "docs" / "help").glob("zh*"),
        ROOT / "README.md",
        *ROOT.glob("templates/**/*"),
    ]
    wrong = {
        f"{path.relative_to(ROOT)}: {found}"
        for path in pages
        if path.is_file()
        for found in wrong_words(path.read_text())
    }
    assert not wrong, "\n".join(sorted(wrong))
