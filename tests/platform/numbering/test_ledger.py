"""I-3, A2: numbers are drawn in order, voided with a reason, never changed, removed or reused."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.platform.numbering import NumberEntry
from models.words.kinds import Kind
from portal.errors import Conflict
from portal.platform.numbering import ledger

TEMPLATE = "{class}-{year}-{seq:4}"


def draw(stage, code="KH", template=TEMPLATE):
    with stage.work("wang") as work:
        return ledger.draw_number(work, template, Kind.FILE, None, **{"class": code, "dept": "07"})


def gaps(stage, scope="KH-2026-{seq:4}"):
    return [(g.serial, g.number, g.reason) for g in ledger.find_gaps(stage.session, scope)]


def test_a2_each_series_counts_for_itself_and_a_year_begins_anew(stage):
    assert [draw(stage), draw(stage), draw(stage, "HT")] == [
        "KH-2026-0001",
        "KH-2026-0002",
        "HT-2026-0001",
    ]
    assert draw(stage, template="{year}{dept}{seq:5}") == "20260700001"
    stage.now += timedelta(days=60)
    assert draw(stage) == "KH-2027-0001"


def test_i3_a_void_number_keeps_its_reason_and_is_never_drawn_again(stage):
    first = draw(stage)
    with stage.work("wang") as work:
        ledger.void_number(work, first, "错号")
    assert draw(stage) == "KH-2026-0002"
    assert gaps(stage) == [(1, first, "错号")]
    with pytest.raises(Conflict), stage.work("wang") as work:
        ledger.void_number(work, first, "again")


def test_a_draw_that_is_undone_leaves_no_gap(stage):
    draw(stage)
    with pytest.raises(RuntimeError), stage.work("wang") as work:
        ledger.draw_number(work, TEMPLATE, Kind.FILE, None, **{"class": "KH", "dept": "07"})
        raise RuntimeError
    assert draw(stage) == "KH-2026-0002"
    assert gaps(stage) == []


def test_a_number_missing_from_the_ledger_is_reported(stage):
    draw(stage)
    stage.session.execute(text("UPDATE number_counters SET last = 3"))
    stage.session.expire_all()
    assert gaps(stage) == [(2, "", ""), (3, "", "")]


@pytest.mark.parametrize(
    "cheat",
    [
        "DELETE FROM number_ledger",
        "UPDATE number_ledger SET number = 'KH-2026-0099'",
        "UPDATE number_ledger SET serial = 99",
        "UPDATE number_ledger SET state = 'issued'",
        (
            "INSERT INTO number_ledger (number, template, scope, serial, subject, state, issued_at, "
            "issued_by, void_reason) SELECT number, template, scope, 77, subject, 'issued', issued_at, "
            "issued_by, '' FROM number_ledger"
        ),
    ],
)
def test_i3_sql_cannot_cheat_the_ledger(stage, cheat):
    number = draw(stage)
    with stage.work("wang") as work:
        ledger.void_number(work, number, "错号")
    with pytest.raises(DBAPIError), stage.session.begin_nested():
        stage.session.execute(text(cheat))
    assert stage.session.scalars(select(NumberEntry.number)).all() == [number]
