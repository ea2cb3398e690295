"""The state machines of a file and of the custody of its paper (rules/files.md)."""

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from models.words.access import Secrecy
from models.words.files import Custody as C
from models.words.files import DeadlineUnit
from models.words.files import FileLife as L
from models.words.lending import LoanMode
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import NotAllowed
from portal.platform.workflow.machine import Machine, Move

HERE = ZoneInfo("Asia/Shanghai")
NOT_FILED = (L.DRAFT, L.PENDING_REVIEW, L.REVIEWED)

FILE_LIFE = Machine(
    "file_life",
    L,
    L.DRAFT,
    (
        Move("submit", (L.DRAFT,), L.PENDING_REVIEW, P.FILE_EDIT, N_("Submit for review"), "F2"),
        Move(
            "send_back",
            (L.PENDING_REVIEW,),
            L.DRAFT,
            P.FILE_REVIEW,
            N_("Send back"),
            "F3",
            needs_reason=True,
        ),
        Move(
            "send_back",
            (L.REVIEWED,),
            L.DRAFT,
            P.FILE_ACCEPT,
            N_("Send back"),
            "F3",
            needs_reason=True,
        ),
        Move("review", (L.PENDING_REVIEW,), L.REVIEWED, P.FILE_REVIEW, N_("Pass review"), "F4"),
        Move("accept", (L.REVIEWED,), L.FILED, P.FILE_ACCEPT, N_("Accept and file"), "F4"),
        Move(
            "void",
            (*NOT_FILED, L.FILED),
            L.VOID,
            P.FILE_VOID,
            N_("Confirm void"),
            "F9",
            needs_reason=True,
        ),
        Move("lose", (L.FILED,), L.LOST, P.LOAN_DECIDE, N_("Confirm loss"), "F16"),
        Move("find", (L.LOST,), L.FILED, P.LOAN_HANDLE, N_("Found again"), "F17"),
    ),
    field="life",
)

# Custody follows from acts that were permitted elsewhere, so a release needs no permission of its
# own: when an applicant withdraws, the reservation is released.
CUSTODY = Machine(
    "file_custody",
    C,
    C.NONE,
    (
        Move("place", (C.NONE,), C.IN_PLACE, P.FILE_ACCEPT, N_("Put in place"), "F4"),
        Move("retire", (C.IN_PLACE,), C.NONE, P.FILE_VOID, N_("Take out of custody"), "F9"),
        Move("reserve", (C.IN_PLACE,), C.RESERVED, P.REQUEST_HANDLE, N_("Set aside"), "Q9"),
        Move("release", (C.RESERVED,), C.IN_PLACE, P.REQUEST_MAKE, N_("Release"), "Q11"),
        Move("open_reading", (C.RESERVED,), C.ON_SITE, P.REQUEST_HANDLE, N_("Hand out"), "Q10"),
        Move(
            "close_reading", (C.ON_SITE,), C.IN_PLACE, P.REQUEST_HANDLE, N_("Back in place"), "Q14"
        ),
        Move("hand_out", (C.RESERVED,), C.OUT, P.LOAN_HANDLE, N_("Hand out"), "L1"),
        Move("receive", (C.OUT,), C.IN_TRANSIT, P.LOAN_HANDLE, N_("Receive"), "L4"),
        Move("shelve", (C.IN_TRANSIT,), C.IN_PLACE, P.LOAN_HANDLE, N_("Back in place"), "L7"),
        Move(
            "report_missing",
            (C.IN_PLACE, C.RESERVED, C.ON_SITE, C.OUT, C.IN_TRANSIT),
            C.MISSING,
            P.LOAN_HANDLE,
            N_("Report missing"),
            "L11",
        ),
        Move("find", (C.MISSING,), C.IN_PLACE, P.LOAN_HANDLE, N_("Found again"), "L15"),
    ),
    field="custody",
)


def due_on(
    opened_on: date, amount: int, unit: DeadlineUnit, add_workdays: Callable[[date, int], date]
) -> date:
    """The last day on which filing is in time (A1, R-10, R-36, R-71).

    ``amount`` counts days after ``opened_on``; for ``SAME_DAY`` it is the hour of that day.
    """
    if unit is DeadlineUnit.WORKDAYS:
        return add_workdays(opened_on, amount)
    if unit is DeadlineUnit.CALENDAR_DAYS:
        return opened_on + timedelta(days=amount)
    return opened_on


def due_moment(due: date, amount: int, unit: DeadlineUnit) -> datetime:
    """The first moment that is late: midnight in Shanghai, or the hour of the class (R-71)."""
    if unit is DeadlineUnit.SAME_DAY:
        return datetime.combine(due, time(min(amount, 23)), HERE)
    return datetime.combine(due + timedelta(days=1), time(), HERE)


def is_late(moment: datetime, due: date | None, amount: int, unit: DeadlineUnit) -> bool:
    """Whether ``moment`` (the submission, or now) is past the deadline; never stored."""
    return due is not None and moment >= due_moment(due, amount, unit)


GRADES = tuple(Secrecy)


class ModeBar(Enum):
    """What stands against lending a file in some way: its class, or its grade (R-28)."""

    CLASS = "class"
    GRADE = "grade"


def mode_bar(
    mode: LoanMode, grade: Secrecy, *, modes: Collection[str], up_to: Secrecy
) -> ModeBar | None:
    """What bars a way of lending for a file of this grade; None: it may be lent so (R-28).

    Its class is lent in the ways ``modes`` (none named: in every way), and taken out ``up_to`` a
    grade.
    """
    if modes and mode.value not in modes:
        return ModeBar.CLASS
    if mode is LoanMode.TAKE_OUT and is_lower_grade(up_to, grade):
        return ModeBar.GRADE
    return None


def is_lower_grade(grade: Secrecy, than: Secrecy) -> bool:
    """Whether ``grade`` is less secret than ``than``."""
    return GRADES.index(grade) < GRADES.index(than)


def other_grades(grade: Secrecy, *, lower: bool) -> list[Secrecy]:
    """The grades below or above ``grade``, the nearest first."""
    at = GRADES.index(grade)
    return list(reversed(GRADES[:at])) if lower else list(GRADES[at + 1 :])


def check_other_person(actor_id: int, others: Iterable[int | None], sentence: str) -> None:
    """Segregation of duties: filer ≠ reviewer ≠ custodian, borrower ≠ custodian (A6, I-4).

    Raises ``NotAllowed`` with ``sentence`` when ``actor_id`` is one of ``others``.
    """
    if actor_id in set(others):
        raise NotAllowed(sentence)


def missing_steps(
    *, sorted_out: bool, items: int, pages: int, on_paper: bool, has_place: bool
) -> Collection[tuple[str, str]]:
    """The filing steps that are still open, as (field, sentence) (R-63, CF-26).

    Check the papers, list them, count their pages, propose their place.
    """
    steps = (
        ("sorted_out", sorted_out, N_("Please confirm that the papers are fit for filing.")),
        ("items", items > 0, N_("Please list the papers of this file: at least one item.")),
        ("pages", pages > 0, N_("Please give the pages of each item; together at least 1.")),
        ("place_id", has_place or not on_paper, N_("Please propose a place, e.g. a box.")),
    )
    return [(name, sentence) for name, done, sentence in steps if not done]
