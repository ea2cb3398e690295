"""Keeps the programs of «make run» going: ``python -m scripts.keep -- web … -- worker …``.

What ends is started again; a signal ends all of them once, and none outlives this one: an orphan
would hold the port against the next start.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from types import FrameType

from scripts.orphans import die_with_parent

PAUSE, LONGEST = 1.0, 30.0  # seconds before a start; doubled for what ends at once
STEADY = 10.0  # seconds after which a program counts as having started


class Kept:
    """One program, started again whenever it ends."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command, self.pause, self.steady = command, PAUSE, False
        self.start()

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches only this script, which stops each once."""
        self.began = time.monotonic()
        here = os.getpid()
        self.process = subprocess.Popen(  # noqa: S603  (written in run.sh)
            self.command,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(signal.SIGKILL, here),  # noqa: PLW1509  (no threads here)
        )

    def ended(self, code: int) -> None:
        """Wait and start it again. Raises ``SystemExit`` if it gave up at its first start."""
        lived = time.monotonic() - self.began
        self.steady = self.steady or lived > STEADY
        if not self.steady and code > 0:  # below 0 it was killed
            raise SystemExit(code)
        self.pause = PAUSE if lived > STEADY else min(LONGEST, self.pause * 2)
        name = Path(self.command[0]).name
        print(f"{name} ended ({code}), it starts again", file=sys.stderr, flush=True)  # noqa: T201
        time.sleep(self.pause)
        self.start()

    def stop(self) -> None:
        """Ask it to end."""
        with suppress(ProcessLookupError):
            self.process.terminate()


def keep(commands: Sequence[Sequence[str]]) -> None:
    """Run until a signal; raises ``SystemExit`` with what went wrong at the start."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    all_of_them: list[Kept] = []
    try:
        all_of_them += [Kept(command) for command in commands]
        while True:
            pid, status = os.wait()
            for each in all_of_them:
                if each.process.pid == pid:
                    each.process.returncode = os.waitstatus_to_exitcode(status)
                    each.ended(each.process.returncode)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        for each in all_of_them:
            each.stop()
        for each in all_of_them:
            each.process.wait()


def _leave(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _parent() -> str:
    try:
        return Path(f"/proc/{os.getppid()}/comm").read_text().strip()
    except OSError:
        return ""


if __name__ == "__main__":
    if _parent() == "make":  # one who kills «make» means the portal
        die_with_parent(signal.SIGTERM, os.getppid())
    parts = groupby(sys.argv[1:], lambda word: word == "--")
    keep([list(words) for bar, words in parts if not bar])
