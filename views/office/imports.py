"""The import wizard: upload, match the columns, look at the differences, write (ux/09)."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.platform.imports import ImportBatch
from models.words.customers import Moment
from models.words.kinds import Kind
from models.words.platform import ImportState as S
from models.words.platform import Outcome
from models.words.text import N_
from portal import settings
from portal.access.policy import can, visible
from portal.customers.gaps import needed_fields, needed_for
from portal.customers.lists import CUSTOMERS
from portal.errors import Invalid, PortalError
from portal.late import late
from portal.office import intake
from portal.platform.fields.outside import whole
from portal.platform.imports.batch import (
    WRITABLE,
    batch_rows,
    count_writable,
    enqueue_undo,
    match_columns,
    start_batch,
    take_sheet,
)
from portal.platform.imports.choices import choose
from portal.platform.imports.headings import another_sheet, hidden_of, receive_upload
from portal.platform.imports.row_rules import NOT_TAKEN
from portal.platform.imports.rules import ID, REVISION, may_undo
from portal.platform.imports.sheets import BAD, bad_rows_sheet, import_template
from portal.platform.imports.target import MAY
from portal.settings import SPECS
from portal.work import Work
from views.office.import_done import asked_kinds
from views.office.import_review import (
    TABS,
    column_faults,
    columns_beside,
    columns_dropped,
    read_choices,
    said_kinds,
    sums_of,
    tabs_of,
)
from views.office.import_twins import Shown, pairs_of, stored_values
from views.shell import words
from views.shell.context import reading, working
from views.shell.downloads import send_sheet
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.listing import list_url
from views.shell.screens import Screen

if TYPE_CHECKING:
    from portal.platform.sheets import xlsx
else:  # XlsxWriter
    xlsx = late("portal.platform.sheets.xlsx")

FURTHEST = 99_999_999  # row of a sheet
NUMBER = "<int(max=9223372036854775807):id>"
MATCHING = (S.UPLOADED, S.MAPPED, S.FAILED)
STEPS = (N_("Upload"), N_("Match the columns"), N_("Check"), N_("Finished"))
TO_LOOK_AT = ("write", "refused", "decide")
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
        xlsx.write_xlsx(import_template(target, _, needed_fields(reading())), stream, _)
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
            NOT_TAKEN=NOT_TAKEN,
            needed=_needed(reading()),
            error=error or _(batch.problem),
            notes=[_(text, **v) for text, v in batch.notes],
            hidden=hidden_of(batch.notes),
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
                target = intake.target_of(batch.subject)
                match_columns(work, target, batch, known, remarks="remarks" in given)
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
        if batch.state is S.CHECKED and "show" not in request.args:
            return self._kinds(work, batch)
        target = intake.target_of(batch.subject)
        key = request.args.get("show", "all")
        key = key if key in TABS else "all"
        line = whole(request.args.get("after", "0"), FURTHEST) or 0
        rows = batch_rows(work, batch, TABS[key][2], line)
        names = [name for _i, name in sorted((int(i), n) for i, n in batch.mapping.items())]
        fields = [
            f for n in dict.fromkeys(names) if n not in (ID, REVISION) and (f := target.field(n))
        ]
        if key in TO_LOOK_AT:
            fields.sort(key=lambda field: _place(field.name, rows))
        return self._show(
            "office/imports/review.html",
            batch,
            rows=rows,
            key=key,
            fields=fields,
            shown=(shown := Shown(work, target)),
            stored=stored_values(work, rows, [field.name for field in fields], shown),
            to_complete=list_url("/customers/", CUSTOMERS.views["To complete"]),
            next_line=rows[-1].line if len(rows) == 50 else 0,
            **self._numbers(work, batch, key),
        )

    def _kinds(self, work: Work, batch: ImportBatch) -> ResponseReturnValue:
        """The check as kinds of fault over the whole file, each with its choice (38)."""
        shown = Shown(work, target := intake.target_of(batch.subject))
        return self._show(
            "office/imports/kinds.html",
            batch,
            columns=column_faults(work, target, batch),
            pairs=pairs_of(work, batch, shown),
            **asked_kinds(work, target, batch, shown),
            **said_kinds(target, batch),
            beside=columns_beside(batch),
            dropped=columns_dropped(batch),
            may_set=can(work.actor, SPECS[Moment.IMPORT].permission),
            first=batch_rows(work, batch, WRITABLE, limit=3),
            shown=shown,
            sums=sums_of(batch),
            **self._numbers(work, batch, ""),
        )

    def _numbers(self, work: Work, batch: ImportBatch, key: str) -> dict[str, Any]:
        """What the numbers, buttons and notes of either page say."""
        hours = int(settings.get(work.session, "undo_hours"))
        may = may_undo(batch.written_at, work.now, hours)
        return {
            "tabs": tabs_of(batch, key),
            "n_write": count_writable(batch),
            "n_wait": int(batch.counts.get(Outcome.DECIDE.value, 0)),
            "n_bad": sum(int(batch.counts.get(o.value, 0)) for o in BAD),
            "hours": hours,
            "undo": batch.state is S.WRITTEN and batch.counts.get("written") and may,
        }

    @expose(f"/{NUMBER}/choose/", methods=("POST",))
    def choose_view(self, id: int) -> ResponseReturnValue:
        """Take the decisions, and check the rows again with them."""
        return self._choose(id, write=False)

    @expose(f"/{NUMBER}/write/", methods=("POST",))
    def write_view(self, id: int) -> ResponseReturnValue:
        """Take the decisions, and write the rows."""
        return self._choose(id, write=True)

    def _choose(self, id: int, *, write: bool) -> ResponseReturnValue:
        form = request.form
        try:
            with working("import.write" if write else "import.choose") as work:
                batch = work.get(ImportBatch, id, MAY, lock=True)
                target = intake.target_of(batch.subject)
                remember = "remember" in form
                choose(work, target, batch, read_choices(form), remember=remember, write=write)
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


def _needed(work: Work) -> str:
    """What an import needs, as the office has set it."""
    gaps = [words.label(gap) for gap in needed_for(work, Moment.IMPORT)]
    if not gaps:
        return _("Only the name is needed.")
    return _("Needed beside the name: %(fields)s.", fields=_(", ").join(gaps))


def _within(text: str, most: int) -> bool:
    return whole(text, most - 1) is not None


def _place(name: str, rows: Sequence[Any]) -> int:
    """The name first, then what differs or is wrong in these rows, then the rest."""
    told = any(name in x for row in rows for x in (row.problems, row.left, row.changes))
    return 0 if name == "name" else 1 if told else 2
