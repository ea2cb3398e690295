"""The scripts on a machine that lacks something: said aloud, and a failure where CI is promised."""

import shutil
import socket
import subprocess

import pytest

from tests.house.tree import ROOT


@pytest.fixture
def bare(tmp_path):
    """A PATH with hardly anything on it, and somebody who is not root."""
    for name in ("cat", "ls", "sh"):
        (tmp_path / name).symlink_to(shutil.which(name))
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    return str(tmp_path)


def run(script, **environment):
    command = ["/bin/sh", f"scripts/{script}"]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def test_what_cannot_be_installed_is_said_aloud(bare):
    done = run("system.sh", PATH=bare)
    assert done.returncode == 0
    assert "NOT INSTALLED: chromium" in done.stderr
    assert "未安装" in done.stderr


def test_under_ci_it_is_a_failure(bare):
    assert run("system.sh", PATH=bare, CI="true").returncode == 1
    assert "export CI=true" in (ROOT / ".ci" / "run").read_text()


@pytest.mark.parametrize("port", ["taken", "8x", "70000"])
def test_a_port_that_cannot_be_had_is_said_in_both_languages(port):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        asked = str(taken.getsockname()[1]) if port == "taken" else port
        done = run("run.sh", PORT=asked, DEMO="0", PATH="/usr/bin:/bin", PORTAL_INSTANCE="/nowhere")
    assert done.returncode == 1
    assert f"端口 {asked} 已被占用或不能使用" in done.stderr
    assert f"Port {asked} is taken or cannot be used" in done.stderr
    assert "Traceback" not in done.stderr
