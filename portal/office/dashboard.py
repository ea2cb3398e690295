"""The figures of the first page: each is what its list would count, cut to what one may see."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select

from models.files.records import CustomerFile, FileClass
from models.lending.loans import Loan
from models.people import Department
from models.words.files import Custody, FileLife
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can, visible
from portal.customers.lists import CUSTOMERS
from portal.files.lists import FILES
from portal.lending import flags
from portal.lending.lists import LOANS
from portal.office.audit import AUDIT
from portal.office.jobs import JOBS
from portal.people.lists import DELEGATIONS, USERS
from portal.platform.lists import page
from portal.platform.lists.listing import Listing
from portal.platform.lists.query import Query
from portal.platform.lists.statement import CAP
from portal.work import Work

HERE = ZoneInfo("Asia/Shanghai")
MONTHS = 12
SHARES = 4  # classes named; the rest are one
WORST = 6  # departments with overdue files


@dataclass(frozen=True)
class Tile:
    """One number with its list. ``note`` is a msgid with ``values``; ``spark`` is by month."""

    label: str
    value: int
    listing: str
    filters: dict[str, str] = field(default_factory=dict)
    note: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    spark: Sequence[int] = ()
    bad: bool = False
    unit: str = ""

    @property
    def capped(self) -> bool:
        return self.value > CAP


@dataclass(frozen=True)
class Figures:
    tiles: Sequence[Tile]
    shares: Sequence[tuple[str, int]]  # file class → files on record, the largest first
    months: Sequence[int] = ()  # their numbers, oldest first
    lent: Sequence[int] = ()
    returned: Sequence[int] = ()
    late: Sequence[tuple[str, int, int]] = ()  # department, its id, files overdue
    stands: Sequence[tuple[Custody, int]] = ()  # where files on record are, the most first


def collect_figures(work: Work) -> Figures:
    """Everything the first page shows; a fixed number of statements, each bounded."""
    tiles: list[Tile] = []
    if can(work.actor, P.CUSTOMER_SEE):
        tiles.append(_customers(work))
    shares: Sequence[tuple[str, int]] = ()
    stands: Sequence[tuple[Custody, int]] = ()
    if can(work.actor, P.FILE_SEE):
        tiles.append(_files(work))
        shares, stands = _shares(work), _stands(work)
    tiles += _of_officers(work)
    if not can(work.actor, P.LOAN_SEE):
        return Figures(tiles, shares, stands=stands)
    seen = visible(work.actor, P.LOAN_SEE, Loan)
    lent, returned = (count_by_month(work, c, seen) for c in (Loan.issued_on, Loan.received_at))
    tiles += _loans(work, lent)
    return Figures(
        tiles,
        shares,
        [month for _y, month in last_twelve_months(work.today)],
        lent,
        returned,
        _late(work, seen),
        stands,
    )


def last_twelve_months(today: date) -> list[tuple[int, int]]:
    """(year, month) of the last twelve months, this one last."""
    first = today.year * 12 + today.month - MONTHS
    return [((first + i) // 12, (first + i) % 12 + 1) for i in range(MONTHS)]


def count_by_month(work: Work, column: Any, *where: Any) -> list[int]:
    """How many rows have ``column`` in each of the last twelve months of Asia/Shanghai.

    One statement over one range of the column's index; ``column`` holds dates or moments.
    """
    starts = [_start(column, year, month) for year, month in _edges(work.today)]
    slots = [
        func.sum(case(((column >= low) & (column < high), 1), else_=0))
        for low, high in pairwise(starts)
    ]
    row = work.session.execute(select(*slots).where(column >= starts[0], *where)).one()
    return [int(value or 0) for value in row]


def _edges(today: date) -> list[tuple[int, int]]:
    known = last_twelve_months(today)
    year, month = known[-1]
    return [*known, (year + month // 12, month % 12 + 1)]


def _start(column: Any, year: int, month: int) -> date | datetime:
    if column.type.python_type is date:
        return date(year, month, 1)
    return datetime(year, month, 1, tzinfo=HERE).astimezone(UTC)


def _tile(work: Work, label: str, listing: Listing, filters: dict[str, str], **more: Any) -> Tile:
    value = page.count_rows(work, listing, Query(filters=filters))
    return Tile(label, value, listing.name, filters, **more)


def _customers(work: Work) -> Tile:
    """Customers in use, and how many of them matter most."""
    main = {"class_volume": "main", "state": "active"}
    count = page.count_rows(work, CUSTOMERS, Query(filters=main))
    return _tile(
        work,
        N_("Customers"),
        CUSTOMERS,
        {"state": "active"},
        note=N_("%(count)s main customers"),
        values={"count": count},
    )


def _of_officers(work: Work) -> list[Tile]:
    """What those see who have no part in business: the three officers."""
    if can(work.actor, P.CUSTOMER_SEE):
        return []
    today = f"{work.today}..{work.today}"
    asked: list[tuple[str, Listing, dict[str, str], bool]] = [
        (N_("Audit entries today"), AUDIT, {"at": today}, False),
        (N_("Refusals today"), AUDIT, {"refused": "1", "at": today}, True),
        (N_("Open accounts"), USERS, {"active": "1"}, False),
        (N_("Delegations in force"), DELEGATIONS, {"in_force": "1"}, False),
        (N_("Unfinished jobs"), JOBS, {"state": "waiting,running"}, False),
        (N_("Failed jobs"), JOBS, {"state": "failed"}, True),
    ]
    return [
        _tile(work, label, listing, filters, bad=bad)
        for label, listing, filters, bad in asked
        if can(work.actor, listing.see)
    ]


def _files(work: Work) -> Tile:
    """Files on record, and how many were filed this month (F4)."""
    seen = visible(work.actor, P.FILE_SEE, CustomerFile)
    filed = count_by_month(work, CustomerFile.filed_at, seen)
    return _tile(
        work,
        N_("Files on record"),
        FILES,
        {"life": "filed"},
        spark=filed,
        unit=N_("files"),
        note=N_("%(now)s filed this month, %(before)s last month"),
        values={"now": filed[-1], "before": filed[-2]},
    )


def _loans(work: Work, lent: Sequence[int]) -> list[Tile]:
    """What is out and what is overdue, with the longest wait."""
    week = page.count_rows(work, LOANS, Query(filters={"week": "1"}))
    first = work.session.scalar(
        select(func.min(Loan.due_on)).where(
            flags.is_overdue(work.today), visible(work.actor, P.LOAN_SEE, Loan)
        )
    )
    longest = (work.today - first).days if first else 0
    return [
        _tile(
            work,
            N_("Lent out"),
            LOANS,
            {"out": "1"},
            spark=lent,
            unit=N_("files"),
            note=N_("%(count)s due within 7 days"),
            values={"count": week},
        ),
        _tile(
            work,
            N_("Overdue"),
            LOANS,
            {"overdue": "1"},
            bad=True,
            unit=N_("files"),
            note=N_("Longest overdue: %(days)s days") if longest else "",
            values={"days": longest},
        ),
    ]


def _late(work: Work, seen: Any) -> list[tuple[str, int, int]]:
    """Departments with files overdue, the worst first."""
    number = func.count(Loan.id)
    rows = work.session.execute(
        select(Department.name, Department.id, number)
        .join(Department, Department.id == Loan.department_id)
        .where(flags.is_overdue(work.today), seen)
        .group_by(Department.name, Department.id)
        .order_by(number.desc(), Department.name)
        .limit(WORST)
    )
    return [(name, int(id), int(count)) for name, id, count in rows]


def _shares(work: Work) -> list[tuple[str, int]]:
    number = func.count(CustomerFile.id)
    rows = work.session.execute(
        select(FileClass.name, number)
        .join(FileClass, FileClass.id == CustomerFile.class_id)
        .where(CustomerFile.life == FileLife.FILED, visible(work.actor, P.FILE_SEE, CustomerFile))
        .group_by(FileClass.name)
        .order_by(number.desc(), FileClass.name)
    ).all()
    named = [(name, int(value)) for name, value in rows[:SHARES]]
    rest = sum(int(value) for _name, value in rows[SHARES:])
    return [*named, ("", rest)] if rest else named


def _stands(work: Work) -> list[tuple[Custody, int]]:
    """Files on record by where their paper is."""
    number = func.count(CustomerFile.id)
    rows = work.session.execute(
        select(CustomerFile.custody, number)
        .where(CustomerFile.life == FileLife.FILED, visible(work.actor, P.FILE_SEE, CustomerFile))
        .group_by(CustomerFile.custody)
        .order_by(number.desc(), CustomerFile.custody)
    )
    return [(custody, int(count)) for custody, count in rows]
