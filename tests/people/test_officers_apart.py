"""SEC-3: no door hands an officer any business, and the last officer of a kind stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.places import Place
from models.people import Delegation, Department, Role, User, UserRole
from models.words.people import DelegationState
from portal.access.load import actor_for
from portal.approvals import chain_editing
from portal.customers.cards import NewCustomer, create_customers
from portal.customers.import_rows import ImportContext
from portal.customers.keeping import hand_over_customer
from portal.errors import Conflict, Invalid, NotAllowed, PortalError, Problems
from portal.files import filing, places
from portal.people import accounts, delegations, departments, officers, roles
from portal.platform.imports.target import Setup
from tests.support import make
from tests.support.cast import PEOPLE
from tests.support.rows import locked

OFFICERS = ("audit", "sec", "sys")


def role_id(work, code):
    return work.session.scalar(select(Role.id).where(Role.code == code))


def row(work, table, **named):
    return work.session.scalars(select(table).filter_by(**named)).one()


def card(work, name):
    new = NewCustomer({"name": "上海云帆物流有限公司"}, owner_id=name)
    create_customers(work, [new], required=frozenset())


def hand_over(work, name):
    hand_over_customer(work, row(work, Customer), owner_id=name)


def own_a_file(work, name):
    filing.open_file(work, {"owner_id": name})


def decide_a_step(work, name):
    step = {"name": "审批", "who": "person", "user_id": name, "workdays": 1}
    chain_editing.save_chain(work, code="x", name="x", steps=[step])


def lead(work, name):
    departments.save_department(work, row(work, Department, code="sales"), {"head_id": name})


def keep_a_key(work, name):
    places.save_place(work, row(work, Place, code="B1"), {"keeper_id": name})


def stand_in(work, name):
    delegations.grant_delegation(
        work, to_id=name, starts_at=work.now, ends_at=work.now + timedelta(days=1), reason="年假"
    )


@pytest.mark.parametrize("officer", OFFICERS)
@pytest.mark.parametrize(
    ("who", "door"),
    [
        ("li", card),
        ("li", hand_over),
        ("li", own_a_file),
        ("li", decide_a_step),
        ("sys", lead),
        ("li", keep_a_key),
        ("sun", stand_in),
    ],
)
def test_sec3_no_door_hands_an_officer_business(stage, who, door, officer):
    make.customer(stage)
    make.box(stage)
    with pytest.raises((Invalid, Problems)) as refusal, stage.work(who) as work:
        door(work, stage.people[officer])
    problems = getattr(refusal.value, "problems", {"": refusal.value})
    assert {p.text for p in problems.values()} & {
        officers.NO_BUSINESS,
        "An officer cannot decide for others. Please choose another person.",
    }


def test_sec3_an_import_knows_no_officer_as_owner(stage):
    with stage.work("wang") as work:
        known = ImportContext(work, Setup()).people
    assert PEOPLE["ann"][0] in known
    assert not {PEOPLE[name][0] for name in OFFICERS} & known.keys()


def test_sec3_a_chain_asks_no_officers_role(stage):
    step = {"name": "审批", "who": "role", "role": "auditor", "workdays": 1}
    with pytest.raises(Invalid), stage.work("li") as work:
        chain_editing.save_chain(work, code="x", name="x", steps=[step])


def test_sec3_whoever_becomes_an_officer_stands_for_nobody_any_more(stage):
    for giver, taker in (("zhang", "bo"), ("bo", "owen"), ("sun", "ann")):
        with stage.work("sys" if giver == "bo" else giver) as work:
            end = work.now + timedelta(days=2)
            work.add(
                Delegation(
                    from_id=stage.people[giver],
                    to_id=stage.people[taker],
                    starts_at=work.now,
                    ends_at=end,
                    reason="年假",
                )
            )
    with stage.work("sec") as work:
        roles.assign_roles(
            work, locked(work, User, stage.people["bo"]), role_ids=[role_id(work, "auditor")]
        )
    states = dict(stage.session.execute(select(Delegation.to_id, Delegation.state)).all())
    bo, owen, ann = (stage.people[name] for name in ("bo", "owen", "ann"))
    ended, given = DelegationState.ENDED, DelegationState.GIVEN
    assert states == {bo: ended, owen: ended, ann: given}
    assert actor_for(stage.session, bo, stage.now).stands_for == ()


def test_sec3_a_head_of_a_department_is_made_no_officer(stage):
    with pytest.raises(Conflict, match="leads"), stage.work("sec") as work:
        roles.assign_roles(
            work, locked(work, User, stage.people["sun"]), role_ids=[role_id(work, "auditor")]
        )
    assert stage.actor("sun").roles == ("department_head",)


def second(arena, code, login):
    """Another officer of the kind, so that the two could take each other's."""
    with arena.work() as work:
        id = arena.people[login]
        work.session.query(UserRole).filter_by(user_id=id).delete()
        work.add(UserRole(user_id=id, role_id=role_id(work, code)))


def strip(work, user_id):
    roles.assign_roles(work, locked(work, User, user_id), role_ids=())


def shut(work, user_id):
    accounts.disable_account(work, locked(work, User, user_id), reason="离职")


@pytest.mark.parametrize(
    ("code", "one", "other", "verb"),
    [("security_officer", "sec", "ann", strip), ("system_administrator", "sys", "ann", shut)],
)
def test_sec3_two_officers_who_take_each_others_at_once_leave_one(arena, code, one, other, verb):
    for _ in range(4):
        second(arena, code, one)
        second(arena, code, other)

        def act(who, whom):
            def run():
                with arena.work(who) as work:
                    verb(work, arena.people[whom])
                return "done"

            return run

        said = arena.race(act(one, other), act(other, one))
        assert sum(answer == "done" for answer in said) == 1, said
        assert all(isinstance(answer, str | PortalError) for answer in said), said
        with arena.work() as work:
            open_again(work, arena, one, other)


def open_again(work, arena, *names):
    query = select(accounts.User).where(accounts.User.id.in_([arena.people[n] for n in names]))
    for user in work.session.scalars(query):
        user.active, user.disabled_at = True, None


def test_the_last_officer_is_not_taken(stage):
    with pytest.raises(NotAllowed), stage.work("sys") as work:
        officers.refuse_last_officer(work, stage.people["sec"], officers.NEEDED)
