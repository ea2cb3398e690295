"""Roles: their holders, their grants and reach, their rules for guarded fields (SEC-4)."""

import re
from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import delete, select

from models.people import Department, Role, RoleFieldRule, RoleGrant, User, UserRole
from models.words.access import Duty, FieldRule, Reach, Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.roles import GUARDED, ROLES
from portal.errors import Conflict, Invalid, NotAllowed, PortalError, Problems
from portal.events import Done, Saved
from portal.people import duties, officers, sessions, step_up
from portal.work import Work

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
Field = tuple[Kind, str]


def usual_permissions() -> dict[Duty, set[Permission]]:
    """The permissions that the built-in roles of each duty start with."""
    permissions: dict[Duty, set[Permission]] = {duty: set() for duty in Duty}
    for base in ROLES.values():
        permissions[base.duty] |= set(base.grants)
    return permissions


def grantable_permissions(role: Role) -> list[Permission]:
    """The permissions that this role may hold at all, given its duty."""
    start = usual_permissions()
    return [p for p in Permission if not duties.grant_objection(role.duty, p, start)]


def create_role(work: Work, *, code: str, name: str, copy_of: int = 0) -> Role:
    """Create a business role, empty or with the rights of role ``copy_of``. Raises ``Problems``."""
    work.require(P.ROLE_EDIT)
    step_up.require_proof(work)
    code, name = code.strip().lower(), name.strip()
    problems: dict[str, PortalError] = {}
    if not CODE.match(code):
        problems["code"] = Invalid(N_("Use lower-case letters, digits and _, e.g. branch_clerk."))
    elif work.session.scalar(select(Role.id).where(Role.code == code)):
        problems["code"] = Invalid(N_("This code is taken. Please choose another."))
    if not 1 <= len(name) <= 40:
        problems["name"] = Invalid(N_("Please enter a name of 1 to 40 characters."))
    if problems:
        raise Problems(problems)
    role: Role = work.add(
        Role(code=code, name=name, duty=Duty.BUSINESS, clearance=Secrecy.INTERNAL)
    )
    work.record(Saved(kind=Kind.ROLE, id=role.id, changes={"name": ["", name]}, created=True))
    if copy_of:
        model = work.get(Role, copy_of, P.ROLE_SEE)
        allowed = set(grantable_permissions(role))
        grants = {g.permission: g.reach for g in model.grants if g.permission in allowed}
        set_grants(work, role, grants=dict(grants))
        set_field_rules(work, role, rules={(r.subject, r.field): r.rule for r in model.field_rules})
        set_clearance(work, role, clearance=model.clearance)
    return role


def set_clearance(work: Work, role: Role, *, clearance: Secrecy | None) -> None:
    """Set up to which grade holders of a role read within their reach; None: no graded record.

    Raises ``NotAllowed`` for an officer's role, which reads none.
    """
    work.require(P.ROLE_EDIT)
    step_up.require_proof(work)
    if clearance is role.clearance:
        return
    if role.duty is not Duty.BUSINESS:
        raise NotAllowed(N_("Officers read no records: their roles have no clearance."))
    changes = {"clearance": [role.clearance or "", clearance or ""]}
    role.clearance = clearance
    work.record(Saved(kind=Kind.ROLE, id=role.id, changes=changes))


def set_grants(work: Work, role: Role, *, grants: Mapping[Permission, Reach | None]) -> None:
    """Grant permissions, change their reach or revoke them (None); those not named stay.

    Effective on everybody's next request. Raises ``NotAllowed`` for what the duty forbids.
    """
    work.require(P.ROLE_EDIT)
    step_up.require_proof(work)
    start, had = usual_permissions(), {grant.permission: grant for grant in role.grants}
    changed: dict[str, list[str]] = {}
    for permission, reach in grants.items():
        old = had[permission].reach if permission in had else None
        if old is reach:
            continue
        if reach and (text := duties.grant_objection(role.duty, permission, start)):
            raise NotAllowed(text)
        changed[permission.value] = [old.value if old else "", reach.value if reach else ""]
        if reach is None:
            role.grants.remove(had[permission])
        elif permission in had:
            had[permission].reach = reach
        else:
            role.grants.append(RoleGrant(permission=permission, reach=reach))
    if changed:
        _keep_editable(work, role, grants)
        role.revision += 1
        work.record(Saved(kind=Kind.ROLE, id=role.id, changes=changed))


