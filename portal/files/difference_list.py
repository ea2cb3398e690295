"""差异台账: counts that differed from a file's list, and what came of them (C18)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, select

from models.files.differences import Difference
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.files import DifferenceSource, DifferenceState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.lists.listing import Column, Filter, Listing
from portal.work import Work


def _joins(statement: Select[Any]) -> Select[Any]:
    return (
        statement.join(CustomerFile, CustomerFile.id == Difference.file_id)
        .join(User, User.id == Difference.found_by)
        .outerjoin(Department, Department.id == Difference.department_id)
    )


def _search(_work: Work, text: str) -> ColumnElement[bool]:
    files = select(CustomerFile.id).where(CustomerFile.number.icontains(text, autoescape=True))
    return Difference.number.icontains(text, autoescape=True) | Difference.file_id.in_(files)


def _of(found: Any, due: Any) -> Any:
    return cast(found, String) + " / " + cast(due, String)


DIFFERENCES = Listing(
    name="differences",
    kind=Kind.DIFFERENCE,
    table=Difference,
    see=P.FILE_SEE,
    title=N_("Differences in count"),
    columns=(
        Column("file", N_("File number"), CustomerFile.number, V.CODE, phone=True, width=16),
        Column("title", N_("Title"), CustomerFile.title, width=28),
        Column("source", N_("Found when"), Difference.source, V.WORD, DifferenceSource, width=14),
        Column("number", N_("Under"), Difference.number, V.CODE, width=16),
        Column("found_on", N_("Found on"), Difference.found_on, V.DATE, sort=True, width=12),
        Column("finder", N_("Counted by whom"), User.name, V.USER, width=10),
        Column(
            "items", N_("Items found / expected"), _of(Difference.items_found, Difference.items_due)
        ),
        Column(
            "pages", N_("Pages found / expected"), _of(Difference.pages_found, Difference.pages_due)
        ),
        Column(
            "state", N_("State"), Difference.state, V.WORD, DifferenceState, phone=True, width=12
        ),
        Column("department", N_("Department"), Department.name, shown=False, width=12),
        Column("reason", N_("Reason"), Difference.reason, shown=False, width=24),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, Difference.state, DifferenceState, pinned=True),
        Filter("source", N_("Found when"), V.WORD, Difference.source, DifferenceSource),
        Filter("department", N_("Department"), V.DEPARTMENT, Difference.department_id),
        Filter("found_on", N_("Found on"), V.DATE, Difference.found_on),
    ),
    order="-id",
    link="file",
    joins=_joins,
    search=_search,
    search_hint=N_("File, loan or request number"),
    views={N_("To be settled"): {"state": "open"}},
)
