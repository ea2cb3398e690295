"""A backup taken while people work is a whole installation: restored, its chain verifies."""

import errno
import json
import shutil
import subprocess

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models.customers import Customer
from models.engine import build_engine
from models.words.kinds import Kind
from portal.config import VERSION
from portal.errors import Invalid
from portal.events import Done
from portal.platform.audit import chain
from portal.platform.backup import write_backup
from tests.support import make


@pytest.fixture
def office(arena, config, tmp_path):
    """An installation with one customer, one stored file and its secrets."""
    (tmp_path / "instance" / "storage" / "ab").mkdir(parents=True)
    (tmp_path / "instance" / "storage" / "ab" / "abcd").write_bytes(b"%PDF-1.7")
    (tmp_path / "instance" / "storage" / "ab" / "half.part").write_bytes(b"%PD")
    (tmp_path / "instance" / "secrets").mkdir()
    (tmp_path / "instance" / "secrets" / "audit_key").write_text("a" * 32)
    arena.config = type(config)(**{**vars(config), "instance": tmp_path / "instance"})
    customer = make.customer(arena)
    with arena.work("wang") as work:
        work.record(Done(kind=Kind.CUSTOMER, id=customer, action="read"))
    return arena


def restored(office, folder, shelves):
    """A database of its own made of the copy."""
    if office.engine.dialect.name == "sqlite":
        return build_engine(
            f"sqlite:///{shutil.copy(folder / 'portal.db', folder / 'restored.db')}"
        )
    shelf = shelves("postgresql")
    shelf.server.create("restored")
    url = office.engine.url.set(
        drivername="postgresql", database=f"{shelf.server.prefix}restored"
    ).render_as_string()
    subprocess.run(["pg_restore", f"--dbname={url}", folder / "portal.dump"], check=True)
    return build_engine(shelf.server.url("restored"))


def test_a_restored_backup_is_whole_and_its_chain_verifies(office, shelves, tmp_path):
    """R-23: bytes and rows come back as they were."""
    folder = tmp_path / "copy"
    with office.work("wang") as work:  # taken in the middle of somebody's work
        work.session.execute(update(Customer).values(address="not yet committed"))
        write_backup(office.engine, office.config, folder)
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "storage" / "ab" / "abcd").read_bytes() == b"%PDF-1.7"
    assert not list(folder.rglob("*.part"))
    assert (folder / "secrets" / "audit_key").read_text() == "a" * 32
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["version"], manifest["database"]) == (VERSION, office.engine.dialect.name)
    engine = restored(office, folder, shelves)
    with Session(engine) as session:
        assert session.scalars(select(Customer.address)).all() == [""]
        assert chain.read_head(session)[0] > 0
        assert list(chain.verify_chain(session, office.config.audit_key, {})) == []
    engine.dispose()
    with Session(office.engine) as session:
        assert session.scalars(select(Customer.address)).all() == ["not yet committed"]


def test_a_folder_with_something_in_it_is_refused(office, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "portal.db").write_text("yesterday's")
    with pytest.raises(Invalid, match="not empty"):
        write_backup(office.engine, office.config, tmp_path / "copy")
    assert (tmp_path / "copy" / "portal.db").read_text() == "yesterday's"


def test_a_backup_that_cannot_be_finished_leaves_nothing_and_names_the_disk(
    office, tmp_path, monkeypatch
):
    """While it is written there is no folder of its name; a full disk removes what there was."""
    folder = tmp_path / "copy"

    def no_room(*_names, **_more):
        assert not folder.exists()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", no_room)
    with pytest.raises(Invalid, match=f"The disk of {tmp_path} is full"):
        write_backup(office.engine, office.config, folder)
    assert [path.name for path in tmp_path.iterdir()] == ["instance"]
    monkeypatch.undo()
    assert "manifest.json" in write_backup(office.engine, office.config, folder)


def test_what_a_killed_backup_left_is_in_nobodys_way(office, tmp_path):
    (tmp_path / ".copy.part").mkdir()
    (tmp_path / ".copy.part" / "portal.db").write_text("half")
    write_backup(office.engine, office.config, tmp_path / "copy")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "instance"]
