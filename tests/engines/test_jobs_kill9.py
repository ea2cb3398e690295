"""Workers are killed in the middle: nothing is lost, and nothing happens twice to effect."""

import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from models.system import Job, Submission
from models.words.states import JobState
from portal.engines import audit, jobs
from tests.house.tree import ROOT

SHORT, LONG, KILLS, WORKERS = 40, 10, 6, 2
PATIENCE = 60  # seconds; a limit for a hang, not a measure


def start(arena):
    command = [
        sys.executable,
        "-m",
        "tests.engines.job_worker",
        arena.url,
        str(arena.config.instance),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def left(arena):
    with arena.work() as work:
        return work.session.scalar(
            select(func.count()).select_from(Job).where(Job.state != JobState.DONE)
        )


def wait_until(arena, most):
    """Until at most ``most`` jobs are left."""
    ends = time.monotonic() + PATIENCE
    while left(arena) > most:
        assert time.monotonic() < ends, f"{left(arena)} jobs never finished"
        time.sleep(0.02)


def hand_out(arena):
    arena.now = datetime.now(UTC)
    with arena.work() as work:
        for number in range(SHORT):
            jobs.enqueue(work, "stamp", number=number)
        for number in range(LONG):
            jobs.enqueue(work, "stride", number=number)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_kill_9_of_workers_loses_nothing_and_repeats_nothing(arena, seed):
    chance = random.Random(seed)
    hand_out(arena)
    total = SHORT + LONG
    crew = [start(arena) for _ in range(WORKERS)]
    try:
        for kill in range(1, KILLS + 1):
            wait_until(arena, total - total * kill // (KILLS + 2))
            victim = chance.randrange(WORKERS)
            crew[victim].send_signal(signal.SIGKILL)
            crew[victim].wait()
            crew[victim].stdout.close()
            crew[victim] = start(arena)
        wait_until(arena, 0)
    finally:
        for worker in crew:
            worker.kill()
            worker.wait()
            worker.stdout.close()
    with arena.work() as work:
        keys = work.session.scalars(select(Submission.key)).all()
        assert len(keys) == len(set(keys)) == SHORT + 3 * LONG
        assert list(audit.verify(work.session, arena.config.audit_key)) == []
