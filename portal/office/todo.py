"""The one answer to «what waits for me»: bell, workbench, inbox, menu and mail ask here (UX-11)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import CTE, ColumnElement, select

from models.platform.notices import Notice
from models.words.platform import TodoTab
from portal import settings
from portal.approvals import wiring as approvals
from portal.customers import wiring as customers
from portal.files import wiring as files
from portal.lending import wiring as lending
from portal.office import todo_parts, topics
from portal.people import wiring as people
from portal.people.preferences import quiet_groups
from portal.platform.todo import query
from portal.platform.todo.part import Part
from portal.platform.todo.query import Counts, Line, Window
from portal.work import Work

PARTS: Sequence[Part] = (
    *approvals.TODO,
    *lending.TODO,
    *files.TODO,
    *customers.TODO,
    *people.TODO,
    *todo_parts.TODO,
)
MINE = (TodoTab.HANDLE, TodoTab.DECIDE)


def parts_of(*tabs: TodoTab) -> list[Part]:
    """The kinds of lines under ``tabs``, in the order of the wings."""
    return [part for part in PARTS if part.tab in tabs]


@dataclass(frozen=True)
class Todo:
    """What waits for one actor; each question below is one statement over the same tables."""

    work: Work
    duties: CTE | None
    asked: CTE | None
    is_news: ColumnElement[bool]

    def counts(self) -> Counts:
        """How much waits, by kind and by tab."""
        return query.count_lines(self.work, self.duties, self.asked, self.is_news, PARTS)

    def lines(
        self, *tabs: TodoTab, part: str = "", search: str = "", most: int = 100, skip: int = 0
    ) -> list[Line]:
        """The lines under ``tabs``, of one kind or all; what is due first stands first."""
        wanted = [each for each in parts_of(*tabs) if part in ("", each.name)]
        table = self.duties if tabs[0] in MINE else self.asked
        return query.list_lines(self.work, table, wanted, search=search, window=Window(most, skip))

    def news(self, most: int, skip: int = 0) -> Sequence[Notice]:
        """Notices about what others have to do or what is done, newest first."""
        statement = select(Notice).where(self.is_news).order_by(Notice.id.desc())
        return self.work.session.scalars(statement.offset(skip).limit(most)).all()


def read_todo(work: Work) -> Todo:
    """Everything that waits for the actor of ``work``."""
    soon = work.today + timedelta(days=int(settings.get(work.session, "todo_days")))
    duties = query.gather_parts(work, parts_of(*MINE), soon, "duties")
    asked = query.gather_parts(work, parts_of(TodoTab.ASKED), soon, "asked")
    wanted = topics.wanted_topics(quiet_groups(work, work.actor.id))
    holds = topics.still_holds(work.today) & wanted
    return Todo(work, duties, asked, query.is_news(work, duties, holds))


def menu_numbers(counts: Counts) -> Mapping[str, int]:
    """Screen → how much of what waits is done there; the inbox shows all of it."""
    numbers = {"/inbox/": counts.waiting}
    for part in parts_of(*MINE):
        if part.home:
            numbers[part.home] = numbers.get(part.home, 0) + counts.parts.get(part.name, 0)
    return {url: number for url, number in numbers.items() if number}
