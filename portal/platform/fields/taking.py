"""Values as people write them, in forms and in sheets: checked, and put into one spelling."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.fields import days, identifiers, parsing
from portal.platform.fields.kind import Spec
from portal.platform.fields.outside import FIRST_DAY
from portal.platform.search import names
from portal.platform.texts import drop_unseen, fold_code, fold_text, tidy_lines, tidy_text

SHORT, LONG = 200, 2000
TOO_LONG = N_("Please use at most %(limit)s characters.")
NOT_PAST = N_("This date lies in the future or too far back.")
NO_NUMBER = N_("Please give a whole number, e.g. 120.")
NO_AMOUNT = N_("Please give an amount in yuan, e.g. 1,000,000.")
CENT = Decimal("0.01")
YES = frozenset({"1", "y", "yes", "true", "是"})
NO = frozenset({"0", "n", "no", "false", "否"})
EARLIEST = FIRST_DAY


def short(value: Any, spec: Spec) -> str:
    """One line of at most 200 characters, as it was typed."""
    return _bounded(tidy_text(str(value)), spec.longest or SHORT)


def long(value: Any, spec: Spec) -> str:
    """Several lines, at most 2,000 characters in all, as they were typed."""
    return _bounded(tidy_lines(str(value)), spec.longest or LONG)


def code(value: Any, spec: Spec) -> str:
    """A number or code: half width, without what nobody sees."""
    return _bounded(fold_code(str(value)), spec.longest or SHORT)


def _bounded(text: str, limit: int) -> str:
    if len(text) > limit:
        raise Invalid(TOO_LONG, limit=limit)
    return text


def checked(check: Callable[[str], str]) -> Callable[[Any, Spec], str]:
    """A text of a named format."""
    return lambda value, _spec: check(str(value))


def id_number(value: Any, spec: Spec) -> str:
    """An identity number; nobody is born after the day it is read on."""
    return identifiers.normalize_id_number(str(value), spec.today or date.max)


def number(value: Any, spec: Spec) -> int:
    """A whole number within the field's bounds."""
    plain = names.compact_number(str(value))
    digits = plain.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        raise Invalid(NO_NUMBER)
    return int(_within(int(plain), spec, NO_NUMBER))


def money(value: Any, spec: Spec) -> Decimal:
    """An amount in CNY with two decimals, as people write it: 1,000,000 or 100万元."""
    found = names.parse_amount(str(value))
    try:
        amount = None if found is None else found.quantize(CENT)
    except InvalidOperation:
        amount = None
    if amount is None or abs(amount) >= parsing.MOST_MONEY:
        raise Invalid(NO_AMOUNT)
    return Decimal(_within(amount, spec, NO_AMOUNT))


def percent(value: Any, spec: Spec) -> Decimal:
    """A share as people write it, 83.3%, or as a number, 0.833."""
    return Decimal(_within(parsing.share_of(str(value)), spec, parsing.NO_PERCENT))


def _within(value: Any, spec: Spec, refusal: str) -> Any:
    low, high = spec.lowest, spec.highest
    if (low is not None and value < low) or (high is not None and value > high):
        raise Invalid(refusal)
    return value


def day(value: Any, spec: Spec) -> date:
    """A date: 2026-11-23, 2026/11/23, 2026年11月23日; of a moment its day."""
    if isinstance(value, datetime):
        value = value.astimezone(days.HERE).date() if value.tzinfo else value.date()
    found = value if isinstance(value, date) else days.read_day(str(value))
    if spec.past and not EARLIEST <= found <= (spec.today or date.max):
        raise Invalid(NOT_PAST)
    return found


def moment(value: Any, _spec: Spec) -> datetime:
    """A day and time in Asia/Shanghai; a day alone is its first moment."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return days.read_moment(str(value))


def yes(value: Any, spec: Spec) -> bool:
    """Yes or no, by their words in either language."""
    plain = fold_text(str(value)).strip().casefold()
    if plain in YES or plain in NO:
        return plain in YES
    return bool(_spelt(plain, spec))


def word(value: Any, spec: Spec) -> Any:
    """A word of the vocabulary, by itself or by its label."""
    if spec.words is None:
        return short(value, spec)
    try:
        return spec.words(value)
    except ValueError:
        return _spelt(str(value).casefold(), spec)


def record(value: Any, spec: Spec) -> int:
    """A record, by its id or by what people call it."""
    plain = drop_unseen(str(value)).strip()
    found = value if type(value) is int else parsing.whole(plain)
    return int(found if found is not None else _spelt(plain.casefold(), spec))


def _spelt(text: str, spec: Spec) -> Any:
    if text not in spec.spellings:
        raise Invalid(parsing.CHOOSE)
    return spec.spellings[text]
