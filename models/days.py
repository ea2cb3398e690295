"""Days in SQL that both databases count alike: of a moment, between two days, by month."""

from typing import Any

from sqlalchemy import Date, Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class DayHere(FunctionElement[Any]):
    """The day of a moment in Asia/Shanghai, which knows no summer time since 1991."""

    name = "day_here"
    type = Date()
    inherit_cache = True


class DaysBetween(FunctionElement[Any]):
    """How many days the first day lies after the second."""

    name = "days_between"
    type = Integer()
    inherit_cache = True


class MonthOf(FunctionElement[Any]):
    """The month of a day, as «2026-11»."""

    name = "month_of"
    type = String()
    inherit_cache = True


class MinutesBetween(FunctionElement[Any]):
    """How many minutes the first moment lies after the second, to the nearest."""

    name = "minutes_between"
    type = Integer()
    inherit_cache = True


@compiles(DayHere)
@compiles(DaysBetween)
@compiles(MinutesBetween)
@compiles(MonthOf)
def _in_words(element: Any, compiler: Any, **more: Any) -> str:
    """For those who read a statement and do not run it."""
    return f"{element.name}({compiler.process(element.clauses, **more)})"


@compiles(DayHere, "sqlite")
def _day_on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"date({compiler.process(element.clauses, **more)}, '+8 hours')"


@compiles(DayHere, "postgresql")
def _day_on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"CAST(timezone('Asia/Shanghai', {compiler.process(element.clauses, **more)}) AS DATE)"


@compiles(DaysBetween, "sqlite")
def _between_on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    later, earlier = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(DaysBetween, "postgresql")
def _between_on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    later, earlier = (compiler.process(each, **more) for each in element.clauses)
    return f"(CAST({later} AS DATE) - CAST({earlier} AS DATE))"


@compiles(MonthOf, "sqlite")
def _month_on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    return f"strftime('%Y-%m', {compiler.process(element.clauses, **more)})"


@compiles(MonthOf, "postgresql")
def _month_on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    return f"to_char(CAST({compiler.process(element.clauses, **more)} AS DATE), 'YYYY-MM')"


@compiles(MinutesBetween, "sqlite")
def _minutes_on_sqlite(element: Any, compiler: Any, **more: Any) -> str:
    later, earlier = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST(round((julianday({later}) - julianday({earlier})) * 1440) AS INTEGER)"


@compiles(MinutesBetween, "postgresql")
def _minutes_on_postgresql(element: Any, compiler: Any, **more: Any) -> str:
    later, earlier = (compiler.process(each, **more) for each in element.clauses)
    return f"CAST(round(EXTRACT(EPOCH FROM ({later} - {earlier})) / 60) AS INTEGER)"
