"""``python -m tests.house.check_migrations``: upgrade an empty database and compare, on both makes."""

import os
import subprocess
import sys
import tempfile

from tests.house.tree import ROOT
from tests.support.postgres import Cluster, NoPostgres


def check(url: str) -> None:
    for act in (["upgrade", "head"], ["check"]):
        command = [sys.executable, "-m", "alembic", "-x", f"url={url}", *act]
        subprocess.run(command, cwd=ROOT, check=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        check(f"sqlite:///{folder}/empty.db")
    try:
        cluster = Cluster()
    except NoPostgres as error:
        print(f"NOT CHECKED ON POSTGRESQL: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(os.environ.get("CI") == "true")
    try:
        check(cluster.url("postgres"))
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
