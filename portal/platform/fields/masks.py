"""How a value looks to those who may not read it whole: enough to recognise it, never to use it."""

from collections.abc import Callable

Mask = Callable[[str], str]


def leaving(head: int, tail: int) -> Mask:
    """A mask that leaves so many characters at either end, fewer of a short value.

    >>> leaving(3, 4)("13812345678")
    '138****5678'
    """
    return lambda value: starred(value, head, tail)


def starred(value: str, head: int, tail: int) -> str:
    """``value`` with stars in place of all but its ends; how many says little of its length."""
    if not value:
        return ""
    if len(value) <= head + tail:
        head, tail = min(head, 1), 0
    stars = "*" * min(max(len(value) - head - tail, 3), 8)
    return value[:head] + stars + value[len(value) - tail :]


def of_email(value: str) -> str:
    """The first letter and the host: w***@example.com."""
    if "@" not in value:
        return starred(value, 1, 0)
    name, _, host = value.partition("@")
    return f"{name[:1]}***@{host}"
