"""``make drill``: everything that may go wrong with the machine, long; writes docs/drill.md.

``DRILL=short`` does the same with the small counts of the suite.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.house.tree import ROOT

DRILLS = (
    "tests/shell/test_kill9.py",
    "tests/platform/jobs/test_jobs_kill9.py::test_kill_9_of_workers_loses_nothing_and_repeats_nothing",
    "tests/platform/jobs/test_outages.py",
    "tests/office/test_letters_once.py",
    "tests/drills/test_full_disk.py",
    "tests/drills/test_clock_ahead.py",
    "tests/shell/test_slow_clients.py",
)
HEAD = """# Fault drills

Written by `make drill`; `DRILL=short make drill` takes the counts of the suite. Each row is one drill that was run on the day
below; its test asserts that nothing acknowledged was lost, doubled or half done, and that the audit verifies.

Run on {day}, {length} counts, {cores} cores, {seconds} s. pytest: {verdict}

| drill | database | what was done and seen |
| --- | --- | --- |
"""


def main() -> int:
    length = os.environ.get("DRILL", "long")
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        began = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-q", "-m", "", "-p", "no:randomly", *DRILLS]
        given = {**os.environ, "DRILL": length, "DRILL_NOTES": str(notes)}
        done = subprocess.run(
            command, cwd=ROOT, env=given, stdout=subprocess.PIPE, text=True, check=False
        )
        sys.stdout.write(done.stdout)
        verdict = done.stdout.strip().splitlines()[-1].strip("= ")
        told = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
    head = HEAD.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        length=length,
        cores=os.cpu_count(),
        seconds=round(time.monotonic() - began),
        verdict=verdict,
    )
    rows = [row(json.loads(line)) for line in told]
    (ROOT / "docs" / "drill.md").write_text(head + "".join(sorted(rows)), encoding="utf-8")
    return done.returncode


def row(kept: dict) -> str:
    """One line of the table."""
    figures = ", ".join(
        f"{name.replace('_', ' ')}: {value}" for name, value in kept["figures"].items()
    )
    return f"| {kept['drill']} | {kept['make']} | {figures} |\n"


if __name__ == "__main__":
    raise SystemExit(main())
