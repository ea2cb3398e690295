"""SC-01: 50 custodians accept 50 drafts at once, on both databases: no gap, no double (I-3)."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.files.records import CustomerFile
from models.platform.numbering import NumberCounter, NumberEntry
from models.words.files import Custody
from models.words.permissions import Permission as P
from portal.errors import Invalid
from portal.files import acceptance
from portal.files.rules import FILE_LIFE
from portal.platform.numbering import ledger
from portal.platform.workflow import states
from tests.support import make

MANY = 50


@pytest.fixture
def drafts(arena):
    """50 reviewed drafts of one class that share one box."""
    cls, box = make.file_class(arena), make.box(arena, capacity=MANY)
    customer = make.customer(arena)
    with arena.work() as work:
        owen = arena.people["owen"]
        keys = [make.new_draft(work, owen, cls, customer, box) for _ in range(MANY)]
        for key in keys:
            file = work.get(CustomerFile, key, P.FILE_SEE, lock=True)
            states.move_state(work, FILE_LIFE, file, "submit")
            states.move_state(work, FILE_LIFE, file, "review")
    return keys


def accepts(arena, key, name="wang", *, dies=False):
    def run():
        with arena.work(name) as work:
            number = acceptance.accept_file(
                work, work.get(CustomerFile, key, P.FILE_SEE, lock=True)
            )
            if dies:
                raise RuntimeError("killed mid-way")
            return key, number

    return run


def test_sc01_50_parallel_acceptances_leave_no_gap_and_no_double(arena, drafts):
    answers = arena.race(*(accepts(arena, key) for key in drafts))
    assert not [a for a in answers if isinstance(a, Exception)]
    assert sorted(n for _, n in answers) == [f"KH-2026-{n:04d}" for n in range(1, MANY + 1)]
    with Session(arena.engine) as session:
        kept = dict(session.execute(select(CustomerFile.id, CustomerFile.number)).all())
        assert kept == dict(answers), "each was shown its own number"
        custodies = session.scalars(select(CustomerFile.custody).distinct()).all()
        assert custodies == [Custody.IN_PLACE]


def test_sc01_those_killed_mid_way_leave_no_number(arena, drafts):
    runners = [accepts(arena, key, dies=n % 10 == 0) for n, key in enumerate(drafts)]
    answers = arena.race(*runners)
    assert sum(isinstance(a, RuntimeError) for a in answers) == 5
    with Session(arena.engine) as session:
        serials = session.scalars(select(NumberEntry.serial).order_by(NumberEntry.serial)).all()
        assert serials == list(range(1, 46))
        assert session.scalars(select(NumberCounter.last)).all() == [45]
        assert list(ledger.find_gaps(session, "KH-2026-{seq:4}")) == []


def test_sc01_the_last_room_in_a_box_is_given_once(arena, drafts):
    box = make.box(arena, "B2", capacity=3)
    with arena.work() as work:
        for key in drafts:
            work.get(CustomerFile, key, P.FILE_SEE).place_id = box
    answers = arena.race(*(accepts(arena, key) for key in drafts[:12]))
    assert sum(isinstance(a, Invalid) for a in answers) == 9
    assert sorted(a[1] for a in answers if isinstance(a, tuple)) == [
        "KH-2026-0001",
        "KH-2026-0002",
        "KH-2026-0003",
    ]


def test_two_custodians_accept_one_draft_and_one_of_them_does(arena, drafts):
    key = drafts[0]
    answers = arena.race(*(accepts(arena, key, name) for name in ("wang", "he") * 4))
    assert len([a for a in answers if isinstance(a, tuple)]) == 1
    assert {type(a).__name__ for a in answers if isinstance(a, Exception)} == {"IllegalMove"}
