"""Acts on one record from its page, and bulk actions on rows of a list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.words.permissions import Permission
from portal.access.policy import can
from portal.platform.workflow.machine import Machine
from portal.platform.workflow.states import open_moves
from portal.work import Work
from views.shell.forms.base import Form


@dataclass(frozen=True)
class Act:
    """One button on a record page: POST ``/<endpoint>/<id>/do/<name>/``.

    ``verb(work, row, **fields)`` gets the locked row and the form's values. The button is shown if
    ``machine`` allows this actor the move ``name``, the actor has ``permission`` for this row, and
    ``open(work, row)`` is true; conditions that are not set are skipped.

    ``lock(work, id)`` is given if the verb also changes what the row stands on: it locks that first
    and returns the locked row (K-2).
    """

    name: str
    label: str
    verb: Callable[..., Any]
    form: type[Form] | None = None
    machine: Machine[Any] | None = None
    permission: Permission | None = None
    open: Callable[[Work, Any], bool] | None = None
    primary: bool = False
    danger: bool = False
    confirm: str = ""  # a msgid; may use %(name)s
    done: str = ""  # shown afterwards (a msgid; may use %(name)s)
    said: Callable[[Any], str] | None = None  # instead of ``done``: by how the record now stands
    page: bool = False  # opens its own page, because it is too wide for the side sheet
    undo: str = ""  # name of the act that reverts it, offered for eight seconds
    lock: Callable[[Work, int], Any] | None = None
    prepare: Callable[[Work, Any, Any], None] | None = None  # fits the form to the row

    def is_open(self, work: Work, row: Any) -> bool:
        """Whether this actor may carry it out on ``row`` now."""
        if self.machine and self.name not in {
            m.action for m in open_moves(work, self.machine, row)
        }:
            return False
        if self.permission and not can(work.actor, self.permission, row):
            return False
        return self.open is None or self.open(work, row)

    def require(self, work: Work, row: Any) -> None:
        """Raise ``NotAllowed`` before the form is shown to somebody who may not submit it."""
        if self.permission:
            work.require(self.permission, row)


@dataclass(frozen=True)
class BulkAction:
    """An act on many rows, each of which is loaded, locked and checked separately."""

    name: str
    label: str
    permission: Permission
    verb: Callable[..., Any]
    form: type[Form] | None = None
    confirm: str = ""  # a msgid; may use %(count)s
    danger: bool = False
    leads: str = (
        ""  # the page that takes the chosen ids, instead of a verb: «/requests/new/?files=»
    )
