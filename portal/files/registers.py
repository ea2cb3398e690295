"""案卷目录, 卷内文件目录 and 档号台账 (QJ-04, QJ-05, QJ-37)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Item
from models.people import User
from models.platform.numbering import NumberEntry
from models.words.files import FileLife
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.platform.sheets.register import PERIOD, Col, Param, Params, Report, day_param, within
from portal.work import Work, midnight


def _may(work: Work) -> tuple[Any, Any]:
    return (
        visible(work.actor, P.FILE_SEE, CustomerFile),
        visible(work.actor, P.FILE_EXPORT, CustomerFile),
    )


def _files(work: Work, params: Params) -> Any:
    live = Item.superseded_by_id.is_(None)
    first = select(func.min(Item.dated_on)).where(Item.file_id == CustomerFile.id, live)
    last = select(func.max(Item.dated_on)).where(Item.file_id == CustomerFile.id, live)
    return (
        select(
            CustomerFile.number,
            CustomerFile.title,
            Customer.name,
            FileClass.name,
            first.correlate(CustomerFile).scalar_subquery(),
            last.correlate(CustomerFile).scalar_subquery(),
            CustomerFile.items_count,
            CustomerFile.pages_count,
            CustomerFile.secrecy,
            Place.label,
            CustomerFile.filed_at,
            CustomerFile.missing_note,
        )
        .join(Customer, Customer.id == CustomerFile.customer_id)
        .join(FileClass, FileClass.id == CustomerFile.class_id)
        .outerjoin(Place, Place.id == CustomerFile.place_id)
        .where(CustomerFile.life == FileLife.FILED, *_may(work))
        .where(*within(CustomerFile.opened_on, params))
        .order_by(CustomerFile.number)
    )


FILE_CATALOGUE = Report(
    name="file_catalogue",
    title=N_("Catalogue of files"),
    about=N_("All filed files with their dates, items, pages and places."),
    code="QJ-04",
    permission=P.FILE_EXPORT,
    columns=(
        Col(N_("File number"), V.CODE, width=18),
        Col(N_("File title"), width=28),
        Col(N_("Customer"), width=28),
        Col(N_("Class"), width=14),
        Col(N_("First date"), V.DATE, 12),
        Col(N_("Last date"), V.DATE, 12),
        Col(N_("Items"), V.INTEGER, 8),
        Col(N_("Page count"), V.INTEGER, 8),
        Col(N_("Secrecy"), width=8),
        Col(N_("Place"), width=24),
        Col(N_("Filed at"), V.MOMENT, 17),
        Col(N_("Note"), width=18),
    ),
    select=_files,
    params=PERIOD,
    tallies=((N_("By class"), 3, "column"), (N_("By secrecy"), 8, "pie")),
)


def _items(work: Work, params: Params) -> Any:
    return (
        select(
            Item.sequence,
            Item.document_number,
            Item.author,
            Item.title,
            Item.dated_on,
            Item.pages,
            Item.form,
            Item.copies,
            Item.note,
        )
        .join(CustomerFile, CustomerFile.id == Item.file_id)
        .where(CustomerFile.number == params.get("file", ""), *_may(work))
        .where(Item.superseded_by_id.is_(None))
        .order_by(Item.sequence)
    )


def _pages(_work: Work, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Fill in 页号, the page on which each paper begins."""
    page = 1
    for row in rows:
        yield [*row[:5], f"{page}–{page + row[5] - 1}" if row[5] > 1 else str(page), *row[5:]]
        page += row[5]


ITEM_CATALOGUE = Report(
    name="item_catalogue",
    title=N_("Papers in a file"),
    about=N_("The contents of one file, in order, with the page on which each paper begins."),
    code="QJ-05",
    permission=P.FILE_EXPORT,
    columns=(
        Col(N_("Sequence"), V.INTEGER, 8),
        Col(N_("Document number"), V.CODE, width=18),
        Col(N_("Author"), width=18),
        Col(N_("Title"), width=34),
        Col(N_("Date"), V.DATE, 12),
        Col(N_("Page numbers"), width=10),
        Col(N_("Page count"), V.INTEGER, 8),
        Col(N_("Original or copy"), width=12),
        Col(N_("Copies"), V.INTEGER, 8),
        Col(N_("Note"), width=20),
    ),
    select=_items,
    shape=_pages,
    params=(Param("file", N_("File number"), V.TEXT, needed=True, hint="KH-2026-0001"),),
    signatures=(N_("Catalogued by"), N_("Checked by")),
)


def _numbers(work: Work, params: Params) -> Any:
    work.require(P.NUMBER_SEE)
    start, end = day_param(params, "from"), day_param(params, "to")
    issued = NumberEntry.issued_at
    return (
        select(
            NumberEntry.scope,
            NumberEntry.serial,
            NumberEntry.number,
            NumberEntry.template,
            NumberEntry.subject,
            issued,
            User.name,
            NumberEntry.state,
            NumberEntry.voided_at,
            NumberEntry.void_reason,
        )
        .outerjoin(User, User.id == NumberEntry.issued_by)
        .where(*([issued >= midnight(start)] if start else []))
        .where(*([issued < midnight(end + timedelta(days=1))] if end else []))
        .order_by(NumberEntry.scope, NumberEntry.serial)
    )


def _with_gaps(_work: Work, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    """Add a line for each gap in the serials of a series; there should be none (I-3)."""
    scope, expected = None, 0
    for row in rows:
        if row[0] != scope:
            scope, expected = row[0], row[1]
        if row[1] > expected:
            span = f"{expected}–{row[1] - 1}" if row[1] - 1 > expected else str(expected)
            yield [scope, None, span, "", None, None, "", GAP, None, ""]
        expected = row[1] + 1
        yield row


GAP = N_("Gap")
NUMBER_LEDGER = Report(
    name="number_ledger",
    title=N_("Ledger of file numbers"),
    about=N_("Every number assigned, by whom, what became of it, and any gaps."),
    code="QJ-37",
    permission=P.NUMBER_SEE,
    columns=(
        Col(N_("Series"), width=22),
        Col(N_("Serial"), V.INTEGER, 8),
        Col(N_("Number"), V.CODE, width=20),
        Col(N_("Template"), width=24),
        Col(N_("Record type"), width=12),
        Col(N_("Issued at"), V.MOMENT, 17),
        Col(N_("Issued by"), width=12),
        Col(N_("State"), width=10),
        Col(N_("Voided at"), V.MOMENT, 17),
        Col(N_("Reason for voiding"), width=24),
    ),
    select=_numbers,
    shape=_with_gaps,
    params=PERIOD,
    tallies=((N_("By kind of record"), 4, "column"), (N_("By state"), 7, "pie")),
)
