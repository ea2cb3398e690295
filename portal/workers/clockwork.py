"""Enqueues the scheduled jobs, once per slot however many schedulers run."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from portal.platform.jobs import queue
from portal.platform.jobs.queue import Every
from portal.schedule import EVERY
from portal.work import HERE, Work


def slot_of(every: Every, now: datetime) -> datetime:
    """The latest time up to ``now`` at which this job was due, in UTC."""
    if every.at is None:
        length = int(every.interval.total_seconds())
        return datetime.fromtimestamp(int(now.timestamp()) // length * length, UTC)
    here = now.astimezone(HERE)
    today = here.replace(hour=every.at.hour, minute=every.at.minute, second=0, microsecond=0)
    if every.day:
        today = today.replace(day=every.day)
        before = (today.replace(day=1) - timedelta(days=1)).replace(day=every.day)
    else:
        before = today - timedelta(days=1)
    return (today if today <= here else before).astimezone(UTC)


def enqueue_due(work: Work, table: Mapping[str, Every] = EVERY) -> int:
    """Enqueue the latest due slot of each job, once; returns how many. Missed slots are skipped."""
    due = [
        (name, f"tick:{name}:{slot_of(every, work.now):%Y%m%dT%H%M%S}")
        for name, every in table.items()
    ]
    return sum(queue.enqueue(work, name, dedup=key) is not None for name, key in due)
