"""What the tests have audited and drawn: a whole run fails if an event or template was in none.

A whole run is one of every wing (``WHOLE``), nothing left out. Workers of xdist hand in
what they saw; ``handbook.machines`` and the ``action=`` of the source say what there is to see.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import BaseLoader, Environment, Template
from sqlalchemy import Engine, Insert, event

from models.platform.system import AuditEntry
from portal import events
from tests.house.tree import FILES, ROOT, TEMPLATES, name
from views import handbook

WHOLE = {
    f"tests/{path.name}"
    for path in (ROOT / "tests").iterdir()
    if path.is_dir() and path.name not in {"house", "journeys", "support", "__pycache__"}
}
SAID = re.compile(r'\b(?:Done|Refused)\([^)]*?\baction="(\w+)"', re.DOTALL)
SEEN: set[str] = set()
DRAWN: set[str] = set()


def declared() -> set[str]:
    """Every word an event can put into the audit: moves, acts, and events named by themselves."""
    moves = {move.action for machine in handbook.machines() for move in machine.moves}
    own = {e.__name__.lower() for e in events.Event.__subclasses__() if "happened" not in vars(e)}
    acts = {act for path in FILES if name(path).startswith("portal/")
            for act in SAID.findall(path.read_text())}  # fmt: skip
    return moves | own | acts | {"create", "edit"}


@event.listens_for(Engine, "before_execute")
def note(_connection: Any, clause: Any, many: Any, one: Any, _options: Any) -> None:
    """Remember the word of every entry that is written."""
    if isinstance(clause, Insert) and clause.table is AuditEntry.__table__:
        SEEN.update(row["happened"] for row in (many or [one]) if "happened" in row)


class Noting(BaseLoader):
    """Remembers which templates were asked for, to be shown or drawn into another."""

    def __init__(self, loader: BaseLoader) -> None:
        self.loader = loader

    def load(self, environment: Environment, name: str, *globals: Any) -> Template:  # noqa: A002
        DRAWN.add(name)
        return self.loader.load(environment, name, *globals)

    @classmethod
    def watch(cls, app: Flask) -> None:
        assert app.jinja_env.loader
        app.jinja_env.loader = cls(app.jinja_env.loader)


def missing() -> list[str]:
    """What a whole run should have had, and had not."""
    undrawn = {str(p.relative_to(ROOT / "templates")) for p in TEMPLATES} - DRAWN
    return [f"NO TEST HAS {what}: {', '.join(sorted(rest))}" for what, rest in (
        ("THESE EVENTS AUDITED", declared() - SEEN), ("THESE TEMPLATES DRAWN", undrawn),
    ) if rest]  # fmt: skip


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
    elif whole(session.config) and (faults := missing()):
        print("", *faults, sep="\n")  # noqa: T201
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
