"""New code on old tables says «please migrate» and how, wherever one looks (SEC-24)."""

import json
import os
import shutil
import subprocess
import sys

import pytest
from sqlalchemy import create_engine, text

from app import create_app
from portal.config import Config
from portal.platform.backup import write_backup
from portal.platform.health.tables import Fit, look_at_tables, newest
from tests.house.tree import ROOT
from views.shell import outages
from views.shell.extensions import db

COMMAND = ".venv/bin/alembic upgrade head"


def said_by(program, folder, *told):
    """What a program of ours says about the database in ``folder``, and how it ends."""
    environment = {
        **os.environ,
        "PORTAL_INSTANCE": str(folder),
        "PORTAL_DATABASE": f"sqlite:///{folder}/portal.db",
        "PORTAL_SECRET_KEY": "s" * 32,
        "PORTAL_AUDIT_KEY": "a" * 32,
    }
    command = [sys.executable, "-m", program, *told]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A database as the first release made it."""
    folder = tmp_path_factory.mktemp("first")
    code, said = said_by("alembic", folder, "upgrade", "0001")
    assert code == 0, said
    return folder


@pytest.fixture
def old(first, tmp_path):
    shutil.copy(first / "portal.db", tmp_path / "portal.db")
    return tmp_path


@pytest.fixture
def app(old):
    config = Config(
        database=f"sqlite:///{old}/portal.db",
        instance=old,
        secret_key=b"s" * 32,
        audit_key=b"a" * 32,
    )
    app = create_app(config, TESTING=True, PROPAGATE_EXCEPTIONS=False)
    outages.look_before_serving(app)
    yield app
    with app.app_context():
        db.engine.dispose()


def test_every_page_says_so_and_the_probes_too(app):
    client = app.test_client()
    for url in ("/", "/sign_in/", "/customers/?page=2"):
        page = client.get(url)
        assert page.status_code == 503, url
        assert "请先升级数据表" in page.text
        assert COMMAND in page.text
        assert "0001" in page.text
        assert newest() in page.text
    assert client.get("/health").status_code == 200
    ready = client.get("/ready")
    assert ready.status_code == 503
    assert ready.json["tables"] == "older"
    assert "tables" in ready.json["faults"]


def test_once_migrated_it_works_without_a_restart(app, old):
    client = app.test_client()
    assert client.get("/sign_in/").status_code == 503
    code, said = said_by("alembic", old, "upgrade", "head")
    assert code == 0, said
    assert client.get("/sign_in/").status_code == 200


@pytest.mark.parametrize("command", [("audit", "verify"), ("worker", "--once"), ("seed",)])
def test_commands_stop_with_the_same_sentence(old, command):
    code, said = said_by("flask", old, "--app", "app", *command)
    assert code == 1
    assert "请先升级数据表" in said
    assert COMMAND in said
    assert "Traceback" not in said


def test_a_backup_is_made_before_the_upgrade_and_says_of_which_tables(old, app):
    with app.app_context():
        write_backup(db.engine, app.extensions["portal.config"], old / "backup")
    kept = json.loads((old / "backup" / "manifest.json").read_text())
    assert kept["migration"] == "0001"
    engine = create_engine(f"sqlite:///{old}/backup/portal.db")
    with engine.connect() as connection:
        assert look_at_tables(connection).fit is Fit.OLDER
    engine.dispose()


def test_tables_of_a_newer_version_ask_for_that_version(app):
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '2099_01_01_later'"))
    page = app.test_client().get("/sign_in/")
    assert page.status_code == 503
    assert "请安装新版本" in page.text


def test_an_empty_database_asks_for_its_tables(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/empty.db")
    with engine.connect() as connection:
        assert look_at_tables(connection).fit is Fit.NONE
    engine.dispose()
