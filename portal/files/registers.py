"""案卷目录 and 卷内文件目录 (QJ-04, QJ-05)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import and_, case, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Item, Volume
from models.people import User
from models.words.access import Secrecy
from models.words.files import FileLife, ItemForm
from models.words.labels import label
from models.words.permissions import Permission as P
from models.words.plurals import fill
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.register import PERIOD, Col, Param, Params, Report, within
from portal.platform.sheets.sheet import Say, Tally, Total
from portal.work import Work

LEFT_OUT = tuple(life for life in FileLife if life is not FileLife.FILED)
BEGUN = (FileLife.DRAFT, FileLife.PENDING_REVIEW, FileLife.REVIEWED)  # without a number yet


def _may(work: Work) -> Any:
    return register_rows(work, P.FILE_SEE, P.FILE_EXPORT, CustomerFile)


def graded_above(grades: Sequence[Secrecy]) -> Any:
    """SQL: the file of a row, or its customer, is of one of these grades."""
    cards = select(Customer.id).where(Customer.secrecy.in_(grades))
    return or_(CustomerFile.secrecy.in_(grades), CustomerFile.customer_id.in_(cards))


def volume_rank() -> Any:
    """SQL: which volume of its file one is, counted from 1; 1 for a file without volumes."""
    other = aliased(Volume)
    here = tuple_(Volume.year, Volume.number, Volume.id)
    before = select(func.count(other.id)).where(
        other.file_id == Volume.file_id, tuple_(other.year, other.number, other.id) <= here
    )
    counted = before.correlate(Volume).scalar_subquery()
    return case((Volume.id.is_(None), 1), else_=counted)


def _of_volume(what: Any, *clauses: Any) -> Any:
    """SQL: ``what`` over the papers of a volume; the first holds those that are in none."""
    mine = or_(Item.volume_id == Volume.id, and_(Item.volume_id.is_(None), volume_rank() == 1))
    found = select(what).where(Item.file_id == CustomerFile.id, mine, *clauses)
    return found.correlate(CustomerFile, Volume).scalar_subquery()


def _counted(what: Any, whole: Any) -> Any:
    """SQL: of the volume, or of the whole file where it has none."""
    return case((Volume.id.is_(None), whole), else_=func.coalesce(_of_volume(what), 0))


def _files(work: Work, params: Params) -> Any:
    live = Item.superseded_by_id.is_(None)
    return (
        select(
            CustomerFile.number,
            CustomerFile.title,
            FileClass.name,
            _of_volume(func.min(Item.dated_on), live),
            _of_volume(func.max(Item.dated_on), live),
            volume_rank(),
            _counted(func.count(Item.id), CustomerFile.items_count),
            _counted(func.sum(Item.pages), CustomerFile.pages_count),
            CustomerFile.secrecy,
            Place.label,
            User.name,
            CustomerFile.missing_note,
            CustomerFile.title,
            Customer.name,
            CustomerFile.filed_at,
        )
        .join(Customer, Customer.id == CustomerFile.customer_id)
        .join(FileClass, FileClass.id == CustomerFile.class_id)
        .outerjoin(Place, Place.id == CustomerFile.place_id)
        .outerjoin(User, User.id == CustomerFile.filed_by)
        .outerjoin(Volume, Volume.file_id == CustomerFile.id)
        .where(CustomerFile.life == FileLife.FILED, _may(work))
        .where(*within(CustomerFile.opened_on, params))
        .order_by(CustomerFile.number, Volume.year, Volume.number, Volume.id)
    )


def _with_customer(
    _work: Work, rows: Iterable[Sequence[Any]], _params: Params
) -> Iterator[Sequence[Any]]:
    for row in rows:
        told = row[13] in row[1]  # a title that names the customer says it once
        yield [row[0], row[1] if told else (row[1], row[13]), *row[2:]]


def _files_left_out(work: Work, params: Params) -> list[tuple[str, int]]:
    """Files of the period that are in no catalogue: not filed yet, or lost and void with their
    number.
    """
    counts_as_one = or_(CustomerFile.number.is_not(None), CustomerFile.life.in_(BEGUN))
    statement = (
        select(CustomerFile.life, func.count())
        .where(CustomerFile.life.in_(LEFT_OUT), counts_as_one, _may(work))
        .where(*within(CustomerFile.opened_on, params))
        .group_by(CustomerFile.life)
    )
    counts = dict(work.session.execute(statement).all())
    return [(label(life), counts.get(life, 0)) for life in LEFT_OUT]


FILE_CATALOGUE = Report(
    name="file_catalogue",
    title=N_("Catalogue of files"),
    about=N_("All filed files, a row a volume, with their dates, items, pages and places."),
    code="QJ-04",
    permission=P.FILE_EXPORT,
    see=P.FILE_SEE,
    basis="R-03, R-57",
    above=graded_above,
    columns=(
        Col(N_("File number"), V.CODE, 13),
        Col(N_("Title and customer"), width=26),
        Col(N_("Class"), width=10),
        Col(N_("First date"), V.DATE, 10),
        Col(N_("Last date"), V.DATE, 10),
        Col(N_("Volume no."), V.INTEGER, 6),
        Col(N_("Items"), V.INTEGER, 6, total=Total.SUM),
        Col(N_("Page count"), V.INTEGER, 7, total=Total.SUM),
        Col(N_("Secrecy"), width=6),
        Col(N_("Place"), width=14),
        Col(N_("Filed by"), width=8),
        Col(N_("Note"), width=11),
        Col(N_("File title"), width=28, paper=False),
        Col(N_("Customer"), width=28, paper=False),
        Col(N_("Filed at"), V.MOMENT, 17, paper=False),
    ),
    select=_files,
    shape=_with_customer,
    params=PERIOD,
    unit=N_("Number of volumes"),
    tallies=(
        Tally(N_("By class"), 2),
        Tally(N_("By secrecy"), 8, "pie", order=tuple(map(label, Secrecy))),
    ),
    left_out=_files_left_out,
)


def _items(work: Work, params: Params) -> Any:
    clauses = [volume_rank() == int(params["volume"])] if "volume" in params else []
    return (
        select(
            Item.document_number,
            Item.author,
            Item.title,
            Item.dated_on,
            Item.pages,
            Item.note,
            volume_rank(),
            Item.pages,
            Item.form,
            Item.copies,
        )
        .join(CustomerFile, CustomerFile.id == Item.file_id)
        .outerjoin(Volume, Volume.id == Item.volume_id)
        .where(CustomerFile.number == params.get("file", ""), _may(work))
        .where(Item.superseded_by_id.is_(None), *clauses)
        .order_by(volume_rank(), Item.sequence)
    )


def _pages(_work: Work, rows: Iterable[Sequence[Any]], _params: Params) -> Iterator[Sequence[Any]]:
    """Fill in 页号, from 1 in every volume: where each paper begins, and where the last ends.

    A copy is named as one beside its note.
    """
    for _volume, group in groupby(rows, key=lambda row: row[6]):
        page, papers = 1, list(group)
        for row in papers:
            end = page + row[7] - 1
            run = f"{page}–{end}" if row is papers[-1] and end > page else str(page)
            copy = ItemForm.COPY if row[8] is ItemForm.COPY else ""
            yield [*row[:4], run, (copy, row[5]), *row[6:]]
            page = end + 1


def _volumes_of(work: Work, number: str) -> list[Any]:
    """The volumes of a file with their papers and pages, in order."""
    statement = (
        select(volume_rank(), Volume.year, func.count(Item.id), func.sum(Item.pages))
        .select_from(Item)
        .join(CustomerFile, CustomerFile.id == Item.file_id)
        .outerjoin(Volume, Volume.id == Item.volume_id)
        .where(CustomerFile.number == number, _may(work), Item.superseded_by_id.is_(None))
        .group_by(Volume.id, Volume.file_id, Volume.year, Volume.number)
    )
    found: dict[int, list[Any]] = {}
    for rank, year, items, pages in work.session.execute(statement):
        known = found.setdefault(rank, [rank, year, 0, 0])
        known[1], known[2], known[3] = known[1] or year, known[2] + items, known[3] + pages
    return [found[rank] for rank in sorted(found)]


def _parts(work: Work, params: Params) -> Sequence[Params]:
    """A sheet for each volume, or the one asked for."""
    volumes = _volumes_of(work, params.get("file", ""))
    if "volume" in params or len(volumes) <= 1:
        return [params]
    return [{**params, "volume": str(rank)} for rank, *_ in volumes]


def _block(work: Work, params: Params, say: Say) -> list[list[tuple[str, str]]]:
    """The file a list of papers belongs to: 档号, 卷次, 案卷题名, 件数与页数."""
    volumes = _volumes_of(work, params.get("file", ""))
    wanted = int(params.get("volume", "0"))
    mine = [v for v in volumes if v[0] == wanted or not wanted]
    title = work.session.scalar(
        select(CustomerFile.title).where(CustomerFile.number == params.get("file", ""), _may(work))
    )
    facts: Mapping[str, Any] = {
        "number": wanted or 1,
        "count": len(volumes) or 1,
        "items": sum(v[2] for v in mine),
        "pages": sum(v[3] for v in mine),
    }
    which = (
        N_("Volume %(number)s of %(count)s")
        if wanted or len(volumes) <= 1
        else N_("%(count)s volumes")
    )
    return [
        [(N_("File number"), params.get("file", "")), (N_("Volume no."), fill(say(which), facts))],
        [(N_("File title"), title or "")],
        [(N_("Items and pages"), fill(say(N_("%(items)s items, %(pages)s pages")), facts))],
    ]


def _items_left_out(work: Work, params: Params) -> list[tuple[str, int]]:
    """Papers of the file that a newer one has replaced."""
    statement = (
        select(func.count(Item.id))
        .join(CustomerFile, CustomerFile.id == Item.file_id)
        .where(CustomerFile.number == params.get("file", ""), _may(work))
        .where(Item.superseded_by_id.is_not(None))
    )
    return [(N_("Replaced by a newer paper"), work.session.scalar(statement) or 0)]


ITEM_CATALOGUE = Report(
    name="item_catalogue",
    title=N_("Papers in a file"),
    about=N_("The contents of one file, volume by volume, with the page where each paper begins."),
    code="QJ-05",
    permission=P.FILE_EXPORT,
    see=P.FILE_SEE,
    basis="R-63",
    outside=False,
    columns=(
        Col(N_("Document number"), V.TEXT, 15),
        Col(N_("Author"), width=13),
        Col(N_("Title"), width=25),
        Col(N_("Date"), V.DATE, 9, format="yyyymmdd"),
        Col(N_("Page numbers"), width=8),
        Col(N_("Note"), width=10),
        Col(N_("Volume no."), V.INTEGER, 8, paper=False),
        Col(N_("Page count"), V.INTEGER, 8, paper=False, total=Total.SUM),
        Col(N_("Original or copy"), width=12, paper=False),
        Col(N_("Copies"), V.INTEGER, 8, paper=False),
    ),
    select=_items,
    shape=_pages,
    params=(
        Param("file", N_("File number"), V.TEXT, needed=True, hint="KH-2026-0001"),
        Param("volume", N_("Volume no."), V.INTEGER, hint="1"),
    ),
    unit=N_("Number of papers"),
    number=N_("Sequence"),
    portrait=True,
    frozen=1,
    signatures=(N_("Catalogued by"), N_("Checked by"), N_("Catalogued on")),
    parts=_parts,
    left_out=_items_left_out,
    block=_block,
)
