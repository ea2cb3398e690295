"""The switch of every fast path: with ``PORTAL_PLAIN=1`` each goes the plain way instead.

What is shown, written and stored is the same either way; it only takes longer. Read once, at the
start: an upgrade of a package that breaks a fast path is survived by the environment alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from portal import config


class _Switch:
    plain = config.is_plain()


def plain() -> bool:
    """Are the fast paths off?"""
    return _Switch.plain


@contextmanager
def switched(*, plain: bool) -> Iterator[None]:
    """One way or the other for a while: for tests, which compare the two."""
    before, _Switch.plain = _Switch.plain, plain
    try:
        yield
    finally:
        _Switch.plain = before
