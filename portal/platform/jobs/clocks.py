"""Clocks that ran ahead, and the one that counts: the database's (ruling «Clocks»).

What a clock that ran ahead has planned comes back within minutes; what is planned far ahead on
purpose stays.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, and_, exists, literal, or_, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from models.engine import READS
from models.platform.jobs import Job
from models.words.platform import JobState
from portal.platform.jobs import leases, queue
from portal.work import Work

log = logging.getLogger(__name__)
JOBS: Any = Job.__table__
SKEW = timedelta(minutes=1)  # by which the clocks of two machines may differ
ASKED_EVERY = 30.0  # seconds between looks at the database's clock
MOST = 200  # jobs handed over again at a time
TICKS = "tick:%"  # the dedup keys of the schedule


class DatabaseClock:
    """The time of the database, whatever the clock of this machine does.

    On SQLite they are one. On PostgreSQL it is asked twice a minute and counted on from there by
    the monotonic clock, also while the database is away. ``here`` is the clock of this machine.
    """

    def __init__(self, engine: Engine, here: Callable[[], datetime]) -> None:
        self._engine, self._here, self._lock = engine, here, threading.Lock()
        self._read: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        if self._engine.dialect.name != "postgresql":
            return self._here()
        with self._lock:
            if self._read is None or time.monotonic() - self._read[1] > ASKED_EVERY:
                self._ask()
            if self._read is None:
                return self._here()
            moment, at = self._read
            return moment + timedelta(seconds=time.monotonic() - at)

    def _ask(self) -> None:
        try:
            with self._engine.connect().execution_options(**READS) as connection:
                moment = connection.scalar(text("SELECT clock_timestamp()"))
        except SQLAlchemyError:
            return
        if moment is not None:
            self._read = moment.astimezone(UTC), time.monotonic()


def plan_anew(work: Work) -> int:
    """Plan again what a clock that ran ahead has planned; returns how many jobs.

    A job from the future runs as long after now as it was to run after it was made. A second try
    waits for no longer than a pause lasts. A slot of the schedule that was taken ahead of its time
    comes again.
    """
    ahead = JOBS.c.created_at > work.now + SKEW
    step = update(JOBS).where(ahead, JOBS.c.dedup.like(TICKS)).values(dedup=None)
    work.session.execute(step)
    waits = JOBS.c.state == JobState.WAITING
    again = and_(JOBS.c.attempts > 0, JOBS.c.run_at > work.now + 2 * leases.LONGEST_PAUSE)
    found = work.session.execute(
        select(JOBS.c.id, JOBS.c.created_at, JOBS.c.run_at).where(waits, or_(ahead, again))
    ).all()
    for row in found:
        pause = max(row.run_at - row.created_at, timedelta(0))
        new = row.created_at > work.now + SKEW
        at = work.now + pause if new else work.now
        values = {"run_at": at, "created_at": min(row.created_at, work.now)}
        work.session.execute(update(JOBS).where(JOBS.c.id == row.id, waits).values(**values))
        queue.deliver_job(work, row.id, at)
    if found:
        log.warning("%s jobs were planned by a clock that ran ahead: planned anew", len(found))
    return len(found)


def deliver_due(work: Work) -> int:
    """Hand over again what is due and no delivery waits for (PostgreSQL); returns how many.

    A delivery is lost when the database goes away while a worker holds it, or when its time was
    set by a clock that ran ahead. The row is what counts; one delivery too many does nothing.
    """
    if work.session.get_bind().dialect.name != "postgresql":
        return 0
    held = text(
        "SELECT 1 FROM procrastinate_jobs d WHERE d.task_name = :task AND d.status = 'todo' "
        "AND (d.scheduled_at IS NULL OR d.scheduled_at <= now()) "
        "AND CAST(d.args->>'job_id' AS bigint) = jobs.id"
    ).bindparams(task=queue.DELIVERY)
    due = select(JOBS.c.id).where(leases.is_due(work.now), ~exists(held.columns(literal(1))))
    ids = work.session.scalars(due.order_by(JOBS.c.run_at, JOBS.c.id).limit(MOST)).all()
    for id in ids:
        queue.deliver_job(work, id, work.now)
    return len(ids)
