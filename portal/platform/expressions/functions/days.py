"""Functions of days and moments, in the time of Shanghai and by the work calendar of the office."""

import calendar
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from portal.errors import Invalid
from portal.platform.expressions.calls import Asking, Function, Result, plain
from portal.platform.expressions.tree import Node
from portal.platform.expressions.values import HERE, Value, to_day, to_moment, to_number
from portal.platform.expressions.world import Scope

FURTHEST = 1_200  # months; a century
# The marks of format-date; what is not among them stays as it is.
MARKS: dict[str, Callable[..., str]] = {
    "%Y": lambda at: f"{at.year:04}",
    "%y": lambda at: f"{at.year % 100:02}",
    "%m": lambda at: f"{at.month:02}",
    "%n": lambda at: str(at.month),
    "%d": lambda at: f"{at.day:02}",
    "%e": lambda at: str(at.day),
    "%H": lambda at: f"{at.hour:02}",
    "%h": lambda at: str(at.hour),
    "%M": lambda at: f"{at.minute:02}",
    "%S": lambda at: f"{at.second:02}",
}


def add_months(day: date, months: int) -> date | None:
    """The day ``months`` later, or the last of a month that is too short; empty out of time."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def last_day(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def name_period(day: date, unit: str) -> str | None:
    """The period of a day as a text that sorts by time; empty for an unknown unit."""
    return PERIODS[unit](day) if unit in PERIODS else None


PERIODS: dict[str, Callable[[date], str]] = {
    "ten_days": lambda day: f"{day.isoformat()[:7]}-T{min(3, (day.day + 9) // 10)}",
    "month": lambda day: day.isoformat()[:7],
    "quarter": lambda day: f"{day.year:04}-Q{(day.month + 2) // 3}",
    "half": lambda day: f"{day.year:04}-H{1 if day.month < 7 else 2}",
    "year": lambda day: f"{day.year:04}",
}


def count_years(first: date, last: date) -> int:
    """Whole years from one day to another: one more on the day of the year itself."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _of_day(result: Result, of: Callable[[date], Value | int]) -> Function:
    def call(value: Value) -> Value | int:
        day = to_day(value)
        return None if day is None else of(day)

    return plain(result, 1, 1, call)


def _add_months(value: Value, months: Value) -> Value:
    day, number = to_day(value), to_number(months)
    if day is None or number is None or abs(number) > FURTHEST:
        return None
    return add_months(day, int(number))


def _format(value: Value, marks: Value) -> Value:
    moment = to_moment(value)
    if moment is None or not isinstance(marks, str):
        return None
    at, text = moment.astimezone(HERE), marks
    for mark, spell in MARKS.items():
        text = text.replace(mark, spell(at))
    return text


def _workdays(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    """Working days after the first up to and with the last; nought when it is not later."""
    days = [to_day(ask.value(node, scope)) for node in given]
    if days[0] is None or days[1] is None or abs((days[1] - days[0]).days) > 36_600:
        return None
    return Fraction(scope.world.calendar.workdays_between(days[0], days[1]))


def _add_workdays(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    day, number = to_day(ask.value(given[0], scope)), ask.number(given[1], scope)
    if day is None or number is None:
        return None
    try:
        return scope.world.calendar.add_workdays(day, int(number))
    except (Invalid, OverflowError):
        return None


def _years_between(first: Value, last: Value) -> Value | int:
    days = to_day(first), to_day(last)
    return None if days[0] is None or days[1] is None else count_years(days[0], days[1])


def _age(ask: Asking, given: Sequence[Node], scope: Scope) -> Value:
    day = to_day(ask.value(given[0], scope))
    if day is None:
        return None
    return Fraction(count_years(day, scope.world.now.astimezone(HERE).date()))


def _period(value: Value, unit: Value) -> Value:
    day = to_day(value)
    return name_period(day, str(unit)) if day else None


def _decimal(value: Value) -> Value:
    """Days since 1970, of a moment with their fraction."""
    if isinstance(value, str):
        return to_number(to_moment(value) if "T" in value else to_day(value))
    return to_number(value)


TABLE = {
    "today": Function(lambda _a, _g, scope: to_day(scope.world.now), Result.DAY, 0, 0),
    "now": Function(lambda _a, _g, scope: scope.world.now, Result.DAY, 0, 0),
    "date": plain(Result.DAY, 1, 1, to_day),
    "decimal-date-time": plain(Result.NUMBER, 1, 1, _decimal),
    "format-date": plain(Result.TEXT, 2, 2, _format),
    "format-date-time": plain(Result.TEXT, 2, 2, _format),
    "workdays": Function(_workdays, Result.NUMBER, 2, 2),
    "add_workdays": Function(_add_workdays, Result.DAY, 2, 2),
    "add_months": plain(Result.DAY, 2, 2, _add_months),
    "last_day": _of_day(Result.DAY, last_day),
    "weekday": _of_day(Result.NUMBER, date.isoweekday),
    "period": plain(Result.TEXT, 2, 2, _period),
    "years_between": plain(Result.NUMBER, 2, 2, _years_between),
    "age": Function(_age, Result.NUMBER, 1, 1),
}
