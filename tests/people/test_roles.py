"""Roles: matrix, fields, officers apart, effect on the next request (SEC-4, SC-06)."""

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from models.people import LoginSession, Role, User, UserRole
from models.platform.audit import AuditEntry
from models.platform.records import Setting
from models.words.access import Duty, FieldRule, Reach
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.load import SETTINGS
from portal.errors import Conflict, Invalid, NotAllowed, Problems
from portal.office import settings
from portal.people import duties, roles, sessions
from portal.settings import SPECS
from tests.support.rows import locked


def role(stage, code):
    return stage.session.scalars(select(Role).where(Role.code == code)).one()


def entry(stage, happened):
    query = select(AuditEntry).where(AuditEntry.happened == happened)
    return stage.session.scalars(query.order_by(AuditEntry.seq.desc())).first()


def test_a_grant_holds_on_the_next_request_and_is_audited(stage):
    assert stage.actor("ann").reach(P.CUSTOMER_EXPORT) is None
    with stage.work("sec") as work:
        roles.set_grants(
            work,
            locked(work, Role, role(stage, "applicant").id),
            grants={P.CUSTOMER_EXPORT: Reach.OWN, P.CUSTOMER_SEE: Reach.OWN, P.PLACE_SEE: None},
        )
    ann = stage.actor("ann")
    assert ann.reach(P.CUSTOMER_EXPORT) is Reach.OWN
    assert ann.reach(P.CUSTOMER_SEE) is Reach.OWN
    assert ann.reach(P.PLACE_SEE) is None
    assert entry(stage, "edit").details["changes"] == {
        "customer:export": ["", "own"],
        "customer:see": ["below", "own"],
        "place:see": ["all", ""],
    }


@pytest.mark.parametrize("who", ["sys", "audit", "li", "gm"])
def test_only_the_security_officer_edits_the_matrix(stage, who):
    with pytest.raises(NotAllowed), stage.work(who, about="roles.grant") as work:
        roles.set_grants(
            work,
            role(stage, "applicant"),
            grants={P.CUSTOMER_EXPORT: Reach.ALL},
        )


@pytest.mark.parametrize(
    ("code", "permission"),
    [
        ("security_officer", P.CUSTOMER_SEE),
        ("auditor", P.ROLE_EDIT),
        ("custodian", P.AUDIT_SEE),
        ("system_administrator", P.ROLE_EDIT),
        ("records_manager", P.SYSTEM_RUN),
    ],
)
def test_sec3_the_matrix_keeps_officers_and_business_apart(stage, code, permission):
    with pytest.raises(NotAllowed), stage.work("sec") as work:
        roles.set_grants(
            work, locked(work, Role, role(stage, code).id), grants={permission: Reach.ALL}
        )
    assert permission not in roles.grantable_permissions(role(stage, code))


def test_the_last_role_that_may_edit_roles_keeps_it(stage):
    with pytest.raises(NotAllowed), stage.work("sec") as work:
        roles.set_grants(
            work, locked(work, Role, role(stage, "security_officer").id), grants={P.ROLE_EDIT: None}
        )


def test_d4_a_field_rule_is_set_and_taken_away(stage):
    key = (Kind.CONTACT, "mobile")
    with stage.work("sec") as work:
        roles.set_field_rules(
            work, locked(work, Role, role(stage, "custodian").id), rules={key: FieldRule.HIDDEN}
        )
    assert stage.actor("wang").rule(*key) is FieldRule.HIDDEN
    with stage.work("sec") as work:
        roles.set_field_rules(
            work, locked(work, Role, role(stage, "custodian").id), rules={key: FieldRule.OPEN}
        )
    assert stage.actor("wang").rule(*key) is FieldRule.OPEN
    with pytest.raises(Invalid), stage.work("sec") as work:
        roles.set_field_rules(
            work,
            locked(work, Role, role(stage, "custodian").id),
            rules={(Kind.CUSTOMER, "name"): FieldRule.HIDDEN},
        )


def test_sc06_a_lost_role_ends_sessions_and_is_an_event(stage):
    sessions.open_session(stage.session, stage.people["zhang"], stage.now)
    stage.session.commit()
    with stage.work("sec") as work:
        roles.assign_roles(
            work, locked(work, User, stage.people["zhang"]), role_ids=[role(stage, "applicant").id]
        )
    zhang = stage.actor("zhang")
    assert zhang.roles == ("applicant",)
    assert zhang.reach(P.APPROVAL_DECIDE) is None
    assert stage.session.scalars(select(LoginSession.end_reason)).all() == ["roles"]
    facts = entry(stage, "assign_roles").details["facts"]
    assert facts == {"added": ["applicant"], "removed": ["department_head"]}


