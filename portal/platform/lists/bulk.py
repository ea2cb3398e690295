"""Bulk actions: each record is loaded, locked and checked on its own; many run as a job."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select, update

from models.platform.jobs import Job
from models.words.permissions import Permission
from models.words.text import N_
from portal.access.policy import visible
from portal.errors import NotFound, PortalError
from portal.platform.jobs.queue import Run, enqueue
from portal.platform.lists.listing import Listing
from portal.work import Work

AT_ONCE = 200  # rows; more become a job
MOST = 20_000
NAMED = 50  # skipped records that are named; the rest are counted


@dataclass(frozen=True)
class Known:
    """What a bulk act does to one row: ``verb(work, row, **fields)``."""

    listing: Listing
    permission: Permission
    verb: Callable[..., Any]


# (listing, act) → what it does; each RecordView says so once, when the application is built.
KNOWN: dict[tuple[str, str], Known] = {}


@dataclass
class Outcome:
    """How many were done, and (id, refusal) of those that were not."""

    done: int = 0
    skipped: list[tuple[int, PortalError]] = field(default_factory=list)


def act_on_each(
    open_work: Callable[[], AbstractContextManager[Work]],
    known: Known,
    ids: Iterable[int],
    fields: Mapping[str, Any],
    step: Callable[[int], None] | None = None,
) -> Outcome:
    """Carry the act out row by row, every row in a transaction of its own (UX-2)."""
    outcome = Outcome()
    for number, id in enumerate(ids, start=1):
        try:
            with open_work() as work:
                row = work.get(known.listing.table, id, known.listing.see, lock=True)
                work.require(known.permission, row)
                known.verb(work, row, **fields)
            outcome.done += 1
        except NotFound:
            outcome.skipped.append((id, NotFound(N_("This record no longer exists."))))
        except PortalError as error:
            outcome.skipped.append((id, error))
        if step is not None:
            step(number)
    return outcome


def enqueue_bulk(
    work: Work, listing: str, action: str, title: str, ids: Sequence[int], fields: dict[str, Any]
) -> Job | None:
    """The same as a job; its progress is in the bell."""
    packed = {name: _pack(value) for name, value in fields.items()}
    return enqueue(
        work,
        "bulk_act",
        title=title,
        link=f"/{listing}/",
        listing=listing,
        action=action,
        ids=list(ids),
        fields=packed,
    )


def run_bulk(
    run: Run, *, listing: str, action: str, ids: Sequence[int], fields: Mapping[str, Any]
) -> None:
    """The job: as the asker, whose rights are checked again for every row."""
    known = KNOWN[listing, action]
    values = {name: _unpack(value) for name, value in fields.items()}

    def step(number: int) -> None:
        if number % 20 == 0 or number == len(ids):
            run.progress(number, len(ids))

    outcome = act_on_each(run.work, known, ids, values, step)
    if outcome.skipped:
        with run.work() as work:
            text = "; ".join(dict.fromkeys(str(error) for _, error in outcome.skipped[:NAMED]))
            said = f"{len(outcome.skipped)}: {text}"[:500]
            work.session.execute(update(Job).where(Job.id == run.job_id).values(error=said))


def record_names(work: Work, listing: Listing, ids: Sequence[int]) -> dict[int, str]:
    """What skipped records are called; a stranger's has no name here."""
    column = listing.column(listing.link)
    value = column.value if column else listing.table.id
    rows = work.session.execute(
        select(listing.table.id, value).where(
            listing.table.id.in_(ids[:NAMED]), visible(work.actor, listing.see, listing.table)
        )
    )
    return {id: str(name) for id, name in rows}


def _pack(value: Any) -> Any:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _unpack(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"day"}:
        return date.fromisoformat(value["day"])
    return value
