"""Formats of our own on a page: what Excel would show."""

from datetime import UTC, date, datetime

import pytest

from portal.platform.sheets.formats import show_formatted

LATE = '[>0]"逾期 "0" 日";"按期"'


@pytest.mark.parametrize(
    ("pattern", "value", "shown"),
    [
        (LATE, 3, "逾期 3 日"),
        (LATE, 0, "按期"),
        ('[>0]"逾期 "0" 日";"—"', 0, "—"),
        ('"逾期 "0', 4, "逾期 4"),
        ('"逾期 "0', 0, "逾期 0"),
        ("yyyymmdd", date(2026, 11, 5), "20261105"),
        ("hh:mm", datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "09:30"),
        ("yyyymmdd", "2***", "2***"),
    ],
)
def test_words_stand_around_the_number(pattern, value, shown):
    assert show_formatted(pattern, value) == shown
