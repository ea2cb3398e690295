"""Differences of count: how a case is settled, and what a file should hold meanwhile (C18)."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from models.words.files import DifferenceState as D
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.platform.workflow.machine import Machine, Move

DIFFERENCE = Machine(
    "difference",
    D,
    D.OPEN,
    (
        Move(
            "explain",
            (D.OPEN,),
            D.EXPLAINED,
            P.LOAN_ASSESS,
            N_("Complete after all"),
            "C18",
            needs_reason=True,
        ),
        Move(
            "correct_count",
            (D.OPEN,),
            D.CORRECTED,
            P.LOAN_ASSESS,
            N_("Correct the count"),
            "C18",
            needs_reason=True,
        ),
    ),
)


class Count(NamedTuple):
    """Items and pages."""

    items: int
    pages: int


def expected_count(file: Any, cases: Iterable[Any]) -> Count:
    """What a file should hold now: its own count, less what its open ``cases`` say is missing."""
    items, pages = file.items_count, file.pages_count
    for case in cases:
        items -= case.items_due - case.items_found
        pages -= case.pages_due - case.pages_found
    return Count(items, pages)
