"""Grades bite: what is above somebody's clearance is a stub, for a row and in every query."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.people import Role
from models.words.access import Reach, Secrecy
from models.words.lending import Action, LineState, RequestState
from models.words.permissions import Permission as P
from portal.access.actor import SYSTEM, Actor
from portal.access.policy import (
    can,
    is_listed,
    is_locked,
    is_shut,
    is_within,
    listed,
    locked,
    reach_parts,
    shut,
    visible,
    within,
)
from portal.access.roles import ROLES
from portal.errors import NotAllowed
from portal.people import roles
from tests.support import make
from tests.support.cast import PEOPLE
from tests.support.rows import locked as locked_row

GRADES = list(Secrecy)


@pytest.fixture
def graded(stage):
    """Cards of every grade, each with files of every grade, of sales and of service."""
    class_id, place = make.file_class(stage), make.box(stage)
    for owner, of, own in product(("owen", "bo"), GRADES, GRADES):
        name = f"{owner}-{of}"
        known = stage.session.scalar(select(Customer.id).where(Customer.name == name))
        card = known or make.customer(stage, name, owner, of)
        key = f"KH-{owner}-{of}-{own}"
        make.filed(stage, class_id, card, place, number=key, key=key, owner=owner, secrecy=own)
    return stage


def open_window(stage, who, *, days, **about):
    """An approved request of ``who`` to read a file or a card, until so many days from now."""
    with stage.work() as work:
        request = work.add(
            AccessRequest(
                number=f"W-{who}-{days}-{about}",
                action=Action.VIEW,
                state=RequestState.APPROVED,
                purpose="核对",
                owner_id=stage.people[who],
            )
        )
        until = work.today + timedelta(days=days)
        state = LineState.FULFILLED if "customer_id" in about else LineState.APPROVED
        line = {"state": state, "granted": True, "read_until": until}
        work.add(RequestLine(request_id=request.id, **line, **about))


def one(stage, table, **values):
    return stage.session.scalars(select(table).filter_by(**values)).one()


@pytest.mark.parametrize("table", [Customer, CustomerFile])
def test_row_and_query_agree_whatever_grade_clearance_reach_and_window(graded, table):
    top = one(graded, Customer, name="owen-top")
    file = one(graded, CustomerFile, number="KH-owen-normal-top")
    open_window(graded, "ann", days=3, customer_id=top.id)
    open_window(graded, "ann", days=-1, file_id=file.id)
    see = P.CUSTOMER_SEE if table is Customer else P.FILE_SEE
    rows = graded.session.scalars(select(table)).all()
    actors = [graded.actor(name) for name in PEOPLE] + [SYSTEM]
    for reach, clearance in product([*Reach, None], [*Secrecy, None]):
        grants = {see: reach} if reach else {}
        actors += [replace(graded.actor("ann"), grants=grants, clearance=clearance)]
    for who in actors:
        for clause, rule in (
            (visible(who, see, table), lambda row, a=who: can(a, see, row)),
            (within(who, see, table), lambda row, a=who: is_within(a, see, row)),
            (locked(who, see, table), lambda row, a=who: is_locked(a, see, row)),
            (listed(who, table), lambda row, a=who: is_listed(a, row)),
        ):
            found = set(graded.session.scalars(select(table.id).where(clause)))
            assert found == {row.id for row in rows if rule(row)}, (who.name, who.clearance)
        parts = reach_parts(who, see, table, apart=True)
        counted = [
            id for part in parts for id in graded.session.scalars(select(table.id).where(part))
        ]
        assert sorted(counted) == sorted({row.id for row in rows if can(who, see, row)})


def test_the_grade_is_the_highest_of_its_own_and_its_customers(graded):
    ann = graded.actor("ann")
    for of, own in product(GRADES, GRADES):
        file = one(graded, CustomerFile, number=f"KH-owen-{of}-{own}")
        assert can(ann, P.FILE_SEE, file) is (max(of, own, key=GRADES.index) in GRADES[:2])


def test_an_own_record_is_open_whatever_its_grade(graded):
    top = one(graded, Customer, name="owen-top")
    assert can(graded.actor("owen"), P.CUSTOMER_SEE, top)
    assert can(
        graded.actor("owen"), P.FILE_SEE, one(graded, CustomerFile, number="KH-owen-top-top")
    )
    assert not can(graded.actor("sun"), P.CUSTOMER_SEE, top), "a head is cleared up to secret"


def test_an_approval_opens_it_for_its_days_and_then_it_is_shut_again(graded):
    top = one(graded, Customer, name="owen-top")
    ann = graded.actor("ann")
    assert is_locked(ann, P.CUSTOMER_SEE, top)
    open_window(graded, "ann", days=2, customer_id=top.id)
    assert can(ann, P.CUSTOMER_SEE, top)
    over = replace(ann, today=ann.today + timedelta(days=3))
    assert is_locked(over, P.CUSTOMER_SEE, top)
    assert shut(over, Customer) is not None
    bo = graded.actor("bo")
    assert not can(bo, P.CUSTOMER_SEE, top), "it is the asker's alone"
    assert not is_locked(bo, P.CUSTOMER_SEE, top), "and out of reach it is not even known"


def test_clearance_is_the_highest_of_a_persons_roles(stage):
    expected = {name: ROLES[role].clearance for name, (_, _, role, _) in PEOPLE.items()}
    assert {name: stage.actor(name).clearance for name in PEOPLE} == expected
    assert expected["ann"] is Secrecy.INTERNAL
    assert expected["wang"] is expected["sun"] is expected["owen"] is Secrecy.SECRET
    assert expected["li"] is expected["gm"] is Secrecy.TOP
    assert expected["sec"] is expected["sys"] is expected["audit"] is None


def test_an_actor_of_no_role_reads_nothing_of_any_grade(graded):
    nobody = Actor(id=0, name="x", grants={P.CUSTOMER_SEE: Reach.ALL})
    rows = graded.session.scalars(select(Customer)).all()
    assert all(is_shut(nobody, row) for row in rows)


def test_the_matrix_sets_a_clearance_from_the_next_request_on(stage):
    role = one(stage, Role, code="applicant")
    with stage.work("sec") as work:
        roles.set_clearance(work, locked_row(work, Role, role.id), clearance=Secrecy.NORMAL)
    assert stage.actor("ann").clearance is Secrecy.NORMAL
    with pytest.raises(NotAllowed), stage.work("sec") as work:
        officer = one(stage, Role, code="auditor")
        roles.set_clearance(work, locked_row(work, Role, officer.id), clearance=Secrecy.TOP)
