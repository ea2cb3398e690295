"""Collects the faults in declarations of screens, so that all are reported at once."""

from collections.abc import Iterable
from difflib import get_close_matches


class Refused(Exception):
    """Raised at start if views declare what is not supported."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(("These views cannot be served:", *self.faults)))


class Faults:
    """The faults of one view, each with its option."""

    def __init__(self, view: str) -> None:
        self.view = view
        self.found: list[str] = []

    def add(self, option: str, text: str) -> None:
        """Add a fault of an option."""
        self.found.append(f"- {self.view}.{option}: {text}")

    def unknown(self, option: str, name: str, known: Iterable[str]) -> None:
        """Add a fault for a name that is not ``known``, with similar ones."""
        near = get_close_matches(name, list(known), n=1)
        hint = f"; did you mean «{near[0]}»?" if near else ""
        self.add(option, f"there is no «{name}» in the table{hint}")
