"""Two at once where parts are missing: accepted once, one proposal a day, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile
from models.platform.records import Setting
from models.words.files import DeficiencyState
from models.words.permissions import Permission as P
from portal.errors import Conflict, IllegalMove
from portal.files import acceptance, completeness
from portal.files.rules import FILE_LIFE
from portal.platform.audit import chain
from portal.platform.workflow import states
from tests.support import make

PARTS = [
    {"name": f"资料{n}", "form": "copy", "copies": 1, "signed": False, "applies": "all"}
    for n in range(1, 4)
]


@pytest.fixture
def reviewed(arena):
    """A reviewed draft that lacks three parts; a missing part costs 20 yuan a working day."""
    cls, box = make.file_class(arena, parts=PARTS), make.box(arena)
    key = make.draft(arena, cls, make.customer(arena), box)
    with arena.work() as work:
        for name, value in (("deficiency_penalty", 20), ("penalty_double_from", 2)):
            kept = {"name": name, "value": {"value": value}}
            work.add(Setting(**kept, changed_at=work.now, changed_by=0))
        file = work.session.get(CustomerFile, key)
        file.checklist = PARTS
        states.move_state(work, FILE_LIFE, file, "submit")
        states.move_state(work, FILE_LIFE, file, "review")
    return key


def accepts(arena, key, who):
    def run():
        with arena.work(who) as work:
            return acceptance.accept_file(
                work, work.get(CustomerFile, key, P.FILE_SEE, lock=True), missing_note="周五补"
            )

    return run


def counts(arena):
    def run():
        with arena.work() as work:
            completeness.count_penalties(work)

    return run


def cures(arena, id):
    def run():
        with arena.work("wang") as work:
            completeness.cure_deficiency(work, work.get(Deficiency, id, P.FILE_SEE, lock=True))

    return run


def test_sc01_two_custodians_accept_with_gaps_and_each_gap_is_opened_once(arena, reviewed):
    answers = arena.race(*(accepts(arena, reviewed, who) for who in ("wang", "he") * 3))
    assert len([a for a in answers if isinstance(a, str)]) == 1
    assert {type(a) for a in answers if not isinstance(a, str)} == {IllegalMove}
    with arena.work() as work:
        found = select(Deficiency.part).order_by(Deficiency.part)
        assert work.session.scalars(found).all() == ["资料1", "资料2", "资料3"]


def test_sc01_the_job_twice_at_once_and_a_cure_between_leave_one_proposal_a_day(arena, reviewed):
    accepts(arena, reviewed, "wang")()
    arena.now += timedelta(days=3)  # Thursday: due on Tuesday, so Wednesday and today count
    with arena.work() as work:
        first = work.session.scalars(select(Deficiency.id).order_by(Deficiency.id)).first()
    answers = arena.race(counts(arena), counts(arena), cures(arena, first))
    assert all(a is None or isinstance(a, Conflict) for a in answers), answers
    for again in (counts(arena), cures(arena, first)):
        try:
            again()
        except IllegalMove:
            assert again.__qualname__.startswith("cures")  # it went through in the race
    with arena.work() as work:
        per_day = select(Penalty.deficiency_id, Penalty.day, func.count()).group_by(
            Penalty.deficiency_id, Penalty.day
        )
        rows = work.session.execute(per_day).all()
        assert len(rows) == 6
        assert {count for *_, count in rows} == {1}
        nth = select(Penalty.deficiency_id, Penalty.times, Penalty.factor).distinct()
        times = sorted((times, factor) for _, times, factor in work.session.execute(nth))
        assert times == [(1, 1), (2, 2), (3, 2)]  # each part has its own place in the month
        state = select(Deficiency.state).where(Deficiency.id == first)
        assert work.session.scalar(state) is DeficiencyState.CURED
        assert list(chain.verify_chain(work.session, arena.config.audit_key)) == []
