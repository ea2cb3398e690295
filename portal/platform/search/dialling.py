"""What is dialled of a phone as it is kept: the line, and the digits of its extension."""

import re
from typing import NamedTuple

# A line as it is spelt, then perhaps an extension after anything but a digit.
KEPT = re.compile(
    r"(?P<line>0[0-9]{2,3}-[0-9]{7,8}|[48]00-[0-9]{3}-[0-9]{4}|\+?[0-9]+)"
    r"(?:[^0-9+][^0-9]*(?P<extension>[0-9]{1,6})[^0-9]*)?"
)


class Dialled(NamedTuple):
    """The line in its spelling, and the extension's digits, if there is one."""

    line: str
    extension: str


def dialled(phone: str) -> Dialled:
    """The line and the extension of a phone.

    >>> dialled("400-810-8888转6")
    Dialled(line='400-810-8888', extension='6')
    """
    kept = KEPT.fullmatch(phone)
    return Dialled(kept["line"], kept["extension"] or "") if kept else Dialled(phone, "")
