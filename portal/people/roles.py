"""Roles: made, given to people, changed in their rights (SEC-4)."""

import re
from collections.abc import Collection, Mapping

from sqlalchemy import select

from models.officers import OfficerAct
from models.people import Role, User
from models.words.access import Duty, FieldRule, Reach, Secrecy
from models.words.kinds import Kind
from models.words.people import OfficerActSort
from models.words.permissions import Permission
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, NotAllowed, PortalError, Problems
from portal.events import Saved
from portal.people import giving, role_changes, second_officer, step_up
from portal.people.role_changes import Field, Wanted, grantable_permissions, usual_permissions
from portal.people.second_officer_rules import is_guarded
from portal.work import Work

__all__ = ["Field", "Wanted", "grantable_permissions", "usual_permissions"]
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")


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
        rules = {(r.subject, r.field): r.rule for r in model.field_rules}
        wide = Wanted(dict(grants), rules, model.clearance)
        change_rights(work, role, wide, fresh=True)
    return role


def change_rights(
    work: Work, role: Role, wanted: Wanted, *, fresh: bool = False
) -> OfficerAct | None:
    """Grant permissions, change their reach or revoke them, set field rules and the clearance; what
    is not named stays. Effective on everybody's next request.

    Wider rights of an officer's or a sensitive role wait for a second officer and are returned as
    what waits, whole (SEC-3); ``fresh``: a role that nobody holds yet. Raises ``NotAllowed`` for
    what the duty forbids.
    """
    work.require(P.ROLE_EDIT)
    step_up.require_proof(work)
    change = role_changes.compare_rights(role, wanted)
    role_changes.check_rights(role, change)
    if not fresh and change.wider and second_officer.has_begun(work.session):
        after = {g.permission: g.reach for g in role.grants} | change.new_grants
        clearance = change.clearance[1] if change.clearance else role.clearance
        if is_guarded(role.duty, after, clearance):
            return second_officer.ask_second(
                work, OfficerActSort.GRANTS, role=role, wanted=change.as_json()
            )
    role_changes.apply_rights(work, role, change)
    return None


def set_clearance(work: Work, role: Role, *, clearance: Secrecy | None) -> OfficerAct | None:
    """Set up to which grade holders of a role read within their reach; None: no graded record.

    Raises ``NotAllowed`` for an officer's role, which reads none.
    """
    return change_rights(work, role, Wanted(clearance=clearance))


def set_grants(
    work: Work, role: Role, *, grants: Mapping[Permission, Reach | None]
) -> OfficerAct | None:
    """``change_rights`` of the permissions alone."""
    return change_rights(work, role, Wanted(grants))


def set_field_rules(
    work: Work, role: Role, *, rules: Mapping[Field, FieldRule]
) -> OfficerAct | None:
    """``change_rights`` of the field rules alone."""
    return change_rights(work, role, Wanted(rules=rules))


def assign_roles(work: Work, person: User, *, role_ids: Collection[int]) -> OfficerAct | None:
    """Replace the roles of a person. Losing one ends their sessions (ASVS 7.4.2, R-67).

    What gives an officer's or a sensitive role waits for a second officer, whole, and is returned
    (SEC-3). Raises ``NotAllowed`` for one's own roles and for the last officer, ``Conflict`` for
    duties that exclude each other (▲ ``officers_apart``), ``Invalid`` for an unknown role.
    """
    work.require(P.ROLE_EDIT, person)
    step_up.require_proof(work)
    if person.id == work.actor.id:
        raise NotAllowed(N_("You cannot change your own roles. Ask another security officer."))
    wanted = {r.id: r for r in work.session.scalars(select(Role).where(Role.id.in_(role_ids)))}
    if len(wanted) != len(set(role_ids)):
        raise Invalid(N_("Please choose roles from the list."), field="roles")
    held = {role.id: role for role in person.roles}
    added = [wanted[id] for id in sorted(wanted.keys() - held.keys())]
    removed = [held[id] for id in sorted(held.keys() - wanted.keys())]
    giving.check_roles(work, person, wanted.values(), removed)
    if not added and not removed:
        return None
    if second_officer.guarded_roles(added) and second_officer.has_begun(work.session):
        codes = {
            "added": sorted(role.code for role in added),
            "removed": sorted(role.code for role in removed),
        }
        return second_officer.ask_second(work, OfficerActSort.ROLES, receiver=person, wanted=codes)
    giving.give_roles(work, person, added=added, removed=removed, by=work.actor.id)
    return None
