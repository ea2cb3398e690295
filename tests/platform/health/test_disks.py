"""A disk that is full or read-only: reading goes on, writing says which disk it is (SEC-20)."""

import errno
import io
import os
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from portal.config import Config
from portal.platform.health import outages
from portal.platform.health.outages import outage_of, place_of
from portal.platform.storage.bytes import Storage
from tests.conftest import ON_POSTGRES
from views.shell.extensions import db

ROOM = {"sort": "room", "code": "R1", "active": "y"}
PAGES = ("/", "/customers/", "/places/", "/bell/state/")


@contextmanager
def failing(app, state, said):
    """Every statement that writes is refused, in the words of the driver."""

    def refuse(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            error = Exception(said)
            error.sqlstate = state if ON_POSTGRES else None
            raise OperationalError(statement, {}, error)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", refuse)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", refuse)


@pytest.mark.parametrize(
    ("state", "said", "status", "words"),
    [
        ("53100", "database or disk is full", 507, "存放数据库的磁盘已满"),
        ("25006", "attempt to write a readonly database", 503, "存放数据库的磁盘处于只读状态"),
    ],
)
def test_reading_goes_on_and_writing_names_the_disk(web, state, said, status, words):
    client = web.as_("wang")
    web.now += timedelta(minutes=5)  # so that «last seen» is due
    with failing(web.app, state, said):
        for url in PAGES:
            assert client.get(url).status_code == 200, url
        answer = client.post("/places/new/", data=ROOM)
        assert answer.status_code == status
        assert words in answer.text
        assert "data-outage" in answer.text
    assert client.post("/places/new/", data=ROOM).status_code == 303


@pytest.mark.skipif(ON_POSTGRES, reason="the limit is one of SQLite's")
def test_a_sqlite_file_that_cannot_grow(web):
    """Really full, by SQLite's own limit of pages."""
    client = web.as_("wang")

    def limit(connection, _record):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")

    with web.app.app_context():
        engine = db.engine
        engine.dispose()
    event.listen(engine, "connect", limit)
    try:
        # What fits into pages that are there still goes through; in the end none is left.
        for number in range(400):
            answer = client.post("/places/new/", data={**ROOM, "code": f"R{number}"})
            if answer.status_code != 303:
                break
        assert answer.status_code == 507
        assert "存放数据库的磁盘已满" in answer.text
        assert client.get("/places/").status_code == 200
        assert client.get("/ready").status_code in (200, 503)
    finally:
        event.remove(engine, "connect", limit)
        engine.dispose()


def test_an_upload_that_does_not_fit_names_the_disk_of_the_files(web, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("portal.platform.storage.bytes.os.fsync", full)
    with pytest.raises(OSError, match="No space") as caught:
        Storage(web.config.storage).put(io.BytesIO(b"hello"))
    found = outage_of(caught.value, web.config)
    assert (found.status, found.place) == (507, outages.FILES)
    assert not list(web.config.storage.glob("*/*.part"))


@pytest.fixture
def config_of(tmp_path):
    for name in ("data", "instance/storage"):
        (tmp_path / name).mkdir(parents=True)
    return Config(
        database=f"sqlite:///{tmp_path}/data/portal.db",
        instance=tmp_path / "instance",
        secret_key=b"s" * 32,
        audit_key=b"a" * 32,
    )


def test_a_path_lies_in_the_closest_place(config_of, tmp_path):
    assert place_of(f"{tmp_path}/data/portal.db-wal", config_of) == outages.DATABASE
    assert place_of(f"{tmp_path}/instance/storage/ab/cd.part", config_of) == outages.FILES
    assert place_of(f"{tmp_path}/instance/secrets/x", config_of) == outages.INSTANCE
    assert place_of("", config_of) == ""


def test_a_write_error_without_a_name_is_that_of_the_fullest_disk(config_of, monkeypatch):
    def room(folder):
        return SimpleNamespace(free=0 if str(folder).endswith("data") else 10**9)

    monkeypatch.setattr(outages.shutil, "disk_usage", room)
    found = outage_of(OSError(errno.ENOSPC, "no space"), config_of)
    assert found.place == outages.DATABASE


def test_what_is_no_outage_stays_an_error_of_ours(config_of):
    assert outage_of(ValueError("x"), config_of) is None
    assert outage_of(FileNotFoundError(errno.ENOENT, "x"), config_of) is None
    assert outage_of(MemoryError(), config_of).text == outages.NO_MEMORY.text
