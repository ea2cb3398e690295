"""D3: what was changed past the portal is named, row by row, in sentences."""

import re

import pytest
from sqlalchemy import select, text, update

from models.people import Role, User
from models.words import flaws
from models.words.permissions import Permission as P
from portal.office import audit_proof, audit_rows
from portal.people import password_hashes, roles, sign_in
from portal.platform.language import translate_text
from tests.support.one_of_each import one_of_each
from views import handbook


def faults(stage):
    return list(audit_rows.row_faults(stage.session, stage.config.audit_key))


@pytest.fixture
def office(stage):
    """One of everything, made by the services; ann has a role and a password on record."""
    ids = one_of_each(stage)
    with stage.work("sec") as work:
        ann = work.get(User, stage.people["ann"], P.USER_SEE)
        held = {role.id for role in ann.roles}
        more = work.session.scalars(select(Role.id).where(Role.code == "custodian")).one()
        roles.assign_roles(work, ann, role_ids=held | {more})
    with stage.work() as work:
        ann = work.session.get(User, stage.people["ann"])
        ann.password_hash = password_hashes.hash_password("bamboo-slips-2026")
        sign_in.note_password(work, ann)
        audit_proof.take_digests(work)
    stage.ids = ids
    stage.before = set(faults(stage))
    return stage


def tamper(office, statement):
    """What is named after a statement that is then undone."""
    ids = {**office.ids, **{f"of_{name}": id for name, id in office.people.items()}}
    with office.session.begin_nested() as undone:
        done = office.session.execute(text(statement.format(**ids)))
        assert done.rowcount > 0, "the statement changed nothing"
        found = [fault for fault in faults(office) if fault not in office.before]
        undone.rollback()
    return found


def test_what_the_services_wrote_agrees(office):
    """But for the cast's roles and the numbers of their cards, which were put in by hand."""
    by_hand = re.compile("Role is|(File|Customer) .*: Number is")
    assert [fault for fault in office.before if not by_hand.search(fault)] == []


CHANGED = [
    ("UPDATE loans SET state = 'returned' WHERE id = {loans}", "借阅 JY.*状态现在是“已归还”，没有"),
    ("UPDATE requests SET state = 'closed' WHERE id = {requests}", "申请.*状态现在是“.*应是“"),
    ("UPDATE approvals SET state = 'granted' WHERE id = {approvals}", "状态现在是“.*没有审计"),
    (
        "UPDATE penalties SET state = 'confirmed' WHERE id = {penalties}",
        "状态现在是“.*没有审计",
    ),
    ("UPDATE files SET life = 'void' WHERE id = {files}", "档案.*状态现在是“已作废”.*应是“已归档”"),
    (
        "UPDATE files SET place_id = NULL, custody = 'missing' WHERE id = {files}",
        "档案.*库位现在是“—”",
    ),
    ("UPDATE customers SET number = 'KH-9' WHERE id = {customers}", "编号现在是“KH-9”，没有"),
    ("UPDATE loans SET number = 'JY-9' WHERE id = {loans}", "编号现在是“JY-9”，没有"),
    (
        """INSERT INTO user_roles (user_id, role_id)
            SELECT {of_ann}, id FROM roles WHERE code = 'approver'""",
        "角色现在是“审批领导”，没有审计",
    ),
    (
        """DELETE FROM user_roles WHERE user_id = {of_ann} AND role_id IN
            (SELECT id FROM roles WHERE code = 'custodian')""",
        "角色现在是“—”，按最后一条（第 [0-9]+ 条）审计记录应是“.+”",
    ),
    (
        """INSERT INTO role_grants (role_id, permission, reach)
            SELECT id, 'role:edit', 'all' FROM roles WHERE code = 'applicant'""",
        "角色 .+现在是“.+”，没有审计",
    ),
    (
        """UPDATE role_grants SET reach = 'all' WHERE permission = 'customer:see'
            AND role_id IN (SELECT id FROM roles WHERE code = 'file_owner')""",
        "角色 .+现在是“.+”，没有审计",
    ),
    ("DELETE FROM role_field_rules", "现在是“—”，没有审计"),
    ("UPDATE users SET password_hash = 'mine' WHERE id = {of_ann}", "密码不是最后一条"),
    ("UPDATE users SET password_hash = 'mine' WHERE id = {of_he}", "密码"),
    ("UPDATE users SET password_hash = '' WHERE id = {of_ann}", "密码不是最后一条"),
]


def test_what_was_changed_past_the_portal_is_named(office):
    for statement, named in CHANGED:
        said = [flaws.say_flaw(fault, translate_text) for fault in tamper(office, statement)]
        assert any(re.search(named, one) for one in said), (statement, said)
        assert not any(re.search("[a-z]{3,}", one) for one in said), said


def test_every_state_machine_is_compared():
    compared = {machine.name for _table, machine in audit_rows.STATES}
    assert compared == {machine.name for machine in handbook.state_machines()}


def test_old_passwords_are_taken_as_they_stand_once_and_never_again(office):
    """Whoever puts a hash in later is not blessed by the next night."""
    mine = update(User).where(User.login == "he").values(password_hash="mine")
    with office.work() as work:
        work.session.execute(mine)
        audit_proof.take_digests(work)
    assert [fault for fault in faults(office) if "assword" in fault]
