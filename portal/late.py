"""Lazy imports: modules that few requests need are loaded on first use, not at start-up.

The import stands under ``TYPE_CHECKING``, so that mypy and the import contracts see it, and beside
it what is true when the program runs::

    if TYPE_CHECKING:
        import segno
    else:
        segno = late("segno")

None may take more than 0.2 s to load, because a visitor waits for it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any


def late(name: str) -> "Late":
    """A stand-in for the module ``name``, imported when an attribute is first used."""
    return Late(name)


class Late:
    """Stands for a module; safe in threads, for the import system holds its own lock."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


@contextmanager
def unavailable(name: str) -> Iterator[None]:
    """Hide an optional library from what is imported meanwhile, unless it is loaded already."""
    if name in sys.modules:
        yield
        return
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]
