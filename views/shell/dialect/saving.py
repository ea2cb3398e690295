"""Saves a row of a view that has no service, inside the request's transaction."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect, select

from models.base import Owned
from models.words.text import N_
from portal.errors import Invalid, PortalError, Problems
from portal.events import Saved
from portal.platform.workflow import changes
from portal.work import Work
from views.shell.dialect.forms import called, look_ups


def save(work: Work, view: Any, row: Any, values: Mapping[str, Any]) -> Any:
    """Create or change a row and record it. Raises ``NotAllowed``, and ``Problems`` by field.

    ``values`` never contains a state: forms built here have no field for one, and a flush that
    changes one outside a move is refused (portal/platform/workflow/states.py).
    """
    created = row is None
    work.require(view.create if created else view.edit, row)
    model, form = view.model, view.get_form()
    given = {name: _fitted(model, name, value) for name, value in values.items()}
    problems = _strangers(work, form, given, row) | _taken(work, model, given, row)
    if problems:
        raise Problems(problems)
    record = model() if created else row
    with work.session.no_autoflush:
        changed = changes.apply_changes(record, given, tuple(given))
    if created:
        if isinstance(record, Owned) and record.owner_id is None:
            record.owner_id, record.department_id = work.actor.id, work.actor.department_id
        work.add(record)
    if changed:
        work.record(Saved(kind=record.kind, id=record.id, changes=changed, created=created))
    return record


def _fitted(model: Any, name: str, value: Any) -> Any:
    """An empty value becomes NULL if the column allows it, else the column's default."""
    if value not in (None, ""):
        return value
    column = getattr(model, name).property.columns[0]
    if column.nullable:
        return None
    default = column.default
    return default.arg if default is not None and default.is_scalar else value


def _strangers(work: Work, form: Any, given: Mapping[str, Any], row: Any) -> dict[str, PortalError]:
    """Problems of references to records the actor may not see, unless they are unchanged."""
    return {
        name: Invalid(N_("Please choose one of the records offered."))
        for name, kind in look_ups(form)
        if given.get(name) is not None
        and (row is None or getattr(row, name) != given[name])
        and called(work, kind, given[name]) is None
    }


def _taken(work: Work, model: Any, given: Mapping[str, Any], row: Any) -> dict[str, PortalError]:
    """Problems of duplicates in unique columns; a race is still caught by the constraint."""
    found: dict[str, PortalError] = {}
    for name, value in given.items():
        attribute = getattr(model, name)
        if value is None or not inspect(model).column_attrs[name].columns[0].unique:
            continue
        same = select(model.id).where(attribute == value, model.id != (row.id if row else 0))
        if work.session.scalar(same.limit(1)):
            found[name] = Invalid(N_("This is already taken. Please choose another."))
    return found
