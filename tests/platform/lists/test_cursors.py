"""Cursors come from URLs: whatever they spell is a place in the list or is refused in words."""

import base64
import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from models.words.access import Secrecy
from portal.errors import Invalid
from portal.platform.lists.cursor import cursor_of, read_cursor

TYPES = (int, float, str, bool, Decimal, date, datetime, Secrecy)


def spelt(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "value",
    [7, "恒通", Decimal("12.50"), date(2026, 11, 23), datetime(2026, 11, 23, 4, tzinfo=UTC), True],
)
def test_a_cursor_reads_back_what_it_was_made_of(value):
    assert read_cursor(cursor_of(("x", value, 9)), type(value)) == (value, 9)


@pytest.mark.parametrize(
    ("value", "python"),
    [
        ([1, 10**30], int),
        ([10**30, 1], int),
        ([1, float("inf")], int),
        (["\x00", 1], str),
        (["\ud800", 1], str),
        (["x", 1], Decimal),
        (["NaN", 1], Decimal),
        (["x", 1], Secrecy),
        (["2026-01-01T00:00:00", 1], datetime),
        (["0001-01-01T00:00:00+14:00", 1], datetime),
        ([1, "y"], int),
        ([1, True], int),
        ([[], {}], int),
        ({}, int),
        (1, int),
        ([1], int),
    ],
)
def test_a_made_up_cursor_is_refused(value, python):
    with pytest.raises(Invalid):
        read_cursor(spelt(value), python)


@given(any_.text(max_size=40), any_.sampled_from(TYPES))
def test_no_text_breaks_it(text, python):
    for cursor in (text, spelt([text, 1]), spelt([1, text])):
        try:
            _value, id = read_cursor(cursor, python)
        except Invalid:
            continue
        assert type(id) is int
