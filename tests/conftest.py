"""What every test stands on: an engine, a session rolled back, a cast of people, work.

``TEST_URL`` chooses the database of ``session``, ``stage`` and ``web``: nothing for SQLite,
``postgresql`` for a server started for this run, or the URL of a running one.
``database`` and ``arena`` come on both, whatever it says.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

import models.all  # noqa: F401
from app import create_app
from models.base import Base
from models.engine import build
from portal.access.actor import SYSTEM, Actor
from portal.access.load import actor_for
from portal.config import Config
from portal.transaction import transaction
from portal.work import Work
from tests.support import cast
from tests.support.audited import Noting, pytest_sessionfinish, pytest_testnodedown
from tests.support.databases import Arena, Postgres, Shelf, Sqlite
from tests.support.postgres import Cluster, NoPostgres
from tests.support.visitors import Visitor, Web
from views.shell.extensions import db

pytest_plugins = ["tests.support.pages"]
__all__ = ["pytest_sessionfinish", "pytest_testnodedown"]
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai
URL = os.environ.get("TEST_URL", "sqlite://")
ON_POSTGRES = URL.startswith("postgresql")
SHARED = Path(__file__).parents[2] / "shared"

Shelves = Callable[[str], Shelf]


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("instance")
    return Config(database=URL, instance=folder, secret_key=b"s" * 32, audit_key=b"a" * 32)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], Postgres]]:
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


@pytest.fixture(scope="session")
def shelves(tmp_path_factory: pytest.TempPathFactory, postgres: Callable[[], Postgres]) -> Shelves:
    """«sqlite» or «postgresql» → where fresh databases of that make come from."""
    made: dict[str, Shelf] = {}

    def shelf(make: str) -> Shelf:
        if make not in made:
            folder = tmp_path_factory.mktemp("databases")
            made[make] = Shelf(postgres() if make == "postgresql" else Sqlite(folder), NOON)
        return made[make]

    return shelf


@pytest.fixture(scope="session")
def engine(shelves: Shelves) -> Iterator[Engine]:
    if ON_POSTGRES:
        engine = build(shelves("postgresql").fresh("main"))
    else:
        engine = build("sqlite://", poolclass=StaticPool)
        Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
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
        self.people = cast.assemble(session, NOON)

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


@pytest.fixture
def stage(session: Session, config: Config) -> Stage:
    return Stage(session, config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Races run on both makes wherever they run; with RACES=done they are not run once more."""
    if os.environ.get("RACES") != "done":
        return
    again = [
        item for item in items if {"arena", "database"} & set(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=again)
    items[:] = [item for item in items if item not in again]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, shelves: Shelves) -> Iterator[str]:
    """The URL of a fresh database with the schema and nothing in it, on each make in turn."""
    shelf = shelves(request.param)
    yield shelf.fresh("race")
    shelf.server.drop("race")


@pytest.fixture(params=["sqlite", "postgresql"])
def arena(request: pytest.FixtureRequest, shelves: Shelves, config: Config) -> Iterator[Arena]:
    """The cast on a fresh database, on each make in turn, for real threads and real commits."""
    shelf = shelves(request.param)
    url = shelf.fresh("arena", "cast")
    arena = Arena(url, dict(shelf.made["cast"]), config, NOON)
    yield arena
    arena.engine.dispose()
    shelf.server.drop("arena")


def application(shelves: Shelves, config: Config) -> Flask:
    """The portal as tests visit it; what it draws is remembered."""
    shelf = shelves("postgresql" if ON_POSTGRES else "sqlite")
    app = create_app(
        config, SQLALCHEMY_DATABASE_URI=shelf.server.url("web"), TESTING=True,
        PROPAGATE_EXCEPTIONS=False, RATELIMIT_ENABLED=False,
    )  # fmt: skip
    app.test_client_class = Visitor
    Noting.watch(app)
    return app


@pytest.fixture(scope="session")
def app(shelves: Shelves, config: Config) -> Flask:
    """One application for all tests; ``web`` lays a fresh database under it."""
    return application(shelves, config)


@pytest.fixture
def web(app: Flask, shelves: Shelves, config: Config) -> Iterator[Web]:
    """The application on a fresh database: ``web.as_("wang").get("/")``."""
    shelf = shelves("postgresql" if ON_POSTGRES else "sqlite")
    url = shelf.fresh("web", "cast")
    web = Web(app, Arena(url, dict(shelf.made["cast"]), config, NOON))
    app.config["CLOCK"] = lambda: web.now
    yield web
    web.arena.engine.dispose()
    with app.app_context():
        db.engine.dispose()
