"""The registers of the house: what there is, a look at the first rows, print, Excel."""

from itertools import islice
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, NotFound
from portal.office import register_forms
from portal.office.catalog import REPORTS
from portal.platform.sheets.formats import show_formatted
from portal.platform.sheets.readers import may_read
from portal.platform.sheets.register import (
    Report,
    check_params,
    column_heads,
    count_report,
    report_rows,
)
from portal.platform.sheets.sheet import Column
from portal.work import Work
from views.office.books import BookPages, open_books
from views.office.printing import printed_sheets
from views.shell.context import reading, streaming, working
from views.shell.i18n import say_words
from views.shell.kinds import SHOWN
from views.shell.listing import list_url
from views.shell.screens import Screen

FIRST = 20  # rows of the preview


class ReportView(BookPages, Screen):
    see = P.EXPORT_TAKE
    icon = "journal-text"
    purpose = N_("Registers in the office's layout, to preview, print or export to Excel")

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        work = reading()
        every = register_forms.all_as_set(work)
        found = [every[name][0] for name, r in REPORTS.items() if may_read(work.actor, r)]
        return self.show("office/reports/index.html", reports=found, books=open_books(work))

    @expose("/<register>/")
    def report_view(self, register: str) -> ResponseReturnValue:
        work = streaming()
        report = _report(work, register)
        params, error, found = {k: v for k, v in request.args.items() if v}, "", []
        try:
            params = check_params(report, params)
            found = _rows(work, report, params, FIRST)
        except Invalid as problem:
            error = say_words(problem) if request.args else ""
        return self.show(
            "office/reports/report.html",
            422 if error else 200,
            report=report,
            params=params,
            error=error,
            heads=column_heads(work, report),
            right=[SHOWN[head.kind].right for head in column_heads(work, report)],
            rows=found,
            first=FIRST,
            asked=not any(p.needed and p.name not in params for p in report.params),
            size=count_report(work, report, params) if found else 0,
            export=list_url("/exports/new/", {"source": f"report:{register}", **params}),
            print=list_url(f"/reports/{register}/print/", params),
        )

    @expose("/<register>/print/")
    def print_view(self, register: str) -> ResponseReturnValue:
        """A4, for the browser's own printing; that it was printed is recorded (UX-8)."""
        with working("report.print") as work:
            params = check_params(_report(work, register), request.args)
            page = printed_sheets(work, f"report:{register}", params, {"report": register})
        back = ("/reports/", _("Registers"))
        return self.show("office/reports/print.html", back=back, **page)


def _report(work: Work, name: str) -> Report:
    report = REPORTS.get(name)
    if report is None or not may_read(work.actor, report):
        raise NotFound
    return register_forms.as_set(work, report)


def _rows(work: Work, report: Report, params: dict[str, str], most: int) -> list[list[str]]:
    heads = column_heads(work, report)
    found = islice(report_rows(work, report, params, _), most)
    return [[_text(c, v) for c, v in zip(heads, row, strict=True)] for row in found]


def _text(column: Column, value: Any) -> str:
    """A cell of the preview: full dates, amounts with commas, words around a number."""
    if value is None or value == "":
        return ""
    if column.format:
        return show_formatted(column.format, value, _)
    return SHOWN[column.kind].paper(value)
