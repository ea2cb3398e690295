"""One truth for a row and for a query: ``visible`` selects exactly what ``can`` allows (I-12)."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event, select

from models.customers import Customer
from models.files.records import CustomerFile
from models.people import Delegation, Department, Participation, User
from models.platform.lists import SavedView
from models.platform.records import Setting
from models.platform.sheets import Export
from models.words.access import Reach
from models.words.permissions import Permission
from portal.access.actor import SYSTEM
from portal.access.load import actor_for, load_signed_in
from portal.access.policy import NAMED_MAY, can, visible
from portal.people import sessions
from tests.support import make
from tests.support.cast import PEOPLE

OWNERS = ("ann", "owen", "sun", "bo", "wang", "gm")
TABLES = (Customer, CustomerFile, Delegation, Export, SavedView)


def mine(table):
    """The permissions about this table, whatever the verb."""
    return [p for p in Permission if p.value.split(":")[0] == table.kind.value]


@pytest.fixture
def rows(stage):
    """Rows of many owners, also of a person without a department; ann is named in some."""
    with stage.work() as work:
        sales = work.session.scalars(select(Department).where(Department.code == "sales")).one()
        desk = work.add(Department(code="D1", name="柜台", parent_id=sales.id))
        desk.path = f"{sales.path}{desk.id}/"
        loner = work.add(User(login="loner", employee_number="9", name="无", department_id=None))
        below = work.add(User(login="dd", employee_number="10", name="柜", department_id=desk.id))
        owners = [work.session.get(User, stage.people[name]) for name in OWNERS] + [loner, below]
        stage.people |= {"loner": loner.id, "dd": below.id}
        for number, user in enumerate(owners):
            owned = {"owner_id": user.id, "department_id": user.department_id}
            work.add(Customer(number=f"C{number}", name="甲", name_key="甲", **owned))
            work.add(Export(report="x", name="x", **owned))
            work.add(SavedView(listing="x", name="x", **owned))
            work.add(
                Delegation(
                    from_id=user.id,
                    department_id=user.department_id,
                    to_id=stage.people["he"],
                    starts_at=stage.now,
                    ends_at=stage.now + timedelta(days=1),
                    reason="x",
                )
            )
    class_id, place = make.file_class(stage), make.box(stage)
    customer = stage.session.scalars(select(Customer.id)).first()
    for number, owner in enumerate(OWNERS):
        id = make.draft(stage, class_id, customer, place, key=f"K{number}", owner=owner)
        if number % 2:
            with stage.work() as work:
                work.add(
                    Participation(
                        subject=CustomerFile.kind, subject_id=id, user_id=stage.people["bo"]
                    )
                )
    return stage


def agree(stage, actor, permission, table):
    rows = stage.session.scalars(select(table)).all()
    seen = set(stage.session.scalars(select(table.id).where(visible(actor, permission, table))))
    assert rows
    assert seen == {row.id for row in rows if can(actor, permission, row)}, (actor.name, permission)
    return seen


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__)
def test_a_query_selects_what_can_allows_for_everybody(rows, table):
    actors = [rows.actor(name) for name in (*PEOPLE, "loner", "dd")] + [SYSTEM]
    counts = {
        (actor.name, permission): len(agree(rows, actor, permission, table))
        for actor, permission in product(actors, [*mine(table), *NAMED_MAY])
    }
    if table is Customer:
        assert counts["安安", Permission.CUSTOMER_SEE] == 4, "sales and the desk below"
        assert counts["审计", Permission.CUSTOMER_SEE] == 0
        assert counts["王档", Permission.CUSTOMER_SEE] == 8


@pytest.mark.parametrize("reach", [*Reach, None])
@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.__name__)
def test_whatever_the_reach_the_two_agree(rows, table, reach):
    for name in ("ann", "gm", "loner", "dd", "sys"):
        for permission in (Permission.CUSTOMER_SEE, Permission.FILE_SEE):
            actor = replace(rows.actor(name), grants={permission: reach} if reach else {})
            agree(rows, actor, permission, table)


def test_being_named_opens_a_file_to_look_at_and_nothing_more(rows):
    bo = replace(rows.actor("bo"), grants={})
    assert len(agree(rows, bo, Permission.FILE_SEE, CustomerFile)) == 3
    assert agree(rows, bo, Permission.FILE_EDIT, CustomerFile) == set()


def count_queries(stage, act):
    said = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    engine = stage.session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len([s for s in said if s.lstrip().upper().startswith(("SELECT", "("))])


def test_an_actor_costs_two_queries_and_a_session_with_its_actor_one(stage):
    token = sessions.open_session(stage.session, stage.people["li"], stage.now)
    stage.session.commit()
    kept = sessions.hash_token(token)
    load_signed_in(stage.session, kept, stage.now)
    assert count_queries(stage, lambda: load_signed_in(stage.session, kept, stage.now)) == 1
    assert (
        count_queries(stage, lambda: actor_for(stage.session, stage.people["li"], stage.now)) == 2
    )
    browsing = load_signed_in(stage.session, kept, stage.now).actor
    assert browsing.proved_at == stage.now  # only a browser has shown who it is
    assert replace(browsing, proved_at=None) == stage.actor("li")


@pytest.mark.parametrize(
    ("profile", "days", "asked"),
    [("dengbao", 89, False), ("dengbao", 91, True), ("asvs", 91, False)],
)
def test_only_the_dengbao_profile_lets_a_password_age(stage, profile, days, asked):
    with stage.work() as work:
        sys = stage.people["sys"]
        work.session.add(
            Setting(
                name="password_profile",
                value={"value": profile},
                changed_at=stage.now,
                changed_by=sys,
            )
        )
        work.session.get(User, stage.people["ann"]).password_changed_at = stage.now
    later = stage.now + timedelta(days=days)
    token = sessions.open_session(stage.session, stage.people["ann"], later)
    stage.session.commit()
    found = load_signed_in(stage.session, sessions.hash_token(token), later)
    assert found.must_change_password is asked
