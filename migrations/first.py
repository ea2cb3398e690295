"""Writes the first migration anew from the tables: ``make first-migration`` (until the release)."""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from models import search
from models.triggers import FIRST_ROWS, TRIGGERS

FOLDER = Path(__file__).parent / "versions"
TAIL = """
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_TRIGGERS:
            op.execute(sa.text(statement))
    else:
        for statement in POSTGRESQL_TRIGGERS:
            op.execute(sa.text(statement))
        op.create_foreign_key(
            "fk_departments_head_id", "departments", "users", ["head_id"], ["id"]
        )  # waits for its table; SQLite has it inline
        # The schema of the pinned procrastinate; a later version brings its own migration.
        driver = op.get_bind().connection.driver_connection
        driver.execute((resources.files("procrastinate.sql") / "schema.sql").read_text())
    for statement in FIRST_ROWS:
        op.execute(statement)
"""


def listing(name: str, statements: list[str]) -> str:
    lines = "".join(f"    {statement.replace(':', chr(92) + ':')!r},\n" for statement in statements)
    return f"{name} = (\n{lines})\n"


def main() -> None:
    for old in FOLDER.glob("0001_*.py"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        url = f"url=sqlite:///{folder}/empty.db"
        command = [
            "-x",
            url,
            "revision",
            "--autogenerate",
            "--rev-id",
            "0001",
            "-m",
            "first tables",
        ]
        subprocess.run([sys.executable, "-m", "alembic", *command], check=True)  # noqa: S603
    path = next(FOLDER.glob("0001_*.py"))
    text = path.read_text()
    sqlite = [*search.SQLITE, *(t.sqlite() for t in TRIGGERS if not t.for_all)]
    postgresql = [*search.POSTGRESQL, *(s for t in TRIGGERS for s in t.postgresql())]
    constants = listing("SQLITE_TRIGGERS", sqlite) + listing("POSTGRESQL_TRIGGERS", postgresql)
    constants += listing("FIRST_ROWS", list(FIRST_ROWS))
    text = re.sub(r"\n\ndef upgrade", lambda _m: f"\n{constants}\n\ndef upgrade", text, count=1)
    text = text.replace("\n\ndef downgrade", TAIL + "\n\ndef downgrade", 1)
    text = text.replace(
        "import sqlalchemy as sa", "import sqlalchemy as sa\nfrom importlib import resources", 1
    )
    path.write_text(text)


if __name__ == "__main__":
    main()
