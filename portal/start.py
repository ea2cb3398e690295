"""How a process begins: imported before all that is large, and before any thread.

What imports make is no garbage, and looking for it in the midst of them took a tenth of a start.
And glibc would give each thread a heap of its own, which keeps whatever that thread once needed:
after an hour eight of them held 60 MB more than one heap does.
"""

import ctypes
import gc
from contextlib import suppress

ARENAS = -8  # M_ARENA_MAX of malloc.h
USUAL = gc.get_threshold()

gc.set_threshold(50_000, 20, 100)
with suppress(OSError, AttributeError):  # another libc
    ctypes.CDLL(None).mallopt(ARENAS, 1)


def give_back_memory() -> None:
    """Return to the system what a long task needed and has freed."""
    with suppress(OSError, AttributeError):  # another libc
        ctypes.CDLL(None).malloc_trim(0)
