"""Comments and the timeline of a record page."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from wtforms.fields.core import UnboundField

from portal.engines import history
from portal.errors import Invalid
from portal.services import comments
from views import words
from views.context import reading, working
from views.forms.fields import WordField
from views.i18n import gettext as _
from views.i18n import say

ID = "<int(max=9223372036854775807):id>"
SHOWN = ("all", "comments", "changes")


class Talk:
    """The part of ``RecordView`` people talk in; whoever sees the record may comment."""

    @expose(f"/{ID}/timeline/")
    def timeline_view(self: Any, id: int) -> ResponseReturnValue:
        work = reading()
        row = work.get(self.model, id, self.see)
        return self.show("records/timeline.html", **self.talk(work, row), base=self.url + "/")

    @expose(f"/{ID}/comments/", methods=("POST",))
    def comment_view(self: Any, id: int) -> ResponseReturnValue:
        try:
            with working(f"{self.listing.name}.comment") as work:
                row = work.get(self.model, id, self.see)
                comments.say(work, row, request.form.get("text", ""), self.see)
        except Invalid as error:
            flash(say(error), "danger")
        return redirect(f"{self.url}/{id}/#talk")

    def talk(self: Any, work: Any, row: Any) -> dict[str, Any]:
        """What the timeline macro needs."""
        show = request.args.get("show", "all")
        show = show if show in SHOWN else "all"
        return {
            "show": show,
            "timeline": history.timeline(work, row, show, parts=self.parts(work, row)),
            "field_name": self.field_name,
            "field_text": self.field_text,
        }

    def field_name(self: Any, name: str) -> str:
        """The label of a field, from the form, else from the list."""
        field = getattr(self.get_form(), name, None)
        if isinstance(field, UnboundField) and field.args:
            return _(str(field.args[0]))
        column = self.listing.column(name)
        return _(column.label) if column else name.replace("_", " ")

    def field_text(self: Any, name: str, value: Any) -> str:
        """A value kept by the audit as people read it: words by their label."""
        field = getattr(self.get_form(), name, None)
        known = None
        if isinstance(field, UnboundField) and field.field_class is WordField:
            known = field.args[1] if len(field.args) > 1 else field.kwargs.get("words")
        column = self.listing.column(name)
        known = known or (column.words if column else None)
        if known and value in set(known):
            return words.label(known(value))
        if isinstance(value, bool):
            return words.yes_no(value)
        return "—" if value in (None, "") else str(value)
