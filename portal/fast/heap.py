"""Freezes long-lived objects, so that the garbage collector stops scanning the whole program."""

import gc

from portal import start
from portal.fast.switch import plain


def freeze_heap(*threshold: int) -> None:
    """Move all existing objects out of the collector's reach.

    ``threshold`` is passed to ``gc.set_threshold``, for a process that creates and drops objects
    by the million.
    """
    gc.set_threshold(*start.USUAL)
    if plain():
        return
    gc.collect()
    gc.freeze()
    if threshold:
        gc.set_threshold(*threshold)
