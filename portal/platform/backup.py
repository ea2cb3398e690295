"""Backup of a whole installation: the database, then stored files, secrets and anchors.

Files are written before the rows that reference them and are never removed, so files copied after
the database include everything it references.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from models.words.text import N_
from portal.config import VERSION, Config
from portal.errors import Invalid
from portal.platform.audit import anchors


def write_backup(engine: Engine, config: Config, folder: Path) -> list[str]:
    """Write a backup into a new or empty ``folder`` (0700); returns the names in it.

    Raises ``Invalid`` when the folder is not empty or the database cannot be copied.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Invalid(N_("%(folder)s is not empty."), folder=folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
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
    return sorted(path.name for path in folder.iterdir())


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
