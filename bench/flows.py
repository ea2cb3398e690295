"""Measures what people wait for from click to result: an import written, a sheet ready.

A worker process of its own runs the jobs, as in production; its CPU is measured beside the time.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import select
from sqlalchemy.orm import Session

from bench.measure import ROOT, Timing
from bench.report import Metric
from models.engine import build_engine
from models.people import User
from models.platform.imports import ImportBatch
from models.platform.sheets import Export
from models.words.kinds import Kind
from models.words.platform import ExportState, ImportState
from portal import config
from portal.access.load import actor_for
from portal.office import exports, intake
from portal.platform.imports import batch as imports
from portal.platform.imports import headings
from portal.platform.storage.bytes import Storage
from portal.transaction import transaction
from portal.work import Work

HEAD = "客户名称,法定代表人,地址,邮编,电话,经营范围,注册资本,联系人,联系人手机,统一社会信用代码\n"
PATIENCE = 1800.0  # seconds
IMPORTED = (10_000, 100_000)  # rows of a list; the larger one only where the bench has as many
LOOK = 0.02  # seconds between two looks at the state
PART = {"region": "杭州"}  # an eighth of the list: all of a million is more than Excel takes
READY = 2.0  # seconds a small sheet may take beside its writer


class Flows:
    """The flows of one database; ``environment`` is that of the worker."""

    def __init__(self, url: str, environment: dict[str, str]) -> None:
        self.engine, self.environment = build_engine(url), environment
        self.config = config.load_config(instance=Path(environment["PORTAL_INSTANCE"]))
        self.target = intake.target_of(Kind.CUSTOMER)

    def measure(self, rows: int) -> dict[str, Metric]:
        """Imports and exports of up to ``rows`` rows."""
        metrics: dict[str, Metric] = {}
        with _worker(self.environment) as process:
            sizes = [size for size in IMPORTED if size <= rows] or [rows]
            for size in sizes:
                name = "import_write" if size == sizes[0] else f"import_write_{size // 1000}k"
                metrics[name] = self.imported(process, size)
            part = PART if max(sizes) >= IMPORTED[-1] else {}
            metrics["export_job"] = self.exported(process, part)
        self.engine.dispose()
        return metrics

    def imported(self, process: psutil.Process, rows: int) -> Metric:
        """Seconds from «write» to the last row, and the worker's CPU for each row."""
        batch_id = self._received(rows)
        self._wait(ImportBatch, batch_id, ImportState.CHECKED)
        before, start = _cpu(process), time.perf_counter()
        with self._work() as work:
            imports.enqueue_write(work, work.session.get_one(ImportBatch, batch_id))
        self._wait(ImportBatch, batch_id, ImportState.WRITTEN)
        seconds = time.perf_counter() - start
        each = (_cpu(process) - before) / rows * 1000
        return Metric(_timing(seconds), note=f"{rows:,} rows, {each:.2f} ms of CPU a row")

    def exported(self, process: psutil.Process, part: dict[str, str]) -> Metric:
        """Seconds from the click to the file of the list of customers, filtered by ``part``."""
        before, start = _cpu(process), time.perf_counter()
        with self._work() as work:
            export_id = exports.ask_export(work, "list:customers", part, "bench of exports").id
        self._wait(Export, export_id, ExportState.READY)
        seconds = time.perf_counter() - start
        with Session(self.engine) as session:
            made = session.get_one(Export, export_id)
            rows = made.rows
            Storage(self.config.storage).drop(made.storage_key)
        note = f"{rows:,} rows, {_cpu(process) - before:.1f} s of CPU"
        return Metric(_timing(seconds), raw=_timing(self._writer(part)), note=note)

    def _writer(self, part: dict[str, str]) -> float:
        """Seconds of the writer alone, in a process of its own, with all rows at hand."""
        url = self.engine.url.render_as_string()
        command = [sys.executable, "-m", "bench.writer", url, json.dumps(part)]
        env = {**os.environ, **self.environment}
        done = subprocess.run(
            command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
        )
        return float(json.loads(done.stdout.splitlines()[-1])["seconds"])

    def _received(self, rows: int) -> int:
        """Upload a list of new customers, each with a contact, and have it checked."""
        path = Path(self.environment["PORTAL_INSTANCE"]) / "flow.csv"
        _list(path, rows)
        with self._work() as work, path.open("rb") as stream:
            received = headings.receive_upload(work, self.target, path.name, stream)
            batch = imports.start_batch(work, self.target, received)
            imports.match_columns(work, self.target, batch, dict(batch.mapping))
            return int(batch.id)

    @contextmanager
    def _work(self) -> Iterator[Work]:
        with Session(self.engine) as session:
            now = datetime.now(UTC)
            user_id = session.scalars(select(User.id).where(User.login == "bench-all")).one()
            actor = actor_for(session, user_id, now)
            assert actor is not None
            with transaction(session, actor, now, self.config) as work:
                yield work

    def _wait(self, table: Any, id: int, state: Any) -> None:
        """Look at a row until it has this state."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with Session(self.engine) as session:
                if session.scalar(select(table.state).where(table.id == id)) is state:
                    return
            time.sleep(LOOK)
        raise RuntimeError(f"{table.__name__} {id} did not become {state}")


@contextmanager
def _worker(environment: dict[str, str]) -> Iterator[psutil.Process]:
    """A worker that has started and has nothing else to do."""
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True
    )
    try:
        watched = psutil.Process(process.pid)
        _settled(lambda: _cpu(watched))
        yield watched
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)


def _settled(cpu: Callable[[], float]) -> None:
    """Wait until a process has started and rests."""
    used = 0.0
    for _ in range(300):
        time.sleep(1)
        before, used = used, cpu()
        if used > 0.8 and used - before < 0.05:
            return
    raise RuntimeError("the worker did not come to rest")


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _list(path: Path, rows: int) -> None:
    """A list of customers that nobody has: their names bear the moment."""
    mark = f"{time.time_ns() // 1_000_000 % 10**9:09d}"
    with path.open("w", encoding="utf-8-sig") as stream:
        stream.write(HEAD)
        for n in range(rows):
            digits = f"{mark[-3:]}{n % 10**5:05d}"
            stream.write(
                f"杭州流程{mark}贸易{n}号,王五,杭州市某路 {n % 900} 号,310000,0571-{digits},"
                f"批发与零售,1000000,李{n % 97},139{digits},\n"
            )


def _timing(seconds: float) -> Timing:
    return Timing(seconds * 1000, seconds * 1000)
