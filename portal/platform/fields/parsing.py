"""Texts become values: what our own controls post, strictly read, and how values stand in them."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.fields.kind import Spec

HERE = ZoneInfo("Asia/Shanghai")
DIGITS = 15  # no id is longer; leaves room for what is reckoned from ids
CHOOSE = N_("Please choose one of the list.")
NO_AMOUNT = N_("Please enter an amount, for example 1200.50.")
MOST_MONEY = Decimal(10) ** 15


def text(given: str, _spec: Spec) -> str:
    """Spaces at the ends fall away, nothing is the empty string."""
    return given.strip()


def number(given: str, _spec: Spec) -> int | None:
    """A whole number; thousands may be marked."""
    plain = given.replace(",", "").strip()
    if not plain:
        return None
    try:
        return int(plain) if len(plain) < 19 else int("")
    except ValueError as error:
        raise Invalid(N_("Please enter a whole number, for example 12.")) from error


def money(given: str, _spec: Spec) -> Decimal | None:
    """An amount with up to two decimals."""
    plain = given.replace(",", "").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise Invalid(NO_AMOUNT) from error
    if not amount.is_finite() or abs(amount) >= MOST_MONEY or amount != round(amount, 2):
        raise Invalid(NO_AMOUNT)
    return amount


def day(given: str, _spec: Spec) -> date | None:
    """A date as the browser's picker gives it: 2026-11-23."""
    if not given.strip():
        return None
    try:
        return datetime.strptime(given.strip(), "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError as error:
        raise Invalid(N_("Please enter a date like 2026-11-23.")) from error


def moment(given: str, _spec: Spec) -> datetime | None:
    """A day and time in Asia/Shanghai, as an aware UTC moment."""
    plain = given.strip().replace(" ", "T")
    if not plain:
        return None
    try:
        local = datetime.fromisoformat(plain)
        return local.replace(tzinfo=local.tzinfo or HERE).astimezone(UTC)
    except (ValueError, OverflowError) as error:  # year 1 lies before UTC's first day
        raise Invalid(N_("Please enter a time like 2026-11-23 09:30.")) from error


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
    plain = given.strip()
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


def typed_moment(value: datetime | None) -> str:
    return f"{value.astimezone(HERE):%Y-%m-%dT%H:%M}" if value else ""


def typed_yes(value: Any) -> str:
    return "y" if value else ""


Parse = Callable[[str, Spec], Any]
