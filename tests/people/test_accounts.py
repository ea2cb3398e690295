"""Accounts and departments: refused beside taken, effects and events."""

import pytest
from sqlalchemy import select

from models.people import Department, LoginSession, Role, User
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.permissions import Permission as P
from portal.errors import Conflict, Invalid, NotAllowed, Problems
from portal.office import topics
from portal.people import accounts, departments, roles, sessions
from tests.support.rows import locked

NEW = {
    "login": "Chensy",
    "employee_number": "A0231",
    "name": "陈思远",
    "post": "业务员",
    "email": "chen@example.com",
    "mobile": "13812345678",
}


def happened(stage):
    return list(stage.session.scalars(select(AuditEntry.happened).order_by(AuditEntry.seq)))


def department(stage, code):
    return stage.session.scalars(select(Department).where(Department.code == code)).one()


def test_an_account_is_made_and_changed_by_the_system_administrator_alone(stage):
    values = NEW | {"department_id": department(stage, "sales").id}
    with pytest.raises(NotAllowed), stage.work("sec", about="people.save") as work:
        accounts.save_account(work, None, values)
    with stage.work("sys") as work:
        row = accounts.save_account(work, None, values)
        id = row.id
    with stage.work("sys") as work:
        accounts.save_account(work, work.get(User, id, P.USER_SEE), {"post": "主管"})
    row = stage.session.get(User, id)
    assert (row.login, row.post, row.must_change_password) == ("chensy", "主管", True)
    assert happened(stage) == ["people.save", "create", "edit"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("login", "陈"),
        ("login", "ANN"),
        ("login", "0005"),
        ("employee_number", "ann"),
        ("employee_number", ""),
        ("name", " "),
        ("email", "chen"),
        ("mobile", "123"),
        ("department_id", 999),
        ("department_id", None),
        ("superior_id", 999),
    ],
)
def test_a_wrong_field_is_named(stage, name, value):
    values = NEW | {"department_id": department(stage, "sales").id, name: value}
    with pytest.raises(Problems) as refusal, stage.work("sys") as work:
        accounts.save_account(work, None, values)
    assert list(refusal.value.problems) == [name]


def test_nobody_is_their_own_superior_near_or_far(stage):
    with pytest.raises(Problems) as refusal, stage.work("sys") as work:
        gm = work.get(User, stage.people["gm"], P.USER_SEE)
        accounts.save_account(work, gm, {"superior_id": stage.people["ann"]})
    assert list(refusal.value.problems) == ["superior_id"]


def test_disabling_ends_sessions_and_is_an_event_and_enabling_asks_for_a_new_password(stage):
    sessions.open_session(stage.session, stage.people["ann"], stage.now)
    stage.session.commit()
    with stage.work("sys") as work:
        accounts.disable_account(work, locked(work, User, stage.people["ann"]), reason="离职")
    ann = stage.session.get(User, stage.people["ann"])
    assert (ann.active, ann.disabled_at) == (False, stage.now)
    assert stage.session.scalars(select(LoginSession.end_reason)).all() == ["disabled"]
    assert happened(stage) == ["end_sessions", "disable"]
    with pytest.raises(Conflict), stage.work("sys") as work:
        accounts.disable_account(work, locked(work, User, stage.people["ann"]), reason="again")
    with pytest.raises(Conflict), stage.work("sys") as work:
        accounts.issue_set_up_link(work, locked(work, User, stage.people["ann"]))
    with stage.work("sys") as work:
        accounts.enable_account(work, locked(work, User, stage.people["ann"]), reason="返聘")
        assert accounts.issue_set_up_link(work, locked(work, User, stage.people["ann"]))
    assert stage.session.get(User, stage.people["ann"]).password_hash == ""


@pytest.mark.parametrize(
    ("who", "whom", "reason", "refusal"),
    [
        ("sys", "ann", " ", Invalid),
        ("sys", "sys", "x", NotAllowed),
        ("sys", "sec", "x", NotAllowed),
        ("sec", "ann", "x", NotAllowed),
        ("li", "ann", "x", NotAllowed),
    ],
)
def test_disabling_is_refused(stage, who, whom, reason, refusal):
    with pytest.raises(refusal), stage.work(who, about="people.disable") as work:
        accounts.disable_account(work, locked(work, User, stage.people[whom]), reason=reason)
    assert stage.session.get(User, stage.people[whom]).active


def test_a_moved_branch_takes_all_below_along_and_reach_follows(stage):
    with stage.work("sys") as work:
        sales = department(stage, "sales")
        team = departments.save_department(
            work, None, {"code": "T1", "name": "一组", "parent_id": sales.id}
        )
        desk = departments.save_department(
            work, None, {"code": "D1", "name": "柜台", "parent_id": team.id}
        )
        ids = (sales.id, team.id, desk.id)
    assert set(ids) <= stage.actor("sun").below
    with stage.work("sys") as work:
        archive = department(stage, "archive")
        departments.save_department(
            work, work.session.get(Department, ids[1]), {"parent_id": archive.id}
        )
        root = archive.path
    assert department(stage, "D1").path == f"{root}{ids[1]}/{ids[2]}/"
    assert stage.actor("sun").below == {ids[0]}
    assert set(ids[1:]) <= stage.actor("li").below
    assert [d.code for d, _, _ in departments.department_tree(stage_work(stage))] == [
        "office",
        "archive",
        "T1",
        "D1",
        "sales",
        "service",
    ]


def stage_work(stage):
    with stage.work("sys") as work:
        return work


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"parent_id": "sales"}, "parent_id"),
        ({"code": "archive"}, "code"),
        ({"name": ""}, "name"),
        ({"active": False}, "active"),
        ({"head_id": 999}, "head_id"),
        ({"parent_id": 999}, "parent_id"),
    ],
)
def test_a_department_is_not_below_itself_nor_closed_with_people_in_it(stage, values, name):
    with pytest.raises(Problems) as refusal, stage.work("sys") as work:
        sales = department(stage, "sales")
        if values.get("parent_id") == "sales":
            values = {"parent_id": sales.id}
        departments.save_department(work, sales, values)
    assert list(refusal.value.problems) == [name]


def told(stage, topic):
    query = select(Notice.user_id).where(Notice.topic == topic).order_by(Notice.id)
    return stage.session.scalars(query).all()


def test_a_new_account_is_told_to_the_security_officer_until_it_has_a_role(stage):
    with stage.work("sys") as work:
        values = NEW | {"department_id": department(stage, "sales").id}
        id = accounts.save_account(work, None, values).id
    assert told(stage, "account.new") == [stage.people["sec"]]
    row = stage.session.scalars(select(Notice)).one()
    with stage.work() as work:
        assert topics.is_still_true(work, row)
    with stage.work("sec") as work:
        roles.assign_roles(
            work,
            locked(work, User, id),
            role_ids=[work.session.scalar(select(Role.id).where(Role.code == "applicant"))],
        )
    with stage.work() as work:
        assert not topics.is_still_true(work, row)


def test_who_had_a_password_is_told_of_a_link_and_of_an_officers_the_security_officer(stage):
    for name in ("ann", "bo", "audit"):
        stage.session.get(User, stage.people[name]).password_hash = "x" if name != "bo" else ""
    stage.session.commit()
    for name in ("bo", "ann", "audit"):
        with stage.work("sys") as work:
            accounts.issue_set_up_link(work, locked(work, User, stage.people[name]))
    assert told(stage, "account.link") == [stage.people[n] for n in ("ann", "audit", "sec")]
