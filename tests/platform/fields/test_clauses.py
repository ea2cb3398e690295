"""What a filter asks of a column: half-open days, both ends of a range, and no text that breaks it.

The columns are lists of values here, and a clause says which of them it keeps.
"""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from models.words.access import Secrecy
from portal.platform.fields import clauses


class Kept(set):
    """The places of a column that a clause keeps."""


class Column:
    def __init__(self, *values):
        self.values = values
        self.type = SimpleNamespace(python_type=type(values[0]))

    def _keep(self, fits):
        return Kept(n for n, value in enumerate(self.values) if fits(value))

    def __eq__(self, other):
        return self._keep(lambda value: value == other)

    def __ge__(self, other):
        return self._keep(lambda value: value >= other)

    def __le__(self, other):
        return self._keep(lambda value: value <= other)

    def __lt__(self, other):
        return self._keep(lambda value: value < other)

    def __invert__(self):
        return self._keep(lambda value: not value)

    def in_(self, words):
        return self._keep(lambda value: value in words)

    def icontains(self, text, *, autoescape):
        assert autoescape, "% and _ are plain signs in a search"
        return self._keep(lambda value: text.casefold() in value.casefold())

    __hash__ = None


DAYS = Column(*(date(2026, 11, n) for n in (22, 23, 24)))
# 2026-11-23 in Shanghai begins at 16:00 of the day before in UTC
MOMENTS = Column(
    datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC),
    datetime(2026, 11, 22, 16, tzinfo=UTC),
    datetime(2026, 11, 23, 15, 59, 59, tzinfo=UTC),
    datetime(2026, 11, 23, 16, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-11-23", {1}),
        ("2026-11-23..2026-11-23", {1}),
        ("2026-11-23..", {1, 2}),
        ("..2026-11-23", {0, 1}),
        ("2026-11-22..2026-11-23", {0, 1}),
        ("2026-11-24..2026-11-22", set()),
        ("..", None),
        ("", None),
    ],
)
def test_days_of_a_range_with_both_ends(text, kept):
    assert clauses.days(DAYS, text, None) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2026-11-23", {1, 2}),
        ("2026-11-23..", {1, 2, 3}),
        ("..2026-11-23", {0, 1, 2}),
        ("..2026-11-22", {0}),
        ("2026-11-24..", {3}),
        ("..", None),
    ],
)
def test_moments_of_whole_days_in_shanghai(text, kept):
    assert clauses.moments(MOMENTS, text, None) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [("2", {1}), ("1..2", {0, 1}), ("1.5..", {1, 2}), ("..2.5", {0, 1}), ("", None)],
)
def test_numbers_of_a_range(text, kept):
    assert clauses.numbers(Column(1, 2, 3), text, None) == kept


def test_words_one_or_several():
    grades = Column("normal", "secret", "top")
    assert clauses.word(grades, "top", Secrecy) == {2}
    assert clauses.word(grades, "top,normal", Secrecy) == {0, 2}
    assert clauses.word(grades, "top", None) == set()
    with pytest.raises(ValueError, match="secretive"):
        clauses.word(grades, "secretive", Secrecy)


def test_yes_and_no():
    flags = Column(True, False)
    assert clauses.flag(flags, "1", None) is flags
    assert clauses.flag(flags, "0", None) == {1}
    with pytest.raises(KeyError):
        clauses.flag(flags, "true", None)


def test_a_text_is_searched_for_in_its_first_64_characters():
    assert clauses.text(Column("Hengtong", "heng", "tong"), "HENG", None) == {0, 1}
    column = Column("x" * 63, "x" * 64)
    assert clauses.text(column, "x" * 65, None) == {1}
    assert clauses.text(column, "x" * 64, None) == {1}
    assert clauses.text(column, "x" * 63, None) == {0, 1}


def test_a_record_and_a_choice_by_its_id_or_its_name():
    assert clauses.record(Column(7, 8), "8", None) == {1}
    assert clauses.choice(Column(7, 8), "8", None) == {1}
    assert clauses.choice(Column("7", "a"), "7", None) == {0}
    assert clauses.record(Column(10**15 - 1), "9" * 15, None) == {0}
    for wrong in ("9" * 19, "x", "-1", "", "²", "١"):
        with pytest.raises(ValueError, match=wrong or "^$"):
            clauses.record(Column(7), wrong, None)


@pytest.mark.parametrize("text", ["昨天", "2026-11", "2026-11-23..x"])
def test_what_is_no_day_is_a_wrong_value_of_a_filter(text):
    with pytest.raises(ValueError, match=r"昨天|2026-11|x"):
        clauses.days(DAYS, text, None)
