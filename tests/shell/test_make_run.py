"""«make run» from its first start to Ctrl-C, on a terminal, as a newcomer does it."""

import os
import pty
import re
import select
import signal
import socket
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.house.tree import ROOT
from tests.support.waiting import PATIENCE, until

GRACE = 28  # seconds; a server that hears Ctrl-C twice waits for itself for 30
LINK = re.compile(r"^ *(\w+): (http\S+)/sign_in/set_up/\S+", re.MULTILINE)


class Terminal:
    """One start on a terminal of its own."""

    def __init__(self, folder, port):
        self.said, self.address = "", f"http://127.0.0.1:{port}"
        self.process, self.screen = pty.fork()
        if self.process == 0:
            os.chdir(ROOT)
            for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # as a terminal has them
                signal.signal(each, signal.SIG_DFL)
            given = {"PORT": str(port), "DEMO": "0", "PORTAL_INSTANCE": str(folder)}
            os.execve("/bin/sh", ["sh", "scripts/run.sh"], {**os.environ, **given})

    def answers(self):
        """Wait for the sign-in page."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            self.listen(0.1)
            try:
                with urllib.request.urlopen(f"{self.address}/sign_in/", timeout=5) as page:
                    return page.status
            except OSError:  # not yet there, or still loading
                continue
        raise AssertionError(self.said)

    def listen(self, seconds):
        if not select.select([self.screen], [], [], seconds)[0]:
            return True
        try:
            self.said += os.read(self.screen, 65536).decode()
        except OSError:  # the last program has let go of the terminal
            return False
        return True

    def children(self):
        """The web server and the worker."""
        listed = Path(f"/proc/{self.process}/task/{self.process}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def kill_hard(self):
        """As somebody does who has lost patience."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.screen)

    def ctrl_c(self):
        """The exit code, and how long it took."""
        pressed = time.monotonic()
        os.write(self.screen, b"\x03")
        while self.listen(1):
            assert time.monotonic() - pressed < PATIENCE, self.said
        _, status = os.waitpid(self.process, 0)
        os.close(self.screen)
        return os.waitstatus_to_exitcode(status), time.monotonic() - pressed


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.mark.slow
def test_first_start_ctrl_c_and_a_second_start(tmp_path, port):
    first = Terminal(tmp_path / "instance", port)
    assert first.answers() == 200
    assert first.ctrl_c()[0] == 0
    links = LINK.findall(first.said)
    assert [name for name, _ in links] == ["admin", "security", "auditor"]
    assert {address for _, address in links} == {first.address}
    assert "password" not in first.said.lower()

    second = Terminal(tmp_path / "instance", port)  # the port is free at once
    assert second.answers() == 200
    code, seconds = second.ctrl_c()
    assert code == 0
    assert seconds < GRACE, second.said
    assert "Error" not in second.said
    with socket.create_server(("127.0.0.1", port)):
        pass  # nobody was left behind


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's care for orphans is Linux's")
def test_killed_hard_it_starts_again_at_once_and_what_ends_is_started_again(tmp_path, port):
    first = Terminal(tmp_path / "instance", port)
    assert first.answers() == 200
    left = first.children()
    first.kill_hard()
    second = Terminal(tmp_path / "instance", port)
    assert second.answers() == 200
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left), "orphans live on")
    before = second.children()
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: len(set(second.children()) - set(before)) == 2, second.said)
    assert second.answers() == 200
    assert second.ctrl_c()[0] == 0
