"""The one place that turns text from outside into a number, an id or a day, within bounds.

Screens read arguments and forms by these alone (a house test): ``int`` takes ٣, 1_000 and five
thousand nines, and a day of the year 1 goes into no column.
"""

from datetime import date

from models.words.text import N_
from portal.errors import Invalid

DIGITS = 15  # limit of an id; leaves room in 64 bits for numbers computed from ids
MOST = 10**DIGITS - 1
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)
FAR_DAY = N_("Please give a date from 1900 to 2200, e.g. 2026-11-23.")


def whole(text: object, most: int = MOST, *, least: int = 0) -> int | None:
    """The whole number from ``least`` to ``most`` that a text spells in digits; None for all else.

    >>> whole("120"), whole("٣"), whole("-1"), whole("9" * 5000), whole("7", 5)
    (120, None, None, None, None)
    """
    plain = str(text)
    if not (plain.isascii() and plain.isdigit() and len(plain) <= DIGITS):
        return None
    number = int(plain)
    return number if least <= number <= most else None


def parse_id(text: str) -> int | None:
    """The id in ``text``; None for anything else."""
    return whole(text)


def within_days(day: date) -> date:
    """The day itself. Raises ``Invalid`` for one that no paper of an office bears."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(FAR_DAY)
    return day
