"""Normalises names and amounts for comparison: width, brackets, company suffixes (A7, CF-48)."""

import re
from decimal import Decimal, InvalidOperation

from portal.platform.texts import fold_text, is_unknown

SUFFIX = re.compile(r"(?:有限责任公司|有限公司|公司|co\.?,?ltd\.?|inc\.?|llc|corp\.?)\Z")
SPACES = re.compile(r"\s+")
AMOUNT = re.compile(
    r"(?:¥?|rmb|cny|人民币)(-?[0-9.]+(?:e[+-]?[0-9]+)?)(万|亿)?(元|圆)?(?:整|人民币|rmb|cny)?"
)
UNITS = {"万": 10_000, "亿": 100_000_000}


def compact_name(text: str) -> str:
    """The letters, digits and characters of a text in lower case, unknown and private ones too."""
    plain = fold_text(text).casefold()
    if plain.isalnum():
        return plain
    return "".join(c for c in plain if c.isalnum() or is_unknown(c))


def name_key(text: str) -> str:
    """A key shared by the spellings of one company: 北京恒通（集团）有限公司 → 北京恒通集团.

    集团, 股份, 控股 and 分公司 stay: a group and its company are two customers (R-59).
    """
    whole = compact_name(text)
    bare = whole
    while (shorter := SUFFIX.sub("", bare)) != bare:
        bare = shorter
    return bare or whole


def compact_number(text: str) -> str:
    """A number as typed, without thousands separators, spaces and 元."""
    return fold_text(text).replace(",", "").replace("元", "").strip()


def parse_amount(text: str, unit: int = 1) -> Decimal | None:
    """An amount in yuan: 1,000,000元, ￥100, 100万元, 1000万人民币; None if it cannot be read.

    ``unit`` is what a bare number counts: 10,000 under a heading in 万元. Units in the text win.
    """
    plain = SPACES.sub("", fold_text(text).replace(",", "")).lower()
    found = AMOUNT.fullmatch(plain)
    try:
        number = Decimal(found[1]) if found else None
    except InvalidOperation:
        return None
    if found is None or number is None:
        return None
    return number * (UNITS[found[2]] if found[2] else 1 if found[3] else unit)
