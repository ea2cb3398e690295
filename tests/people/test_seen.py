"""«Last seen» is written late: no page waits for it, and nobody is signed out without it (SEC-21)."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.people import LoginSession
from portal.people.seen import Seen
from portal.people.sessions import open_session
from tests.support.waiting import PATIENCE


@contextmanager
def full_disk():
    raise OperationalError("UPDATE", {}, Exception("database or disk is full"))
    yield


def written(engine):
    with Session(engine) as session:
        return session.scalars(select(LoginSession.seen_at)).one()


@pytest.fixture
def in_use(arena):
    """The id of a session of ann."""
    with Session(arena.engine) as session:
        open_session(session, arena.people["ann"], arena.now)
        session.commit()
        return session.scalars(select(LoginSession.id)).one()


def test_what_cannot_be_written_counts_and_is_written_later(arena, in_use):
    seen = Seen(full_disk, late=False)
    later = arena.now + timedelta(minutes=20)
    seen.note(in_use, later)
    assert written(arena.engine) == arena.now
    assert seen.last(in_use, arena.now) == later
    seen._opened = arena.work
    assert seen.write()
    assert written(arena.engine) == later
    assert not seen.moments


def test_it_never_goes_back_in_time(arena, in_use):
    Seen(arena.work, late=False).note(in_use, arena.now - timedelta(minutes=20))
    assert written(arena.engine) == arena.now


def test_a_thread_writes_while_the_page_goes_on(arena, in_use, monkeypatch):
    monkeypatch.setattr("portal.people.seen.PAUSE", 0)
    may, done = threading.Event(), threading.Event()

    @contextmanager
    def slow():
        assert may.wait(PATIENCE)
        with arena.work() as work:
            yield work
        done.set()

    later = arena.now + timedelta(minutes=20)
    Seen(slow).note(in_use, later)  # returns, though nothing can be written yet
    assert written(arena.engine) == arena.now
    may.set()
    assert done.wait(PATIENCE)
    assert written(arena.engine) == later


def test_reading_goes_on_for_hours_without_it(web, monkeypatch):
    client = web.as_("ann")
    monkeypatch.setitem(web.app.extensions, "portal.seen", Seen(full_disk, late=False))
    for _ in range(6):
        web.now += timedelta(minutes=20)
        assert client.get("/customers/").status_code in (200, 403)
    web.now += timedelta(minutes=31)
    assert client.get("/customers/").status_code == 302
