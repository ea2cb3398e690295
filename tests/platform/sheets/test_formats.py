"""Formats of our own on a page: what Excel would show."""

from datetime import UTC, date, datetime

import pytest

from portal.platform.sheets.formats import show_formatted
from portal.platform.sheets.sheet import Phrase, untranslated

LATE = Phrase("逾期 %(count)s 日", "按期")


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        (LATE, 3, "逾期 3 日"),
        (LATE, 0, "按期"),
        (LATE, "3***", "3***"),
        (Phrase("逾期 %(count)s"), 4, "逾期 4"),
        (Phrase("逾期 %(count)s"), 0, "逾期 0"),
        ("yyyymmdd", date(2026, 11, 5), "20261105"),
        ("hh:mm", datetime(2026, 11, 23, 1, 30, tzinfo=UTC), "09:30"),
        ("yyyymmdd", "2***", "2***"),
    ],
)
def test_words_stand_around_the_number(form, value, shown):
    assert show_formatted(form, value, untranslated) == shown


def test_w4_no_format_has_a_condition_that_libreoffice_draws_otherwise():
    """It drew «逾期 0 日» of nought in «[>0]"逾期 "0" 日";"按期"»: nought is a word in its cell."""
    assert LATE.pattern(untranslated) == '"逾期 "0" 日"'
    assert Phrase("overdue %(count)s days", "in time").pattern(untranslated) == (
        '[=1]"overdue "0" day";"overdue "0" days"'
    )
    assert Phrase("逾期 %(count)s").pattern(untranslated) == '"逾期 "0'
