"""Reads a pasted list of days off and make-up days, one a line (C11)."""

import re
from datetime import date

from models.words.text import N_
from portal.errors import Invalid

DAY = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$")
OFF = {"休", "休息", "放假", "假", "off", "holiday", "0"}
ON = {"班", "上班", "补班", "工作", "on", "work", "1"}
LONGEST_NOTE = 40  # characters of what a day is called
LONGEST = 400


def read_days(text: str, year: int) -> dict[date, tuple[bool, str]]:
    """``day → (working, note)`` from lines like «2027-10-01 休 国庆节», as Excel pastes them too.

    Raises ``Invalid`` naming the first line that is not understood or lies in another year.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not 1 <= len(lines) <= LONGEST:
        raise Invalid(
            N_("Please paste 1 to %(most)s lines, e.g. «2027-10-01 休 国庆节»."),
            field="text",
            most=LONGEST,
        )
    return dict(_line(line, number, year) for number, line in enumerate(lines, start=1))


def _line(line: str, number: int, year: int) -> tuple[date, tuple[bool, str]]:
    parts = re.split(r"[\t,，;；\s]+", line, maxsplit=2)
    found = DAY.match(parts[0])
    sort = parts[1].lower() if len(parts) > 1 else ""
    if found is None or sort not in OFF | ON:
        raise Invalid(
            N_("Line %(number)s is not understood: «%(line)s». Write e.g. «2027-10-01 休 国庆节»."),
            field="text",
            number=number,
            line=line[:60],
        )
    try:
        day = date(*(int(part) for part in found.groups()))
    except ValueError:
        raise Invalid(
            N_("Line %(number)s: there is no day «%(day)s»."),
            field="text",
            number=number,
            day=parts[0],
        ) from None
    if day.year != year:
        raise Invalid(
            N_("Line %(number)s: %(day)s does not lie in %(year)s."),
            field="text",
            number=number,
            day=day.isoformat(),
            year=year,
        )
    note = parts[2].strip() if len(parts) > 2 else ""
    if len(note) > LONGEST_NOTE:
        raise Invalid(
            N_("Line %(number)s: a note has at most %(most)s characters; you have %(now)s."),
            field="text",
            number=number,
            most=LONGEST_NOTE,
            now=len(note),
        )
    return day, (sort in ON, note)
