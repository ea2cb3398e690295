"""Finds what lies out of somebody's reach and is listed for them to ask for (C17)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import false, func, select

from models.platform.search import SearchEntry
from models.words.access import Reach
from models.words.kinds import Kind
from portal.access.policy import NOTHING, listed, visible
from portal.platform.search import tokens
from portal.platform.search.query import SEARCHED, hits_anywhere, table_of, tokens_needed
from portal.work import Work

MOST = 60  # looked at for one question


def find_stubs(work: Work, kind: Kind, text: str, limit: int) -> Sequence[Any]:
    """Listed records out of reach, as (id, label, hint).

    What is not shown of them finds none: label and hint carry the whole question by themselves.
    """
    table, words = table_of(kind), tokens_needed(work.actor, text)
    within, see = listed(work.actor, table), SEARCHED[kind].see
    if within is NOTHING or not words or work.actor.reach(see) is Reach.ALL:
        return []
    found = hits_anywhere(work, kind, text).cte("hits")
    rows = work.session.execute(
        select(found.c.id, SearchEntry.label, SearchEntry.hint)
        .join(SearchEntry, SearchEntry.id == found.c.rowid)
        .join(table, table.id == found.c.id)
        .where(within, ~func.coalesce(visible(work.actor, see, table), false()))
        .limit(MOST)
    )
    return [row for row in rows if _carries(row, words)][:limit]


def _carries(row: Any, words: Sequence[tokens.Word]) -> bool:
    own = tokens.of_name(row.label) | tokens.of_number(row.hint)
    return all(any(all(_has(own, either) for either in each) for each in word) for word in words)


def _has(own: set[str], either: tokens.Either) -> bool:
    starts = tuple(t.removesuffix(tokens.BEGINS) for t in either if t.endswith(tokens.BEGINS))
    return bool(either & own) or any(token.startswith(starts) for token in own if starts)
