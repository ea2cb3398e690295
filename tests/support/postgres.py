"""A PostgreSQL server for one test run: its own folder, a Unix socket, and no patience for fsync."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.support.places import throwaway

SPEED = (
    "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nmax_connections = 120\n"
    "autovacuum = off\nmax_wal_size = 128MB\nmin_wal_size = 32MB\n"
)
PLACE = "listen_addresses = ''\nunix_socket_directories = '{folder}'\nshared_buffers = 64MB\n"


class NoPostgres(Exception):
    """There are no server binaries on this machine."""


def binaries() -> Path:
    """The newest server on this machine, PostgreSQL 15 or later."""
    folders = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = sorted((int(p.parts[-3]), p.parent) for p in folders if p.parts[-3].isdigit())
    if found and found[-1][0] >= 15:
        return found[-1][1]
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    raise NoPostgres("install postgresql (15 or later) to run these tests")


class Cluster:
    """Started once, thrown away at the end unless a ``folder`` was given; ``url(name)`` is a
    database in it.
    """

    def __init__(self, speed: str = SPEED, folder: Path | None = None) -> None:
        self.bin, self.kept = binaries(), folder is not None
        self.folder = folder or Path(tempfile.mkdtemp(prefix="qj-pg-", dir=throwaway()))
        self.folder.mkdir(exist_ok=True)
        self.data = self.folder / "data"
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        if not (self.data / "postgresql.conf").exists():
            self._run(
                "initdb",
                "-D",
                self.data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
                "--locale=C.UTF-8",
            )
            with (self.data / "postgresql.conf").open("a") as conf:
                conf.write(speed + PLACE.format(folder=self.folder))
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "start")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "fast" if self.kept else "immediate", "stop")
        if not self.kept:
            shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self, mode: str = "fast") -> None:
        """Stop it under those who use it and start it again; «immediate» is as good as a crash."""
        self._run("pg_ctl", "-D", self.data, "-m", mode, "stop")
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "start")

    def _run(self, program: str, *arguments: object) -> None:
        """The server refuses to run as root; then it runs as ``postgres``."""
        command = [str(self.bin / program), *map(str, arguments)]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")
