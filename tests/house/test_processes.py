"""What a process is made of: a web process carries nothing that only a command or a worker needs."""

import subprocess
import sys

from tests.house.tree import ROOT

SHOW = "import sys, app; app.create_app(); print(*sys.modules)"
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
    "PIL.ImageDraw",
    "views.cli",
    "views.handbook",
}


def loaded(program, tmp_path):
    environment = {"PORTAL_DATABASE": "sqlite://", "PORTAL_INSTANCE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_a_web_process_carries_what_pages_need(tmp_path):
    found = loaded(SHOW, tmp_path)
    assert "views.customers.screens" in found
    assert not found & (IN_NO_PROCESS | OF_COMMANDS | OF_WORKERS | OF_FEW_REQUESTS)


def test_a_worker_carries_no_tool_of_a_command(tmp_path):
    found = loaded(COMMAND, tmp_path)
    assert "portal.workers.loops" in found
    assert not found & (IN_NO_PROCESS | OF_COMMANDS)
