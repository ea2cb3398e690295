"""No sentence says «1 files» or «file(s)»: every counted noun has its singular."""

import re

from models.words.plurals import COUNTED, COUNTS, NOUNS, ONE, agree
from tests.house.tree import ROOT
from views.shell import catalogues

SENTENCES = catalogues.used_messages()
# Words in -s behind a place that are no nouns.
NO_NOUNS = frozenset(
    [
        "allows",
        "appeals",
        "as",
        "asks",
        "becomes",
        "belongs",
        "differs",
        "does",
        "has",
        "is",
        "its",
        "leads",
        "needs",
        "signs",
        "stands",
        "this",
        "was",
        "words",
        "yours",
    ]
)
AFTER = re.compile(r"%\((?P<name>\w+)\)s(?P<words>(?: [a-z]+){1,3})")
# «them» are others than what was counted.
OTHERS = frozenset(
    {
        "More than %(count)s rows are not printed from the browser. Export them to Excel.",
        "The first %(first)s of %(count)s rows; print and Excel contain all of them.",
        "The term is 1 to %(days)s days for these files.",
        "Undo the import of %(count)s rows? Records changed since stay as they are.",
    }
)
PRONOUNS = re.compile(r"\b(they|them|their|these|theirs)\b")


def counted_nouns(text):
    """Each place and the first word behind it that looks like a plural."""
    for found in AFTER.finditer(text):
        for word in found["words"].split():
            if word in NO_NOUNS or word in ("of", "to", "and", "or", "in", "at", "by"):
                break
            if word in NOUNS or re.fullmatch(r"[a-z]+[^s]s", word):
                yield found["name"], word
                break


def test_every_counted_noun_has_its_singular():
    missing = {
        f"{word}: {text}"
        for text in SENTENCES
        for _, word in counted_nouns(text)
        if word not in NOUNS
    }
    assert not missing, "add the noun to models/words/plurals.py: " + "\n".join(sorted(missing))


def test_one_of_a_thing_leaves_no_plural_behind():
    for text in SENTENCES:
        names = tuple(re.findall(r"%\((\w+)\)s", text))
        assert not COUNTED.search(agree(text, names)), text
        assert not re.search(r"[a-z]\((s|es|ies)\)", text), text


def test_where_a_sentence_goes_on_about_them_its_singular_stands_as_a_whole():
    loose = {
        text
        for text in SENTENCES
        if COUNTED.search(text) and PRONOUNS.search(text) and "%(most)" not in text
    } - ONE.keys()
    assert not loose - OTHERS, "say the singular in models/words/plurals.py: " + "\n".join(
        sorted(loose)
    )


def test_the_table_of_whole_sentences_is_about_sentences_that_are_said():
    assert ONE.keys() | OTHERS <= SENTENCES.keys()
    for many, one in ONE.items():
        assert re.findall(r"%\(\w+\)s", many) == re.findall(r"%\(\w+\)s", one)
        assert sum(f"%({name})s" in many for name in COUNTS) == 1, many


def test_sentences_are_filled_in_one_place():
    """«said % values» beside ``fill`` would say «1 files» again."""
    by_hand = re.compile(r"(?:say|_|gettext|translate_text)\((?:[^()]|\([^()]*\))*\) % ")
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for folder in ("portal", "views")
        for path in (ROOT / folder).rglob("*.py")
        for found in by_hand.finditer(path.read_text())
    ]
    assert not wrong, "\n".join(wrong)
