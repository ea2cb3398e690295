"""Job leases: claim, renew, finish, put back. Every step checks the lease's token."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_, select, update

from models.people import RoleGrant, User, UserRole
from models.platform.jobs import Job
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import JobState
from portal.platform.jobs import queue
from portal.platform.notices import outbox
from portal.work import Work

MOST_ATTEMPTS = 20
LONGEST_LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)  # between two tries of a job
JOBS: Any = Job.__table__


class LostLease(Exception):
    """Another worker has this job now, or it was cancelled: roll back the step and stop."""


@dataclass(frozen=True)
class Lease:
    """A job taken by one worker until its lease runs out."""

    job_id: int
    name: str
    args: dict[str, Any]
    asked_by: int
    attempts: int
    token: str


def claim_job(work: Work, length: timedelta, job_id: int | None = None) -> Lease | None:
    """Take the job that is due longest, or the named one if it is due; None when there is none."""
    wanted = JOBS.c.id == (_next(work) if job_id is None else job_id)
    token = secrets.token_hex(16)
    row = work.session.execute(
        update(JOBS)
        .where(wanted, is_due(work.now))
        .values(
            state=JobState.RUNNING,
            token=token,
            lease_until=work.now + length,
            attempts=JOBS.c.attempts + 1,
        )
        .returning(JOBS.c.id, JOBS.c.name, JOBS.c.args, JOBS.c.asked_by, JOBS.c.attempts)
    ).first()
    return Lease(row.id, row.name, row.args, row.asked_by, row.attempts, token) if row else None


def _next(work: Work) -> Any:
    pick = select(JOBS.c.id).where(is_due(work.now)).order_by(JOBS.c.run_at, JOBS.c.id).limit(1)
    return pick.with_for_update(skip_locked=True).scalar_subquery()


def is_due(now: datetime) -> ColumnElement[bool]:
    """Waiting and its time has come, or leased and the lease is over.

    A lease that ends later than any lease lasts was given by a clock that ran ahead: it is over.
    """
    over = or_(JOBS.c.lease_until < now, JOBS.c.lease_until > now + LONGEST_LEASE)
    return or_(
        and_(JOBS.c.state == JobState.WAITING, JOBS.c.run_at <= now),
        and_(JOBS.c.state == JobState.RUNNING, over),
    )


def renew_lease(work: Work, lease: Lease, length: timedelta, **progress: int) -> None:
    """Keep the lease and show progress, which never goes back. Raises ``LostLease``."""
    shown: dict[str, Any] = dict(progress)
    if "progress" in progress:
        further = and_(
            JOBS.c.total == progress.get("total", 0), JOBS.c.progress > progress["progress"]
        )
        shown["progress"] = case((further, JOBS.c.progress), else_=progress["progress"])
    _set(work, lease, lease_until=work.now + length, **shown)


def finish_job(work: Work, lease: Lease) -> None:
    """Done, in the transaction of its effect. Raises ``LostLease``: then neither happens."""
    _set(work, lease, state=JobState.DONE, lease_until=None, finished_at=work.now, error="")


def put_back_job(work: Work, lease: Lease, error: str, wait: timedelta) -> None:
    """Try again later; after the last attempt it has failed and the administrators are told."""
    if lease.attempts >= MOST_ATTEMPTS:
        fail_job(work, lease, error)
        return
    at = work.now + wait
    _set(work, lease, state=JobState.WAITING, run_at=at, lease_until=None, token="", error=error)
    queue.deliver_job(work, lease.job_id, at)


def pause_job(work: Work, lease: Lease, error: str, wait: timedelta) -> None:
    """Go on after ``wait``: what stopped it passes by itself, so it was no try. ``LostLease``."""
    at = work.now + wait
    values: dict[str, Any] = {"run_at": at, "lease_until": None, "token": "", "error": error}
    _set(work, lease, state=JobState.WAITING, attempts=JOBS.c.attempts - 1, **values)
    queue.deliver_job(work, lease.job_id, at)


def fail_job(work: Work, lease: Lease, error: str) -> None:
    """It cannot be done: tell who asked and the administrators."""
    _set(work, lease, state=JobState.FAILED, lease_until=None, finished_at=work.now, error=error)
    people = {lease.asked_by, *_administrators(work)}
    stage = f"{work.now:%Y%m%d%H%M%S}"
    outbox.tell(work, people, "job_failed", Kind.JOB, lease.job_id, stage=stage, name=lease.name)


def redeliver_job(work: Work, job_id: int) -> None:
    """Redeliver a job that was delivered too early or while another lease was live."""
    row = work.session.execute(
        select(JOBS.c.state, JOBS.c.run_at, JOBS.c.lease_until).where(JOBS.c.id == job_id)
    ).first()
    if row and row.state in (JobState.WAITING, JobState.RUNNING):
        waits = row.run_at if row.state is JobState.WAITING else row.lease_until
        queue.deliver_job(work, job_id, max(waits, work.now) + timedelta(milliseconds=50))


def _administrators(work: Work) -> list[int]:
    holders = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(RoleGrant, RoleGrant.role_id == UserRole.role_id)
        .where(User.active, RoleGrant.permission == P.JOB_SEE)
    )
    return list(work.session.scalars(holders))


def _set(work: Work, lease: Lease, **values: Any) -> None:
    held = (
        JOBS.c.id == lease.job_id,
        JOBS.c.token == lease.token,
        JOBS.c.state == JobState.RUNNING,
    )
    kept = work.session.execute(update(JOBS).where(*held).values(**values).returning(JOBS.c.id))
    if kept.first() is None:
        raise LostLease(lease.job_id)
