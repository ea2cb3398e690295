"""The job queue: enqueued in the transaction of the cause, rights checked when a job runs.

On PostgreSQL the row is also handed to procrastinate, by its SQL function, in the same
transaction; on SQLite the workers look for it themselves (decision 3).
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Protocol

from sqlalchemy import select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from models.platform.jobs import Job
from models.words.platform import JobState
from models.words.text import N_
from portal.errors import Conflict
from portal.work import Work

QUEUE, DELIVERY = "portal", "portal.run"
DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST(:queue AS varchar), CAST(:task AS varchar), "
    "0, NULL, NULL, CAST(:args AS jsonb), :at)::procrastinate_job_to_defer_v1])"
)


class Run(Protocol):
    """What a long job is handed: it opens its own short transactions, as the asker."""

    job_id: int

    def work(self) -> AbstractContextManager[Work]:
        """A transaction as the asker; raises ``NotAllowed`` once they are disabled (I-12)."""

    def afterwards(self) -> AbstractContextManager[Work]:
        """A transaction of the system for what is known of an act outside that cannot be undone: it
        happens even when another worker has taken the job meanwhile.
        """

    def reading(self) -> AbstractContextManager[Work]:
        """Work that only looks, as the asker: what streams for long must not hold up writers."""

    def progress(self, done: int, total: int) -> None:
        """Show how far it is and renew the lease; raises when another worker took over."""


@dataclass(frozen=True)
class Every:
    """Every so often, or daily at a time of day in Asia/Shanghai; with ``day``, once a month."""

    interval: timedelta
    at: time | None = None
    day: int = 0  # of the month, 1 to 28


@dataclass(frozen=True)
class Task:
    """A verb run later: short ones get ``work`` and finish in its commit, long ones a ``Run``.

    A long verb may be run again from its start after a crash: it looks what is done already.
    """

    verb: Callable[..., None]
    long: bool = False
    every: Every | None = None  # run by the clock


def enqueue(
    work: Work,
    name: str,
    /,
    *,
    title: str = "",
    dedup: str | None = None,
    run_at: datetime | None = None,
    link: str = "",
    **args: Any,
) -> Job | None:
    """Add a job, or None if one with this ``dedup`` key exists. ``args`` hold ids, never names.

    Two who enqueue one ``dedup`` key at once wait for each other: one job comes of it.
    """
    upsert: Any = postgresql.insert if _on_postgresql(work) else sqlite.insert
    at = run_at or work.now
    row = {
        "revision": 1,
        "name": name,
        "title": title,
        "args": args,
        "asked_by": work.actor.id,
        "dedup": dedup,
        "state": JobState.WAITING,
        "created_at": work.now,
        "run_at": at,
        "token": "",
        "attempts": 0,
        "progress": 0,
        "total": 0,
        "error": "",
        "link": link,
    }
    statement = upsert(Job).values(**row).on_conflict_do_nothing(index_elements=["dedup"])
    job_id = work.session.scalar(statement.returning(Job.id))
    if job_id is None:
        return None
    deliver_job(work, job_id, at)
    return work.session.scalars(select(Job).where(Job.id == job_id)).one()


def deliver_job(work: Work, job_id: int, at: datetime) -> None:
    """Hand the job to procrastinate, not before ``at``; nothing to do on SQLite."""
    if _on_postgresql(work):
        values = {"queue": QUEUE, "task": DELIVERY, "args": json.dumps({"job_id": job_id})}
        work.session.execute(DEFER, values | {"at": at})


def cancel_job(work: Work, job: Job) -> None:
    """Stop a job that has not finished; a running one loses its lease and undoes its last step."""
    if job.state not in (JobState.WAITING, JobState.RUNNING):
        raise Conflict(N_("This job has already finished."))
    _set(work, job, state=JobState.CANCELLED, token="", finished_at=work.now)


def retry_job(work: Work, job: Job) -> None:
    """Let a job that failed or was cancelled run again from now, with all its attempts.

    It is due since it was made: the clock of who asks may run ahead.
    """
    if job.state not in (JobState.FAILED, JobState.CANCELLED):
        raise Conflict(N_("Only a job that failed or was cancelled can be run again."))
    _set(
        work,
        job,
        state=JobState.WAITING,
        attempts=0,
        run_at=min(work.now, job.created_at),
        error="",
        finished_at=None,
    )
    deliver_job(work, job.id, work.now)


def _set(work: Work, job: Job, **values: Any) -> None:
    """Straight to the row: the lease's holder may be at work on it just now."""
    jobs: Any = Job.__table__
    work.session.execute(update(jobs).where(jobs.c.id == job.id).values(**values))
    work.session.refresh(job)


def _on_postgresql(work: Work) -> bool:
    return work.session.get_bind().dialect.name == "postgresql"
