"""Reports made of answers: a month is chosen; its figures, then a table an answer, print, Excel."""

from collections.abc import Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from portal.errors import Invalid, NotFound
from portal.office import answer_book
from portal.office.answer_book import Figure
from portal.office.catalog import BOOKS
from portal.office.register_forms import as_set
from portal.platform.sheets.answering import Answered
from portal.platform.sheets.answers import Book, open_answers
from portal.platform.sheets.formats import show_formatted
from portal.platform.sheets.span import name_of
from portal.work import Work
from views.office.printing import printed_sheets, show_cell
from views.shell import charts
from views.shell.context import streaming, working
from views.shell.i18n import say_words
from views.shell.kinds import SHOWN
from views.shell.listing import list_url

OFFERED = 24  # months, this one and those before
FIRST = 20  # rows of a table on the page


class BookPages:
    """The pages of the screen of registers that show a report of answers."""

    @expose("/books/<book>/")
    def book_view(self: Any, book: str) -> ResponseReturnValue:
        work = streaming()
        found, error = _book(work, book), ""
        try:
            month = answer_book.check_month(work, found, request.args)
        except Invalid as problem:
            month, error = answer_book.check_month(work, found, {}), say_words(problem)
        filled = answer_book.fill_book(work, found, month, _)
        args = {"month": name_of(month)}
        page: ResponseReturnValue = self.show(
            "office/reports/book.html",
            422 if error else 200,
            book=found,
            error=error,
            month=args["month"],
            months=[name_of(each) for each in answer_book.open_months(work, found, OFFERED)],
            before=filled.span.names[-2] if len(filled.span.names) > 1 else "",
            scope=answer_book.scope_of(work, filled),
            end=filled.span.end,
            figures=[_shown(figure) for figure in filled.figures],
            answers=[_table(answered) for answered in filled.answers],
            first=FIRST,
            spark=charts.sparkline,
            export=list_url("/exports/new/", {"source": f"book:{book}", **args}),
            print=list_url(f"/reports/books/{book}/print/", args),
        )
        return page

    @expose("/books/<book>/print/")
    def book_print_view(self: Any, book: str) -> ResponseReturnValue:
        """A4, for the browser's own printing; that it was printed is recorded (UX-8)."""
        with working("report.print") as work:
            found = _book(work, book)
            args = {"month": name_of(answer_book.check_month(work, found, request.args))}
            page = printed_sheets(work, f"book:{book}", args, {"report": book})
        back = (list_url(f"/reports/books/{book}/", args), _(found.title))
        shown: ResponseReturnValue = self.show("office/reports/print.html", back=back, **page)
        return shown


def open_books(work: Work) -> list[Book]:
    """The reports that have anything to say to this actor."""
    return [as_set(work, book) for book in BOOKS.values() if open_answers(work, book)]


def _book(work: Work, name: str) -> Book:
    book = BOOKS.get(name)
    if book is None or not open_answers(work, book):
        raise NotFound
    return as_set(work, book)


def _shown(figure: Figure) -> dict[str, Any]:
    """A line of the first table: this month, the month before, what changed, a small line."""
    last, before = figure.values[-1], figure.values[-2] if len(figure.values) > 1 else "—"
    points = [float(value) for value in figure.values if not isinstance(value, str)]
    return {
        "title": figure.title,
        "unit": figure.unit,
        "last": show_formatted(figure.format, last, _),
        "before": show_formatted(figure.format, before, _),
        "change": show_formatted(figure.changed, figure.change, _),
        "points": points if len(points) > 1 else [],
    }


def _table(answered: Answered) -> dict[str, Any]:
    """An answer as a table of texts, its first rows."""
    columns, rows = answered.columns, answered.rows
    return {
        "answer": answered.answer,
        "heads": [column.title for column in columns],
        "right": [SHOWN[column.kind].right for column in columns],
        "rows": [_texts(columns, row) for row in rows[:FIRST]],
        "size": len(rows),
    }


def _texts(columns: Sequence[Any], row: Sequence[Any]) -> list[str]:
    return [show_cell(column, value) for column, value in zip(columns, row, strict=True)]
