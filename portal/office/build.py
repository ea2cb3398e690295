"""Makes the workbook of a register or of a filtered list, as its asker may see it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import Select, literal, select

from models.words.access import FieldRule
from models.words.acts import act_label
from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.tasks import task_label
from models.words.text import N_
from models.words.values import ValueKind as V
from portal import settings
from portal.access.policy import visible
from portal.errors import NotFound
from portal.late import late
from portal.office import answer_book
from portal.office.catalog import BOOKS, REPORTS, find_export
from portal.office.register_forms import as_set
from portal.office.sheet_notes import list_notes, register_notes
from portal.platform.lists import listing as lists
from portal.platform.lists import page
from portal.platform.lists.listing import Listing
from portal.platform.lists.query import Query, parse_query, shown_columns
from portal.platform.lists.statement import filtered_statement
from portal.platform.sheets import register
from portal.platform.sheets.answers import Book
from portal.platform.sheets.readers import may_read
from portal.platform.sheets.register import Params, Report, spell_value
from portal.platform.sheets.sheet import Column, Say, Sheet, Total, Written, together
from portal.work import Work

if TYPE_CHECKING:
    from portal.platform.sheets import fast_xlsx, xlsx
    from portal.platform.sheets.seal import Seal
else:  # the writers of workbooks
    fast_xlsx = late("portal.platform.sheets.fast_xlsx")
    xlsx = late("portal.platform.sheets.xlsx")

BULK_ROWS = 20_000  # from here on rows are streamed, lists by the fast writer
PLAIN = frozenset({str, int, float, Decimal, date, datetime, type(None)})  # as they are
COMES_BACK = (Kind.CUSTOMER,)  # kinds whose lists can be imported again
REVISION = "revision_of_row"
# Kinds whose values are names within the portal, and what people read instead (msgids).
NAMES: Mapping[V, Callable[[str], str]] = {V.ACT: act_label, V.TASK: task_label, V.MESSAGE: str}


@dataclass(frozen=True)
class Source:
    """The source of a sheet: title, permission, row count, and the sheets themselves.

    ``size`` counts no further than it is told; without a bound it is the true count.
    """

    title: str
    permission: Permission
    size: Callable[[int | None], int]
    sheets: Callable[[Say], list[Sheet]]
    rows: Callable[[], Select[Any]]  # the statement behind it, for questions about what is in it
    form: bool = False  # a register of the office: it keeps head, total and signatures
    figures: bool = False  # counts of groups, and no record


def find_source(work: Work, name: str, args: Mapping[str, str]) -> Source:
    """``report:NAME``, ``book:NAME`` or ``list:NAME`` with its URL arguments. Raises ``NotFound``,
    ``Invalid``, and ``NotAllowed`` to those who may not export it.
    """
    sort, _, key = name.partition(":")
    if sort == "report" and (report := REPORTS.get(key)):
        if not may_read(work.actor, report):
            work.require(report.permission)
        report = as_set(work, report)
        params = register.check_params(report, args)
        return Source(
            report.title,
            report.permission,
            lambda most: register.count_report(work, report, params, most),
            lambda say: register_sheets(work, report, params, say),
            lambda: report.select(work, params),
            form=True,
        )
    if sort == "book" and (book := BOOKS.get(key)):
        return _of_book(work, as_set(work, book), args)
    if sort == "list" and (found := find_export(key)):
        listing, permission = found
        work.require(permission)
        return _of_list(work, _cut(work, listing, permission), permission, args)
    raise NotFound


def _of_book(work: Work, book: Book, args: Mapping[str, str]) -> Source:
    """A report made of answers: figures of groups, never a row of a record."""
    answers = answer_book.require_book(work, book)
    month = answer_book.check_month(work, book, args)
    return Source(
        book.title,
        answers[0].permission,
        lambda _most: len(answers),
        lambda say: answer_book.make_sheets(work, book, month, say),
        lambda: select(literal(1)),
        form=True,
        figures=True,
    )


def register_sheets(work: Work, report: Report, params: Params, say: Say) -> list[Sheet]:
    """The sheet of a register, or one for each of its parts."""
    parts = report.parts(work, params) if report.parts else [params]
    return [_register(work, report, part, say, one=len(parts) == 1) for part in parts]


def _register(work: Work, report: Report, params: Params, say: Say, *, one: bool) -> Sheet:
    picked = [index for index, _ in register.open_columns(work, report)]
    shown = [value for name, value in params.items() if name not in ("from", "to")]
    return Sheet(
        title=report.title,
        tab="" if one else f"{say(report.title)} {' '.join(shown)}",
        columns=register.column_heads(work, report),
        rows=register.report_rows(work, report, params, say),
        code=report.code,
        version=report.version,
        notes=register_notes(work, report, params, say),
        block=report.block(work, params, say) if report.block else (),
        signatures=report.signatures,
        tallies=register.open_tallies(work, report),
        unit=report.unit,
        portrait=report.portrait,
        frozen=report.frozen,
        by=picked.index(report.by) + 1 if report.by in picked else None,
        table=report.by is None,
        **_whose(work),
    )


def _whose(work: Work) -> dict[str, Any]:
    """Office, maker and moment, as the properties of a file and the foot of its pages have them."""
    office = str(settings.get(work.session, "office_name"))
    return {"office": office, "maker": work.actor.name, "made_at": work.now}


def _cut(work: Work, listing: Listing, permission: Permission) -> Listing:
    """Only rows that this actor may both see and export; with the revision where it comes back."""
    inner = listing.joins or _as_it_is
    may = visible(work.actor, permission, listing.table)

    def joins(statement: Select[Any]) -> Select[Any]:
        return inner(statement).where(may)

    more = tuple(listing.sheet_columns)
    if listing.kind in COMES_BACK:
        more = (
            *more,
            lists.Column(REVISION, N_("Revision"), listing.table.revision, V.INTEGER, shown=False),
        )
    return replace(listing, joins=joins, columns=(*listing.columns, *more))


def _as_it_is(statement: Select[Any]) -> Select[Any]:
    return statement


def _of_list(
    work: Work, listing: Listing, permission: Permission, args: Mapping[str, str]
) -> Source:
    query = parse_query(work, listing, args)
    shown = [c for c in shown_columns(work, listing, query) if c.sheet and c.name != REVISION]
    names = tuple(c.name for c in shown)
    back = listing.kind in COMES_BACK
    names += tuple(c.name for c in listing.sheet_columns if c.name not in names)
    query = replace(query, columns=(*names, REVISION) if back else names, after="", before="")
    return Source(
        listing.sheet_title or listing.title,
        permission,
        lambda most: page.count_rows(work, listing, query, most),
        lambda say: [_list_sheet(work, listing, query, say)],
        lambda: filtered_statement(work, listing, query, select(literal(1)), joined=True),
    )


def _list_sheet(work: Work, listing: Listing, query: Query, say: Say) -> Sheet:
    picked = shown_columns(work, listing, query)
    back = listing.kind in COMES_BACK
    masked = {c.name for c in picked if lists.field_rule(work, c) is FieldRule.MASKED}
    columns = [
        Column(c.label, V.TEXT, c.width, c.paper)
        if c.name in masked
        else Column(c.label, c.cell, c.width, c.paper, total=Total.SUM if c.added else None)
        for c in picked
    ]
    return Sheet(
        title=listing.sheet_title or listing.title,
        columns=[*columns, Column(N_("Record ID"), V.INTEGER, 10)] if back else columns,
        rows=_list_rows(work, listing, query, say, back=back),
        notes=list_notes(work, listing, query, say),
        table=True,
        **_whose(work),
    )


def _list_rows(
    work: Work, listing: Listing, query: Query, say: Say, *, back: bool
) -> Iterator[Sequence[Any]]:
    picked = shown_columns(work, listing, query)
    spellers = [_speller(work, column, say) for column in picked]
    named = {i for i, column in enumerate(picked) if is_named(column)}
    for ids, columns in page.blocks_for_export(work, listing, query):
        spelt = [
            _spelt(values, spell, named=place in named)
            for place, (values, spell) in enumerate(zip(columns, spellers, strict=True))
        ]
        yield from zip(*spelt, *([ids] if back else []), strict=True)


def _spelt(values: Sequence[Any], spell: Callable[[Any], Any], *, named: bool) -> Sequence[Any]:
    """Many values of a column as a sheet has them; a word is spelt once for all its cells."""
    kinds = set(map(type, values))
    if kinds <= PLAIN and not named:
        return values
    one = kinds - {type(None)}
    if len(one) == 1 and issubclass(next(iter(one)), str | int):  # equal ones are the same
        words = {value: spell(value) for value in set(values) if named or value is not None}
        return list(map(words.get, values))
    return [value if type(value) in PLAIN and not named else spell(value) for value in values]


def is_named(column: lists.Column) -> bool:
    """Whether its values are plain and yet stand for something else."""
    return bool(column.called or column.parts or column.spell) or column.cell in NAMES


def _speller(work: Work, column: lists.Column, say: Say) -> Callable[[Any], Any]:
    """Spells the values of a column; a word is looked up once for all its cells, not a million."""
    if column.parts:
        parts = column.parts
        return lambda value: say(N_(", ")).join(say(part) for part in parts(value))
    if column.spell:
        return column.spell(work, say)
    if column.cell in NAMES:
        name_of = NAMES[column.cell]
        return lambda value: say(name_of(value)) if value else ""
    called, spelt = column.called or {}, dict[Any, Any]()

    def spell(value: Any) -> Any:
        if isinstance(value, dict | list | tuple):
            return spell_value(value, say)
        if value not in called and type(value) in PLAIN:
            return value
        if value not in spelt:
            spelt[value] = say(called[value]) if value in called else spell_value(value, say)
        return spelt[value]

    return spell


def write_sheet(
    found: Source, stream: BinaryIO, say: Say, *, seal: "Seal | None" = None, number: int = 0
) -> Written:
    """The workbook of export ``number``; ``seal`` takes what proves it later."""
    long = found.size(BULK_ROWS + 1) > BULK_ROWS
    sheets = [replace(sheet, number=number) for sheet in found.sheets(say)]
    if long and not found.form:
        return fast_xlsx.write_fast(sheets[0], stream, say, seal)
    return together(xlsx.write_xlsx(sheets, stream, say, long=long, seal=seal))
