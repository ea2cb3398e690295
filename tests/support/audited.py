"""What the tests have audited and drawn, beside what there is to audit and to draw.

``handbook.state_machines`` and the ``action=`` of the source say what there is to see.
"""

import re
from typing import Any

from flask import Flask
from jinja2 import BaseLoader, Environment, Template
from sqlalchemy import Engine, Insert, event

from models.platform.audit import AuditEntry
from portal import events
from tests.house.tree import FILES, ROOT, TEMPLATES, name
from tests.support.whole_run import DRAWN, SEEN
from views import handbook

SAID = re.compile(r'\b(?:Done|Refused)\([^)]*?\baction="(\w+)"', re.DOTALL)


def declared() -> set[str]:
    """Every word an event can put into the audit: moves, acts, and events named by themselves."""
    moves = {move.action for machine in handbook.state_machines() for move in machine.moves}
    own = {e.__name__.lower() for e in events.Event.__subclasses__() if "happened" not in vars(e)}
    acts = {
        act
        for path in FILES
        if name(path).startswith("portal/")
        for act in SAID.findall(path.read_text())
    }
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
    return [
        f"NO TEST HAS {what}: {', '.join(sorted(rest))}"
        for what, rest in (
            ("THESE EVENTS AUDITED", declared() - SEEN),
            ("THESE TEMPLATES DRAWN", undrawn),
        )
        if rest
    ]
