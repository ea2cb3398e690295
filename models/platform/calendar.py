"""The work calendar: days that differ from the weekly pattern, and the known years (C11)."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class WorkDay(Base):
    """One day of the work calendar; days without a row follow the weekly pattern (C11)."""

    __tablename__ = "work_days"

    day: Mapped[date] = mapped_column(primary_key=True)
    working: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")


class CalendarYear(Base):
    """A year the calendar covers; due days outside these years are provisional."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    loaded_at: Mapped[datetime]
