"""Measures exports and imports against plain XlsxWriter and calamine."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench import raw
from bench.measure import ROOT, Client, Timing, clocked
from bench.report import Metric


def measure(
    url: str, environment: dict[str, str], rows: int, page: Callable[[], object], idle: Timing
) -> dict[str, Metric]:
    """``page`` fetches a list page while a sheet is written; ``idle`` is its time without load."""
    folder = Path(environment["PORTAL_INSTANCE"])
    folder.mkdir(parents=True, exist_ok=True)
    # The floor is also written under the load of list pages, to be comparable.
    bare = _child("raw", url, environment, rows, folder, clocked(page))
    floor = _seconds(bare["seconds"])
    metrics: dict[str, Metric] = {}
    for name, kind in (("export", "export"), ("export_bulk", "bulk")):
        meanwhile: list[float] = []
        data = _child(kind, url, environment, rows, folder, partial(_note, meanwhile, page))
        metrics[name] = Metric(
            _seconds(data["seconds"]),
            raw=floor,
            note=f"{rows:,} rows, +{data['growth_mib']:.0f} MiB; lists meanwhile "
            f"{Timing.of(meanwhile).p50 / idle.p50:.2f} × idle",
        )
    data = _child("import", url, environment, rows, folder, lambda: time.sleep(0.2))
    floor = _once(lambda: raw.read(folder / "raw.xlsx"))
    note = f"{rows:,} rows, +{data['growth_mib']:.0f} MiB (aim ≤ 60 s, ≤ 256 MiB at 100,000)"
    return {**metrics, "import_dry_run": Metric(_seconds(data["seconds"]), raw=floor, note=note)}


def list_page(port: int, cookie: str) -> Callable[[], object]:
    """A call that fetches the first page of customers."""
    client = Client(port, cookie)
    return lambda: client.get("/customers/")


def _note(times: list[float], page: Callable[[], object]) -> None:
    """Fetch the page once and append the seconds it took."""
    times.append(clocked(page)())


def _child(
    kind: str,
    url: str,
    environment: dict[str, str],
    rows: int,
    folder: Path,
    meanwhile: Callable[[], object],
) -> dict[str, float]:
    """Run one long job in its own process, calling ``meanwhile`` repeatedly until it ends."""
    command = [sys.executable, "-m", "bench.heavy", kind, url, str(rows), str(folder)]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    while process.poll() is None:
        meanwhile()
        time.sleep(0.02)
    output = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise RuntimeError(f"{kind} failed")
    data: dict[str, float] = json.loads(output.splitlines()[-1])
    return data


def _once(call: Callable[[], object]) -> Timing:
    return Timing.of([clocked(call)()])


def _seconds(seconds: float) -> Timing:
    return Timing(seconds * 1000, seconds * 1000)
