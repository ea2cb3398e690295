"""Two at the desk at once: one letter each, one signature, one decision; on both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from models.files.deficiencies import Deficiency, Penalty
from models.files.places import Place
from models.files.records import CustomerFile
from models.lending.requests import RequestLine
from models.lending.signatures import Signature
from models.platform.audit import AuditEntry
from models.words.files import Fault, PenaltyState, PlaceKind
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.errors import Conflict, IllegalMove
from portal.files import completeness, deficiencies, places
from portal.files.completeness_rules import Gap
from portal.lending import desk, reminders, signatures
from portal.lending.locks import lock_line
from portal.platform.audit import chain
from tests.support import asking, loans, make
from tests.support.asking import approved, ask
from tests.support.signing import BY_HAND


def as_(arena, who, verb):
    def run():
        with arena.work(who, about="race") as work:
            return verb(work)

    return run


def happened(arena, what):
    with arena.work() as work:
        return work.session.scalar(
            select(func.count()).where(AuditEntry.happened == what, AuditEntry.refused.is_(False))
        )


def sound(arena):
    with arena.work() as work:
        return list(chain.verify_chain(work.session, arena.config.audit_key)) == []


def test_c13_two_who_print_all_letters_share_them(arena):
    for serial, who in enumerate(("ann", "bo", "owen"), start=1):
        loans.lend(arena, who, serial)
    arena.now += timedelta(days=16)
    answers = arena.race(
        *(
            as_(arena, who, lambda work: len(reminders.print_letters(work)))
            for who in ("wang", "he") * 2
        )
    )
    counts = [answer for answer in answers if isinstance(answer, int)]
    assert sum(counts) == happened(arena, "print_reminder") == 3
    assert all(isinstance(answer, int | IllegalMove) for answer in answers), answers
    assert sound(arena)


def test_q10_of_two_custodians_one_hands_out_and_one_signature_stays(arena):
    asking.chains(arena)
    [line] = line_ids_of(arena)
    with arena.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    give = as_(
        arena,
        "wang",
        lambda work: desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND).id,
    )
    also = as_(
        arena, "he", lambda work: desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND).id
    )
    answers = arena.race(give, also, give, also)
    won = {answer for answer in answers if isinstance(answer, int)}
    lost = [answer for answer in answers if not isinstance(answer, int)]
    assert len(won) == 1, answers
    assert len(lost) == 2, "whoever did it gets the first result again"
    assert all(isinstance(answer, Conflict) for answer in lost), answers
    with arena.work() as work:
        assert work.session.scalar(select(func.count(Signature.id))) == 1
        assert signatures.find_signature(work, Kind.VIEWING, won.pop()).strokes == BY_HAND.strokes
    assert sound(arena)


def line_ids_of(arena):
    approved(arena, "ann", ask("view", asking.files(arena)))
    with arena.work() as work:
        return list(work.session.scalars(select(RequestLine.id)))


@pytest.fixture
def penalty(arena):
    """A confirmed penalty of owen's."""
    box = make.box(arena)
    key = make.filed(arena, make.file_class(arena), make.customer(arena), box, "KH-1", key="1")
    with arena.work("wang") as work:
        file = work.session.get(CustomerFile, key)
        deficiencies.open_deficiencies(work, file, [Gap("合同", Fault.MISSING)], "周五补")
        row = work.session.scalars(select(Deficiency)).one()
        made = work.add(
            Penalty(
                deficiency_id=row.id,
                day=work.today,
                amount=Decimal(20),
                owner_id=row.owner_id,
                department_id=row.department_id,
            )
        )
        id = made.id
    with arena.work("gm") as work:
        completeness.confirm_penalty(work, work.get(Penalty, id, P.PENALTY_SEE, lock=True))
    return id


def test_c16_an_appeal_pressed_twice_is_one_and_is_decided_once(arena, penalty):
    def do(who, verb, **values):
        return as_(
            arena,
            who,
            lambda work: verb(work, work.get(Penalty, penalty, P.PENALTY_SEE, lock=True), **values),
        )

    answers = arena.race(*[do("owen", completeness.appeal_penalty, reason="已补交")] * 4)
    assert answers.count(None) == 1
    answers = arena.race(
        do("gm", completeness.uphold_penalty, reason="维持"),
        do("gm", completeness.drop_penalty, reason="属实"),
    )
    assert answers.count(None) == 1, answers
    with arena.work() as work:
        state = work.session.scalar(select(Penalty.state))
    assert state in (PenaltyState.CONFIRMED, PenaltyState.DROPPED)
    assert happened(arena, "appeal") == 1
    assert sound(arena)


def test_b2_a_box_carried_back_twice_at_once_stands_where_it_stood(arena):
    with arena.work("wang") as work:
        home, far = (
            places.save_place(work, None, {"sort": PlaceKind.ROOM, "code": code, "name": code}).id
            for code in "AZ"
        )
        values = {"sort": PlaceKind.BOX, "code": "5", "name": "5盒", "parent_id": home}
        box = places.save_place(work, None, {**values, "capacity": 9}).id
        places.move_place(work, work.session.get(Place, box), parent_id=far)
    back = [
        as_(
            arena,
            who,
            lambda work: places.move_place_back(
                work, work.get(Place, box, P.PLACE_EDIT, lock=True)
            ),
        )
        for who in ("wang", "he", "wang")
    ]
    answers = arena.race(*back)
    assert answers.count(None) == 1, answers
    with arena.work() as work:
        assert work.session.get(Place, box).parent_id == home
    assert sound(arena)
