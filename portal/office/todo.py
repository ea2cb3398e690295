"""The one answer to «what waits for me»: bell, workbench, inbox, menu and mail ask here (UX-11)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, select

from models.platform.notices import Notice
from models.words.platform import NewsGroup, TodoTab
from portal import settings
from portal.approvals import wiring as approvals
from portal.customers import wiring as customers
from portal.fast.asked import ask_kept
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
SETTINGS = ("todo_days", "approval_oldest_days")  # all that the parts go by
MINE = (TodoTab.HANDLE, TodoTab.DECIDE)


def parts_of(*tabs: TodoTab) -> list[Part]:
    """The kinds of lines under ``tabs``, in the order of the wings."""
    return [part for part in PARTS if part.tab in tabs]


@dataclass
class Todo:
    """What waits for one actor; each question below is one statement over the same tables.

    ``key`` holds all that these statements depend on, so that they are built once a day for each
    person: they are large, and every page asks.
    """

    work: Work
    key: tuple[Any, ...]
    quiet: Collection[NewsGroup]
    soon: date

    @cached_property
    def duties(self) -> CTE | None:
        """What the actor has to do, to handle or to decide."""
        return query.gather_parts(self.work, parts_of(*MINE), self.soon, "duties")

    @cached_property
    def asked(self) -> CTE | None:
        """What the actor asked others for."""
        return query.gather_parts(self.work, parts_of(TodoTab.ASKED), self.soon, "asked")

    @cached_property
    def is_news(self) -> ColumnElement[bool]:
        """Notices about nothing of that."""
        holds = topics.still_holds(self.work.today) & topics.wanted_topics(self.quiet)
        return query.is_news(self.work, self.duties, holds)

    def counts(self) -> Counts:
        """How much waits, by kind and by tab."""
        rows = self._ask(lambda: query.counting(self.duties, self.asked, self.is_news), ("counts",))
        return query.sum_up(rows, PARTS)

    def lines(
        self, *tabs: TodoTab, part: str = "", search: str = "", most: int = 100, skip: int = 0
    ) -> list[Line]:
        """The lines under ``tabs``, of one kind or all; what is due first stands first."""
        wanted = [each for each in parts_of(*tabs) if part in ("", each.name)]
        if not wanted:
            return []

        def build() -> Select[Any] | None:
            table = self.duties if tabs[0] in MINE else self.asked
            if table is None:
                return None
            return query.listing(table, wanted, search, Window(most, skip))

        about = None if search else ("lines", tabs, part, most, skip)
        return query.read_lines(self._ask(build, about), wanted)

    def news(self, most: int, skip: int = 0) -> Sequence[Notice]:
        """Notices about what others have to do or what is done, newest first."""

        def build() -> Select[Any]:
            ids = select(Notice.id.label("id")).where(self.is_news).order_by(Notice.id.desc())
            return ids.offset(skip).limit(most)

        ids = [row.id for row in self._ask(build, ("news", most, skip))]
        found = select(Notice).where(Notice.id.in_(ids)).order_by(Notice.id.desc())
        return self.work.session.scalars(found).all() if ids else []

    def _ask(self, build: Callable[[], Any], about: tuple[Any, ...] | None) -> Sequence[Any]:
        return ask_kept(self.work.session, about and (*self.key, *about), build)


def read_todo(work: Work) -> Todo:
    """Everything that waits for the actor of ``work``."""
    quiet = quiet_groups(work, work.actor.id)
    days, *others = settings.several(work.session, *SETTINGS)
    soon = work.today + timedelta(days=int(days))
    looked_up = [part.looks_up(work) for part in PARTS if part.looks_up]
    key = (work.actor.key(), work.today, soon, *others, frozenset(quiet), *looked_up)
    return Todo(work, key, quiet, soon)


def menu_numbers(counts: Counts) -> Mapping[str, int]:
    """Screen → how much of what waits is done there; the inbox shows all of it."""
    numbers = {"/inbox/": counts.waiting}
    for part in parts_of(*MINE):
        if part.home:
            numbers[part.home] = numbers.get(part.home, 0) + counts.parts.get(part.name, 0)
    return {url: number for url, number in numbers.items() if number}
