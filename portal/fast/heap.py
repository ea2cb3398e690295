"""Freezes long-lived objects, so that the garbage collector stops scanning the whole program."""

import gc

from portal import start
from portal.fast.switch import plain


def freeze_heap(*threshold: int) -> None:
    """What the process is made of stays and is not swept again; ``threshold`` is the collector's,
    for a process whose objects come and go by the million.
    """
    gc.set_threshold(*start.USUAL)
    if plain():
        return
    gc.collect()
    gc.freeze()
    if threshold:
        gc.set_threshold(*threshold)
