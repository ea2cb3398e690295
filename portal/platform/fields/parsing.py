"""Texts become values: what our own controls post, strictly read, and how values stand in them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.fields import days
from portal.platform.fields.days import HERE
from portal.platform.fields.kind import Spec
from portal.platform.search.names import compact_number
from portal.platform.texts import drop_unseen, is_blank, tidy_lines, tidy_text

DIGITS = 15  # no id is longer; leaves room for what is reckoned from ids
CHOOSE = N_("Please choose one of the list.")
NO_AMOUNT = N_("Please enter an amount, for example 1200.50.")
MOST_MONEY = Decimal(10) ** 15
NO_PERCENT = N_("Please enter a share, for example 0.833.")


def text(given: str, _spec: Spec) -> str:
    """One line as it was typed, its ends bare; what shows nothing is the empty string."""
    return "" if is_blank(given) else tidy_text(given)


def lines(given: str, _spec: Spec) -> str:
    """Several lines, likewise."""
    return "" if is_blank(given) else tidy_lines(given)


def number(given: str, _spec: Spec) -> int | None:
    """A whole number; thousands may be marked."""
    plain = compact_number(given)
    if not plain:
        return None
    try:
        return int(plain) if plain.isascii() and len(plain.lstrip("+-")) < 19 else int("")
    except ValueError as error:
        raise Invalid(N_("Please enter a whole number, for example 12.")) from error


def money(given: str, _spec: Spec) -> Decimal | None:
    """An amount with up to two decimals."""
    plain = compact_number(given)
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise Invalid(NO_AMOUNT) from error
    if not amount.is_finite() or abs(amount) >= MOST_MONEY or amount != round(amount, 2):
        raise Invalid(NO_AMOUNT)
    return amount


def percent(given: str, _spec: Spec) -> Decimal | None:
    """A share as a percentage: 83.3%; without its sign it is the share itself."""
    return share_of(given) if given.strip() else None


def share_of(given: str) -> Decimal:
    """The share a text spells. Raises ``Invalid`` for anything else."""
    plain = given.replace(",", "").strip()
    sign = plain.endswith(("%", "％"))
    try:
        share = Decimal(plain[:-1].strip() if sign else plain)
    except InvalidOperation as error:
        raise Invalid(NO_PERCENT) from error
    if not share.is_finite() or abs(share) >= MOST_MONEY or share != round(share, 6 if sign else 8):
        raise Invalid(NO_PERCENT)
    return share.scaleb(-2) if sign else share


def day(given: str, _spec: Spec) -> date | None:
    """A date as the browser's picker gives it, or as people write it where there is none."""
    return None if is_blank(given) else days.read_day(given)


def moment(given: str, _spec: Spec) -> datetime | None:
    """A day and time in Asia/Shanghai, as an aware UTC moment."""
    return None if is_blank(given) else days.read_moment(given)


def yes(given: str, _spec: Spec) -> bool:
    """A check box posts something when it is checked."""
    return given not in ("", "false")


def word(given: str, spec: Spec) -> Any:
    """A word of the field's vocabulary, or None."""
    if not given or spec.words is None:
        return given or None
    try:
        return spec.words(given)
    except ValueError as error:
        raise Invalid(CHOOSE) from error


def record(given: str, _spec: Spec) -> int | None:
    """The id of a record."""
    plain = drop_unseen(given).strip()
    found = whole(plain)
    if plain and found is None:
        raise Invalid(CHOOSE)
    return found


def whole(given: str) -> int | None:
    """The id a text spells; None for anything else."""
    return int(given) if given.isascii() and given.isdigit() and len(given) <= DIGITS else None


def typed(value: Any) -> str:
    """A value as its control holds it."""
    return "" if value is None else str(value)


def typed_percent(value: Decimal | None) -> str:
    return "" if value is None else f"{value.scaleb(2):f}%"


def typed_moment(value: datetime | None) -> str:
    return f"{value.astimezone(HERE):%Y-%m-%dT%H:%M}" if value else ""


def typed_yes(value: Any) -> str:
    return "y" if value else ""


Parse = Callable[[str, Spec], Any]
