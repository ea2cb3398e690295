"""PostgreSQL is stopped and started under workers at work: none ends, and no job is lost."""

import signal
import subprocess
import sys
from collections import Counter

import pytest
from sqlalchemy import select

from models.platform.records import Submission
from portal.platform.audit import chain
from tests.conftest import NOON
from tests.house.tree import ROOT
from tests.platform.jobs.test_jobs_kill9 import LONG, SHORT, hand_out, left
from tests.support.databases import Arena, Postgres, Shelf
from tests.support.drills import note, times
from tests.support.staging import start_cluster
from tests.support.waiting import PATIENCE, until

RESTARTS, WORKERS = times(4, 30), 2


@pytest.fixture
def outage(config):
    """An arena on a server of its own, which may be stopped."""
    cluster = start_cluster()
    server = Postgres(cluster.url("postgres"))
    shelf = Shelf(server, NOON)
    arena = Arena(shelf.fresh("outage", "cast"), dict(shelf.made["cast"]), config, NOON)
    yield cluster, arena
    arena.engine.dispose()
    server.admin.dispose()
    cluster.stop()


def start(arena):
    command = [sys.executable, "-m", "tests.platform.jobs.job_worker", arena.url]
    return subprocess.Popen(
        [*command, str(arena.config.instance)], cwd=ROOT, stderr=subprocess.DEVNULL
    )


@pytest.mark.slow
def test_workers_outlive_restarts_of_the_database(outage):
    cluster, arena = outage
    hand_out(arena)
    crew = [start(arena) for _ in range(WORKERS)]
    total = SHORT + LONG
    try:
        for turn in range(1, RESTARTS + 1):
            most = total - total * turn // (RESTARTS + 2)
            until(lambda most=most: left(arena) <= most, "some jobs never finished")
            cluster.restart("immediate" if turn % 2 else "fast")
            arena.engine.dispose()
        until(lambda: left(arena) == 0, "some jobs never finished")
        assert [worker.poll() for worker in crew] == [None] * WORKERS
        for worker in crew:  # and a signal still ends them
            worker.send_signal(signal.SIGTERM)
        assert [worker.wait(PATIENCE) for worker in crew] == [0, 0]
    finally:
        for worker in crew:
            worker.kill()
            worker.wait()
    with arena.work() as work:
        keys = Counter(work.session.scalars(select(Submission.key)))
        assert set(keys.values()) == {1}
        assert len(keys) == SHORT + 3 * LONG
        assert list(chain.verify_chain(work.session, arena.config.audit_key)) == []
    note(
        "PostgreSQL stopped and started under load",
        "postgresql",
        restarts=RESTARTS,
        workers=WORKERS,
        workers_that_ended=0,
        jobs=total,
        lost=0,
        doubled=0,
    )