def test_a_gained_role_leaves_sessions_open_and_the_same_roles_are_no_event(stage):
    sessions.open_session(stage.session, stage.people["ann"], stage.now)
    stage.session.commit()
    both = [role(stage, code).id for code in ("applicant", "file_owner")]
    for _ in range(2):
        with stage.work("sec") as work:
            roles.assign_roles(work, locked(work, User, stage.people["ann"]), role_ids=both)
    assert stage.session.scalars(select(LoginSession.end_reason)).all() == [""]
    assert stage.session.query(AuditEntry).count() == 1


@pytest.mark.parametrize(
    ("codes", "refusal"),
    [
        (["auditor", "custodian"], Conflict),
        (["auditor", "security_officer"], Conflict),
        (["system_administrator", "applicant"], Conflict),
    ],
)
def test_sec3_officers_exclude_each_other_and_business(stage, codes, refusal):
    with pytest.raises(refusal), stage.work("sec") as work:
        roles.assign_roles(
            work,
            locked(work, User, stage.people["ann"]),
            role_ids=[role(stage, code).id for code in codes],
        )
    assert stage.actor("ann").roles == ("applicant",)


def test_sec3_the_database_refuses_it_too(stage):
    with pytest.raises(DBAPIError), stage.session.begin_nested():
        stage.session.execute(
            insert(UserRole).values(user_id=stage.people["ann"], role_id=role(stage, "auditor").id)
        )


def test_nobody_changes_their_own_roles_nor_takes_the_last_officer(stage):
    for who, whom in (("sec", "sec"), ("sec", "sys")):
        with pytest.raises(NotAllowed), stage.work(who) as work:
            roles.assign_roles(
                work, locked(work, User, stage.people[whom]), role_ids=[role(stage, "applicant").id]
            )
    with pytest.raises(NotAllowed), stage.work("sys") as work:
        roles.assign_roles(
            work, locked(work, User, stage.people["ann"]), role_ids=[role(stage, "custodian").id]
        )
    with pytest.raises(Invalid), stage.work("sec") as work:
        roles.assign_roles(work, locked(work, User, stage.people["ann"]), role_ids=[9999])


def test_a_new_role_copies_what_it_may_hold(stage):
    with stage.work("sec") as work:
        made = roles.create_role(
            work, code="branch_clerk", name="网点柜员", copy_of=role(stage, "applicant").id
        )
        copied = {g.permission for g in made.grants}
        assert copied == {g.permission for g in role(stage, "applicant").grants}
    with pytest.raises(Problems), stage.work("sec") as work:
        roles.create_role(work, code="branch_clerk", name="")


@pytest.mark.parametrize("duty", list(Duty))
def test_sec3_what_a_role_starts_with_passes_the_rule(duty):
    start = roles.usual_permissions()
    assert [p for p in start[duty] if duties.grant_objection(duty, p, start)] == []


def test_settings_are_typed_bounded_and_audited(stage):
    with stage.work("sys") as work:
        assert settings.change_settings(work, {"lock_after": "3", "password_profile": "asvs"}) == [
            "lock_after"
        ]
    assert stage.session.get(Setting, "lock_after").value == {"value": 3}
    assert entry(stage, "edit").details["changes"] == {"lock_after": [5, 3]}
    with pytest.raises(Problems) as refusal, stage.work("sys") as work:
        settings.change_settings(
            work,
            {
                "lock_after": "2",
                "session_hours": "x",
                "password_profile": "none",
                "office_name": " ",
            },
        )
    assert set(refusal.value.problems) == {
        "lock_after",
        "session_hours",
        "password_profile",
        "office_name",
    }
    with pytest.raises(NotAllowed), stage.work("sec") as work:
        settings.change_settings(work, {"lock_after": "4"})


@pytest.mark.parametrize(
    ("name", "value", "who", "others"),
    [
        ("customer_required", "phone", "li", ("sys", "wang", "sec")),
        ("cure_days", "5", "li", ("sys", "wang", "sec")),
        ("pick_up_days", "7", "li", ("sys", "wang", "sec")),
        ("export_days", "9", "li", ("sys", "wang", "sec")),
        ("office_name", "南湖档案室", "sys", ("li", "wang", "sec")),
        ("lock_after", "3", "sys", ("li", "wang", "sec")),
        ("step_up_rows", "500", "sys", ("li", "wang", "sec")),
    ],
)
def test_sec4_a_setting_is_changed_by_whose_it_is_and_on_record(stage, name, value, who, others):
    """Customers, filing, lending and sheets are the records managers'; the rest the administrator's."""
    for other in others:
        with pytest.raises(NotAllowed), stage.work(other, about="settings.change") as work:
            settings.change_settings(work, {name: value})
    with stage.work(who) as work:
        before = settings.current_settings(work)[name]
        assert settings.change_settings(work, {name: value}) == [name]
        now = settings.current_settings(work)[name]
    assert entry(stage, "edit").details["changes"] == {name: [before, now]}


def test_the_limits_of_a_session_start_as_the_settings_do():
    assert {name: SPECS[name].default for name in SETTINGS} == dict(SETTINGS)
