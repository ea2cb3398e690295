"""UX-14: records opened last and pinned are bounded, one's own, and named only to who may see."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from models.customers import Customer
from models.platform.visited import Visited
from models.words.kinds import Kind
from portal.errors import NotFound, TooLarge
from portal.platform.search import visited
from tests.platform.search.test_search import add

SECOND = timedelta(seconds=1)


def cards(stage, count, owner="owen"):
    with stage.work() as work:
        return [add(work, owner, f"客户{n:02}", f"HH-2026{n:05}") for n in range(count)]


def do(stage, who, act, id, kind=Kind.CUSTOMER):
    stage.now += SECOND
    with stage.work(who) as work:
        return act(work, kind, id)


def shown(stage, who="owen"):
    with stage.work(who) as work:
        return [(visit.id, visit.pinned) for visit in visited.visits_of(work)]


def test_ux14_the_last_one_opened_stands_first_and_only_once(stage):
    one, two = cards(stage, 2)
    for id in (one, two, one):
        assert do(stage, "owen", visited.mark_opened, id) is False
    assert shown(stage) == [(one, False), (two, False)]
    assert shown(stage, "sun") == []


def test_ux14_twenty_are_kept_and_pinned_ones_beside_them(stage):
    ids = cards(stage, 25)
    do(stage, "owen", visited.pin_record, ids[0])
    for id in ids[1:]:
        do(stage, "owen", visited.mark_opened, id)
    last = [(id, False) for id in reversed(ids[5:])]
    assert shown(stage) == [(ids[0], True), *last]
    with stage.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Visited)) == visited.MOST + 1


def test_ux14_pins_stand_first_in_their_order_until_they_are_taken_off(stage):
    one, two, three = cards(stage, 3)
    for id in (two, one):
        do(stage, "owen", visited.pin_record, id)
    assert do(stage, "owen", visited.mark_opened, two) is True
    do(stage, "owen", visited.mark_opened, three)
    assert shown(stage) == [(two, True), (one, True), (three, False)]
    do(stage, "owen", visited.unpin_record, two)
    do(stage, "owen", visited.unpin_record, 10**9)
    assert shown(stage) == [(one, True), (three, False), (two, False)]


def test_ux14_the_twenty_first_pin_is_refused_in_words(stage):
    ids = cards(stage, visited.MOST + 1)
    for id in ids[:-1]:
        do(stage, "owen", visited.pin_record, id)
    do(stage, "owen", visited.pin_record, ids[0])
    with pytest.raises(TooLarge, match="20"):
        do(stage, "owen", visited.pin_record, ids[-1])


def test_ux14_what_one_may_not_see_is_neither_marked_nor_pinned(stage):
    (id,) = cards(stage, 1, owner="bo")
    for act in (visited.mark_opened, visited.pin_record):
        with pytest.raises(NotFound):
            do(stage, "owen", act, id)
        with pytest.raises(NotFound):
            do(stage, "bo", act, 10**9)
        with pytest.raises(NotFound):
            do(stage, "bo", act, id, Kind.AUDIT)


def test_ux14_what_one_may_no_longer_see_is_not_named(stage):
    mine, gone = cards(stage, 2)
    for act, id in ((visited.pin_record, gone), (visited.mark_opened, mine)):
        do(stage, "owen", act, id)
    with stage.work() as work:
        away = {"owner_id": stage.people["bo"], "department_id": None}
        work.session.execute(update(Customer).where(Customer.id == gone).values(away))
    assert shown(stage) == [(mine, False)]


def test_ux14_pins_that_are_out_of_sight_take_up_no_room_for_ever(stage):
    ids = cards(stage, 2 * visited.MOST + 1)
    with stage.work("owen") as work:
        rows = [
            Visited(
                user_id=work.actor.id,
                subject=Kind.CUSTOMER,
                subject_id=10**6 + n,
                opened_at=work.now,
                pinned_at=work.now,
            )
            for n in range(2 * visited.MOST)
        ]
        work.session.add_all(rows)
    do(stage, "owen", visited.pin_record, ids[0])
    assert shown(stage) == [(ids[0], True)]
    with stage.work("owen") as work:
        assert visited.pinned_keys(work) == {(Kind.CUSTOMER, ids[0])}


def test_ux14_a_row_keeps_no_name(stage):
    assert {column.name for column in Visited.__table__.columns} == {
        "user_id",
        "subject",
        "subject_id",
        "opened_at",
        "pinned_at",
    }
