"""One query over all that waits for an actor: counted, listed, and known to the notices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    String,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from models.platform.notices import Notice
from models.words.kinds import Kind
from models.words.platform import TodoTab
from portal.platform.todo.part import Part
from portal.work import Work

NEWS = "news"  # stands among the counts for notices of what others have to do, or of what is done


@dataclass(frozen=True)
class Line:
    """One thing that waits: for the inbox, the bell, the workbench and the digest alike."""

    part: Part
    kind: Kind
    id: int
    sub: int | None
    name: str
    who: str
    more: str
    state: str
    seat: str
    due: date | None
    since: datetime


@dataclass(frozen=True)
class Window:
    """Which of many lines are listed."""

    most: int
    skip: int = 0


@dataclass(frozen=True)
class Counts:
    """How much waits for an actor: by kind, by tab, in all; the one number shown everywhere."""

    parts: Mapping[str, int]
    tabs: Mapping[TodoTab, int]

    @property
    def waiting(self) -> int:
        """What the actor has to do: to handle and to decide."""
        return self.tabs[TodoTab.HANDLE] + self.tabs[TodoTab.DECIDE]


def gather_parts(work: Work, parts: Iterable[Part], soon: date, name: str) -> CTE | None:
    """The lines of all ``parts`` as one common table; None when none can wait for this actor."""
    found = []
    for part in parts:
        rows = part.rows(work, soon)
        if rows is not None:
            found.append(rows.add_columns(literal(part.name, String).label("part"), *_kind(part)))
    return union_all(*found).cte(name) if found else None


def _kind(part: Part) -> tuple[ColumnElement[str]]:
    return (literal(part.kind.value, String).label("usual"),)


def is_news(work: Work, duties: CTE | None, holds: ColumnElement[bool]) -> ColumnElement[bool]:
    """Unread notices of the actor that still hold, about nothing that waits for them anyway."""
    mine = (Notice.user_id == work.actor.id) & Notice.read_at.is_(None) & holds
    if duties is None:
        return mine
    kind = func.coalesce(duties.c.kind, duties.c.usual)
    known = exists().where(kind == cast(Notice.subject, String), duties.c.id == Notice.subject_id)
    return mine & ~known


def counting(
    duties: CTE | None, asked: CTE | None, news: ColumnElement[bool]
) -> CompoundSelect[tuple[str, int]]:
    """The statement that counts everything, by part; ``NEWS`` stands among the parts."""
    one = [
        select(table.c.part.label("part"), func.count().label("number")).group_by(table.c.part)
        for table in (duties, asked)
        if table is not None
    ]
    told = select(literal(NEWS, String).label("part"), func.count().label("number"))
    return union_all(*one, told.select_from(Notice).where(news))


def sum_up(rows: Iterable[Any], parts: Sequence[Part]) -> Counts:
    """The counts of ``counting``; ``parts`` tells which tab each kind of line stands under."""
    by_part = {part: int(number) for part, number in rows}
    tabs = dict.fromkeys(TodoTab, 0)
    tabs[TodoTab.COPIED] = by_part.pop(NEWS, 0)
    for part in parts:
        tabs[part.tab] += by_part.get(part.name, 0)
    return Counts(by_part, tabs)


def listing(table: CTE, parts: Sequence[Part], search: str, window: Window) -> Select[Any]:
    """The statement of the lines of ``parts``: what is due first comes first, undated last."""
    query = select(table).where(table.c.part.in_([part.name for part in parts]))
    if search:
        said = (table.c.name, table.c.who, table.c.more)
        query = query.where(or_(*(text.icontains(search, autoescape=True) for text in said)))
    order = (table.c.due.is_(None), table.c.due, table.c.since, table.c.part, table.c.id)
    return query.order_by(*order, table.c.sub).offset(window.skip).limit(window.most)


def read_lines(rows: Iterable[Any], parts: Sequence[Part]) -> list[Line]:
    """The lines of ``listing``."""
    known = {part.name: part for part in parts}
    return [_line(known[row.part], row) for row in rows]


def _line(part: Part, row: Any) -> Line:
    return Line(
        part=part,
        kind=Kind(row.kind or row.usual),
        id=row.id,
        sub=row.sub,
        name=row.name or "",
        who=row.who or "",
        more=row.more or "",
        state=row.state or "",
        seat=row.seat or "",
        due=row.due,
        since=row.since,
    )
