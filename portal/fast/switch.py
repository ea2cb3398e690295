"""``PORTAL_PLAIN=1`` turns off every fast path, for instance when a package upgrade breaks one.

Output and stored data are the same either way; only the time differs. Read once, at the start.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from portal import config


class _Switch:
    plain = config.is_plain()


def plain() -> bool:
    """Whether the fast paths are off."""
    return _Switch.plain


@contextmanager
def switched(*, plain: bool) -> Iterator[None]:
    """Turn the fast paths off or on within a block; for tests that compare the two."""
    before, _Switch.plain = _Switch.plain, plain
    try:
        yield
    finally:
        _Switch.plain = before
