"""Backup of a whole installation: the database, then stored files, secrets and anchors.

Files are written before the rows that reference them and are never removed, so files copied after
the database include everything it references.
"""

import errno
import json
import os
import shutil
import subprocess
from pathlib import Path

import pysqlite3.dbapi2 as sqlite3
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from models.words.text import N_
from portal.config import VERSION, Config
from portal.errors import Invalid
from portal.platform.audit import anchors

FULL = N_("The disk of %(folder)s is full; the unfinished backup was removed.")
SAID_OF_FULL = ("disk is full", "no space left")  # by SQLite, by pg_dump


def write_backup(engine: Engine, config: Config, folder: Path) -> list[str]:
    """Write a backup into a new or empty ``folder`` (0700); returns the names in it.

    It is written under another name beside it and renamed when it is whole and checked; what is
    not whole is removed. So a folder with this name is a backup.
    Raises ``Invalid`` when the folder is not empty, a disk is full or the copy is not whole.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Invalid(N_("%(folder)s is not empty."), folder=folder)
    if folder.is_mount():
        raise Invalid(
            N_("%(folder)s is a disk of its own: name a new folder on it."), folder=folder
        )
    part = folder.absolute().with_name(f".{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of one that was killed
    try:
        part.mkdir(parents=True, mode=0o700)
        _fill(engine, config, part)
        part.replace(folder)
    except Exception as error:
        shutil.rmtree(part, ignore_errors=True)
        if _is_full(error):
            raise Invalid(FULL, folder=folder.absolute().parent) from error
        raise
    return sorted(path.name for path in folder.iterdir())


def _fill(engine: Engine, config: Config, folder: Path) -> None:
    """All of it, each part checked; the manifest last."""
    if engine.dialect.name == "sqlite":
        _vacuum(engine, folder / "portal.db")
    else:
        _dump(engine, folder / "portal.dump")
    kept = {
        "storage": config.storage,
        "secrets": config.instance / "secrets",
        "anchors": anchors.anchors_path(config).parent,
    }
    for name, source in kept.items():
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("*.part"))
    _manifest(engine, folder / "manifest.json")
    for path in folder.rglob("*"):
        if path.is_file():
            _to_disk(path)


def _to_disk(path: Path) -> None:
    """A disk may say that it is full only when it writes."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _is_full(error: BaseException) -> bool:
    number = getattr(error, "errno", None)
    said = str(error).lower()
    return number in (errno.ENOSPC, errno.EDQUOT) or any(words in said for words in SAID_OF_FULL)


def _manifest(engine: Engine, file: Path) -> None:
    """Version and schema revision. Written last: a backup that has it is complete."""
    tables = ""
    with engine.connect() as connection:
        if inspect(connection).has_table("alembic_version"):
            tables = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
    held = {"version": VERSION, "database": engine.dialect.name, "migration": tables}
    file.write_text(json.dumps(held, indent=2) + "\n", encoding="utf-8")


def _vacuum(engine: Engine, file: Path) -> None:
    """A consistent copy while others write."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(file),))
    finally:
        connection.close()
    copy = create_engine(f"sqlite:///{file}", module=sqlite3, poolclass=NullPool)
    with copy.connect() as looking:
        said = looking.scalar(text("PRAGMA quick_check"))
    if said != "ok":
        raise Invalid(N_("The copy of the database is not whole: %(why)s"), why=said)


def _dump(engine: Engine, file: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise Invalid(N_("pg_dump is missing: install postgresql-client."))
    url = engine.url.set(drivername="postgresql", password=None)
    secret = {"PGPASSWORD": str(engine.url.password)} if engine.url.password else {}
    command = [program, "-Fc", f"--file={file}", f"--dbname={url.render_as_string()}"]
    done = subprocess.run(  # noqa: S603  (a program of the system, our own database)
        command, env={**os.environ, **secret}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Invalid(N_("The database could not be copied: %(why)s"), why=done.stderr.strip())
    reader = shutil.which("pg_restore") or program.replace("pg_dump", "pg_restore")
    listed = subprocess.run(  # noqa: S603  (a program of the system, the file just written)
        [reader, "--list", str(file)], capture_output=True, text=True, check=False
    )
    if listed.returncode:
        raise Invalid(N_("The copy of the database is not whole: %(why)s"), why=listed.stderr)
