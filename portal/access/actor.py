"""Who is acting: a plain value, the same in a request, a job and a test."""

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from models.words.access import FieldRule, Reach, Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.text import N_


@dataclass(frozen=True)
class Stand:
    """Another person the actor may decide for just now, by delegation (C4)."""

    user_id: int
    name: str
    delegation_id: int
    subjects: frozenset[Kind] = frozenset()  # empty: all kinds


@dataclass(frozen=True)
class Actor:
    """Equal in a request, a job and a test; survives a rollback."""

    id: int
    name: str
    department_id: int | None = None
    department: str = ""
    post: str = ""
    roles: tuple[str, ...] = ()
    below: frozenset[int] = frozenset()  # own department and all under it
    grants: dict[Permission, Reach] = field(default_factory=dict)
    field_rules: dict[tuple[Kind, str], FieldRule] = field(default_factory=dict)
    stands_for: tuple[Stand, ...] = ()
    address: str = ""
    listed: frozenset[Secrecy] = frozenset()  # grades they may know of and ask for out of reach
    logged: frozenset[Secrecy] = frozenset()  # grades of which each of their looks is an entry
    clearance: Secrecy | None = None  # the highest grade they read within their reach
    today: date | None = None  # the day their open windows are asked for; None: they have none
    acting_for: Stand | None = None  # in whose place this act is done (C4)
    proved_at: datetime | None = None  # when this browser last showed who it is; None: no browser
    after: str = ""  # the system's acts: whose act they follow from

    def key(self) -> tuple[Any, ...]:
        """All that decides what they see and may do: equal for equal rights, today and later."""
        passing = ("address", "proved_at", "after", "acting_for")
        values = (getattr(self, each.name) for each in fields(self) if each.name not in passing)
        return tuple(frozenset(v.items()) if isinstance(v, dict) else v for v in values)

    def seats(self, kind: Kind) -> tuple[int, ...]:
        """Themselves and everybody they stand for just now in matters of ``kind``."""
        others = (s.user_id for s in self.stands_for if not s.subjects or kind in s.subjects)
        return (self.id, *others)

    @cached_property
    def too_high(self) -> tuple[Secrecy, ...]:
        """The grades above their clearance."""
        grades = tuple(Secrecy)
        return grades if self.clearance is None else grades[grades.index(self.clearance) + 1 :]

    def reach(self, permission: Permission) -> Reach | None:
        return self.grants.get(permission)

    def rule(self, kind: Kind, name: str) -> FieldRule:
        """What this actor may do with one field (D4)."""
        return self.field_rules.get((kind, name), FieldRule.OPEN)

    def snapshot(self) -> dict[str, Any]:
        """Who acted, kept with the entry for ever (K-3)."""
        shot: dict[str, Any] = {
            "name": self.name,
            "department": self.department,
            "post": self.post,
            "roles": list(self.roles),
            "address": self.address,
        }
        if self.after:
            shot["after"] = self.after
        if self.acting_for:
            stand = self.acting_for
            shot["acting_for"] = {
                "id": stand.user_id,
                "name": stand.name,
                "delegation": stand.delegation_id,
            }
        return shot


VISITOR = Actor(id=0, name=N_("visitor"))  # somebody who has not signed in
SYSTEM = Actor(
    id=0,
    name=N_("system"),
    grants=dict.fromkeys(Permission, Reach.ALL),
    clearance=Secrecy.TOP,
)


def system_after(cause: Actor) -> Actor:
    """The system, doing what follows from an act of ``cause``; the entry keeps whose it was."""
    after = cause.name if cause.id else cause.after
    return replace(SYSTEM, after=after, acting_for=cause.acting_for) if after else SYSTEM
