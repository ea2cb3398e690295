"""退回整改考核表: filings sent back, by person: how often, why, in a row (R-69, QJ-30)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from models.files.deficiencies import FileReturn
from models.files.records import CustomerFile
from models.people import Department, User
from models.words.files import FileLife, FilingFault
from models.words.labels import label
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files.return_rules import longest_run
from portal.platform.sheets.readers import register_rows
from portal.platform.sheets.register import PERIOD, Col, Params, Report, within
from portal.platform.sheets.sheet import Tally, Total
from portal.work import Work


def _select(work: Work, params: Params) -> Any:
    """The returns of a period, grouped by person and department."""
    return (
        select(
            FileReturn.owner_id,
            FileReturn.department_id,
            User.name,
            Department.name,
            FileReturn.returned_at,
            FileReturn.faults,
            FileReturn.cure_by,
            FileReturn.answered_on,
            CustomerFile.life,
        )
        .join(CustomerFile, CustomerFile.id == FileReturn.file_id)
        .join(User, User.id == FileReturn.owner_id)
        .outerjoin(Department, Department.id == FileReturn.department_id)
        .where(
            register_rows(work, P.FILE_SEE, P.FILE_EXPORT, FileReturn),
            *within(FileReturn.returned_on, params),
        )
        .order_by(
            Department.name,
            FileReturn.department_id,
            User.name,
            FileReturn.owner_id,
            FileReturn.returned_at,
            FileReturn.id,
        )
    )


def _count(work: Work, rows: Iterable[Sequence[Any]], _params: Params) -> Iterator[Sequence[Any]]:
    """A line for each person and department: returns counted, the longest run of them, faults."""
    returns = list(rows)
    filed = _filed(work, {row[0] for row in returns})
    for (owner, _dept, name, department), group in groupby(returns, key=lambda row: tuple(row[:4])):
        lines = list(group)
        faults = Counter(fault["fault"] for line in lines for fault in line[5])
        waiting = [line for line in lines if line[7] is None and line[8] is FileLife.DRAFT]
        late = [line for line in lines if line[7] and line[7] > line[6]]
        late += [line for line in waiting if line[6] < work.today]
        yield [
            name,
            department or "",
            len(lines),
            longest_run([line[4] for line in lines], filed[owner]),
            sum(faults.values()),
            *(faults[word] for word in FilingFault),
            len(waiting),
            len(late),
        ]


def _filed(work: Work, owners: set[int]) -> dict[int, list[datetime]]:
    """When files of these people were filed, in order: each ends a run of returns."""
    moments = defaultdict[int, list[datetime]](list)
    statement = select(CustomerFile.owner_id, CustomerFile.filed_at).where(
        CustomerFile.owner_id.in_(owners), CustomerFile.filed_at.is_not(None)
    )
    for owner, filed_at in work.session.execute(statement.order_by(CustomerFile.filed_at)):
        moments[owner] += [filed_at] if filed_at else []
    return moments


FILING_RETURNS = Report(
    name="filing_returns",
    title=N_("Filings sent back"),
    about=N_(
        "Per person: how often a review sent their filings back, for what, and how often "
        "in a row with none filed in between (R-69)."
    ),
    code="QJ-30",
    permission=P.FILE_EXPORT,
    see=P.FILE_SEE,
    basis="R-69",
    columns=(
        Col(N_("Person"), width=10),
        Col(N_("Department"), width=14),
        Col(N_("Times sent back"), V.INTEGER, 8, total=Total.SUM),
        Col(N_("Most in a row"), V.INTEGER, 8),
        Col(N_("Faults named"), V.INTEGER, 8, total=Total.SUM),
        *(Col(label(word), V.INTEGER, 8, total=Total.SUM) for word in FilingFault),
        Col(N_("Not submitted again"), V.INTEGER, 8, total=Total.SUM),
        Col(N_("Past its day"), V.INTEGER, 8, total=Total.SUM),
    ),
    select=_select,
    shape=_count,
    reshapes=True,
    params=PERIOD,
    unit=N_("Times sent back"),
    by=1,
    tallies=(
        Tally(N_("By department"), 1, weight=2),
        Tally(N_("By person"), 0, "bar", weight=2),
    ),
)
