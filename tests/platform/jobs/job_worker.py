"""A worker process for the kill -9 tests: ``python -m tests.platform.jobs.job_worker URL INSTANCE [SMTP]``.

Its clock runs ahead by ``CLOCK_AHEAD`` seconds; its leases last ``LEASE`` seconds.
"""

import logging
import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import models.all  # noqa: F401
from models.engine import build_engine
from models.platform.records import Submission
from models.words.kinds import Kind
from portal import schedule
from portal.config import Config
from portal.events import Done
from portal.platform.jobs.queue import Task
from portal.workers import loops
from portal.workers.runner import Runner


def stamp(work, number):
    """One effect in the database: a second one would break the key."""
    work.add(
        Submission(
            key=f"short {number}", user_id=0, at=work.now, subject=Kind.JOB, subject_id=number
        )
    )
    work.record(Done(kind=Kind.JOB, id=number, action="stamp"))


def stride(run, number):
    """Three effects in three transactions; what is there already is not done again."""
    for part in range(3):
        with run.work() as work:
            key = f"long {number} {part}"
            if not work.session.get(Submission, key):
                work.add(
                    Submission(key=key, user_id=0, at=work.now, subject=Kind.JOB, subject_id=number)
                )
        run.progress(part + 1, 3)


def hold(run):
    """Takes the job and never comes to an end."""
    with run.work():
        pass
    threading.Event().wait()


TASKS = {
    **schedule.TASKS,
    "hold": Task(hold, long=True),
    "stamp": Task(stamp),
    "stride": Task(stride, long=True),
}


def main(url, instance, smtp=""):
    logging.basicConfig(level=logging.WARNING)
    config = Config(
        database=url,
        instance=Path(instance),
        secret_key=b"s" * 32,
        audit_key=b"a" * 32,
        smtp=smtp,
        mail_from="qj@example.com" if smtp else "",
    )
    ahead = timedelta(seconds=int(os.environ.get("CLOCK_AHEAD", "0")))
    runner = Runner(
        build_engine(url),
        config,
        lambda: datetime.now(UTC) + ahead,
        TASKS,
        timedelta(seconds=int(os.environ.get("LEASE", "1"))),
    )
    loops.run_worker(runner, {})


if __name__ == "__main__":
    main(*sys.argv[1:])
