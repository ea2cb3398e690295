"""Days and moments as people and programs write them; a day that is missing is never guessed."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.fields.outside import within_days
from portal.platform.texts import fold_text

HERE = ZoneInfo("Asia/Shanghai")
NO_DAY = N_("Please give a date like 2026-11-23.")
NO_MOMENT = N_("Please enter a time like 2026-11-23 09:30.")
DAY_MISSING = N_("The day is missing. Please give the whole date, e.g. 2008-12-15.")
MONTH_MISSING = N_(
    "The month and the day are missing. Please give the whole date, e.g. 2008-12-15."
)

NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
SPELT = re.compile(r"[〇○零一二三四五六七八九十廿卅]+(?=\s*[年月日号])")
ENGLISH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

YEAR = r"(?P<year>(?:1[89]|2[01])[0-9]{2})"
MARK = r"(?:\s*[-/.\\·•_、。,‐-―−]\s*|\s+)"
MONTH, DAY = r"(?P<month>[0-9]{1,2})", r"(?P<day>[0-9]{1,2})"
ABROAD = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
SUNDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,\s]+)?"
WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
CLOCK = (
    r"(?P<noon>上午|下午|早上|中午|晚上|am|pm)?\s*(?P<hour>[01]?[0-9]|2[0-3])\s*(?::|时|点)"
    r"\s*(?P<minute>[0-5]?[0-9])?\s*分?(?:(?::\s*)?(?P<second>[0-5]?[0-9])(?:[.,][0-9]+)?\s*秒?)?"
    r"\s*(?P<half>am|pm)?\s*(?P<zone>z|utc|gmt|cst|(?:utc|gmt)?[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
FULL_CLOCK = r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])"
WHOLE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<year>[0-9]{{4}})(?:{MARK}|\s*年\s*){MONTH}(?:{MARK}|\s*月份?\s*){DAY}(?:\s*[日号.])?",
        r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})",
        rf"{SUNDAY}{DAY}(?:st|nd|rd|th)?[-\s,]+{ABROAD}[-\s,]+(?P<year>[0-9]{{4}})",
        rf"{SUNDAY}{ABROAD}[-\s]+{DAY}(?:st|nd|rd|th)?[-\s,]+(?P<year>[0-9]{{4}})",
        rf"{SUNDAY}{ABROAD}\s+{DAY}\s+{FULL_CLOCK}\s+(?:(?P<zone>cst|utc|gmt)\s+)?(?P<year>[0-9]{{4}})",
        rf"(?P<year>[0-9]{{4}})[-\s]+{ABROAD}[-\s]+{DAY}",
    )
)
NO_DAY_IN = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{YEAR}(?:{MARK}|\s*年\s*){MONTH}\s*(?:月(?:份|初|底|末|[上中下]旬)?|[-/.])?",
        rf"{YEAR}(?:{MARK}|\s*年\s*){MONTH}(?:{MARK}|\s*月\s*)00?\s*[日号]?",
        rf"{YEAR}(?P<month>[0-9]{{2}})(?:00)?",
        rf"{MONTH}[-/.]{YEAR}",
        rf"{ABROAD}[-\s,.]+{YEAR}",
        rf"{YEAR}[-\s,.]+{ABROAD}",
    )
)
TAIL = re.compile(rf"{WEEKDAY}(?:(?:(?<=[日号一二三四五六天)])\s*|\s+|\s*,\s*|t){CLOCK})?")
NO_MONTH_IN = re.compile(rf"{YEAR}\s*年?")
MIDDAY = 12


class Read(NamedTuple):
    """A day, and the time of day where one was told; ``zone`` where it said which clock."""

    day: date
    clock: time | None
    zone: timezone | None


def read_day(text: str) -> date:
    """The day of a text: 2008-6-1, 2008年6月1日, 20080601, 2008-06-01 00:00:00, １ Jun 2008.

    Raises ``Invalid``; what has no day, or no month, is told so.
    """
    plain = _plain(text)
    found = _read(plain)
    if found is None:
        raise Invalid(_lack_of(plain))
    day = within_days(found.day)
    return day if found.zone is None else _moment(found, HERE).date()


def read_moment(text: str) -> datetime:
    """A day and time, in Asia/Shanghai unless it says otherwise; a day alone is its first moment.

    Raises ``Invalid``.
    """
    found = _read(_plain(text))
    if found is None:
        raise Invalid(NO_MOMENT)
    within_days(found.day)
    return _moment(found, UTC)


def _moment(found: Read, zone: tzinfo) -> datetime:
    moment = datetime.combine(found.day, found.clock or time(), found.zone or HERE)
    try:
        return moment.astimezone(zone)
    except OverflowError as error:  # the first and the last day there is
        raise Invalid(NO_MOMENT) from error


def _plain(text: str) -> str:
    """A text as it is judged: nothing unseen, half width, numerals of dates as digits."""
    return SPELT.sub(lambda run: _digits(run[0]), fold_text(text).strip().lower())


def _digits(run: str) -> str:
    """二〇〇八 → 2008, 十 → 10, 二十一 → 21, 廿一 → 21."""
    tens, ten, ones = run.replace("廿", "二十").replace("卅", "三十").partition("十")
    return (f"{tens or '一'}{ones or '〇'}" if ten else run).translate(NUMERALS)


def _read(plain: str) -> Read | None:
    for found, rest in _beginnings(plain):
        tail = TAIL.fullmatch(plain, rest)
        if tail is None:
            continue
        try:
            clock = found if found.groupdict().get("hour") else tail
            return Read(_day(found), *_clock(clock.groupdict()))
        except (ValueError, OverflowError):
            return None
    return None


def _beginnings(plain: str) -> Iterator[tuple[re.Match[str], int]]:
    for pattern in WHOLE:
        if found := pattern.match(plain):
            yield found, found.end()


def _day(found: re.Match[str]) -> date:
    parts = found.groupdict()
    month = int(parts["month"]) if parts.get("month") else ENGLISH.index(parts["name"][:3]) + 1
    return date(int(parts["year"]), month, int(parts["day"]))


def _clock(told: Mapping[str, str | None]) -> tuple[time | None, timezone | None]:
    if told["hour"] is None:
        return None, None
    hour, half = int(told["hour"]) % 24, {told.get("noon"), told.get("half")}
    if half & {"下午", "晚上", "pm"} and hour < MIDDAY:
        hour += MIDDAY
    elif half & {"上午", "am"} and hour == MIDDAY:
        hour = 0
    return time(hour, int(told["minute"] or 0), int(told["second"] or 0)), _zone(told["zone"])


def _zone(said: str | None) -> timezone | None:
    """The clock a moment names; «CST» of a Chinese machine is our own."""
    if said is None or said == "cst":
        return None
    if said in ("z", "utc", "gmt"):
        return UTC
    sign, digits = (-1 if "-" in said else 1), re.sub(r"[^0-9]", "", said)
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0)))


def _lack_of(plain: str) -> str:
    """Why a text is no day: it lacks one, or the month too, or it is something else."""
    for pattern in NO_DAY_IN:
        found = pattern.fullmatch(plain)
        if found and 1 <= int(found.groupdict().get("month") or 1) <= len(ENGLISH):
            return DAY_MISSING
    return MONTH_MISSING if NO_MONTH_IN.fullmatch(plain) else NO_DAY
