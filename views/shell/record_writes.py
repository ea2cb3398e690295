"""Writes of a record screen: one form, one lock, one transaction; a conflict loses no input."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from models.words.text import N_
from portal.errors import NotAllowed, NotFound, PortalError
from portal.platform.workflow import submissions
from portal.platform.workflow.states import check_fresh
from portal.work import Work
from views.shell import came_from, record_forms
from views.shell.acts import Act
from views.shell.context import reading, working
from views.shell.forms.base import Form
from views.shell.i18n import gettext as _


class Writes:
    """Saving and acts of ``RecordView``."""

    def _home(self: Any, id: int) -> str:
        """The page of a record, on the way back to the list one came from."""
        return f"{self.url}/{id}/{came_from.along(self.url + '/')}"

    def _after(self: Any, id: int) -> str:
        """Where an act leads: to the record or, given out of one's reach by it, to the list."""
        try:
            reading().get(self.model, id, self.see)
        except NotFound:
            return f"{self.url}/"
        return self._home(id)

    def _form_page(self: Any, form: Form, title: str, id: int | None) -> ResponseReturnValue:
        bad = bool(form.errors or form.wrong() or form.refusals)
        return self.show(
            self.form_template,
            422 if bad else 200,
            form=form,
            title=title,
            id=id,
            home=self._home(id) if id else came_from.list_address(f"{self.url}/"),
            **self.form_context(reading(), form),
        )

    def _create(self: Any, form: Form) -> Any:
        """The new row, or the one an earlier submission of this form made; None with errors."""
        key = form.submission.data or ""
        try:
            if submissions.find_submission(reading(), key) is None:
                with working(f"{self.listing.name}.create") as work:
                    work.require(self.create or self.see)
                    row = self.save(work, None, form.values())
                    submissions.keep_submission(work, key, row.kind, row.id)
        except (NotFound, NotAllowed):
            raise
        except PortalError as error:
            if submissions.find_submission(reading(), key) is None:
                form.refuse(error)
                return None
        made = submissions.find_submission(reading(), key)
        return reading().get(self.model, made[1] if made else row.id, self.see)

    def _do(self: Any, act: Act, id: int, form: Form) -> None:
        mark = request.form.get("submission", "")
        with working(f"{self.listing.name}.{act.name}") as work:
            row = (act.lock or self._locked)(work, id)
            if submissions.find_submission(work, mark):
                return  # the same form again: it was done already (C9)
            check_fresh(work, row, form.revision.data)
            # With a machine, the verb itself refuses with a better sentence.
            if act.machine is None and not act.is_open(work, row):
                raise NotAllowed(N_("This step is not available to you."))
            act.verb(work, row, **form.values())
            submissions.keep_submission(work, mark, row.kind, row.id)

    def _locked(self: Any, work: Work, id: int) -> Any:
        return work.get(self.model, id, self.see, lock=True)

    def _editable(self: Any, work: Work, id: int, *, lock: bool = False) -> Any:
        row = work.get(self.model, id, self.see, lock=lock, also=self.also)
        if not self.may_edit(work, row):
            if lock:  # who was first is told; who never might learns no more than that
                check_fresh(work, row, request.form.get("revision"))
            raise NotAllowed(N_("You may not change this record."))
        return row

    def _edited(self: Any, id: int) -> ResponseReturnValue:
        """Load, compare and save under one lock, so that nothing changes in between."""
        form, title, said, saved = None, "", "", False
        try:
            with working(f"{self.listing.name}.edit") as work:
                row = self._editable(work, id, lock=True)
                before, title = self.load(work, row), self.title(row)
                form = record_forms.filled_form(self, work, row, before)
                if saved := form.validate():
                    self._update(work, row, form, before)
                    said = self.said(row)
                else:
                    self.check_rest(work, form)
        except record_forms.Stale as stale:
            return record_forms.conflict_page(self, stale.form, id)
        except PortalError as error:
            if form is None or isinstance(error, NotFound | NotAllowed):
                raise
            form.refuse(error)
            saved = False
        if not saved:
            return self._form_page(form, _("Edit: %(name)s", name=title), id)
        flash(_(said, name=title), "toast")
        return redirect(self._home(id))

    def _update(self: Any, work: Work, row: Any, form: Form, before: dict[str, Any]) -> None:
        if str(row.revision) != form.revision.data:
            raise record_forms.Stale(form)
        given = form.values().items()
        changes = {name: v for name, v in given if (v or None) != (before.get(name) or None)}
        if changes:
            self.save(work, row, changes)
