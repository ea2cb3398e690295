"""Normalises names for comparison: full and half width, brackets, company suffixes (A7, CF-48)."""

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

SUFFIX = re.compile(
    r"(?:有限责任公司|股份有限公司|集团有限公司|控股有限公司|有限公司|总公司|分公司|公司"
    r"|集团股份|股份|集团|控股|co\.?,?ltd\.?|inc\.?|llc|corp\.?)\Z"
)
SPACES = re.compile(r"\s+")
AMOUNT = re.compile(
    r"(?:¥?|rmb|cny|人民币)(-?[0-9.]+(?:e[+-]?[0-9]+)?)(万|亿)?(元|圆)?(?:整|人民币|rmb|cny)?"
)
UNITS = {"万": 10_000, "亿": 100_000_000}
DAY = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})[-/.月]?([0-9]{1,2})日?", re.ASCII)


def tidy_name(text: str) -> str:
    """A name as stored: half-width letters and digits, single spaces, no invisible characters."""
    plain = unicodedata.normalize("NFKC", text)
    if not plain.isprintable():
        plain = "".join(c for c in plain if c.isspace() or unicodedata.category(c)[0] != "C")
    return SPACES.sub(" ", plain).strip()


def compact_name(text: str) -> str:
    """Only the letters, digits and characters of a text, in lower case."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def name_key(text: str) -> str:
    """A key shared by the spellings of one company: 北京恒通（集团）有限公司 → 北京恒通."""
    whole = compact_name(text)
    bare = whole
    while (shorter := SUFFIX.sub("", bare)) != bare:
        bare = shorter
    return bare or whole


def compact_number(text: str) -> str:
    """A number as typed, without thousands separators, spaces and 元."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace("元", "").strip()


def parse_amount(text: str, unit: int = 1) -> Decimal | None:
    """An amount in yuan: 1,000,000元, ￥100, 100万元, 1000万人民币; None if it cannot be read.

    ``unit`` is what a bare number counts: 10,000 under a heading in 万元. Units in the text win.
    """
    plain = SPACES.sub("", unicodedata.normalize("NFKC", text).replace(",", "")).lower()
    found = AMOUNT.fullmatch(plain)
    try:
        number = Decimal(found[1]) if found else None
    except InvalidOperation:
        return None
    if found is None or number is None:
        return None
    return number * (UNITS[found[2]] if found[2] else 1 if found[3] else unit)


def parse_day(text: str) -> date | None:
    """A date as people type it: 2026-11-23, 2026/11/23, 2026.11.23, 2026年11月23日, 20261123."""
    found = DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not found:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