def _keep_editable(work: Work, role: Role, grants: Mapping[Permission, Reach | None]) -> None:
    """Raise ``NotAllowed`` if no role could edit the matrix afterwards."""
    if P.ROLE_EDIT not in grants or grants[P.ROLE_EDIT] is not None:
        return
    others = select(RoleGrant.role_id).where(
        RoleGrant.permission == P.ROLE_EDIT, RoleGrant.role_id != role.id
    )
    if not work.session.scalar(others.limit(1)):
        raise NotAllowed(
            N_("Nobody could edit roles any more. Grant this permission to another role first.")
        )


def set_field_rules(work: Work, role: Role, *, rules: Mapping[Field, FieldRule]) -> None:
    """Set how a role sees guarded fields; ``OPEN`` removes the rule (D4)."""
    work.require(P.ROLE_EDIT)
    step_up.require_proof(work)
    had = {(rule.subject, rule.field): rule for rule in role.field_rules}
    changed: dict[str, list[str]] = {}
    for key, rule in rules.items():
        if key not in GUARDED:
            raise Invalid(N_("This field has no rules of its own."))
        old = had[key].rule if key in had else FieldRule.OPEN
        if old is rule:
            continue
        changed[f"{key[0].value}.{key[1]}"] = [old.value, rule.value]
        if rule is FieldRule.OPEN:
            role.field_rules.remove(had[key])
        elif key in had:
            had[key].rule = rule
        else:
            role.field_rules.append(RoleFieldRule(subject=key[0], field=key[1], rule=rule))
    if changed:
        role.revision += 1
        work.record(Saved(kind=Kind.ROLE, id=role.id, changes=changed))


def assign_roles(work: Work, person: User, *, role_ids: Collection[int]) -> None:
    """Replace the roles of a person. Losing one ends their sessions (ASVS 7.4.2, R-67).

    Raises ``NotAllowed`` for one's own roles and for the last officer, ``Conflict`` for duties
    that exclude each other (▲ ``officers_apart``), ``Invalid`` for an unknown role.
    """
    work.require(P.ROLE_EDIT, person)
    step_up.require_proof(work)
    if person.id == work.actor.id:
        raise NotAllowed(N_("You cannot change your own roles. Ask another security officer."))
    wanted = {r.id: r for r in work.session.scalars(select(Role).where(Role.id.in_(role_ids)))}
    if len(wanted) != len(set(role_ids)):
        raise Invalid(N_("Please choose roles from the list."), field="roles")
    if text := duties.clash_objection([role.duty for role in wanted.values()]):
        raise Conflict(text)
    _refuse_head_as_officer(work, person, wanted.values())
    held = {role.id: role for role in person.roles}
    lost, new = held.keys() - wanted.keys(), wanted.keys() - held.keys()
    if not lost and not new:
        return
    officers.refuse_last_officer(work, person.id, [held[id].duty for id in lost])
    work.session.execute(
        delete(UserRole).where(UserRole.user_id == person.id, UserRole.role_id.in_(lost))
    )
    for id in sorted(new):
        work.add(
            UserRole(user_id=person.id, role_id=id, granted_by=work.actor.id, granted_at=work.now)
        )
    if lost:
        sessions.close_sessions(work, person.id, "roles")
    facts = {
        "added": sorted(wanted[id].code for id in new),
        "removed": sorted(held[id].code for id in lost),
    }
    work.record(Done(kind=Kind.USER, id=person.id, action="assign_roles", facts=facts))
    work.session.expire(person, ["roles"])


def _refuse_head_as_officer(work: Work, person: User, wanted: Iterable[Role]) -> None:
    """A department's head decides its business, which an officer must not (SEC-3)."""
    leads = select(Department.name).where(Department.head_id == person.id, Department.active)
    if any(role.duty is not Duty.BUSINESS for role in wanted) and (
        name := work.session.scalar(leads.limit(1))
    ):
        raise Conflict(
            N_("%(name)s leads the department %(department)s. Name another head first."),
            name=person.name,
            department=name,
        )
