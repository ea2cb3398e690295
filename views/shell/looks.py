"""Reading on record: the entry of a look is committed before the first byte of it goes out.

A page reads without writing; its entry has a short transaction of its own, on a connection of its
own, so that what was read stays as it was. Where the entry cannot be written, the look is refused.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import request
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.words.access import Way
from models.words.kinds import Kind
from models.words.text import N_
from portal.errors import Conflict, NotFound, Unavailable
from portal.platform.looks import noting, terms
from portal.platform.looks.noting import Thing
from portal.platform.search.query import table_of
from portal.transaction import OPEN, transaction
from portal.work import Work
from views.shell.context import actor, config, now, reading, working
from views.shell.extensions import db

log = logging.getLogger(__name__)
UNWRITTEN = N_(
    "Looks at this are on record, and the record cannot be written just now. Please try again in "
    "a minute; everything else can be read meanwhile."
)


def note_page(row: Any, way: Way = Way.PAGE) -> None:
    """The entry of a page about ``row``, if looks at it have one. Raises ``Unavailable``."""
    if isinstance(row, tuple):  # told by kind and id: it is of another wing
        kind, id = row
        if noting.watched_ids(reading(), table_of(kind), [id]):
            note_thing(way, Thing(kind, id))
    elif noting.is_watched(actor(), row):
        note_thing(way, Thing(row.kind, row.id))


def note_thing(way: Way, thing: Thing, **facts: Any) -> None:
    """The entry of one look, once in some minutes. Raises ``Unavailable``."""
    if not noting.is_noted(reading(), way, thing):
        _write(lambda work: noting.note_look(work, way, thing, **facts))


def note_refused(kind: Kind, id: int, action: str) -> None:
    """A look at what is on record but not open to this person: an entry, and nothing else shows."""
    work, thing = reading(), Thing(kind, id)
    if not noting.watched_ids(work, table_of(kind), [id]):
        return
    if not noting.is_noted(work, Way.REFUSED, thing):
        _write(lambda work: noting.note_refusal(work, thing, action, NotFound().text))


def note_search(text: str, hits: Iterable[tuple[Kind, int, bool]]) -> None:
    """The entry of a search whose hits, (kind, id, only a stub), are closed or on record."""
    by_kind: dict[Kind, list[int]] = {}
    stubs: dict[Kind, list[int]] = {}
    for kind, id, stub in hits:
        (stubs if stub else by_kind).setdefault(kind, []).append(id)
    work = reading()
    found = {k: ids for k, some in by_kind.items() if (ids := _watched(work, k, some))}
    if not found and not stubs:
        return
    kept = terms.keep_term(config().audit_key, text)
    part = kept.get("digest") or terms.digest_of(config().audit_key, text)
    thing = Thing(Kind.USER, actor().id, part)
    facts: dict[str, Any] = {f"hits_{kind}": ids for kind, ids in found.items()}
    facts |= {f"closed_{kind}": ids for kind, ids in stubs.items()}
    if not noting.is_noted(work, Way.SEARCH, thing):
        _write(
            lambda work: noting.note_look(work, Way.SEARCH, thing, action="search", **kept, **facts)
        )


def _watched(work: Work, kind: Kind, ids: Sequence[int]) -> list[int]:
    return noting.watched_ids(work, table_of(kind), ids)


def way_of_page() -> Way:
    """A page in the side sheet, or one of its own."""
    return Way.SHEET if request.headers.get("X-Partial") == "sheet" else Way.PAGE


@contextmanager
def on_record(about: str) -> Iterator[Work]:
    """``working()`` for the entry of a look alone; what is shown comes after it.

    Raises ``Unavailable`` where it cannot be written.
    """
    try:
        with working(about) as work:
            yield work
    except (SQLAlchemyError, OSError) as error:
        log.error("a look could not be recorded: %s", type(error).__name__)  # noqa: TRY400
        raise Unavailable(UNWRITTEN) from error


def _write(step: Callable[[Work], object]) -> None:
    if OPEN in db.session().info:
        raise RuntimeError("inside working() a look is noted by noting.note_look")
    try:
        with (
            Session(db.engine) as own,
            transaction(own, actor(), now(), config()) as work,
        ):
            step(work)
    except (SQLAlchemyError, OSError, Conflict) as error:
        log.error("a look could not be recorded: %s", type(error).__name__)  # noqa: TRY400
        raise Unavailable(UNWRITTEN) from error
