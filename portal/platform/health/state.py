"""How the installation is: database, disks, worker and queue, last backup and last proof."""

import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.platform.audit import AuditEntry
from models.platform.jobs import Job
from models.words.platform import JobState
from portal.config import Config
from portal.platform.health.outages import places
from portal.platform.health.tables import Fit, look_at_tables

LITTLE = 200 * 1024 * 1024  # bytes free on a disk, below which it is time to act
SILENT = timedelta(minutes=5)  # without a sign of a worker, it is taken as gone
STALE = timedelta(minutes=15)  # a job due for longer than that waits for nobody


@dataclass(frozen=True)
class Disk:
    """``place`` is a msgid; ``free`` and ``size`` in bytes."""

    place: str
    free: int
    size: int

    @property
    def short(self) -> bool:
        return self.free < LITTLE


@dataclass(frozen=True)
class Health:
    """What an administrator wants to know. Ages in whole seconds; None where nothing is known."""

    fit: Fit | None  # None: the database cannot be reached
    disks: list[Disk]
    worker_age: int | None = None  # since a worker last looked at the schedule
    queue_age: int = 0  # of the job that has been due longest
    waiting: int = 0
    failed: int = 0
    last_backup: datetime | None = None
    last_verify: datetime | None = None
    verify_faults: int = 0
    faults: list[str] = field(default_factory=list)  # words for programs: database, disk, …

    @property
    def ready(self) -> bool:
        return not self.faults

    def told(self) -> dict[str, Any]:
        """As JSON for a program: no path, no address, no name of a person."""
        moments = {"last_backup": self.last_backup, "last_verify": self.last_verify}
        return {
            "ready": self.ready,
            "faults": self.faults,
            "tables": self.fit,
            "disks": [{"place": d.place, "free_mb": d.free >> 20} for d in self.disks],
            "worker_seen_seconds_ago": self.worker_age,
            "queue_oldest_seconds": self.queue_age,
            "jobs_waiting": self.waiting,
            "jobs_failed": self.failed,
            **{name: at.isoformat() if at else None for name, at in moments.items()},
            "verify_faults": self.verify_faults,
        }


def look_at_all(engine: Engine, config: Config, now: datetime) -> Health:
    """Ask the database and the disks; never raises for what is wrong with them."""
    disks = look_at_disks(config)
    short = ["disk"] if any(disk.short for disk in disks) else []
    try:
        with engine.connect() as connection:
            tables = look_at_tables(connection)
        if tables.fit is not Fit.FITS:
            return Health(tables.fit, disks, faults=["tables", *short])
        with Session(engine) as session:
            return look_at_work(session, disks, now)
    except (SQLAlchemyError, OSError):
        return Health(None, disks, faults=["database", *short])


def look_at_disks(config: Config) -> list[Disk]:
    """Each place the portal writes to, with its room."""
    found = []
    for place, folder in places(config).items():
        room = shutil.disk_usage(folder)
        found.append(Disk(place, room.free, room.total))
    return found


def look_at_work(session: Session, disks: list[Disk], now: datetime) -> Health:
    """The worker, the queue and what the trail says of backups and proofs; four statements."""
    due, waiting, failed = session.execute(
        select(
            func.min(Job.run_at).filter(Job.state == JobState.WAITING),
            func.count().filter(Job.state == JobState.WAITING),
            func.count().filter(Job.state == JobState.FAILED),
        )
    ).one()
    tick = session.scalar(
        select(Job.created_at).where(Job.dedup.like("tick:%")).order_by(Job.id.desc()).limit(1)
    )
    verified, proof = last_entry(session, "verify")
    worker, queue = age(tick, now), max(age(due, now) or 0, 0)
    return Health(
        Fit.FITS,
        disks,
        worker_age=worker,
        queue_age=queue,
        waiting=int(waiting),
        failed=int(failed),
        last_backup=last_entry(session, "backup")[0],
        last_verify=verified,
        verify_faults=len(proof.get("faults", ())),
        faults=_faults(disks, worker, queue),
    )


def _faults(disks: list[Disk], worker: int | None, queue: int) -> list[str]:
    """What somebody should be woken for, in words for programs."""
    wrong = {
        "disk": any(disk.short for disk in disks),
        "worker": worker is not None and worker > SILENT.total_seconds(),
        "queue": queue > STALE.total_seconds(),
    }
    return [name for name, is_so in wrong.items() if is_so]


def last_entry(session: Session, happened: str) -> tuple[datetime | None, dict[str, Any]]:
    """When the trail last says that this happened, and the facts it keeps."""
    row = session.execute(
        select(AuditEntry.at, AuditEntry.details)
        .where(AuditEntry.happened == happened)
        .order_by(AuditEntry.seq.desc())
        .limit(1)
    ).first()
    return (row.at, row.details.get("facts", {})) if row else (None, {})


def age(moment: datetime | None, now: datetime) -> int | None:
    """Seconds since then."""
    return None if moment is None else int((now - moment).total_seconds())
