"""The import wizard: upload, match the columns, look at the differences, write (ux/09)."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.people import User
from models.platform.imports import ImportBatch
from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.platform import ImportState as S
from models.words.platform import Outcome
from models.words.text import N_
from models.words.values import ValueKind as V
from portal import settings
from portal.access.policy import visible
from portal.customers.rules import field_kind
from portal.errors import Invalid, PortalError
from portal.late import late
from portal.office import intake
from portal.platform.fields.kinds import mask
from portal.platform.imports.batch import (
    adopt_match,
    batch_rows,
    count_writable,
    enqueue_undo,
    enqueue_write,
    match_columns,
    start_batch,
    take_sheet,
)
from portal.platform.imports.headings import another_sheet, receive_upload
from portal.platform.imports.rules import ID, REVISION, may_undo
from portal.platform.imports.sheets import BAD, bad_rows_sheet, import_template
from portal.platform.imports.target import MAY, Target
from portal.work import Work
from views.shell import words
from views.shell.context import reading, working
from views.shell.downloads import send_sheet
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.screens import Screen

if TYPE_CHECKING:
    from portal.platform.sheets import xlsx
else:  # XlsxWriter
    xlsx = late("portal.platform.sheets.xlsx")

NUMBER = "<int(max=9223372036854775807):id>"
TABS = (
    (None, N_("All")),
    (Outcome.NEW, N_("Will be created")),
    (Outcome.UPDATE, N_("Will be updated")),
    (Outcome.UNCHANGED, N_("Unchanged, skipped")),
    (Outcome.CONFLICT, N_("Changed meanwhile")),
    (Outcome.ERROR, N_("With errors, not written")),
)
AFTERWARDS = {
    Outcome.NEW: N_("Were created"),
    Outcome.UPDATE: N_("Were updated"),
    Outcome.UNCHANGED: N_("Unchanged, were skipped"),
    Outcome.ERROR: N_("With errors, not written yet"),
}
MATCHING = (S.UPLOADED, S.MAPPED, S.FAILED)
STEPS = (N_("Upload"), N_("Match the columns"), N_("Review the differences"), N_("Finished"))
TO_LOOK_AT = (Outcome.UPDATE, Outcome.CONFLICT, Outcome.ERROR)
AT_STEP = {S.CHECKING: 3, S.CHECKED: 3, S.WRITING: 4, S.WRITTEN: 4, S.UNDONE: 4}


class ImportView(Screen):
    see = MAY
    icon = "file-earmark-arrow-up"
    purpose = N_("Import customer lists from Excel or CSV; nothing is written until you confirm")

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        return self._start()

    def _start(self, error: str = "") -> ResponseReturnValue:
        work = reading()
        mine = visible(work.actor, MAY, ImportBatch)
        query = select(ImportBatch).where(mine).order_by(ImportBatch.id.desc()).limit(20)
        return self.show(
            "office/imports/index.html",
            422 if error else 200,
            error=error,
            batches=work.session.scalars(query).all(),
            to_write=count_writable,
            megabytes=settings.get(work.session, "upload_megabytes"),
            most=settings.get(work.session, "import_rows"),
        )

    @expose("/upload/", methods=("POST",))
    def upload_view(self) -> ResponseReturnValue:
        file = request.files.get("file")
        try:
            if file is None or not file.filename:
                raise Invalid(N_("Please choose a file first."), field="file")
            target = intake.target_of(Kind.CUSTOMER)
            stream = cast("BinaryIO", file.stream)
            received = receive_upload(reading(), target, file.filename, stream)
            with working("import.upload") as work:
                batch = start_batch(work, target, received).id
        except PortalError as error:
            return self._start(say_words(error))
        return redirect(f"/imports/{batch}/")

    @expose("/template/")
    def template_view(self) -> ResponseReturnValue:
        """The empty list to fill in."""
        target = intake.target_of(Kind.CUSTOMER)
        stream = io.BytesIO()
        xlsx.write_xlsx(import_template(target, _), stream, _)
        return send_sheet(stream, _("Customers: import template") + ".xlsx")

    @expose(f"/{NUMBER}/")
    def batch_view(self, id: int) -> ResponseReturnValue:
        work = reading()
        batch = work.get(ImportBatch, id, MAY)
        if batch.state in MATCHING or (batch.state is S.CHECKED and "columns" in request.args):
            return self._columns(batch)
        if batch.state is S.CHECKING:
            return self._show("office/imports/busy.html", batch)
        return self._review(work, batch)

    def _show(
        self, template: str, batch: ImportBatch, status: int = 200, step: int = 0, **values: Any
    ) -> ResponseReturnValue:
        at = step or AT_STEP.get(batch.state, 2)
        return self.show(template, status, batch=batch, steps=STEPS, step=at, S=S, **values)

    def _columns(self, batch: ImportBatch, error: str = "") -> ResponseReturnValue:
        target = intake.target_of(batch.subject)
        return self._show(
            "office/imports/columns.html",
            batch,
            422 if error else 200,
            step=2,
            target=target,
            error=error or _(batch.problem),
            notes=[_(text) % v for text, v in batch.notes],
        )

    @expose(f"/{NUMBER}/columns/", methods=("POST",))
    def columns_view(self, id: int) -> ResponseReturnValue:
        given = request.form
        mapping = {
            k.removeprefix("column-"): v for k, v in given.items() if k[:7] == "column-" and v
        }
        try:
            with working("import.match") as work:
                batch = work.get(ImportBatch, id, MAY, lock=True)
                known = {i: f for i, f in mapping.items() if _within(i, len(batch.headers))}
                match_columns(work, intake.target_of(batch.subject), batch, known)
        except Invalid as error:
            return self._columns(reading().get(ImportBatch, id, MAY), say_words(error))
        return redirect(f"/imports/{id}/")

    @expose(f"/{NUMBER}/sheet/", methods=("POST",))
    def sheet_view(self, id: int) -> ResponseReturnValue:
        """Take another sheet of the same workbook."""
        work = reading()
        batch = work.get(ImportBatch, id, MAY)
        target = intake.target_of(batch.subject)
        try:
            look = another_sheet(work, target, batch, request.form.get("sheet", ""))
            with working("import.sheet") as work:
                take_sheet(work, target, work.get(ImportBatch, id, MAY, lock=True), look)
        except Invalid as error:
            return self._columns(reading().get(ImportBatch, id, MAY), say_words(error))
        return redirect(f"/imports/{id}/")

    def _review(self, work: Work, batch: ImportBatch) -> ResponseReturnValue:
        target = intake.target_of(batch.subject)
        outcome = next((o for o, _t in TABS if o and o.value == request.args.get("show")), None)
        after = request.args.get("after", "0")
        line = int(after) if after.isascii() and after.isdigit() and len(after) < 9 else 0
        rows = batch_rows(work, batch, outcome, line)
        hours = int(settings.get(work.session, "undo_hours"))
        names = [name for _i, name in sorted((int(i), n) for i, n in batch.mapping.items())]
        fields = [f for n in names if n not in (ID, REVISION) and (f := target.field(n))]
        if outcome in TO_LOOK_AT:
            fields.sort(key=lambda field: _place(field.name, rows))
        return self._show(
            "office/imports/review.html",
            batch,
            rows=rows,
            tabs=_tabs(batch, outcome),
            fields=fields,
            outcome=outcome,
            shown=_Shown(work, target),
            n_write=count_writable(batch),
            n_bad=sum(int(batch.counts.get(o.value, 0)) for o in BAD),
            next_line=rows[-1].line if len(rows) == 50 else 0,
            hours=hours,
            undo=batch.state is S.WRITTEN
            and batch.counts.get("written")
            and may_undo(batch.written_at, work.now, hours),
            Outcome=Outcome,
        )

    @expose(f"/{NUMBER}/adopt/", methods=("POST",))
    def adopt_view(self, id: int) -> ResponseReturnValue:
        line = request.form.get("line", "")
        with working("import.adopt") as work:
            batch = work.get(ImportBatch, id, MAY, lock=True)
            number = int(line) if _within(line, 10**8) else 0
            target = intake.target_of(batch.subject)
            adopt_match(work, target, batch, number, request.form.get("field", ""))
        flash(_("Row %(line)s was checked again.", line=line), "toast")
        return redirect(f"/imports/{id}/?show={request.form.get('show', '')}#line-{number}")

    @expose(f"/{NUMBER}/write/", methods=("POST",))
    def write_view(self, id: int) -> ResponseReturnValue:
        try:
            with working("import.write") as work:
                batch = work.get(ImportBatch, id, MAY, lock=True)
                enqueue_write(work, batch, skip_errors="skip" in request.form)
        except PortalError as error:
            flash(say_words(error), "error")
        return redirect(f"/imports/{id}/")

    @expose(f"/{NUMBER}/undo/", methods=("POST",))
    def undo_view(self, id: int) -> ResponseReturnValue:
        try:
            with working("import.undo") as work:
                enqueue_undo(work, work.get(ImportBatch, id, MAY, lock=True))
        except PortalError as error:
            flash(say_words(error), "error")
        return redirect(f"/imports/{id}/")

    @expose(f"/{NUMBER}/bad/")
    def bad_view(self, id: int) -> ResponseReturnValue:
        """Only the rows that cannot be written, with the reason: mend them and upload them."""
        stream = io.BytesIO()
        with working("import.bad") as work:
            batch = work.get(ImportBatch, id, MAY)
            sheet = bad_rows_sheet(work, intake.target_of(batch.subject), batch, _)
            xlsx.write_xlsx([sheet], stream, _)
            name = _("Rows to correct: %(name)s", name=batch.name.rsplit(".", 1)[0])
        return send_sheet(stream, f"{name}.xlsx")


def _within(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10 and int(text) < most


def _place(name: str, rows: Sequence[Any]) -> int:
    """The name first, then what differs or is wrong in these rows, then the rest."""
    told = any(name in row.problems or name in row.changes for row in rows)
    return 0 if name == "name" else 1 if told else 2


def _tabs(batch: ImportBatch, chosen: Outcome | None) -> list[tuple[str, str, int, bool]]:
    result = []
    for outcome, text in TABS:
        number = batch.rows if outcome is None else int(batch.counts.get(outcome.value, 0))
        if number or outcome is not Outcome.CONFLICT:
            said = AFTERWARDS.get(outcome, text) if outcome and batch.written_at else text
            result.append((outcome.value if outcome else "", _(said), number, outcome is chosen))
    return result


class _Shown:
    """A cell as this reader may see it: words by label, people by name, masked by rule."""

    def __init__(self, work: Work, target: Target) -> None:
        self.work, self.target = work, target

    def __call__(self, name: str, value: Any) -> str:
        field = self.target.field(name)
        if field is None or value in (None, ""):
            return ""
        if field.kind is V.USER:
            return self.work.session.scalar(select(User.name).where(User.id == value)) or str(value)
        if field.words and str(value) in set(field.words):
            return words.label(field.words(value))
        kind, plain = Kind.CUSTOMER, name
        if name.startswith("contact_"):
            kind, plain = Kind.CONTACT, name.removeprefix("contact_")
        if self.work.actor.rule(kind, plain) is FieldRule.OPEN:
            return str(value)
        return mask(field_kind(plain), str(value))
