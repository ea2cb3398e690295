"""Keyset cursors for URLs: the sort value and the id of a row."""

import base64
import json
from collections.abc import Sequence
from datetime import MAXYEAR, datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.fields.json_form import from_json, to_json

LARGEST = 2**63 - 1
# What reading a made-up cursor can end in.
WRONG = (ValueError, TypeError, ArithmeticError, NotImplementedError, RecursionError)


def cursor_of(row: Sequence[Any]) -> str:
    """The cursor of a row whose last two values are its sort value and its id."""
    text = json.dumps([to_json(row[-2]), row[-1]], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, python: type[Any]) -> tuple[Any, int]:
    """Sort value (of type ``python``, or None) and id. Raises ``Invalid`` for what is no cursor."""
    try:
        value, id = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        value = from_json(value, python)
    except WRONG as error:
        raise _unknown() from error
    if type(id) is not int or not _holds(id) or not _holds(value):
        raise _unknown()
    return value, id


def _unknown() -> Invalid:
    return Invalid(N_("This position in the list is unknown. Please start from the first page."))


def _holds(value: Any) -> bool:
    """Can a database hold it? Cursors come from URLs, which anybody may write."""
    if isinstance(value, int):
        return -LARGEST <= value <= LARGEST
    if isinstance(value, datetime):
        return value.tzinfo is not None and 1 < value.year < MAXYEAR
    if isinstance(value, str):
        return "\x00" not in value and not any("\ud800" <= sign <= "\udfff" for sign in value)
    return not isinstance(value, float | Decimal) or isfinite(value)
