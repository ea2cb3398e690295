"""Finds what is only a stub for somebody: listed out of reach, or above their clearance (C17)."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, select

from models.base import Graded
from models.platform.search import SearchEntry
from models.words.access import Secrecy
from models.words.kinds import Kind
from portal.access.policy import NOTHING, stubs, visible
from portal.platform.search import tokens
from portal.platform.search.query import KINDS, SEARCHED, hits_anywhere, table_of, tokens_needed
from portal.work import Work

MOST = 60  # looked at for one question


class Shown(NamedTuple):
    """What a stub says of itself."""

    id: int
    label: str
    hint: str


def find_stubs(work: Work, kind: Kind, text: str, limit: int) -> Sequence[Shown]:
    """Stubs of one kind. What is not shown of them finds none: what they say of themselves
    carries the whole question.
    """
    table, words = table_of(kind), tokens_needed(work.actor, text)
    known = _known(work, kind)
    if known is NOTHING or not words:
        return []
    found = hits_anywhere(work, kind, text).cte("hits")
    rows = work.session.execute(
        select(found.c.id, SearchEntry.label, SearchEntry.hint, _nameless(work, table))
        .join(SearchEntry, SearchEntry.id == found.c.rowid)
        .join(table, table.id == found.c.id)
        .where(known)
        .limit(MOST)
    )
    return [row for row in map(_say, rows) if _carries(row, words)][:limit]


def named_stubs(work: Work, kind: Kind, id: int) -> Sequence[Shown]:
    """The stub of one record, as a look-up calls it; empty where it is none."""
    table, known = table_of(kind), _known(work, kind)
    if known is NOTHING:
        return []
    rows = work.session.execute(
        select(table.id, SearchEntry.label, SearchEntry.hint, _nameless(work, table))
        .join(SearchEntry, SearchEntry.id == table.id * KINDS + SEARCHED[kind].number)
        .where(table.id == id, known)
    )
    return [_say(row) for row in rows]


def _known(work: Work, kind: Kind) -> ColumnElement[bool]:
    table, see = table_of(kind), SEARCHED[kind].see
    known = stubs(work.actor, see, table)
    if known is NOTHING:
        return NOTHING
    return and_(known, ~func.coalesce(visible(work.actor, see, table), false()))


def _nameless(work: Work, table: Any) -> Any:
    """SQL: is its grade so high that a stub has no name?"""
    secret = [grade for grade in Secrecy if grade not in work.actor.listed]
    named = not issubclass(table, Graded) or not secret
    return false() if named else table.of_grades(secret)


def _say(row: Any) -> Shown:
    id, label, hint, nameless = row
    return Shown(id, hint, "") if nameless else Shown(id, label, hint)


def _carries(row: Shown, words: Sequence[tokens.Word]) -> bool:
    own = tokens.of_name(row.label) | tokens.of_number(row.hint)
    own |= tokens.of_number(row.label)
    return all(any(all(_has(own, either) for either in each) for each in word) for word in words)


def _has(own: set[str], either: tokens.Either) -> bool:
    starts = tuple(t.removesuffix(tokens.BEGINS) for t in either if t.endswith(tokens.BEGINS))
    return bool(either & own) or any(token.startswith(starts) for token in own if starts)
