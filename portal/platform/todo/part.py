"""One kind of thing that waits for people: whose it is, and the act that settles it."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypedDict, Unpack

from sqlalchemy import Date, Select, String, cast, func, null, select

from models.types import Long
from models.words.kinds import Kind
from models.words.platform import TodoTab
from portal.work import Work


@dataclass(frozen=True)
class Part:
    """One kind of line. ``rows`` selects an actor's lines by ``todo_rows``; None: never any. Its
    day is the last one on which what falls due is shown already.

    A row must be one that the actor can settle: cut by policy, without what somebody else has to
    do. ``say`` is a msgid with %(name)s, ``act`` the button. The line opens the page of its record
    or ``page``; the button ``do`` below it. Both may name {id} and {sub}. ``home`` is the screen
    whose number in the menu counts it, ``words`` spells what ``state`` holds. What ``rows`` reads
    before it can ask is answered by ``looks_up``, for the query is kept as long as that stays.
    """

    name: str
    say: str
    act: str
    kind: Kind
    rows: Callable[[Work, date], Select[Any] | None]
    tab: TodoTab = TodoTab.HANDLE
    icon: str = "inbox"
    do: str = ""
    page: str = ""
    home: str = ""
    words: type[StrEnum] | None = None
    looks_up: Callable[[Work], Hashable] | None = None


class More(TypedDict, total=False):
    """What else a line may say; see ``todo_rows``."""

    kind: Any
    sub: Any
    who: Any
    more: Any
    state: Any
    seat: Any
    due: Any


def todo_rows(id: Any, name: Any, since: Any, **more: Unpack[More]) -> Select[Any]:
    """The columns of every line, in one order, so that all kinds stand in one query.

    ``id`` is the record it is about (of ``kind``, if kinds differ), ``name`` what it is called,
    ``since`` when it began to wait; ``sub`` a second id its addresses need, ``who`` and ``more``
    the line below, ``state`` a word, ``seat`` in whose place one acts, ``due`` its last day.
    """
    sub, due = more.get("sub"), more.get("due")
    return select(
        _text(more.get("kind")).label("kind"),
        cast(id, Long).label("id"),
        cast(null() if sub is None else sub, Long).label("sub"),
        _text(name).label("name"),
        _text(more.get("who")).label("who"),
        _text(more.get("more")).label("more"),
        _text(more.get("state")).label("state"),
        _text(more.get("seat")).label("seat"),
        (cast(null(), Date) if due is None else due).label("due"),
        since.label("since"),
    )


def _text(value: Any) -> Any:
    return cast(null() if value is None else value, String)


def join_parts(*parts: Any) -> Any:
    """What a line says below its name, in one text: «KH-2026-0001 · ¥20.00 · 2026-11-23»."""
    first, *rest = (func.coalesce(cast(part, String), "") for part in parts)
    text: Any = first
    for part in rest:
        text = text.concat(" · ").concat(part)
    return text
