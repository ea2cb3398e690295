"""Work: what every service is handed. Who acts, when, on which session, and what has happened."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from models.base import Dated, Record
from models.words.kinds import Kind
from models.words.permissions import Permission
from portal.access.actor import Actor, system_after
from portal.access.policy import ALL, can, require, stubs, visible
from portal.config import Config
from portal.errors import Conflict, NotFound
from portal.events import Event
from portal.fast.kept import kept

R = TypeVar("R", bound=Record)
HERE = ZoneInfo("Asia/Shanghai")


@kept(500)
def _by_id(table: Any, also: tuple[Any, ...], *, lock: bool) -> Select[Any]:
    """The question for one row, built once a table."""
    query = select(table).where(table.id == bindparam("wanted"))
    query = query.options(
        *(each if isinstance(each, ExecutableOption) else joinedload(each) for each in also)
    )
    if lock:
        query = query.with_for_update(of=table, key_share=True).execution_options(
            populate_existing=True
        )
    return query


def midnight(day: date) -> datetime:
    """The moment a business day begins, in Asia/Shanghai."""
    return datetime.combine(day, time(), HERE)


@dataclass
class Work:
    """One unit of work; ``portal.transaction`` makes it, commits it, and audits its events."""

    session: Session
    actor: Actor
    now: datetime
    config: Config
    events: list[tuple[Event, Actor]] = field(default_factory=list)
    subject: tuple[Kind, int] | None = None  # the first record it took hold of
    about: Sequence[str] = ()  # what it is about that is no record: settings, a register
    looked: list[tuple[Kind, int]] = field(default_factory=list)  # records asked for, in order
    # What a page asked ahead (platform.ahead); none of it goes along to another actor.
    known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def today(self) -> date:
        """The business date in Asia/Shanghai (K-4)."""
        return self.now.astimezone(HERE).date()

    def as_system(self) -> "Work":
        """This work in the hands of the system, for a step that follows from what the actor did."""
        return replace(self, actor=system_after(self.actor))

    def record(self, event: Event) -> None:
        """Say what happened; it is reacted to and audited before the commit."""
        self.events.append((event, self.actor))

    def add(self, row: Any) -> Any:
        """Add a new row and flush it, so that it has its id."""
        if isinstance(row, Dated):
            row.created_at = row.updated_at = self.now
        self.session.add(row)
        self.session.flush()  # the id is needed by events and children
        return row

    def get(
        self,
        table: type[R],
        id: int,
        permission: Permission,
        *,
        lock: bool = False,
        also: Sequence[Any] = (),
    ) -> R:
        """The row, if this actor may see it; there is no other way to load one by id.

        ``also`` names rows of its own that are wanted with it, joined (``Customer.contacts``, or
        ``joinedload(Customer.owner).load_only(User.name)`` where a name is enough).
        ``lock=True`` locks it until the commit and reads it afresh; rows that only point to it
        can still be written meanwhile (FOR NO KEY UPDATE), which spares deadlocks.
        Raises ``NotFound``.
        """
        of: Any = table
        query = _by_id(of, tuple(also), lock=lock)
        within = visible(self.actor, permission, table)
        query = query if within is ALL else query.where(within)
        row: R | None = self.session.scalars(query, {"wanted": id}).unique().one_or_none()
        self.looked.append((table.kind, id))
        if row is None:
            raise NotFound
        if lock and self.subject is None:
            self.subject = row.kind, row.id
        return row

    def lock(self, row: R) -> R:
        """Lock a row that was reached from one the actor may see, and read it afresh.

        Doors lock: a screen, a command, a worker, a reaction. A verb takes what they have locked,
        and locks for itself only what it comes to from there.
        """
        self.session.flush()  # a refresh would drop unwritten changes
        self.session.refresh(row, with_for_update={"key_share": True})
        return row

    def get_listed(self, table: type[R], id: int, permission: Permission) -> R:
        """The row, or the stub of one that is locked or listed: only its number, class, department
        and whereabouts may be shown, and its title where ``may_name`` (ask ``can``).

        Raises ``NotFound``.
        """
        of: Any = table
        within = or_(visible(self.actor, permission, table), stubs(self.actor, permission, table))
        row: R | None = self.session.scalars(
            _by_id(of, (), lock=False).where(within), {"wanted": id}
        ).one_or_none()
        if row is None:
            raise NotFound
        return row

    def require(self, permission: Permission, row: Any = None) -> None:
        """Raise ``NotAllowed`` unless the actor may."""
        require(self.actor, permission, row)

    def require_reach(self, permission: Permission, row: Any) -> None:
        """Raise ``NotFound`` unless ``permission`` reaches ``row``, as ``get`` does with an id."""
        if not can(self.actor, permission, row):
            raise NotFound

    def unchanged(self, row: Record, revision: int | None) -> None:
        """Raise ``Conflict`` if the row has moved on since a form was opened (trap 21)."""
        if revision is not None and row.revision != revision:
            raise Conflict("Somebody else changed this while you were editing. Compare, then save.")
