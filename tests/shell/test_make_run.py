"""«make run» from its first start to Ctrl-C, on a terminal, as a newcomer does it."""

import os
import pty
import re
import select
import signal
import socket
import time
import urllib.request

import pytest

from tests.house.tree import ROOT
from tests.support.waiting import PATIENCE

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
