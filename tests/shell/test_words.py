"""How moments and due days read (UX-6), and what a screen does with an error of its own (trap 23)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from views.shell import words
from views.shell.screens import Screen

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-15, ("逾期 15 天", "late")),
        (-1, ("逾期 1 天", "late")),
        (0, ("今天到期", "soon")),
        (5, ("剩 5 天", "soon")),
        (6, ("", "")),
    ],
)
def test_ux6_a_due_day_says_how_near_it_is(app, days, said):
    with app.test_request_context("/"):
        assert words.due(TODAY + timedelta(days=days), TODAY) == said


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 23, 1, 12, tzinfo=UTC), "今天 09:12"),
        (datetime(2026, 11, 22, 15, 59, tzinfo=UTC), "昨天 23:59"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "今天 00:00"),
        (datetime(2026, 11, 20, 9, 31, tzinfo=UTC), "11-20"),
        (datetime(2025, 12, 31, 9, 31, tzinfo=UTC), "2025-12-31"),
    ],
)
def test_ux6_a_moment_is_as_short_as_it_can_be(app, moment, said):
    with app.test_request_context("/"):
        assert words.moment(moment, TODAY).startswith(said)


def test_an_error_of_a_page_is_raised_once_and_not_asked_again():
    asked = []

    def page(screen, **values):
        asked.append(values)
        raise TypeError

    with pytest.raises(TypeError):
        Screen._run_view(None, page, id=1)
    assert asked == [{"id": 1}]


def test_a_long_text_is_folded_on_a_page_and_shortened_in_a_list():
    from views.shell import drawers

    long = "备注" * 400
    assert drawers.lines(long, None) == f'<div class="fold" tabindex="0">{long}</div>'
    assert drawers.lines("备注\n备注", None) == "备注<br>备注"
    assert drawers.clipped(long, None).count("备注") == 200  # in the cell, and in the tooltip
