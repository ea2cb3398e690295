"""Background jobs on screens: one's own in the bell, all for administrators."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select

from models.platform.jobs import Job
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import JobState
from portal.events import Done
from portal.platform.jobs import queue
from portal.work import Work

FINISHED = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
KEPT_DAYS = 90
CLOCK_DAYS = 40  # jobs of the clock that went well; a monthly slot must be remembered meanwhile


@dataclass(frozen=True)
class Progress:
    """One job in the bell; ``share`` in percent, None while nothing is known."""

    id: int
    title: str
    name: str
    state: JobState
    share: int | None
    error: str
    link: str


def jobs_of_actor(work: Work, most: int = 10) -> list[Progress]:
    """The actor's own jobs, newest first: all that are not done, and those of the last day."""
    table: Any = Job.__table__
    recent = table.c.finished_at > work.now - timedelta(days=1)
    rows = work.session.execute(
        select(table)
        .where(table.c.asked_by == work.actor.id, or_(table.c.finished_at.is_(None), recent))
        .order_by(table.c.id.desc())
        .limit(most)
    )
    return [
        Progress(
            r.id,
            r.title,
            r.name,
            r.state,
            r.progress * 100 // r.total if r.total else None,
            r.error,
            r.link,
        )
        for r in rows
    ]


def cancel_own_job(work: Work, row: Job) -> None:
    """Stop it; what it has committed stays."""
    work.require(P.JOB_STEER)
    queue.cancel_job(work, row)
    work.record(Done(kind=Kind.JOB, id=row.id, action="cancel", facts={"name": row.name}))


def retry_failed_job(work: Work, row: Job) -> None:
    """Run it again, as the one who asked for it."""
    work.require(P.JOB_STEER)
    queue.retry_job(work, row)
    work.record(Done(kind=Kind.JOB, id=row.id, action="retry", facts={"name": row.name}))


def forget_old_jobs(work: Work) -> None:
    """Delete jobs that finished long ago; what they did is in the audit trail."""
    old = Job.finished_at < work.now - timedelta(days=KEPT_DAYS)
    routine = Job.finished_at < work.now - timedelta(days=CLOCK_DAYS)
    by_clock = and_(Job.asked_by == 0, Job.state == JobState.DONE, routine)
    work.session.execute(
        delete(Job).where(Job.state.in_(FINISHED), or_(old, by_clock)),
        execution_options={"synchronize_session": False},
    )
