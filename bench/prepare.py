"""Prepares a database to measure: migrated, loaded once and kept in bench/work."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import load, peer
from models.engine import build_engine
from tests.support.postgres import Cluster

WORK = Path(__file__).parent / "work"
ROOT = Path(__file__).parents[1]
POSTGRES = Path("/tmp")  # readable for its own user, with a path short enough for a socket
MIGRATIONS = ROOT / "migrations/versions"


@contextmanager
def database(kind: str, rows: int) -> Iterator[str]:
    """The URL of a loaded database of ``kind`` (sqlite or postgresql)."""
    WORK.mkdir(exist_ok=True)
    if kind == "sqlite":
        yield _sqlite(rows)
        return
    folder = POSTGRES / f"qj-bench-{rows}-{_tables()}"
    cluster = Cluster(speed="", folder=folder)  # with the durability of production
    try:
        url = cluster.url("postgres")
        _fill(url, rows, folder / "loaded")
        yield url
    finally:
        cluster.stop()


def _tables() -> str:
    """A hash of the migrations, since a database loaded with an old schema cannot be used."""
    text = b"".join(path.read_bytes() for path in sorted(MIGRATIONS.glob("*.py")))
    return hashlib.sha256(text).hexdigest()[:8]


def _sqlite(rows: int) -> str:
    path = WORK / f"sqlite-{rows}-{_tables()}.db"
    url, mark = f"sqlite:///{path}", path.with_suffix(".loaded")
    if not mark.exists():
        for old in WORK.glob(f"sqlite-{rows}*"):
            old.unlink()
    _fill(url, rows, mark)
    return url


def _fill(url: str, rows: int, mark: Path) -> None:
    engine = build_engine(url)
    if not mark.exists():
        command = [sys.executable, "-m", "alembic", "-x", f"url={url}", "upgrade", "head"]
        subprocess.run(command, cwd=ROOT, check=True, env={**os.environ})
        load.customers(engine, rows)
        mark.touch()
    peer.fill(engine)
    load.settle(engine)
    engine.dispose()  # a database that somebody is connected to cannot be copied
