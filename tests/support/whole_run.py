"""A whole run fails if an event was in none of its tests, or a template was drawn by none.

A whole run is one of every wing (``WHOLE``), nothing left out. Workers of xdist hand in
what they saw. What is seen and what there is to see is in ``tests.support.audited``, which imports the
application and is loaded with the first fixture that needs a database.
"""

import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[1]
WHOLE = {
    f"tests/{path.name}"
    for path in FOLDER.iterdir()
    if path.is_dir() and path.name not in {"house", "journeys", "support", "__pycache__"}
}
SEEN: set[str] = set()
DRAWN: set[str] = set()


def whole(config: pytest.Config) -> bool:
    options = config.option
    asked = {Path(arg).as_posix().rstrip("/") for arg in config.args}
    narrowed = (
        "RACES" in os.environ
        or options.keyword
        or options.markexpr
        or getattr(options, "lf", False)
    )
    return not narrowed and (asked >= WHOLE or asked == {"tests"})


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    given = getattr(node, "workeroutput", {})
    SEEN.update(given.get("audited", ()))
    DRAWN.update(given.get("drawn", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    given = getattr(session.config, "workeroutput", None)
    if given is not None:
        given.update(audited=sorted(SEEN), drawn=sorted(DRAWN))
    elif whole(session.config):
        from tests.support.audited import missing

        if faults := missing():
            print("", *faults, sep="\n")  # noqa: T201
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
