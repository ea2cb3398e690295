"""What is in stock on a day, in SQL: filed, and neither void nor lost by then (F4, F9, F16)."""

from typing import Any

from sqlalchemy import and_, case, func, null, or_, select

from models.days import DayHere
from models.files.records import CustomerFile, Placement
from models.platform.numbering import NumberEntry
from models.words.files import FileLife

GONE = (FileLife.VOID, FileLife.LOST)


def left_on() -> Any:
    """SQL: the day a file left the stock: voided, or missing for good; NULL while it is in it.

    A file that was found again never left. Few are gone, so each is looked up on its own.
    """
    voided = select(NumberEntry.voided_at).where(NumberEntry.number == CustomerFile.number)
    missed = select(func.max(Placement.since)).where(Placement.file_id == CustomerFile.id)
    return case(
        (
            CustomerFile.life == FileLife.VOID,
            DayHere(func.coalesce(voided.scalar_subquery(), CustomerFile.updated_at)),
        ),
        (
            CustomerFile.life == FileLife.LOST,
            DayHere(func.coalesce(missed.scalar_subquery(), CustomerFile.updated_at)),
        ),
        else_=null(),
    )


def in_stock(until: Any, last: Any) -> Any:
    """SQL: filed ``until`` a moment, and not gone by the day ``last``."""
    left = and_(CustomerFile.life.in_(GONE), left_on() <= last)
    return and_(
        until, or_(CustomerFile.life.not_in(GONE), ~left), CustomerFile.filed_at.is_not(None)
    )
