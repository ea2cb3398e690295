"""Who gets a register, and how much of it: by its own right, or as a finished sheet (D7)."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import and_, or_

from models.words.access import Reach, Secrecy
from models.words.permissions import Permission as P
from models.words.values import ValueKind as V
from portal import settings
from portal.access.actor import Actor
from portal.access.policy import can, visible, within
from portal.work import Work

# What a finished sheet masks, whatever the field rules of a role say.
PRIVATE = frozenset({V.CREDIT_CODE, V.EMAIL, V.ID_NUMBER, V.MOBILE, V.PHONE})
ORDER = list(Reach)


class Given(Protocol):
    """What a register says of its readers; see ``Report``."""

    @property
    def permission(self) -> P: ...
    @property
    def see(self) -> P: ...
    @property
    def own(self) -> bool: ...
    @property
    def outside(self) -> bool: ...
    @property
    def above(self) -> Callable[[Sequence[Secrecy]], Any] | None: ...


def may_read(actor: Actor, report: Given) -> bool:
    """Whether this register goes to them: by its own right, or by that to read registers."""
    if can(actor, report.permission):
        return True
    reach = actor.reach(P.REGISTER_READ)
    if reach is None or (reach is not Reach.ALL and not report.own):
        return False
    return report.outside or can(actor, report.see)


def reads_outside(actor: Actor, report: Given) -> bool:
    """Whether they get a finished sheet: they may not see the records it is made of."""
    return not can(actor, report.permission) and not can(actor, report.see)


def register_rows(work: Work, see: P, export: P, table: Any) -> Any:
    """SQL: the rows that this actor gets in a register of ``table``."""
    own = and_(visible(work.actor, see, table), visible(work.actor, export, table))
    outside = not can(work.actor, export) and not can(work.actor, see)
    reached = within if outside else visible  # of rows above a grade they get the number alone
    return or_(own, reached(work.actor, P.REGISTER_READ, table))


def register_reach(actor: Actor, export: P) -> Reach | None:
    """How far a register reaches for them that adds up whole departments."""
    found = [actor.reach(export), actor.reach(P.REGISTER_READ)]
    return max((reach for reach in found if reach), key=ORDER.index, default=None)


def is_masked(actor: Actor, report: Given, kind: V) -> bool:
    """Whether what this actor gets is a finished sheet, which masks columns of this kind."""
    return kind in PRIVATE and reads_outside(actor, report)


def rows_above(work: Work, report: Given) -> Any:
    """SQL: the rows of which this actor gets the number alone; None where there are none."""
    if not report.above:
        return None
    outside = reads_outside(work.actor, report)
    grades = _grades_above(work) if outside else work.actor.too_high
    return report.above(grades) if grades else None


def _grades_above(work: Work) -> Sequence[Secrecy]:
    top = settings.get(work.session, "registers_up_to")
    grades = list(Secrecy)
    return grades[grades.index(Secrecy(top)) + 1 :]
