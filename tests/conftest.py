"""What every test stands on: an engine, a session rolled back, a cast of people, work."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

import models.all  # noqa: F401
from models.base import Base
from models.engine import build
from portal.access.actor import SYSTEM, Actor
from portal.access.load import actor_for
from portal.config import Config
from portal.transaction import transaction
from portal.work import Work
from tests import cast

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai
URL = os.environ.get("TEST_URL", "sqlite://")  # a PostgreSQL URL runs the same tests there
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("instance")
    return Config(database=URL, instance=folder, secret_key=b"s" * 32, audit_key=b"a" * 32)


@pytest.fixture(scope="session")
def engine() -> Engine:
    extra = {"poolclass": StaticPool} if URL == "sqlite://" else {}
    engine = build(URL, **extra)
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    return engine


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
