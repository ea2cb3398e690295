"""What is fine on a desk and unsafe outside one keeps the portal from starting (SEC-11)."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest
from sqlalchemy import inspect

from models.engine import build_engine
from portal.config import Config, is_loopback, load_config
from portal.platform.safety import bound_hosts, check_points, tighten
from tests.house.tree import ROOT

OPEN = "https://files.example.cn"


@pytest.fixture
def desk(tmp_path):
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    (folder / "portal.db").touch(mode=0o600)
    return Config(
        database=f"sqlite:///{folder}/portal.db",
        instance=folder,
        secret_key=b"s" * 32,
        audit_key=b"a" * 32,
    )


def faults(config, *, demo=False, bound=()):
    return [p.said for p in check_points(config, demo=demo, bound=bound) if not p.safe]


def test_a_desk_may_have_demo_accounts_plain_cookies_and_an_open_folder(desk):
    desk.instance.chmod(0o755)
    assert faults(desk, demo=True) == []


@pytest.mark.parametrize(
    ("change", "demo", "bound", "said"),
    [
        ({"base_url": OPEN, "secure_cookies": True}, True, (), "Demo accounts"),
        ({"base_url": "http://10.0.0.8:8000"}, False, (), "Cookies"),
        ({}, False, ("0.0.0.0",), "Cookies"),
        ({}, True, ("192.168.1.5",), "Demo accounts"),
        ({"base_url": "files"}, False, (), "PORTAL_BASE_URL"),
    ],
)
def test_outside_a_desk_they_are_refused(desk, change, demo, bound, said):
    assert any(said in text for text in faults(replace(desk, **change), demo=demo, bound=bound))


@pytest.mark.parametrize("name", ["", "portal.db"])
@pytest.mark.parametrize("mode", [0o740, 0o704])
def test_a_folder_or_database_others_can_read_is_refused(desk, name, mode):
    served = replace(desk, base_url=OPEN, secure_cookies=True)
    assert faults(served) == []
    (desk.instance / name).chmod(mode)
    assert len(faults(served)) == 1
    tighten(served)
    assert faults(served) == []


def test_hosts_that_are_not_set_are_the_one_of_the_base_url(desk):
    served = replace(desk, base_url=OPEN)
    assert served.hosts == ("files.example.cn", "127.0.0.1", "localhost", "[::1]")
    assert replace(served, trusted_hosts=("a.cn",)).hosts[0] == "a.cn"
    assert "files.example.cn" not in replace(served, trusted_hosts=("a.cn",)).hosts


def test_the_servers_own_words_say_where_it_listens():
    assert bound_hosts(["gunicorn", "--bind", "0.0.0.0:80", "-b=[::1]:8"]) == ["0.0.0.0", "[::1]"]
    assert bound_hosts(["gunicorn", "--bind", "unix:/run/x", "app:serve()"]) == []
    assert bound_hosts(["gunicorn", "-b", ":8000"]) == ["0.0.0.0"]
    assert is_loopback("[::1]")
    assert not is_loopback("example.cn")


def test_what_a_process_writes_is_its_users_alone(tmp_path):
    before = os.umask(0o022)
    try:
        config = load_config({"PORTAL_INSTANCE": str(tmp_path / "new")})
        (config.instance / "portal.db").touch()
        modes = [p.stat().st_mode & 0o777 for p in (config.instance, config.instance / "portal.db")]
    finally:
        os.umask(before)
    assert modes == [0o700, 0o600]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("base", "words", "code"), [(OPEN, "Cookie", 1), ("http://127.0.0.1:8000", "仅限本机", 0)]
)
def test_check_says_it_all_and_the_worker_does_not_start(tmp_path, base, words, code):
    environment = {
        **os.environ,
        "PORTAL_INSTANCE": str(tmp_path / "instance"),
        "PORTAL_BASE_URL": base,
    }

    def flask(*arguments):
        command = [sys.executable, "-m", "flask", "--app", "app", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    done = flask("check")
    assert (done.returncode, words in done.stdout) == (code, True)
    if code:
        refused = flask("worker", "--once")
        assert (refused.returncode, words in refused.stderr) == (78, True)
        refused = flask("up")
        assert (refused.returncode, "演示账号" in refused.stderr) == (78, True)
        engine = build_engine(f"sqlite:///{tmp_path}/instance/portal.db")
        assert inspect(engine).get_table_names() == []  # nothing was written before it ended
        engine.dispose()
