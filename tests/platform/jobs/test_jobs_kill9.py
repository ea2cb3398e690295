"""Workers are killed in the middle: nothing is lost, and nothing happens twice to effect."""

import io
import random
import signal
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.customers import Customer
from models.platform.audit import AuditEntry
from models.platform.imports import ImportBatch, ImportRow
from models.platform.jobs import Job
from models.platform.records import Submission
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.platform import JobState
from portal.office import intake
from portal.platform.audit import chain
from portal.platform.imports import batch as imports
from portal.platform.imports import headings as import_heads
from portal.platform.imports import target as import_targets
from portal.platform.jobs import queue
from tests.house.tree import ROOT
from tests.support.drills import note, times
from tests.support.waiting import until

SHORT, LONG, KILLS, WORKERS = times(40, 400), times(10, 100), times(6, 100), 2


def start(arena):
    command = [
        sys.executable,
        "-m",
        "tests.platform.jobs.job_worker",
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
    until(lambda: left(arena) <= most, "some jobs never finished")


def hand_out(arena):
    arena.now = datetime.now(UTC)
    with arena.work() as work:
        for number in range(SHORT):
            queue.enqueue(work, "stamp", number=number)
        for number in range(LONG):
            queue.enqueue(work, "stride", number=number)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_kill_9_of_workers_loses_nothing_and_repeats_nothing(arena, seed):
    """SEC-7: no job is lost, no effect doubled."""
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
        assert list(chain.verify_chain(work.session, arena.config.audit_key)) == []
    make = arena.engine.dialect.name
    note("kill -9 of workers", make, kills=KILLS, jobs=total, lost=0, doubled=0)


ROWS, WRITE_KILLS = 800, 2
WRITTEN = ImportRow.written.is_(True)


def a_list(rows):
    lines = ["客户名称,法定代表人,地址,邮编,电话,经营范围,注册资本,联系人,手机"]
    lines += [
        f"第{n}商贸有限公司,张三,中关村大街{n}号,100080,010-6{n:07d},贸易,1000000,李四,139{n:08d}"
        for n in range(rows)
    ]
    return io.BytesIO("\n".join(lines).encode())


def bring(arena):
    """Upload and match; the workers do the rest."""
    target = intake.target_of(Kind.CUSTOMER)
    with arena.work("wang") as work:
        received = import_heads.receive_upload(work, target, "名单.csv", a_list(ROWS))
        batch = imports.start_batch(work, target, received)
        imports.match_columns(work, target, batch, batch.mapping)
        return batch.id


def rows_where(arena, *where):
    with Session(arena.engine) as session:  # only looks: it does not queue behind the worker
        return session.scalar(select(func.count()).select_from(ImportRow).where(*where))


def more_than(before, done):
    """How many there are now, or 0 as long as there are no more."""
    now = done()
    return now if now > before else 0


def killed_in_between(arena, worker, done, kills):
    """Kill the worker whenever ``done()`` rows have grown but are not all; returns the last."""
    before = done()
    for _ in range(kills):
        now = until(partial(more_than, before, done), "nothing goes on")
        assert now < ROWS, "it was done before it could be killed"
        worker = again(arena, worker)
        before = done()
        assert before < ROWS
    return worker


def again(arena, worker):
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    return start(arena)


def asked(arena, id, act):
    with arena.work("wang") as work:
        act(work, work.get(ImportBatch, id, import_targets.MAY, lock=True))


def all_written_once(arena, id):
    with arena.work() as work:
        numbers = work.session.scalars(select(Customer.number).order_by(Customer.id)).all()
        assert numbers == [f"HH-{work.today.year}{n:05d}" for n in range(1, ROWS + 1)]
        named = work.session.scalars(select(ImportRow.record_id).where(WRITTEN)).all()
        assert len(named) == len(set(named)) == ROWS
        opened = (AuditEntry.subject == Kind.CUSTOMER, AuditEntry.happened == "create")
        made = select(AuditEntry.subject_id).where(*opened)
        assert sorted(work.session.scalars(made)) == sorted(named)
        assert work.get(ImportBatch, id, import_targets.MAY).counts["written"] == ROWS


def all_taken_back(arena, id):
    with arena.work() as work:
        living = Customer.state == CustomerState.ACTIVE
        assert not work.session.scalar(select(func.count()).where(living))
        assert work.get(ImportBatch, id, import_targets.MAY).counts["kept"] == 0
        archived = (AuditEntry.subject == Kind.CUSTOMER, AuditEntry.happened == "archive")
        assert work.session.scalar(select(func.count()).where(*archived)) == ROWS
        assert list(chain.verify_chain(work.session, arena.config.audit_key)) == []


@pytest.mark.slow
def test_kill_9_in_an_import_writes_every_row_once_and_it_can_be_undone(arena):
    arena.now = datetime.now(UTC)
    id = bring(arena)
    worker = start(arena)
    try:
        wait_until(arena, 0)
        asked(arena, id, imports.enqueue_write)
        worker = killed_in_between(arena, worker, lambda: rows_where(arena, WRITTEN), WRITE_KILLS)
        wait_until(arena, 0)
        all_written_once(arena, id)
        asked(arena, id, imports.enqueue_undo)
        worker = killed_in_between(arena, worker, lambda: rows_where(arena, ~WRITTEN), 1)
        wait_until(arena, 0)
    finally:
        worker.kill()
        worker.wait()
        worker.stdout.close()
    all_taken_back(arena, id)
