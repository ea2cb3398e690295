"""Fresh databases for tests: a file of SQLite or a database of PostgreSQL, copied from a template.

The templates hold the schema alone («bare») or the schema and the cast («cast»).
"""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from models.base import Base
from models.engine import build_engine
from portal.access.actor import SYSTEM, Actor
from portal.access.load import actor_for
from portal.config import Config
from portal.errors import NotAllowed
from portal.transaction import transaction
from portal.work import Work
from tests.support import cast
from tests.support.waiting import PATIENCE


class Sqlite:
    """Databases are files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self.folder}/{name}.db"

    def create(self, name: str) -> None:
        self.drop(name)

    def copy(self, template: str, name: str) -> None:
        self.drop(name)
        shutil.copy(self.folder / f"{template}.db", self.folder / f"{name}.db")

    def drop(self, name: str) -> None:
        for end in ("", "-wal", "-shm", "-journal"):
            (self.folder / f"{name}.db{end}").unlink(missing_ok=True)


class Postgres:
    """Databases of one server; ``admin`` is the URL of any database there."""

    def __init__(self, admin: str) -> None:
        self.admin = create_engine(admin, isolation_level="AUTOCOMMIT")
        self.prefix = f"qj_{os.getpid()}_"

    def url(self, name: str) -> str:
        place = self.admin.url.set(database=self.prefix + name)
        return place.render_as_string(hide_password=False)

    def create(self, name: str) -> None:
        self.drop(name)
        self._say(f'CREATE DATABASE "{self.prefix}{name}" TEMPLATE template0')

    def copy(self, template: str, name: str) -> None:
        self.drop(name)
        names = f'"{self.prefix}{name}" TEMPLATE "{self.prefix}{template}"'
        # Files copied as they are take two thirds of the time that logging every page takes.
        self._say(f"CREATE DATABASE {names} STRATEGY file_copy")

    def drop(self, name: str) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{self.prefix}{name}" WITH (FORCE)')

    def _say(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(statement))


class Shelf:
    """One server and its templates, each made when it is first asked for."""

    def __init__(self, server: Sqlite | Postgres, now: datetime) -> None:
        self.server, self.now = server, now
        self.made: dict[str, dict[str, int]] = {}
        self.bytes: dict[Path, bytes] = {}  # stored files that the rows of a template name

    def fresh(self, name: str, template: str = "bare") -> str:
        """The URL of a new database called ``name``."""
        if template not in self.made:
            self.made[template] = self._make(template)
        self.server.copy(template, name)
        return self.server.url(name)

    def _make(self, template: str) -> dict[str, int]:
        self.server.create(template)
        engine = build_engine(self.server.url(template))
        Base.metadata.create_all(engine)
        people = {}
        if template == "cast":
            with Session(engine) as session:
                people = cast.assemble(session, self.now)
        engine.dispose()
        return people


@dataclass
class Arena:
    """The cast on a real database with real commits: many threads may work at once."""

    url: str
    people: dict[str, int]
    config: Config
    now: datetime
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        pooled = {"pool_size": 40, "max_overflow": 40}
        self.engine = build_engine(self.url, **pooled)

    def actor(self, session: Session, name: str) -> Actor:
        found = SYSTEM if name == "system" else actor_for(session, self.people[name], self.now)
        if found is None:  # as at the door: in a race the other may have been first
            raise NotAllowed(f"{name} is disabled")
        return found

    @contextmanager
    def work(self, name: str = "system", about: str = "") -> Iterator[Work]:
        """One transaction on a session of its own."""
        with Session(self.engine, expire_on_commit=False) as session:
            actor = self.actor(session, name)
            with transaction(session, actor, self.now, self.config, about=about) as work:
                yield work

    def race(self, *runners: Callable[[], Any]) -> list[Any]:
        """Run all at the same moment, a thread each; returns results or the exceptions."""
        start = threading.Barrier(len(runners))
        answers: list[Any] = [None] * len(runners)

        def run(place: int, runner: Callable[[], Any]) -> None:
            start.wait()
            try:
                answers[place] = runner()
            except Exception as error:  # noqa: BLE001  (the test looks at it)
                answers[place] = error

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(runners)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert not any(thread.is_alive() for thread in threads), "a thread hangs"
        return answers
