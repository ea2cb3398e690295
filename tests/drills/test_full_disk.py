"""The disk is full to its last byte under a worker: jobs wait, and go on when there is room."""

import shutil
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.platform.jobs import Job
from models.platform.records import Submission
from models.words.platform import JobState
from portal.platform.audit import chain
from portal.platform.jobs import queue
from tests.conftest import NOON
from tests.house.tree import ROOT
from tests.platform.jobs.test_jobs_kill9 import left
from tests.support.databases import Arena, Shelf, Sqlite
from tests.support.drills import note, times
from tests.support.waiting import until

JOBS, TURNS = times(10, 100), times(2, 20)
SIZE = "24m"


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = [shutil.which("mount") or "mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs"]
    done = subprocess.run([*command, folder], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"NOT TESTED ON A FULL DISK: {done.stderr.strip()}")
    yield folder
    subprocess.run([shutil.which("umount") or "umount", "-l", folder], check=True)


def fill(disk):
    """Up to the last byte."""
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as stream:
        while True:
            stream.write(bytes(65536))
    with suppress(OSError), (disk / "filler").open("ab", buffering=0) as stream:
        while True:
            stream.write(bytes(512))


def start(arena, log):
    command = [sys.executable, "-m", "tests.platform.jobs.job_worker", arena.url]
    return subprocess.Popen([*command, str(arena.config.instance)], cwd=ROOT, stderr=log)


def states(arena):
    with Session(arena.engine) as session:  # reading goes on
        return Counter(session.scalars(select(Job.state)))


@pytest.mark.slow
def test_jobs_wait_for_room_and_none_is_lost(disk, config, tmp_path):
    shelf = Shelf(Sqlite(disk), NOON)
    arena = Arena(shelf.fresh("full", "cast"), dict(shelf.made["cast"]), config, NOON)
    with arena.engine.connect():  # as the web server does, it keeps the database open
        for turn in range(TURNS):
            wait_for_room(arena, disk, tmp_path / f"log{turn}", turn)
    with arena.work() as work:
        keys = Counter(work.session.scalars(select(Submission.key)))
        assert set(keys.values()) == {1}
        assert len(keys) == JOBS * TURNS
        assert list(chain.verify_chain(work.session, arena.config.audit_key)) == []
    arena.engine.dispose()
    note("disk full under a worker", "sqlite", turns=TURNS, jobs=JOBS * TURNS, failed=0, lost=0)


def wait_for_room(arena, disk, log, turn):
    """One turn: jobs, a full disk, a worker that says so, room again."""
    arena.now = datetime.now(UTC)
    with arena.work() as work:
        for number in range(JOBS):
            queue.enqueue(work, "stamp", number=turn * JOBS + number)
    fill(disk)
    with log.open("wb") as stream:
        worker = start(arena, stream)
        try:
            until(lambda: b"disk is full" in log.read_bytes(), "nobody said so")
            assert states(arena)[JobState.FAILED] == 0
            (disk / "filler").unlink()
            until(lambda: left(arena) == 0, "it never went on")
            assert worker.poll() is None
        finally:
            worker.kill()
            worker.wait()
