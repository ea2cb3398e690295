"""What the fixtures are made of: servers, shelves of databases, the stage and the application.

It imports the whole application. ``tests/conftest.py`` loads it with the first fixture that needs
it, so that tests of pure rules start without Flask and SQLAlchemy.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

import models.all  # noqa: F401
from app import create_app
from models.base import Base
from models.engine import build_engine
from models.people import User
from portal.access.actor import SYSTEM, Actor
from portal.access.load import actor_for
from portal.config import Config
from portal.platform.looks.volume import METER
from portal.transaction import transaction
from portal.work import Work
from tests.conftest import NOON, ON_POSTGRES, URL
from tests.support import cast
from tests.support.audited import Noting
from tests.support.databases import Arena, Postgres, Shelf, Sqlite
from tests.support.postgres import Cluster, NoPostgres
from tests.support.visitors import Visitor, Web
from views.shell.extensions import db

Shelves = Callable[[str], Shelf]


def servers() -> Iterator[Callable[[], Postgres]]:
    """A server, started when it is first asked for and stopped at the end."""
    running: list[tuple[Postgres, Cluster | None]] = []

    def server() -> Postgres:
        if not running:
            cluster = None if "://" in URL and ON_POSTGRES else start_cluster()
            running.append((Postgres(cluster.url("postgres") if cluster else URL), cluster))
        return running[0][0]

    yield server
    for asked, cluster in running:
        asked.admin.dispose()
        if cluster:
            cluster.stop()


def start_cluster() -> Cluster:
    try:
        return Cluster()
    except NoPostgres as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"NOT TESTED ON POSTGRESQL: {error}")


def shelves(folder: Callable[[str], Path], postgres: Callable[[], Postgres]) -> Shelves:
    """«sqlite» or «postgresql» → where fresh databases of that make come from."""
    made: dict[str, Shelf] = {}

    def shelf(make: str) -> Shelf:
        if make not in made:
            place = folder("databases")
            made[make] = Shelf(postgres() if make == "postgresql" else Sqlite(place), NOON)
        return made[make]

    return shelf


def main_engine(shelves: Shelves) -> Engine:
    """The engine of ``session``, with the schema and the cast: written once a process."""
    if ON_POSTGRES:
        return build_engine(shelves("postgresql").fresh("main", "cast"))
    engine = build_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        cast.assemble(session, NOON)
    return engine


def rolled_back(engine: Engine) -> Iterator[Session]:
    """One outer transaction per test; the code under test commits into savepoints."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        outer.rollback()


class Stage:
    """Opens work as one of the cast: ``with stage.work("ann") as work: …``."""

    def __init__(self, session: Session, config: Config) -> None:
        self.session, self.config, self.now = session, config, NOON
        self.people = dict(iter(session.execute(select(User.login, User.id))))

    def actor(self, name: str) -> Actor:
        if name == "system":
            return SYSTEM
        found = actor_for(self.session, self.people[name], self.now)
        assert found, f"{name} is disabled"
        return found

    @contextmanager
    def work(self, name: str = "system", about: str = "") -> Iterator[Work]:
        with transaction(
            self.session, self.actor(name), self.now, self.config, about=about
        ) as work:
            yield work


def arena(make: str, shelves: Shelves, config: Config) -> Iterator[Arena]:
    """The cast on a fresh database, for real threads and real commits."""
    shelf = shelves(make)
    url = shelf.fresh("arena", "cast")
    arena = Arena(url, dict(shelf.made["cast"]), config, NOON)
    yield arena
    arena.engine.dispose()
    shelf.server.drop("arena")


def application(shelves: Shelves, config: Config) -> Flask:
    """The portal as tests visit it; what it draws is remembered."""
    shelf = shelves("postgresql" if ON_POSTGRES else "sqlite")
    app = create_app(
        config,
        SQLALCHEMY_DATABASE_URI=shelf.server.url("web"),
        TESTING=True,
        PROPAGATE_EXCEPTIONS=False,
        RATELIMIT_ENABLED=False,
        SEEN_LATE=False,
    )
    app.test_client_class = Visitor
    Noting.watch(app)
    return app


def web(app: Flask, shelves: Shelves, config: Config) -> Iterator[Web]:
    """The application on a fresh database: ``web.as_("wang").get("/")``."""
    shelf = shelves("postgresql" if ON_POSTGRES else "sqlite")
    url = shelf.fresh("web", "cast")
    METER.seen.clear()  # each test has its own hour
    web = Web(app, Arena(url, dict(shelf.made["cast"]), config, NOON))
    app.config["CLOCK"] = lambda: web.now
    yield web
    web.arena.engine.dispose()
    with app.app_context():
        db.engine.dispose()
