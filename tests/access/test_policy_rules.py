"""The policy by itself: who may, which rows, in which parts. Each answer is written out here.

``test_policy.py`` holds that a row and a query agree for everybody; this says what they agree on.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

import models.all  # noqa: F401
from models.base import Listed
from models.people import Delegation, Department, Participation
from models.platform.lists import SavedView
from models.words.access import Reach, Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.actor import Actor, Stand
from portal.access.policy import (
    NAMED_MAY,
    NOTHING,
    as_wide,
    can,
    is_listed,
    listed,
    reach_key,
    reach_parts,
    require,
    visible,
)
from portal.errors import NotAllowed

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
ME, OTHER = 1, 2
MINE, BELOW, ELSEWHERE = 10, 11, 12
# id → owner and department of the rows
ROWS = {
    1: (ME, MINE),
    2: (OTHER, MINE),
    3: (OTHER, BELOW),
    4: (OTHER, ELSEWHERE),
    5: (OTHER, None),
    6: (ME, ELSEWHERE),
    7: (ME, None),
}
OWN = {1, 6, 7}
SEEN = {
    None: set(),
    Reach.OWN: OWN,
    Reach.DEPARTMENT: OWN | {2},
    Reach.BELOW: OWN | {2, 3},
    Reach.ALL: set(ROWS),
}
PLAIN = P.CUSTOMER_SEE  # opens nothing to those who are only named


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    """Owned rows, the same rows as delegations that name people, in a database of its own."""
    engine = create_engine("sqlite://")
    for table in (SavedView, Delegation, Participation):
        table.__table__.create(engine)
    with Session(engine) as session:
        for id, (owner, department) in ROWS.items():
            owned = {
                "id": id,
                "owner_id": owner,
                "department_id": department,
                "created_at": NOON,
                "updated_at": NOON,
            }
            session.add(SavedView(listing="x", name=str(id), **owned))
            session.add(Delegation(to_id=9, starts_at=NOON, ends_at=NOON, reason="x", **owned))
        named = [(Kind.DELEGATION, 4, ME), (Kind.DELEGATION, 5, 3), (Kind.LOAN, 2, ME)]
        for subject, id, user in named:
            session.add(Participation(subject=subject, subject_id=id, user_id=user))
        session.commit()
        yield session
    engine.dispose()


def actor(reach, permission=PLAIN, **changed):
    grants = {permission: reach} if reach else {}
    me = Actor(ME, "me", department_id=MINE, below=frozenset({MINE, BELOW}), grants=grants)
    return replace(me, **changed)


def found(session, table, clause):
    return set(session.scalars(select(table.id).where(clause)))


@pytest.mark.parametrize("reach", [None, *Reach])
def test_a_reach_opens_these_rows_and_no_others(session, reach):
    who = actor(reach)
    assert {id for id in ROWS if can(who, PLAIN, session.get(SavedView, id))} == SEEN[reach]
    assert found(session, SavedView, visible(who, PLAIN, SavedView)) == SEEN[reach]
    assert can(who, PLAIN) is (reach is not None)


@pytest.mark.parametrize("reach", [Reach.OWN, Reach.DEPARTMENT, Reach.BELOW])
def test_who_is_in_no_department_sees_their_own(session, reach):
    who = actor(reach, department_id=None, below=frozenset())
    assert {id for id in ROWS if can(who, PLAIN, session.get(SavedView, id))} == OWN
    assert found(session, SavedView, visible(who, PLAIN, SavedView)) == OWN
    assert len(reach_parts(who, PLAIN, SavedView)) == 1


def test_a_row_of_nobody_is_open_to_whoever_may_at_all():
    place = Department(code="x", name="x")
    assert can(actor(Reach.OWN), PLAIN, place)
    assert not can(actor(None), PLAIN, place)
    assert not can(actor(Reach.OWN), P.FILE_SEE, place), "another permission"


def test_being_named_opens_a_record_to_look_at_whatever_the_reach(session):
    look, change = P.DELEGATION_SEE, P.DELEGATION_END
    for permission, seen in ((look, {4}), (change, set())):
        who = actor(None, permission)
        assert {n for n in ROWS if can(who, permission, session.get(Delegation, n))} == seen
        assert found(session, Delegation, visible(who, permission, Delegation)) == seen
        assert can(who, permission) is False
    mine = actor(Reach.OWN, look)
    assert {n for n in ROWS if can(mine, look, session.get(Delegation, n))} == OWN | {4}
    assert found(session, Delegation, visible(mine, look, Delegation)) == OWN | {4}
    everything = actor(Reach.ALL, look)
    assert found(session, Delegation, visible(everything, look, Delegation)) == set(ROWS)


def test_whoever_one_stands_for_is_named_for_one_as_well_in_matters_of_that_kind(session):
    look = P.DELEGATION_SEE
    stand = Stand(3, "three", delegation_id=1)
    for stands_for, seen in (
        ((stand,), {4, 5}),
        ((replace(stand, subjects=frozenset({Kind.DELEGATION})),), {4, 5}),
        ((replace(stand, subjects=frozenset({Kind.LOAN})),), {4}),
    ):
        who = actor(None, look, stands_for=stands_for)
        assert {n for n in ROWS if can(who, look, session.get(Delegation, n))} == seen
        assert found(session, Delegation, visible(who, look, Delegation)) == seen


def test_a_record_that_is_not_kept_yet_names_nobody():
    new = Delegation(id=4, from_id=OTHER, department_id=ELSEWHERE)
    assert not can(actor(None), P.DELEGATION_SEE, new)


def test_a_table_in_which_nobody_is_named_is_not_opened_by_a_name(session):
    """Participations of other kinds have the same ids."""
    who = actor(None, P.LOAN_SEE)
    assert not any(can(who, P.LOAN_SEE, session.get(SavedView, n)) for n in ROWS)
    assert found(session, SavedView, visible(who, P.LOAN_SEE, SavedView)) == set()


def test_what_a_name_opens():
    assert {
        P.APPROVAL_SEE,
        P.DELEGATION_SEE,
        P.FILE_SEE,
        P.LOAN_SEE,
        P.REQUEST_SEE,
    } == NAMED_MAY


def test_what_may_not_be_is_refused_with_the_name_of_the_permission(session):
    require(actor(Reach.OWN), PLAIN)
    require(actor(Reach.OWN), PLAIN, session.get(SavedView, 1))
    for who, row in ((actor(None), None), (actor(Reach.OWN), session.get(SavedView, 2))):
        with pytest.raises(NotAllowed) as refused:
            require(who, PLAIN, row)
        assert refused.value.values == {"permission": PLAIN}


@pytest.mark.parametrize(
    ("reach", "each", "apart"),
    [
        (None, [set()], [set()]),
        (Reach.OWN, [OWN], [OWN]),
        (Reach.DEPARTMENT, [OWN, {1, 2}], [OWN, {2}]),
        (Reach.BELOW, [OWN, {1, 2}, {3}], [OWN, {2}, {3}]),
        (Reach.ALL, [set(ROWS)], [set(ROWS)]),
    ],
)
def test_the_rows_come_in_parts_mine_and_those_of_each_department(session, reach, each, apart):
    who = actor(reach)
    for asked, wanted in ((False, each), (True, apart)):
        cut = [
            found(session, SavedView, part)
            for part in reach_parts(who, PLAIN, SavedView, apart=asked)
        ]
        assert sorted(map(sorted, cut)) == sorted(map(sorted, wanted))
        assert cut[0] == wanted[0], "mine first"
        assert set().union(*cut) == SEEN[reach]
    whole = [found(session, SavedView, part) for part in reach_parts(who, PLAIN, SavedView)]
    assert sorted(map(sorted, whole)) == sorted(map(sorted, each)), "not apart unless it is asked"


@pytest.mark.parametrize(("departments", "count"), [(12, 13), (13, 1)])
def test_more_than_twelve_departments_are_one_part(departments, count):
    who = actor(Reach.BELOW, below=frozenset(range(departments)))
    assert len(reach_parts(who, PLAIN, SavedView)) == count


def test_tables_that_name_people_or_belong_to_nobody_are_one_part():
    look = P.DELEGATION_SEE
    assert len(reach_parts(actor(Reach.BELOW, look), look, Delegation)) == 1
    assert len(reach_parts(actor(Reach.BELOW), PLAIN, Delegation)) == 3
    assert len(reach_parts(actor(Reach.BELOW), PLAIN, Department)) == 1


def test_two_actors_of_one_key_see_the_same_rows():
    def key(who, permission=PLAIN, table=SavedView):
        return reach_key(who, permission, table)

    department = actor(Reach.DEPARTMENT)
    assert key(department) == key(replace(department, name="x", address="y"))
    assert key(actor(Reach.ALL)) == key(actor(Reach.ALL, id=OTHER, department_id=None))
    others = [
        actor(None),
        actor(Reach.OWN),
        actor(Reach.BELOW),
        actor(Reach.ALL),
        actor(Reach.DEPARTMENT, id=OTHER),
        actor(Reach.DEPARTMENT, department_id=ELSEWHERE),
        actor(Reach.DEPARTMENT, below=frozenset({MINE})),
    ]
    assert len({key(who) for who in [department, *others]}) == 8


def test_the_key_holds_whom_one_stands_for_where_names_count():
    look = P.DELEGATION_SEE
    alone = actor(Reach.OWN, look)
    three, four = (Stand(n, str(n), delegation_id=1) for n in (3, 4))
    stands = [replace(alone, stands_for=s) for s in [(), (three,), (three, four)]]
    assert len({reach_key(who, look, Delegation) for who in stands}) == 3
    assert len({reach_key(who, P.DELEGATION_END, Delegation) for who in stands}) == 1
    either_way = [replace(alone, stands_for=s) for s in [(three, four), (four, three)]]
    assert len({reach_key(who, look, Delegation) for who in either_way}) == 1


WIDTHS = (None, Reach.OWN, Reach.DEPARTMENT, Reach.BELOW, Reach.ALL)  # from narrow to wide


@pytest.mark.parametrize("mine", WIDTHS)
@pytest.mark.parametrize("shown", WIDTHS)
def test_a_permission_is_as_wide_as_another_when_it_reaches_as_far(mine, shown):
    grants = {P.FILE_SEE: shown, P.FILE_EDIT: mine}
    who = actor(None, grants={name: reach for name, reach in grants.items() if reach})
    wide = mine is not None and shown is not None and WIDTHS.index(mine) >= WIDTHS.index(shown)
    assert as_wide(who, P.FILE_EDIT, P.FILE_SEE) is wide


class Known(Listed):
    """A row known of up to a grade; the clause says the grades it was asked for."""

    def __init__(self, grade=None):
        self.grade = grade

    @classmethod
    def within_grades(cls, grades):
        return grades

    def is_within(self, grades):
        return self.grade in grades


def test_what_may_be_known_of_is_a_row_of_a_listed_grade():
    low, high = Secrecy.NORMAL, Secrecy.SECRET
    who = actor(None, listed=frozenset({low}))
    assert is_listed(who, Known(low))
    assert not is_listed(who, Known(high))
    assert not is_listed(actor(None), Known(low))
    assert not is_listed(who, Department(code="x", name="x")), "of others nothing is known"
    assert listed(who, Known) == [low]
    assert listed(actor(None), Known) is NOTHING
    assert listed(who, Department) is listed(actor(None), Department) is NOTHING
