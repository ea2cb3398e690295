"""Days in SQL that both databases count alike: the day of a moment, and days between two days."""

from typing import Any

from sqlalchemy import Date, Integer
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


@compiles(DayHere)
@compiles(DaysBetween)
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
