"""What may be asked for: how the chosen files may be used, and for how long (Q1, R-28)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.files.records import CustomerFile
from models.words.files import Custody, FileLife, Medium
from models.words.lending import LoanMode
from models.words.text import N_
from portal.errors import Invalid
from portal.files.proposals import class_bars
from portal.files.rules import ModeBar
from portal.lending import limits
from portal.work import Work

WIDEST = (LoanMode.TAKE_OUT, LoanMode.ON_SITE)  # out of the house comes before on site


@dataclass(frozen=True)
class FileOffer:
    """One file: why it cannot be asked for, how it may be lent, and whether one has to wait."""

    file: CustomerFile
    shut: Invalid | None
    bars: Mapping[LoanMode, ModeBar | None]
    due_on: date | None = None  # the day it is due back, while somebody has it
    waiting: int = 0  # how many others wait for it


@dataclass(frozen=True)
class Offer:
    """What several files allow together."""

    files: Sequence[FileOffer]

    @property
    def modes(self) -> list[LoanMode]:
        """The ways of lending that all of them allow, the widest first."""
        chosen = self.usable
        return [m for m in WIDEST if chosen and all(one.bars[m] is None for one in chosen)]

    @property
    def usable(self) -> list[FileOffer]:
        return [one for one in self.files if one.shut is None]

    @property
    def term_days(self) -> int | None:
        """The shortest of their classes' terms: none may be kept longer."""
        terms = [one.file.file_class.term_days for one in self.usable]
        return min(terms) if terms else None


def find_offer(work: Work, files: Sequence[CustomerFile]) -> Offer:
    """How these files may be used, one by one and together; the caller has loaded them."""
    return Offer([_of_file(work, file) for file in files])


def _of_file(work: Work, file: CustomerFile) -> FileOffer:
    bars = class_bars(file.file_class, file.secrecy)
    if file.custody is Custody.IN_PLACE:
        return FileOffer(file, why_shut(file), bars)
    loan = limits.find_open_loan(work, file.id)
    waiting = limits.count_waiting(work, file.id, work.actor.id)
    out = loan is not None and loan.received_at is None  # received, it is no more lent
    return FileOffer(file, why_shut(file), bars, loan.due_on if loan and out else None, waiting)


def why_shut(file: CustomerFile) -> Invalid | None:
    """Why a file cannot be asked for at all, or None."""
    named = {"title": file.title}
    if file.life in (FileLife.LOST, FileLife.VOID):
        return Invalid(N_("«%(title)s» is lost or void, so it cannot be asked for."), **named)
    if file.life is not FileLife.FILED:
        return Invalid(N_("«%(title)s» is not filed yet, so it cannot be asked for."), **named)
    if file.custody is not Custody.NONE:
        return None
    if file.medium is Medium.ELECTRONIC:
        return Invalid(
            N_("«%(title)s» is electronic: there is no paper to ask for. Read it on its page."),
            **named,
        )
    return Invalid(N_("«%(title)s» has no paper in custody, so it cannot be asked for."), **named)
