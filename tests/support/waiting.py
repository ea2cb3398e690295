"""Waits for what another process or thread does: until it is so, and never for a time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 300  # seconds; a limit for a hang, not a measure
PAUSE = 0.02  # seconds between two looks


def until(look: Callable[[], T], what: str) -> T:
    """What ``look`` returns as soon as it is true of something; ``what`` is said of a hang."""
    ends = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < ends, what
        time.sleep(PAUSE)
    return found
