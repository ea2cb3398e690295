"""Measures memory of web process and worker, and the CPU time of importing the application."""

import os
import statistics
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime

import psutil
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bench import mixed
from bench.measure import ROOT, served
from bench.mixed import Visitor
from bench.report import Weight
from models.engine import build_engine
from models.platform.jobs import Job
from models.words.platform import JobState

MIB = 2**20
WARM = 0.4  # share of the requests after which memory must be flat
FULL = 5_000
BEGUN = 0.8  # seconds of CPU; a worker that has used less is still importing
THREADS = 8  # as in scripts/run.sh
CACHED = {"PYTHONDONTWRITEBYTECODE": ""}  # overrides the environment of the benchmark
IMPORT = "import time, app; print(time.process_time())"


def import_seconds(environment: dict[str, str], repeat: int = 5) -> Weight:
    """Seconds of CPU of ``import app`` with cached byte code, median of ``repeat`` runs."""
    took = [float(_python("-c", IMPORT, environment=environment)) for _ in range(repeat + 1)]
    return Weight(statistics.median(took[1:]), unit="seconds")


def web(
    environment: dict[str, str], peer: dict[str, str], cookie: str, rows: int, requests: int
) -> dict[str, Weight]:
    """Memory of a web process of ours and one of the peer, at the start and after ``requests``."""
    with served("app:serve()", 1, {**environment, **CACHED}, THREADS) as (port, pid):
        start, warm, end = _weighed(pid, mixed.ours(port, cookie, rows), requests)
    with served("bench.stock:create_app()", 1, {**peer, **CACHED}, THREADS) as (port, pid):
        stock, _warm, stock_end = _weighed(pid, mixed.stock(port, rows), requests)
    note = "" if requests >= FULL else f"{requests:,} requests"
    return {
        "memory_start": Weight(start, stock),
        "memory_after_5000": Weight(end, stock_end, growth=end - warm, note=note),
    }


def _weighed(pid: int, visitors: list[Visitor], requests: int) -> tuple[float, float, float]:
    """MiB at the start, after the share ``WARM`` of the requests, and after all of them."""
    start = resident(pid)
    mixed.visit(visitors, int(requests * WARM))
    warm = resident(pid)
    mixed.visit(visitors, requests - int(requests * WARM))
    return start, warm, resident(pid)


def worker(url: str, environment: dict[str, str]) -> Weight:
    """Memory of a worker that has run all due jobs and waits for more."""
    command = [sys.executable, "-m", "flask", "--app", "app", "worker"]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment, **CACHED}, start_new_session=True
    )
    engine = build_engine(url)
    try:
        with Session(engine) as session:
            _idle(session, psutil.Process(process.pid))
        return Weight(resident(process.pid))
    finally:
        engine.dispose()
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(30)


def _idle(session: Session, process: psutil.Process) -> None:
    """Wait until no job waits or runs and the process has been idle for a second."""
    busy = select(func.count()).where(Job.state.in_((JobState.WAITING, JobState.RUNNING)))
    used = 0.0
    for _ in range(300):
        time.sleep(1)
        before, used = used, sum(process.cpu_times()[:2])
        left = session.scalar(busy.where(Job.run_at <= datetime.now(UTC)))
        session.rollback()
        if used > BEGUN and not left and used - before < 0.05:
            return
    raise RuntimeError("the worker did not come to rest")


def resident(pid: int) -> float:
    """MiB of a process, or of its one child if it is a gunicorn master."""
    process = psutil.Process(pid)
    children = process.children()
    return float((children[0] if children else process).memory_info().rss / MIB)


def _python(*arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, *arguments]
    env = {**os.environ, **environment, **CACHED}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return done.stdout
