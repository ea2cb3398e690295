"""What a process is made of: a web process carries nothing that only a command or a worker needs."""

import subprocess
import sys
from importlib import import_module

import pytest
from sqlalchemy import select
from sqlalchemy.orm import aliased

from models.base import named_alias
from models.engine import build_engine
from models.people import User
from portal.late import late, unavailable
from tests.house.tree import ROOT

SHOW = "import sys, app; app.create_app(); print(*sys.modules)"
SERVE = "import gc, app; app.serve(); print(*gc.get_threshold(), gc.get_freeze_count())"
COMMAND = "import sys, app, views.cli; print(*sys.modules)"
IN_NO_PROCESS = {"pypinyin", "zxcvbn"}  # they are in the repository as tables
OF_COMMANDS = {"alembic", "mako", "pygments"}
OF_WORKERS = {"procrastinate", "psycopg", "psycopg_pool", "portal.schedule", "portal.seed"}
OF_FEW_REQUESTS = {
    "xlsxwriter",
    "rustpy_xlsxwriter",
    "python_calamine",
    "chinese_calendar",
    "puremagic",
    "PIL.Image",
    "views.cli",
    "views.handbook",
}


def said(program, tmp_path):
    environment = {"PORTAL_DATABASE": "sqlite://", "PORTAL_INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def loaded(program, tmp_path):
    return set(said(program, tmp_path))


def test_a_web_process_carries_what_pages_need(tmp_path):
    found = loaded(SHOW, tmp_path)
    assert "views.customers.screens" in found
    assert not found & (IN_NO_PROCESS | OF_COMMANDS | OF_WORKERS | OF_FEW_REQUESTS)


def test_a_worker_carries_no_tool_of_a_command(tmp_path):
    found = loaded(COMMAND, tmp_path)
    assert "portal.workers.loops" in found
    assert not found & (IN_NO_PROCESS | OF_COMMANDS)


def test_a_server_process_sets_aside_what_it_is_made_of(tmp_path):
    *threshold, frozen = said(SERVE, tmp_path)
    assert threshold == ["700", "10", "10"]
    assert int(frozen) > 100_000


def test_a_late_module_is_the_module():
    calendar = late("calendar")
    assert calendar.isleap(2028)
    with pytest.raises(AttributeError):
        _ = calendar.nothing_of_the_kind
    with pytest.raises(ModuleNotFoundError):
        _ = late("no_such_module").anything


def test_a_library_that_is_hidden_is_there_again_afterwards():
    sys.modules.pop("colorsys", None)
    with unavailable("colorsys"), pytest.raises(ImportError):
        import_module("colorsys")
    with unavailable("json"):  # loaded already: nobody loses it
        assert import_module("json")
    assert import_module("colorsys")


def test_a_table_under_a_second_name_is_what_sqlalchemy_makes_of_it():
    ours, theirs = named_alias(User), aliased(User)
    for told in (lambda u: select(u.name).where(u.active), select, lambda u: u.roles):
        assert str(told(ours)) == str(told(theirs))
    assert (
        str(select(named_alias(User, name="giver").id)) == "SELECT giver.id \nFROM users AS giver"
    )


def test_the_connections_of_a_process_share_one_bound(tmp_path):
    engine = build_engine(f"sqlite:///{tmp_path}/bound.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA soft_heap_limit").scalar() == 24_000_000
    engine.dispose()
