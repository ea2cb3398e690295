"""The portal behind a real server, as ``make run`` and the unit files start it."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Self

from sqlalchemy.orm import Session

import models.all  # noqa: F401
from models.base import Base
from models.engine import build_engine
from tests.conftest import NOON
from tests.house.tree import ROOT
from tests.support import cast
from tests.support.waiting import until


class Served:
    """gunicorn with the worker of the house, on a new SQLite database in ``folder``."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self.folder, self.workers, self.port = folder, workers, free_port()
        self.environment = {
            **os.environ,
            "PORTAL_DATABASE": f"sqlite:///{folder}/portal.db",
            "PORTAL_INSTANCE": str(folder),
            "PORTAL_SECRET_KEY": "s" * 32,
            "PORTAL_AUDIT_KEY": "a" * 32,
        }

    def __enter__(self) -> Self:
        engine = build_engine(self.environment["PORTAL_DATABASE"])
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            self.people = cast.assemble(session, NOON)
        engine.dispose()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "--worker-class"),
                *("views.shell.serving.Buffered", "--workers", str(self.workers)),
                *("--threads", "8", "--bind", f"127.0.0.1:{self.port}"),
                *("--no-control-socket", "--log-level", "warning", "app:serve()"),
            ],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
        )
        until(self.answers, "the server does not start")
        return self

    def __exit__(self, *_told: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def answers(self) -> bool:
        """Whether somebody listens and answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 20) as probe:
                probe.sendall(b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                return probe.recv(12) == b"HTTP/1.1 200"
        except OSError:
            return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
