"""Modules that few requests need: loaded by the first that uses them, kept out of a start.

The import stands under ``TYPE_CHECKING``, so that mypy and the import contracts see it, and beside
it what is true when the program runs::

    if TYPE_CHECKING:
        import segno
    else:
        segno = late("segno")

None may take more than a fifth of a second, for one visitor waits for it.
"""

from importlib import import_module
from typing import Any


def late(name: str) -> "Late":
    """The module ``name``, which is not imported before something is asked of it."""
    return Late(name)


class Late:
    """Stands for a module; safe in threads, for the import system holds its own lock."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
