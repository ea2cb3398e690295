"""Forms of records, filled under field rules and checked for concurrent changes."""

import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import flash, request
from flask.typing import ResponseReturnValue
from wtforms import Field

from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.values import ValueKind as V
from portal.platform.audit import history
from portal.platform.fields.kinds import KINDS, mask
from portal.platform.lists.listing import Listing
from portal.platform.workflow.states import not_open
from portal.work import Work
from views.shell import words
from views.shell.acts import Act
from views.shell.context import now, reading
from views.shell.doers import done_by
from views.shell.forms.base import Form
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words


class Stale(Exception):
    """Raised if the record was changed after ``form`` was opened."""

    def __init__(self, form: Form) -> None:
        self.form = form


def blank_form(view: Any, work: Work) -> Form:
    """An empty form with a key that makes a second submission harmless."""
    given = view.prefill(work) if request.method == "GET" else {}
    form = view.get_form()(data=given)
    if not form.submission.data:
        form.submission.data = uuid.uuid4().hex
    _apply_rules(view, work, form, {})
    return form


def filled_form(view: Any, work: Work, row: Any, values: dict[str, Any]) -> Form:
    """The form of a row: hidden fields removed, masked ones blank, read-only ones shut (D4)."""
    form = view.get_form()(data=values)
    if request.method == "GET":
        form.revision.data, form.opened.data = str(row.revision), now().isoformat()
    _apply_rules(view, work, form, values)
    return form


def act_form(act: Act, work: Work, row: Any) -> Form:
    """The form of an act, with the revision it is drawn from, and a key that makes a second
    submission harmless.
    """
    form = (act.form or Form)()
    if act.prepare:
        act.prepare(work, row, form)
    form.submission.data = form.submission.data or uuid.uuid4().hex
    if request.method == "GET":
        form.revision.data = str(row.revision)
    return form


def tell_done(label: str, name: str) -> str:
    """What was done to which record: one sentence for every act that has none of its own."""
    return _("%(act)s «%(name)s»: done.", act=_(label), name=name)


def say_done(act: Act, title: str, undo: str, said: str = "") -> None:
    """Show a toast after an act; ``undo`` is the URL that reverts it, if any, ``said`` a msgid for
    what came of it where that is not always the same.
    """
    done = said or act.done
    text = _(done, name=title) if done else tell_done(act.label, title)
    message: Any = [text, undo] if undo else text
    flash(message, "undo" if undo else "toast")


def over_page(
    view: Any, row: Any, act: Act, home: str, *, title: str = "", message: str = ""
) -> ResponseReturnValue:
    """An act that is not open any more, most often because Back was pressed after it was done."""
    work = reading()
    done = done_by(work, history.last_acts(work, row.kind, (row.id,), (act.name,)).get(act.name))
    said = _("It was done by %(who)s.", who=done) if done else say_words(not_open(work, row))
    return view.show(
        "records/over.html",
        409,
        act=act,
        row=row,
        title=title or view.title(row),
        home=home,
        message=message or said,
    )


def conflict_page(view: Any, form: Form, id: int) -> ResponseReturnValue:
    """A page with the changes made meanwhile beside the typed values, which are kept (UX-7)."""
    work = reading()
    row = work.get(view.model, id, view.see)
    current = view.load(work, row)
    mine = [
        (
            field.label.text,
            _shown(view, work, field, current.get(field.short_name)),
            _shown(view, work, field, field.data),
        )
        for field in form.fields()
        if field.short_name in form.values()
        and _plain(field.data) != _plain(current.get(field.short_name))
    ]
    form.revision.data = str(row.revision)
    return view.show(
        "records/conflict.html",
        409,
        form=form,
        title=view.title(row),
        mine=mine,
        row=row,
        since=history.entries_since(work, row.kind, id, form.opened.data or ""),
        home=f"{view.url}/{id}/",
    )


def _plain(value: Any) -> Any:
    """A value for comparison; an empty text equals None."""
    return None if value == "" else value


def _shown(view: Any, work: Work, field: Field, value: Any) -> Any:
    """A value masked as on the record page, so that a conflict reveals nothing more (D4)."""
    name, kind = field.short_name, view.row_kinds.get(field.short_name)
    if isinstance(value, list):
        return "；".join(_shown_row(work, kind, view.value_kinds, row) for row in value)
    masked = value and work.actor.rule(view.listing.kind, name) is FieldRule.MASKED
    return mask(view.value_kinds.get(name, V.TEXT), str(value)) if masked else value


def _shown_row(work: Work, kind: Kind | None, kinds: Mapping[str, V], row: Any) -> str:
    if not isinstance(row, dict):
        return str(row)
    parts = []
    for name, value in row.items():
        rule = work.actor.rule(kind, name) if kind else FieldRule.OPEN
        if name == "id" or value in ("", None) or rule is FieldRule.HIDDEN:
            continue
        text = words.label(value) if isinstance(value, StrEnum) else str(value)
        parts.append(mask(kinds.get(name, V.TEXT), text) if rule is FieldRule.MASKED else text)
    return " · ".join(parts)


def from_filters(listing: Listing, args: Mapping[str, str]) -> dict[str, Any]:
    """Initial values of a new record, taken from the filters of its list."""
    result: dict[str, Any] = {}
    for each in listing.filters:
        value = args.get(each.name, "")
        if each.words and value in set(each.words):
            result[each.name] = each.words(value)
        elif KINDS[each.kind].filter.look == "lookup" and parse_id(value) is not None:
            result[each.name] = parse_id(value)
    return result


def _apply_rules(view: Any, work: Work, form: Form, values: dict[str, Any]) -> None:
    for field in list(form.fields()):
        kind = view.row_kinds.get(field.short_name)
        if kind is None:
            name = field.short_name
            rule = work.actor.rule(view.listing.kind, name)
            _bind(form, field, rule, view.value_kinds.get(name, V.TEXT), values.get(name))
            continue
        for entry in field.entries:
            for inner in list(entry.form):
                rule = work.actor.rule(Kind(kind), inner.short_name)
                _bind(
                    entry.form,
                    inner,
                    rule,
                    view.value_kinds.get(inner.short_name, V.TEXT),
                    inner.data,
                )


def _bind(form: Any, field: Field, rule: FieldRule, how: V, value: Any) -> None:
    if rule is FieldRule.HIDDEN:
        del form[field.short_name]
    elif rule is FieldRule.READ_ONLY:
        field.shut = True
        field.process(None, value)
    elif rule is FieldRule.MASKED and (value or request.method == "POST"):
        field.masked = True
        if request.method == "GET":
            field.data = None
        field.placeholder = mask(how, str(value)) if value else ""
