"""Work for later, written in the transaction of its cause; asked-for rights are checked at run."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import select

from models.system import Job
from models.words.states import JobState
from portal.work import Work


class Run(Protocol):
    """What a long job is handed: it opens its own short transactions, as the asker."""

    job_id: int

    def work(self) -> AbstractContextManager[Work]:
        """A transaction as the asker; raises ``NotAllowed`` once they are disabled (I-12)."""

    def progress(self, done: int, total: int) -> None:
        """Show how far it is and renew the lease; raises when another worker took over."""


@dataclass(frozen=True)
class Task:
    """A verb run later: short ones get ``work`` and finish in its commit, long ones a ``Run``."""

    verb: Callable[..., None]
    long: bool = False


def enqueue(
    work: Work,
    name: str,
    *,
    title: str = "",
    dedup: str | None = None,
    run_at: datetime | None = None,
    link: str = "",
    **args: Any,
) -> Job | None:
    """Add a job, or None if one with this ``dedup`` key exists. ``args`` hold ids, never names."""
    if dedup and work.session.scalar(select(Job.id).where(Job.dedup == dedup)):
        return None
    job = Job(
        name=name, title=title, args=args, asked_by=work.actor.id, dedup=dedup,
        state=JobState.WAITING, created_at=work.now, run_at=run_at or work.now, link=link,
    )  # fmt: skip
    work.add(job)
    return job
