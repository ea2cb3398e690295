"""Changes of a role's rights: compared, checked and carried out, now or once confirmed (SEC-4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from sqlalchemy import select

from models.people import Role, RoleFieldRule, RoleGrant
from models.words.access import Duty, FieldRule, Reach, Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.roles import GUARDED, ROLES
from portal.errors import Conflict, Invalid, NotAllowed
from portal.events import Saved
from portal.people import duties
from portal.people.second_officer_rules import raises_grade, softens, widens
from portal.work import Work

Field = tuple[Kind, str]
CHANGED = N_("The role has changed since this was asked. Refuse it and ask again.")


class Kept(Enum):
    """Stands for a clearance that is not named: None is one, too."""

    AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Wanted:
    """What of a role is to be as it is named here: permissions with their reach (None: revoked),
    field rules (``OPEN``: none, D4), and the grade up to which its holders read.
    """

    grants: Mapping[Permission, Reach | None] = field(default_factory=dict)
    rules: Mapping[Field, FieldRule] = field(default_factory=dict)
    clearance: Secrecy | Kept | None = Kept.AS_IT_IS


@dataclass(frozen=True)
class RightsChange:
    """What of a role changes, each from what to what."""

    grants: Mapping[Permission, tuple[Reach | None, Reach | None]] = field(default_factory=dict)
    rules: Mapping[Field, tuple[FieldRule, FieldRule]] = field(default_factory=dict)
    clearance: tuple[Secrecy | None, Secrecy | None] | None = None

    @property
    def wider(self) -> bool:
        """Whether anything reaches further or shows more than before."""
        return (
            any(widens(*pair) for pair in self.grants.values())
            or any(softens(*pair) for pair in self.rules.values())
            or (self.clearance is not None and raises_grade(*self.clearance))
        )

    @property
    def new_grants(self) -> dict[Permission, Reach | None]:
        return {permission: new for permission, (_old, new) in self.grants.items()}

    def pairs(self) -> dict[str, list[str]]:
        """By the names the audit keeps: «file:read» → [old, new]."""
        told = {p.value: [old or "", new or ""] for p, (old, new) in self.grants.items()}
        told |= {
            f"{kind.value}.{name}": [old.value, new.value]
            for (kind, name), (old, new) in self.rules.items()
        }
        if self.clearance:
            told["clearance"] = [grade or "" for grade in self.clearance]
        return {name: [str(old), str(new)] for name, (old, new) in told.items()}

    def as_json(self) -> dict[str, Any]:
        """The form in which it waits for a second officer."""
        return {"changes": self.pairs()}


def from_json(wanted: Mapping[str, Any]) -> RightsChange:
    """What ``as_json`` wrote."""
    grants: dict[Permission, tuple[Reach | None, Reach | None]] = {}
    rules: dict[Field, tuple[FieldRule, FieldRule]] = {}
    clearance: tuple[Secrecy | None, Secrecy | None] | None = None
    for name, (old, new) in wanted["changes"].items():
        if name == "clearance":
            clearance = Secrecy(old) if old else None, Secrecy(new) if new else None
        elif ":" in name:
            before, after = Reach(old) if old else None, Reach(new) if new else None
            grants[Permission(name)] = before, after
        else:
            kind, _, column = name.partition(".")
            rules[Kind(kind), column] = FieldRule(old), FieldRule(new)
    return RightsChange(grants, rules, clearance)


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


def compare_rights(role: Role, wanted: Wanted) -> RightsChange:
    """What differs from the role as it stands. Raises ``Invalid`` for a field without rules."""
    grants, rules = wanted.grants, wanted.rules
    if set(rules) - set(GUARDED):
        raise Invalid(N_("This field has no rules of its own."))
    held = {grant.permission: grant.reach for grant in role.grants}
    shut = {(rule.subject, rule.field): rule.rule for rule in role.field_rules}
    return RightsChange(
        {p: (held.get(p), new) for p, new in grants.items() if held.get(p) is not new},
        {
            key: (shut.get(key, FieldRule.OPEN), new)
            for key, new in rules.items()
            if shut.get(key, FieldRule.OPEN) is not new
        },
        None
        if isinstance(wanted.clearance, Kept) or wanted.clearance is role.clearance
        else (role.clearance, wanted.clearance),
    )


def check_rights(role: Role, change: RightsChange) -> None:
    """Raise ``NotAllowed`` for a permission or a clearance that the duty of the role forbids."""
    if change.clearance and role.duty is not Duty.BUSINESS:
        raise NotAllowed(N_("Officers read no records: their roles have no clearance."))
    start = usual_permissions()
    for permission, reach in change.new_grants.items():
        if reach and (text := duties.grant_objection(role.duty, permission, start)):
            raise NotAllowed(text)


def apply_rights(work: Work, role: Role, change: RightsChange) -> None:
    """Carry out a change of the role as it was compared with.

    Raises ``Conflict`` where the role has changed since then.
    """
    held = {grant.permission: grant for grant in role.grants}
    shut = {(rule.subject, rule.field): rule for rule in role.field_rules}
    if change.clearance and role.clearance is not change.clearance[0]:
        raise Conflict(CHANGED)
    if any(
        (held[p].reach if p in held else None) is not old
        for p, (old, _new) in change.grants.items()
    ) or any(
        (shut[key].rule if key in shut else FieldRule.OPEN) is not old
        for key, (old, _new) in change.rules.items()
    ):
        raise Conflict(CHANGED)
    if change.clearance:
        role.clearance = change.clearance[1]
    for permission, (_was, reach) in change.grants.items():
        _put_grant(role, held.get(permission), permission, reach)
    for key, (_old, rule) in change.rules.items():
        _put_rule(role, shut.get(key), key, rule)
    if pairs := change.pairs():
        _keep_editable(work, role, change.new_grants)
        role.revision += 1
        work.record(Saved(kind=Kind.ROLE, id=role.id, changes=pairs))


def _put_grant(
    role: Role, row: RoleGrant | None, permission: Permission, reach: Reach | None
) -> None:
    if reach is None and row is not None:
        role.grants.remove(row)
    elif row is not None and reach is not None:
        row.reach = reach
    elif reach is not None:
        role.grants.append(RoleGrant(permission=permission, reach=reach))


def _put_rule(role: Role, row: RoleFieldRule | None, key: Field, rule: FieldRule) -> None:
    if rule is FieldRule.OPEN and row is not None:
        role.field_rules.remove(row)
    elif row is not None:
        row.rule = rule
    else:
        role.field_rules.append(RoleFieldRule(subject=key[0], field=key[1], rule=rule))


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
