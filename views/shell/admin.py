"""A Flask-Admin ``Admin`` that accepts only our screens and reports all faults at once."""

from typing import Any

from flask_admin import Admin as Stock

from views.shell.dialect.faults import Refused
from views.shell.screens import Screen

FOREIGN = (
    "it is no Screen. Derive it from RecordView (views/shell/records.py) for a table, or from "
    "Screen (views/shell/screens.py): Flask-Admin's own views write past policy, transaction and "
    "audit"
)


class Admin(Stock):
    """Refuses any view that is not a ``Screen``, as it would bypass policy and audit."""

    def add_view(self, view: Any) -> None:
        """Add one view. Raises ``Refused`` with its faults."""
        self.add_views(view)

    def add_views(self, *views: Any) -> None:
        """Add all of them, or none. Raises ``Refused`` with every fault of every view."""
        faults = [fault for view in views for fault in _faults(view)]
        if faults:
            raise Refused(faults)
        for view in views:
            super().add_view(view)


def _faults(view: Any) -> tuple[str, ...]:
    if isinstance(view, Screen):
        return tuple(getattr(view, "faults", ()))
    return (f"- {type(view).__name__}: {FOREIGN}",)
