"""What every test stands on: an engine, a session rolled back, a cast of people, work.

``TEST_URL`` chooses the database of ``session``, ``stage`` and ``web``: nothing for SQLite,
``postgresql`` for a server started for this run, or the URL of a running one.
``database`` and ``arena`` come on both, whatever it says.

Nothing heavy is imported here: a fixture loads ``tests.support.staging`` when a test asks for it,
so that a test of a pure rule runs within a second.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.places import throwaway
from tests.support.whole_run import pytest_sessionfinish, pytest_testnodedown

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from portal.config import Config
    from tests.support.databases import Arena, Postgres
    from tests.support.pages import Listen, Sales
    from tests.support.staging import Shelves, Stage
    from tests.support.visitors import Web

__all__ = ["pytest_sessionfinish", "pytest_testnodedown"]
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai
URL = os.environ.get("TEST_URL", "sqlite://")
ON_POSTGRES = URL.startswith("postgresql")
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(throwaway()))
SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    from portal.config import Config

    folder = tmp_path_factory.mktemp("instance")
    return Config(database=URL, instance=folder, secret_key=b"s" * 32, audit_key=b"a" * 32)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], Postgres]]:
    """A server, started when it is first asked for and stopped at the end."""
    from tests.support import staging

    yield from staging.servers()


@pytest.fixture(scope="session")
def shelves(tmp_path_factory: pytest.TempPathFactory, postgres: Callable[[], Postgres]) -> Shelves:
    """«sqlite» or «postgresql» → where fresh databases of that make come from."""
    from tests.support import staging

    return staging.shelves(tmp_path_factory.mktemp, postgres)


@pytest.fixture(scope="session")
def engine(shelves: Shelves) -> Iterator[Engine]:
    """With the schema and the cast, which every test finds as they are."""
    from tests.support import staging

    engine = staging.main_engine(shelves)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """One outer transaction per test; the code under test commits into savepoints."""
    from tests.support import staging

    yield from staging.rolled_back(engine)


@pytest.fixture
def stage(session: Session, config: Config) -> Stage:
    """Opens work as one of the cast: ``with stage.work("ann") as work: …``."""
    from tests.support import staging

    return staging.Stage(session, config)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With RACES=done only what asks the database of TEST_URL: races run on both makes wherever
    they run, and what touches no database, or is marked «drawn», is the same on each.

    The slow files come first: one that began last would keep one worker busy and the others idle.
    """
    _be_patient()
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
    if os.environ.get("RACES") != "done":
        return
    again = [
        item for item in items if item.get_closest_marker("drawn") or not _asks_the_chosen(item)
    ]
    config.hook.pytest_deselected(items=again)
    items[:] = [item for item in items if item not in again]


def _be_patient() -> None:
    """A busy machine is no fault of a rule: the clock judges no example of hypothesis."""
    if hypothesis := sys.modules.get("hypothesis"):
        slow = [hypothesis.HealthCheck.too_slow]
        patient = hypothesis.settings(deadline=None, suppress_health_check=slow)
        hypothesis.settings.register_profile("patient", patient)
        hypothesis.settings.load_profile("patient")


def _asks_the_chosen(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"engine", "web"}) and not fixtures & {"arena", "database"}


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, shelves: Shelves) -> Iterator[str]:
    """The URL of a fresh database with the schema and nothing in it, on each make in turn."""
    shelf = shelves(request.param)
    yield shelf.fresh("race")
    shelf.server.drop("race")


@pytest.fixture(params=["sqlite", "postgresql"])
def arena(request: pytest.FixtureRequest, shelves: Shelves, config: Config) -> Iterator[Arena]:
    """The cast on a fresh database, on each make in turn, for real threads and real commits."""
    from tests.support import staging

    yield from staging.arena(request.param, shelves, config)


@pytest.fixture(scope="session")
def app(shelves: Shelves, config: Config) -> Flask:
    """One application for all tests; ``web`` lays a fresh database under it."""
    from tests.support import staging

    return staging.application(shelves, config)


@pytest.fixture
def web(app: Flask, shelves: Shelves, config: Config) -> Iterator[Web]:
    """The application on a fresh database: ``web.as_("wang").get("/")``."""
    from tests.support import staging

    yield from staging.web(app, shelves, config)


@pytest.fixture
def statements(web: Web) -> Listen:
    """``with statements() as asked:`` — the SQL of the pages opened inside."""
    from tests.support import pages

    return pages.statements(web)


@pytest.fixture
def sales(web: Web, shelves: Shelves) -> Sales:
    """One record of every kind, all of sales: made once for all tests, then copied."""
    from tests.support import pages

    return pages.sales(web, shelves)
