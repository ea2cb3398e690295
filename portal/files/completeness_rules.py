"""Checklists of file classes: required parts, gaps and penalties (A4, R-36, R-41)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from models.words.customers import Nature
from models.words.files import DeficiencyState as D
from models.words.files import Fault, ItemForm, PartFor
from models.words.files import PenaltyState as S
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.platform.calendar.rules import Calendar
from portal.platform.workflow.machine import Machine, Move

HERE = ZoneInfo("Asia/Shanghai")
DEFICIENCY = Machine(
    "deficiency",
    D,
    D.OPEN,
    (
        Move("offer", (D.OPEN,), D.OFFERED, P.FILE_EDIT, N_("Hand in what was missing"), "R-36"),
        Move("cure", (D.OPEN, D.OFFERED), D.CURED, P.FILE_ACCEPT, N_("Confirm complete"), "R-36"),
        Move(
            "deny",
            (D.OFFERED,),
            D.OPEN,
            P.FILE_ACCEPT,
            N_("Still incomplete"),
            "R-41",
            needs_reason=True,
        ),
        Move(
            "drop",
            (D.OPEN, D.OFFERED),
            D.DROPPED,
            P.FILE_VOID,
            N_("Not needed after all"),
            "R-36",
            needs_reason=True,
        ),
    ),
)


def _too_late(penalty: Any, now: datetime) -> str | None:
    if penalty.appealed_at is not None:
        return N_("An appeal has already been decided.")
    if penalty.appeal_until is not None and now.astimezone(HERE).date() > penalty.appeal_until:
        return N_("The appeal period has ended.")
    return None


PENALTY = Machine(
    "penalty",
    S,
    S.PROPOSED,
    (
        Move("confirm", (S.PROPOSED,), S.CONFIRMED, P.PENALTY_DECIDE, N_("Confirm"), "C16"),
        Move(
            "appeal",
            (S.CONFIRMED,),
            S.APPEALED,
            P.PENALTY_SEE,
            N_("Appeal"),
            "C16",
            _too_late,
            True,
        ),
        Move(
            "uphold",
            (S.APPEALED,),
            S.CONFIRMED,
            P.PENALTY_DECIDE,
            N_("Uphold"),
            "C16",
            needs_reason=True,
        ),
        Move(
            "drop",
            (S.PROPOSED, S.APPEALED),
            S.DROPPED,
            P.PENALTY_DECIDE,
            N_("Drop"),
            "C16",
            needs_reason=True,
        ),
    ),
)


@dataclass(frozen=True)
class Part:
    """One line of a checklist: a part, its form, how many copies, and whether it is signed.

    An original is never replaced by a copy; a copy may be an original.
    """

    name: str
    form: ItemForm = ItemForm.COPY
    copies: int = 1
    signed: bool = False
    applies: PartFor = PartFor.ALL

    def concerns(self, nature: Nature | None) -> bool:
        """Whether a customer of this nature needs the part (a licence for companies only)."""
        if self.applies is PartFor.ALL:
            return True
        return (nature is Nature.PERSON) == (self.applies is PartFor.PERSON)


@dataclass(frozen=True)
class Gap:
    part: str
    fault: Fault


class Paper(Protocol):
    """The attributes of an item that a checklist uses."""

    part: Any
    form: Any
    copies: Any
    signed: Any


def read_checklist(rows: Iterable[Mapping[str, Any]], nature: Nature | None) -> list[Part]:
    """The parts a file of such a customer needs; ``rows`` as they are saved with its class."""
    parts = [
        Part(
            row["name"],
            ItemForm(row["form"]),
            int(row["copies"]),
            bool(row["signed"]),
            PartFor(row["applies"]),
        )
        for row in rows
    ]
    return [part for part in parts if part.concerns(nature)]


def checklist_gaps(parts: Iterable[Part], papers: Sequence[Paper]) -> list[Gap]:
    """What is missing or incomplete: one gap for each part, with its gravest fault."""
    gaps = []
    for part in parts:
        fault = _fault(part, [paper for paper in papers if paper.part == part.name])
        if fault is not None:
            gaps.append(Gap(part.name, fault))
    return gaps


def _fault(part: Part, papers: Sequence[Paper]) -> Fault | None:
    if not papers:
        return Fault.MISSING
    fit = papers
    if part.form is ItemForm.ORIGINAL:
        fit = [paper for paper in papers if paper.form is ItemForm.ORIGINAL]
        if not fit:
            return Fault.COPY_ONLY
    if sum(paper.copies for paper in fit) < part.copies:
        return Fault.TOO_FEW
    if part.signed and not any(paper.signed for paper in fit):
        return Fault.UNSIGNED
    return None


def penalty_days(
    cure_by: date, offered_on: date | None, today: date, calendar: Calendar
) -> list[date]:
    """The working days after ``cure_by`` on which the part was still not handed in (R-41).

    Derived from dates alone, so a scheduler that was down catches up and one that runs twice adds
    nothing. The day on which the part is handed in still counts.
    """
    last = min(today, offered_on) if offered_on else today
    span = (last - cure_by).days
    days = (cure_by + timedelta(days=n) for n in range(1, span + 1))
    return [day for day in days if calendar.working(day)]


def penalty_factor(times: int, double_from: int) -> int:
    """2 from the n-th missing part of a person in a month on, else 1 (R-38); 0: never 2."""
    return 2 if double_from and times >= double_from else 1
