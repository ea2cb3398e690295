"""Keeps the search index up to date when records are saved or moved."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from models.customers import Customer
from models.files.records import CustomerFile
from models.words.kinds import Kind
from portal.events import Event, Saved
from portal.office.search_documents import DOCUMENTS
from portal.platform.jobs.queue import Run
from portal.platform.search import index
from portal.platform.search.query import table_of
from portal.work import Work

REBUILT_AT_ONCE = 500
# An empty index is filled with what every form looks up first: there are few of it.
REBUILT = (
    Kind.USER,
    Kind.DEPARTMENT,
    Kind.PLACE,
    Kind.REQUEST,
    Kind.LOAN,
    Kind.FILE,
    Kind.CUSTOMER,
)
PARTS: Mapping[Kind, Sequence[Any]] = {Kind.CUSTOMER: (Customer.contacts,)}  # they are found by
MOST_FILES = 1000  # of one customer; the rest follows with the next change of each


def follow_record(work: Work, event: Event) -> None:
    """Reaction: index the record an event is about."""
    table = table_of(event.kind)
    row = work.session.scalar(select(table).where(table.id == event.id))
    if row is not None:
        index.index_record(work, row, DOCUMENTS[event.kind](work, row))


def follow_name(work: Work, event: Saved) -> None:
    """Reaction: a customer's files are found by its new name."""
    if event.created or "name" not in event.changes:
        return
    files = select(CustomerFile).where(CustomerFile.customer_id == event.id).limit(MOST_FILES)
    for file in work.session.scalars(files):
        index.index_record(work, file, DOCUMENTS[Kind.FILE](work, file))


def rebuild_index(work: Work, kind: Kind, after: int = 0, limit: int | None = None) -> list[int]:
    """Index the records of a kind again, those behind the id ``after``; returns their ids."""
    table = table_of(kind)
    query = select(table).where(table.id > after).order_by(table.id).limit(limit)
    query = query.options(*(selectinload(part) for part in PARTS.get(kind, ())))
    rows = list(work.session.scalars(query))
    kept = [row for row in rows if getattr(row, "merged_into_id", None) is None]
    # Those that were merged are found by their survivor.
    index.index_records(work, [(row, DOCUMENTS[kind](work, row)) for row in kept])
    return [row.id for row in rows]


def rebuild_search(run: Run) -> None:
    """Job: index every record again, a few hundred per commit; what has not changed stays."""
    done = 0
    for kind in REBUILT:
        after = 0
        while True:
            with run.work() as work:
                ids = rebuild_index(work, kind, after, REBUILT_AT_ONCE)
                done += len(ids)
                run.progress(done, 0)
            if not ids:
                break
            after = ids[-1]
