"""A worker whose clock is a day ahead, killed at work; then one whose clock is right."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.platform.jobs import Job
from models.words.platform import JobState
from portal.platform.jobs import queue
from tests.house.tree import ROOT
from tests.platform.jobs.test_jobs_kill9 import left
from tests.support.drills import note, times
from tests.support.waiting import until

DAY = 86_400
JOBS = times(8, 200)


def start(arena, ahead=0):
    command = [sys.executable, "-m", "tests.platform.jobs.job_worker", arena.url]
    return subprocess.Popen(
        [*command, str(arena.config.instance)],
        cwd=ROOT,
        env={**os.environ, "CLOCK_AHEAD": str(ahead)},
        stderr=subprocess.DEVNULL,
    )


def held(arena):
    """The jobs that are leased now: name → until when."""
    with arena.work() as work:
        leased = select(Job.name, Job.lease_until).where(Job.state == JobState.RUNNING)
        return dict(work.session.execute(leased).all())


def end(worker):
    worker.send_signal(signal.SIGKILL)
    worker.wait()


@pytest.mark.slow
def test_what_a_worker_a_day_ahead_has_leased_and_planned_comes_back(arena):
    arena.now = datetime.now(UTC)
    with arena.work() as work:
        queue.enqueue(work, "hold")
    ahead = start(arena, DAY)
    try:
        until(lambda: "hold" in held(arena), "it was never taken")
    finally:
        end(ahead)
    assert held(arena)["hold"] > datetime.now(UTC) + timedelta(hours=23)
    arena.now = datetime.now(UTC) + timedelta(days=1)
    with arena.work() as work:  # planned by the clock that runs ahead
        for number in range(JOBS):
            queue.enqueue(work, "stamp", number=number)
        work.session.execute(update(Job.__table__).where(Job.name == "hold").values(name="stamp"))
        work.session.execute(
            update(Job.__table__).where(Job.args == {}).values(args={"number": JOBS})
        )
    arena.now = datetime.now(UTC)
    right, began = start(arena), datetime.now(UTC)
    try:
        until(lambda: left(arena) == 0, "they never came back")
    finally:
        end(right)
    seconds = round((datetime.now(UTC) - began).total_seconds())
    assert seconds < 5 * 60
    make = arena.engine.dialect.name
    note("clock a day ahead and back", make, leases=1, jobs=JOBS + 1, seconds_until_all_ran=seconds)
