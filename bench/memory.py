"""What a process weighs: web and worker at their start, the web after many mixed requests; and
what the import of the application costs.
"""

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
WARM = 0.4  # of the requests: from then on it must be flat
FULL = 5_000
BEGUN = 0.8  # seconds of CPU: a worker that took less is still importing
THREADS = 8  # as scripts/run.sh has it
CACHED = {"PYTHONDONTWRITEBYTECODE": ""}  # whatever stands in the environment of the benchmark
IMPORT = "import time, app; print(time.process_time())"


def import_seconds(environment: dict[str, str], repeat: int = 5) -> Weight:
    """The CPU that ``import app`` takes with its byte code cached: the median of several."""
    took = [float(_python("-c", IMPORT, environment=environment)) for _ in range(repeat + 1)]
    return Weight(statistics.median(took[1:]), unit="seconds")


def web(
    environment: dict[str, str], peer: dict[str, str], cookie: str, rows: int, requests: int
) -> dict[str, Weight]:
    """One web process of ours and one of the peer, weighed at the start and after ``requests``."""
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
    """MiB at the start, after two fifths of the requests, after all of them."""
    start = resident(pid)
    mixed.visit(visitors, int(requests * WARM))
    warm = resident(pid)
    mixed.visit(visitors, requests - int(requests * WARM))
    return start, warm, resident(pid)


def worker(url: str, environment: dict[str, str]) -> Weight:
    """A worker that has done what was due and waits for more."""
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
    """Until nothing waits or runs, and it has used no CPU to speak of for a second."""
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
    """MiB of one process, or of the one child of a gunicorn."""
    process = psutil.Process(pid)
    children = process.children()
    return float((children[0] if children else process).memory_info().rss / MIB)


def _python(*arguments: str, environment: dict[str, str]) -> str:
    command = [sys.executable, *arguments]
    env = {**os.environ, **environment, **CACHED}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return done.stdout
