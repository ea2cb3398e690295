"""Builds the workbook of a register or a filtered list, limited to what its asker may see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from sqlalchemy import Select, literal, select

from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.text import N_
from models.words.values import ValueKind as V
from portal import settings
from portal.access.policy import visible
from portal.errors import NotFound
from portal.late import late
from portal.office.catalog import REPORTS, find_export
from portal.platform.lists import listing as lists
from portal.platform.lists import page
from portal.platform.lists.listing import Listing
from portal.platform.lists.query import Query, parse_query, shown_columns
from portal.platform.lists.statement import filtered_statement
from portal.platform.sheets import register
from portal.platform.sheets.register import Report, spell_value
from portal.platform.sheets.sheet import Column, Say, Sheet, Tally, Written
from portal.work import HERE, Work

if TYPE_CHECKING:
    from portal.platform.sheets import fast_xlsx, xlsx
else:
    fast_xlsx = late("portal.platform.sheets.fast_xlsx")
    xlsx = late("portal.platform.sheets.xlsx")

BULK_ROWS = 20_000  # sheets with more rows are written by ``fast_xlsx``
COMES_BACK = (Kind.CUSTOMER,)  # kinds whose lists can be imported again
REVISION = "revision_of_row"


@dataclass(frozen=True)
class Source:
    """What a sheet is made from; ``permission`` is needed to export it."""

    title: str
    permission: Permission
    size: Callable[[int], int]  # the number of rows, counted up to the argument
    sheet: Callable[[Say], Sheet]
    rows: Callable[[], Select[Any]]  # the statement behind it, for questions about what is in it


def find_source(work: Work, name: str, args: Mapping[str, str]) -> Source:
    """The source ``report:NAME`` or ``list:NAME`` with its URL arguments.

    Raises ``NotFound``, ``Invalid`` (parameters), and ``NotAllowed`` if the actor may not export.
    """
    sort, _, key = name.partition(":")
    if sort == "report" and (report := REPORTS.get(key)):
        work.require(report.permission)
        params = register.check_params(report, args)
        return Source(
            report.title,
            report.permission,
            lambda most: register.count_report(work, report, params, most),
            lambda say: _register(work, report, params, say),
            lambda: report.select(work, params),
        )
    if sort == "list" and (entry := find_export(key)):
        listing, permission = entry
        work.require(permission)
        return _of_list(work, _cut(work, listing, permission), permission, args)
    raise NotFound


def _register(work: Work, report: Report, params: Mapping[str, str], say: Say) -> Sheet:
    picked = [index for index, _ in register.open_columns(work, report)]
    labels = {p.name: p.label for p in report.params}
    filters = "，".join(f"{say(labels[name])} {value}" for name, value in params.items())
    return Sheet(
        title=report.title,
        columns=register.column_heads(work, report),
        rows=register.report_rows(work, report, params, say),
        code=report.code,
        version=report.version,
        notes=_notes(work, filters, say),
        signatures=report.signatures,
        tallies=[
            Tally(title, picked.index(column) + 1, chart)
            for title, column, chart in report.tallies
            if column in picked
        ],
    )


def _notes(work: Work, filters: str, say: Say) -> list[tuple[str, str]]:
    """Office, time, who made it, filters (R-65)."""
    maker = work.actor.name + (f"（{work.actor.department}）" if work.actor.department else "")
    return [
        (N_("Office"), str(settings.get(work.session, "office_name"))),
        (N_("As of"), f"{work.now.astimezone(HERE):%Y-%m-%d %H:%M}"),
        (N_("Prepared by"), maker),
        (N_("Filters"), filters or say(N_("All"))),
    ]


def _cut(work: Work, listing: Listing, permission: Permission) -> Listing:
    """Only rows the actor may see and export; with the revision if the list can be re-imported."""
    inner = listing.joins or _as_it_is
    may = visible(work.actor, permission, listing.table)

    def joins(statement: Select[Any]) -> Select[Any]:
        return inner(statement).where(may)

    more: tuple[lists.Column, ...] = ()
    if listing.kind in COMES_BACK:
        more = (
            lists.Column(REVISION, N_("Revision"), listing.table.revision, V.INTEGER, shown=False),
        )
    return replace(listing, joins=joins, columns=(*listing.columns, *more))


def _as_it_is(statement: Select[Any]) -> Select[Any]:
    return statement


def _of_list(
    work: Work, listing: Listing, permission: Permission, args: Mapping[str, str]
) -> Source:
    query = parse_query(work, listing, args)
    names = tuple(c.name for c in shown_columns(work, listing, query) if c.name != REVISION)
    back = listing.kind in COMES_BACK
    query = replace(query, columns=(*names, REVISION) if back else names, after="", before="")
    return Source(
        listing.title,
        permission,
        lambda most: min(page.count_rows(work, listing, query), most),
        lambda say: _list_sheet(work, listing, query, say),
        lambda: filtered_statement(work, listing, query, select(literal(1)), joined=True),
    )


def _list_sheet(work: Work, listing: Listing, query: Query, say: Say) -> Sheet:
    picked = shown_columns(work, listing, query)
    back = listing.kind in COMES_BACK
    masked = {c.name for c in picked if lists.field_rule(work, c) is FieldRule.MASKED}
    columns = [Column(c.label, V.TEXT if c.name in masked else c.cell, c.width) for c in picked]
    return Sheet(
        title=listing.title,
        columns=[*columns, Column(N_("Record ID"), V.INTEGER, 10)] if back else columns,
        rows=_list_rows(work, listing, query, say, back=back),
        notes=_notes(work, _filters(listing, query, say), say),
    )


def _list_rows(
    work: Work, listing: Listing, query: Query, say: Say, *, back: bool
) -> Iterator[Sequence[Any]]:
    picked = shown_columns(work, listing, query)
    for row in page.rows_for_export(work, listing, query):
        values = [_spelt(column, value, say) for value, column in zip(row[1:], picked, strict=True)]
        yield [*values, row[0]] if back else values


def _spelt(column: lists.Column, value: Any, say: Say) -> Any:
    if column.parts:
        return say(N_(", ")).join(say(part) for part in column.parts(value))
    if column.called and value in column.called:
        return say(column.called[value])
    return spell_value(value, say)


def _filters(listing: Listing, query: Query, say: Say) -> str:
    texts = [
        f"{say(f.label)} {query.filters[f.name]}"
        for f in listing.filters
        if f.name in query.filters
    ]
    return "，".join([*texts, *([query.search] if query.search else [])])


def write_sheet(source: Source, stream: BinaryIO, say: Say) -> Written:
    """Write the workbook with the writer that suits its number of rows."""
    sheet = source.sheet(say)
    if source.size(BULK_ROWS + 1) > BULK_ROWS:
        return fast_xlsx.write_fast(sheet, stream, say)
    return xlsx.write_xlsx([sheet], stream, say)[0]
