"""Comments and the timeline of a record page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from wtforms.fields.core import UnboundField

from models.words.text import N_
from portal.errors import Invalid
from portal.fast.kept import kept
from portal.platform.ahead import Question
from portal.platform.audit import history
from portal.platform.notices import comments
from portal.platform.search.query import SEARCHED
from views.shell import words
from views.shell.context import reading, working
from views.shell.forms.fields import EnumField, LookupField
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words

ID = "<int(max=9223372036854775807):id>"
SHOWN = ("all", "comments", "changes")
FIRST, MOST = 10, 50  # lines of the timeline at first, and when asked for the earlier ones


class Talk:
    """Comments of ``RecordView``; everybody who may see the record may comment."""

    @expose(f"/{ID}/timeline/")
    def timeline_view(self: Any, id: int) -> ResponseReturnValue:
        """The timeline alone, reloaded when its filter changes."""
        work = reading()
        row = work.get(self.model, id, self.see)
        base, talk = self.url + "/", self.talk(work, row)
        return self.show("records/timeline.html", row=row, base=base, **talk)

    @expose(f"/{ID}/comments/", methods=("POST",))
    def comment_view(self: Any, id: int) -> ResponseReturnValue:
        """Add a comment."""
        try:
            with working(f"{self.listing.name}.comment") as work:
                row = work.get(self.model, id, self.see)
                comments.add_comment(work, row, request.form.get("text", ""), self.see)
        except Invalid as error:
            flash(say_words(error), "danger")
        return redirect(f"{self.url}/{id}/#talk")

    def talk(self: Any, work: Any, row: Any) -> dict[str, Any]:
        """The variables of the timeline's template."""
        show, most = _show(), _most()
        found = history.timeline(work, row, show, most + 1, parts=self.parts(work, row))
        return {
            "show": show,
            "timeline": found[:most],
            "earlier": most == FIRST and len(found) > most,
            "field_name": self.field_name,
            "field_text": self.field_text,
        }

    def talk_questions(self: Any, work: Any, row: Any) -> list[Question]:
        """What ``talk`` asks."""
        return history.timeline_questions(
            work, row, _show(), _most() + 1, parts=self.parts(work, row)
        )

    def pinned_as(self: Any, row: Any) -> str:
        """What the palette calls this record (kind:id), if it knows its kind (UX-14)."""
        return f"{row.kind}:{row.id}" if self.listing.kind in SEARCHED else ""

    def field_name(self: Any, name: str) -> str:
        """The label of a field: from the form, the list, or the form of an act."""
        return _(_declared(self, name).label)

    def field_text(self: Any, name: str, value: Any) -> str:
        """An audited value for people: enum members by label, ids by name."""
        field, column = (found := _declared(self, name)).field, found.column
        if field is not None and field.field_class is LookupField and isinstance(value, int):
            name_of = field.kwargs.get("name_of")
            return name_of(value) if name_of else str(value)
        known = None
        called: Mapping[Any, str] = {}
        if field is not None and field.field_class is EnumField:
            known = field.args[1] if len(field.args) > 1 else field.kwargs.get("words")
            called = field.kwargs.get("called") or {}
        if column:
            known, called = known or column.words, called or column.called or {}
        if isinstance(value, str | int) and value in called:
            return _(called[value])
        if known and value in set(known):
            return words.label(known(value))
        if isinstance(value, bool):
            return words.yes_no(value)
        return "—" if value in (None, "") else str(value)


def _show() -> str:
    show = request.args.get("show", "all")
    return show if show in SHOWN else "all"


def _most() -> int:
    return MOST if "earlier" in request.args else FIRST


@dataclass(frozen=True)
class Declared:
    """What is declared of an audited field: in a form, as a column, and its label (a msgid)."""

    field: Any
    column: Any
    label: str


@kept(2000)
def _declared(view: Any, name: str) -> Declared:
    """Looked for in the form, the list and the forms of the acts; a history asks in every line."""
    field, column = _field(view.get_form(), name), view.listing.column(name)
    by_act = field or _by_act(view.acts, name)
    if field is None and column is not None:
        return Declared(by_act, column, column.label)
    texts = [arg for arg in (by_act.args if by_act is not None else ()) if isinstance(arg, str)]
    label = texts[0] if texts else OTHERS.get(name, name.replace("_", " "))
    return Declared(by_act, column, label)


def _field(form: Any, name: str) -> Any:
    """The declaration of a form's field, or None."""
    field = getattr(form, name, None)
    return field if isinstance(field, UnboundField) else None


def _by_act(acts: Sequence[Any], name: str) -> Any:
    """The declaration of a field in the form of one of the acts, or None."""
    found = (_field(act.form, name) for act in acts if act.form)
    return next((field for field in found if field is not None), None)


# Labels of audited fields that are in no form and no list.
OTHERS = {
    "copies": N_("Copies"),
    "deficiency": N_("Missing part"),
    "files": N_("Files"),
    "items": N_("Item count"),
    "pages": N_("Page count"),
}
