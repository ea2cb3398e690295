"""A database to measure on: migrated, given its baseline, loaded once and kept in bench/work."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import load
from models.engine import build
from tests.postgres import Cluster

WORK = Path(__file__).parent / "work"
ROOT = Path(__file__).parents[1]
MIGRATIONS = ROOT / "migrations/versions"


@contextmanager
def database(kind: str, rows: int) -> Iterator[str]:
    """The URL of a loaded database of ``kind`` (sqlite or postgresql)."""
    WORK.mkdir(exist_ok=True)
    if kind == "sqlite":
        yield _sqlite(rows)
        return
    cluster = Cluster(speed="")  # as durable as an office would have it
    try:
        url = cluster.url("postgres")
        _fill(url, rows, None)
        yield url
    finally:
        cluster.stop()


def _sqlite(rows: int) -> str:
    tables = hashlib.sha256(b"".join(p.read_bytes() for p in sorted(MIGRATIONS.glob("*.py"))))
    path = WORK / f"sqlite-{rows}-{tables.hexdigest()[:8]}.db"
    url, mark = f"sqlite:///{path}", path.with_suffix(".loaded")
    if not mark.exists():
        for old in WORK.glob(f"sqlite-{rows}*"):
            old.unlink()
    _fill(url, rows, mark)
    return url


def _fill(url: str, rows: int, mark: Path | None) -> None:
    if mark and mark.exists():
        return
    command = [sys.executable, "-m", "alembic", "-x", f"url={url}", "upgrade", "head"]
    subprocess.run(command, cwd=ROOT, check=True, env={**os.environ})
    load.customers(build(url), rows)
    if mark:
        mark.touch()
