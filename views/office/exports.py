"""My sheets: ask for one with its purpose, see how far it is, download it (issue part 11)."""

from typing import Any, BinaryIO, cast

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _
from sqlalchemy import select

from models.platform.sheets import Export
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import ExportState
from models.words.text import N_
from portal import settings
from portal.access.policy import can, visible
from portal.errors import Invalid, PortalError
from portal.office import build, export_terms, exports, sheet_checks
from portal.office.catalog import find_export
from portal.office.intake import TARGETS
from portal.platform.fields.outside import whole
from portal.platform.imports.target import MAY
from views.office import sheet_verdicts
from views.office.printing import printed_sheets
from views.shell.context import actor, reading, working
from views.shell.downloads import send_sheet
from views.shell.forms.base import Form
from views.shell.forms.fields import TextField
from views.shell.forms.validators import MaxLength, Required
from views.shell.i18n import current_language, say_words
from views.shell.listing import ListPage, list_url
from views.shell.screens import Screen

ID = "<int(max=9223372036854775807):id>"


class PurposeForm(Form):
    purpose = TextField(
        N_("What the sheet is for"),
        [Required(), MaxLength(200)],
        description=N_("Recorded with the export, e.g. month-end stock-taking"),
    )


class MaybePurposeForm(Form):
    purpose = TextField(
        N_("What the sheet is for"),
        [MaxLength(200)],
        description=N_("Optional; recorded with the export, e.g. month-end stock-taking"),
    )


class ExportView(Screen):
    see = P.EXPORT_TAKE
    icon = "file-earmark-spreadsheet"
    purpose = N_("Sheets you requested; each is kept for a few days, and only you can download it")

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        work = reading()
        own = visible(work.actor, P.EXPORT_TAKE, Export)
        query = select(Export).where(own).order_by(Export.id.desc()).limit(50)
        found = work.session.scalars(query).all()
        waiting = any(e.state is ExportState.WAITING for e in found)
        return self.show("office/exports/index.html", exports=found, waiting=waiting, S=ExportState)

    @expose("/new/", methods=("GET", "POST"))
    def new_view(self) -> ResponseReturnValue:
        """The source is in the address: ``source=list:customers&state=active``."""
        args = {k: v for k, v in request.args.items() if v}
        source = args.pop("source", "")
        found = build.find_source(reading(), source, args)
        needed = export_terms.needs_purpose(reading(), found)
        form = PurposeForm() if needed else MaybePurposeForm()
        if request.method == "POST" and form.validate():
            try:
                with working("export") as work:
                    made = exports.ask_export(
                        work, source, args, form.purpose.data or "", current_language()
                    )
                    file = f"{self.url}/{made.id}/file/" if made.state is ExportState.READY else ""
            except PortalError as error:
                if not error.field:
                    raise
                form.refuse(error)
            else:
                _say_made(file)
                return redirect("/exports/")
        bad = bool(form.errors or form.refusals)
        target = list_url("/exports/new/", {"source": source, **args})
        return self.show(
            "office/exports/new.html",
            422 if bad else 200,
            form=form,
            found=found,
            target=target,
            needed=needed,
            rows=found.size(None),
            most=int(settings.get(reading().session, "export_job_rows")),
            plain=not found.form and found.size(build.BULK_ROWS + 1) > build.BULK_ROWS,
        )

    @expose("/print/")
    def print_view(self) -> ResponseReturnValue:
        """A whole filtered list on A4: ``source=list:customers&state=active``."""
        args = {k: v for k, v in request.args.items() if v}
        source = args.pop("source", "")
        with working("report.print") as work:
            page = printed_sheets(work, source, args, {"report": source})
        return self.show("office/reports/print.html", back=("/exports/", _("My sheets")), **page)

    @expose(f"/{ID}/file/")
    def file_view(self, id: int) -> ResponseReturnValue:
        with working("export.download") as work:
            path, export = exports.take_export(work, id)
            name = export.name
        return send_sheet(path, name)

    @expose("/check/", methods=("GET", "POST"))
    def check_view(self) -> ResponseReturnValue:
        """Is a workbook as it was made, and what was changed in it (D10)?"""
        number, error, verdict = request.values.get("number", "").strip(), "", None
        file = request.files.get("file")
        if request.method == "POST":
            try:
                if file is None or not file.filename:
                    raise Invalid(N_("Please choose a file first."), field="file")
                stream = cast("BinaryIO", file.stream)
                verdict = sheet_checks.check_upload(reading(), stream, _number(number))
                with working("export.check") as work:
                    sheet_checks.note_check(work, verdict, file.filename)
            except PortalError as problem:
                error, verdict = say_words(problem), None
        return self.show(
            "office/exports/check.html",
            422 if error else 200,
            error=error,
            number=number,
            verdict=verdict,
            told=sheet_verdicts,
            name=file.filename if file else "",
            megabytes=settings.get(reading().session, "upload_megabytes"),
        )


def _number(text: str) -> int:
    """The number of an export, where one was given. Raises ``Invalid``."""
    number = whole(text or "0")
    if number is None:
        raise Invalid(N_("Please give a whole number, e.g. 120."), field="number")
    return number


def _say_made(file: str) -> None:
    """The toast of a sheet: one that is ready comes down at once and by its link; see core.js."""
    made: Any = [_("The sheet is ready."), file, _("Download"), "download"]
    waiting: Any = [_("The sheet is being generated."), "/exports/", _("My sheets"), ""]
    flash(made if file else waiting, "link")


def export_urls(page: ListPage) -> dict[str, str]:
    """Where the list as filtered becomes a sheet, and where a sheet comes in, for who may."""
    who, urls = actor(), {}
    found = find_export(page.listing.name)
    if found and can(who, found[1]) and can(who, P.EXPORT_TAKE):
        args = {"source": f"list:{page.listing.name}", **page.query.kept()}
        urls["export"] = list_url("/exports/new/", args)
        urls["print"] = list_url("/exports/print/", args)
    if page.listing.kind in TARGETS and can(who, MAY):
        urls["import"] = "/imports/"
    if page.listing.kind is Kind.USER and can(who, P.USER_EDIT):
        urls["import"] = "/roster/"
    return urls
