"""Long jobs: export and dry-run import of 100,000 rows, each in its own process to measure memory.

``python -m bench.heavy export|bulk|raw|import URL ROWS FOLDER`` prints one line of JSON.
"""

import csv
import json
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bench import raw
from bench.load import names
from models.engine import build_engine
from models.people import User
from models.platform.jobs import Job
from models.words.kinds import Kind
from portal import config
from portal.access.load import actor_for
from portal.customers.lists import CUSTOMERS
from portal.office import intake
from portal.platform.imports import batch as imports
from portal.platform.imports import headings as import_heads
from portal.platform.lists import page
from portal.platform.lists.query import Query
from portal.platform.sheets import fast_xlsx, xlsx
from portal.platform.sheets.sheet import Column, Sheet
from portal.schedule import TASKS
from portal.transaction import transaction
from portal.work import Work
from portal.workers import loops
from portal.workers.runner import Runner

CELLS = 12
HEAD = ("客户名称", "法定代表人", "地址", "邮编", "电话", "经营范围", "注册资本")


def sheet(work: Work, rows: int) -> Sheet:
    """The customer list with ``CELLS`` columns."""
    columns = list(CUSTOMERS.columns)[:CELLS]
    query = Query(columns=tuple(c.name for c in columns))
    lines: Iterator[Any] = (
        row
        for _ids, columns in page.blocks_for_export(work, CUSTOMERS, query)
        for row in zip(*columns, strict=True)
    )
    return Sheet(
        title="客户一览表",
        rows=islice(lines, rows),
        columns=[Column(c.label, c.cell, c.width) for c in columns],
    )


def export(work: Work, rows: int, folder: Path, writer: Callable[..., Any]) -> None:
    """Write the list with one of the two writers."""
    with (folder / "export.xlsx").open("wb") as stream:
        writer(sheet(work, rows), stream)


def formatted(content: Sheet, stream: Any) -> None:
    """Write a sheet with XlsxWriter."""
    xlsx.write_xlsx([content], stream, long=True)


def dry_run(work_of: Callable[[], Any], runner: Runner, rows: int, folder: Path) -> float:
    """Upload and match a list, then run the job that checks every row; returns its seconds."""
    path = folder / "list.csv"
    _list(path, rows)
    target = intake.target_of(Kind.CUSTOMER)
    with work_of() as work, path.open("rb") as stream:
        received = import_heads.receive_upload(work, target, path.name, stream)
        batch = imports.start_batch(work, target, received)
        imports.match_columns(work, target, batch, dict(batch.mapping))
        work.session.flush()
        job = work.session.scalars(select(Job.id).order_by(Job.id.desc())).first()
    start = time.perf_counter()
    runner.step(job)
    return time.perf_counter() - start


def _list(path: Path, rows: int) -> None:
    """Write a CSV file in which every tenth customer exists already."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(HEAD)
        for n, name in enumerate(names(rows), start=1):
            shown = name if n % 10 == 0 else f"新{name}{n}号"
            out.writerow(
                (
                    shown,
                    "王五",
                    "杭州市某路 1 号",
                    "310000",
                    f"0571-{60000000 + n}",
                    "批发与零售",
                    "1000000",
                )
            )


def memory(most: str) -> float:
    """Memory of this process in MiB: ``VmRSS`` is the current value, ``VmHWM`` the peak."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(most)).split()[1]) / 1024


def main() -> None:
    """Run one job and print its time and memory growth."""
    kind, url, count, place = sys.argv[1:5]
    loops.settle_heap()
    rows, folder = int(count), Path(place)
    settings, engine = config.load_config(instance=folder), build_engine(url)
    now = datetime.now(UTC)
    with Session(engine) as session:
        user_id = session.scalars(select(User.id).where(User.login == "bench-all")).one()
        actor = actor_for(session, user_id, now)
        assert actor is not None
        Path("/proc/self/clear_refs").write_text("5")  # reset VmHWM
        before = memory("VmRSS")
        if kind == "import":
            runner = Runner(engine, settings, lambda: datetime.now(UTC), TASKS)
            seconds = dry_run(
                lambda: transaction(session, actor, now, settings), runner, rows, folder
            )
        elif kind == "raw":
            start = time.perf_counter()
            raw.workbook(folder / "raw.xlsx", rows, CELLS)
            seconds = time.perf_counter() - start
        else:
            start = time.perf_counter()
            work = Work(session, actor, now, settings)
            export(work, rows, folder, formatted if kind == "export" else fast_xlsx.write_fast)
            seconds = time.perf_counter() - start
    growth = memory("VmHWM") - before
    sys.stdout.write(json.dumps({"seconds": seconds, "growth_mib": growth}) + "\n")


if __name__ == "__main__":
    main()
