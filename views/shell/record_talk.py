"""Comments and the timeline of a record page."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from wtforms.fields.core import UnboundField

from models.words.text import N_
from portal.errors import Invalid
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


class Talk:
    """Comments of ``RecordView``; everybody who may see the record may comment."""

    @expose(f"/{ID}/timeline/")
    def timeline_view(self: Any, id: int) -> ResponseReturnValue:
        """The timeline alone, reloaded when its filter changes."""
        work = reading()
        row = work.get(self.model, id, self.see)
        return self.show("records/timeline.html", **self.talk(work, row), base=self.url + "/")

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
        show = _show()
        return {
            "show": show,
            "timeline": history.timeline(work, row, show, parts=self.parts(work, row)),
            "field_name": self.field_name,
            "field_text": self.field_text,
        }

    def talk_questions(self: Any, work: Any, row: Any) -> list[Question]:
        """What ``talk`` asks."""
        return history.timeline_questions(row, _show(), parts=self.parts(work, row))

    def pinned_as(self: Any, row: Any) -> str:
        """What the palette calls this record (kind:id), if it knows its kind (UX-14)."""
        return f"{row.kind}:{row.id}" if self.listing.kind in SEARCHED else ""

    def field_name(self: Any, name: str) -> str:
        """The label of a field: from the form, the list, or the form of an act."""
        field, column = _field(self.get_form(), name), self.listing.column(name)
        if field is None and column is not None:
            return _(column.label)
        field = field or _by_act(self.acts, name)
        texts = [arg for arg in (field.args if field is not None else ()) if isinstance(arg, str)]
        return _(texts[0]) if texts else _(OTHERS.get(name, name.replace("_", " ")))

    def field_text(self: Any, name: str, value: Any) -> str:
        """An audited value for people: enum members by label, ids by name."""
        field = _field(self.get_form(), name) or _by_act(self.acts, name)
        if field is not None and field.field_class is LookupField and isinstance(value, int):
            name_of = field.kwargs.get("name_of")
            return name_of(value) if name_of else str(value)
        known, column = None, self.listing.column(name)
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
