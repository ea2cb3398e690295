"""The grade of a card: raised by whoever edits it, lowered by two people (F18)."""

from typing import Any

from sqlalchemy import update

from models.customers import Customer
from models.platform.storage import Attachment
from models.words.access import Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers.writing import refuse_merged
from portal.errors import IllegalMove, Invalid, NotAllowed
from portal.events import Done
from portal.work import Work

GRADES = list(Secrecy)


def lower_grades(row: Customer) -> list[Secrecy]:
    """The grades below that of the card, the nearest first."""
    return GRADES[: GRADES.index(row.secrecy)][::-1]


def keep_two_apart(row: Customer, cleaned: dict[str, Any], *, quietly: bool) -> None:
    """Nobody lowers a grade by an edit: raise ``Invalid``; ``quietly`` leave the grade as it is."""
    if cleaned.get("secrecy", row.secrecy) not in lower_grades(row):
        return
    if not quietly:
        raise Invalid(
            N_("A grade is lowered by two people: keep it here, and use «Lower the grade»."),
            field="secrecy",
        )
    del cleaned["secrecy"]


def take_higher(row: Customer, into: Customer, cleaned: dict[str, Any]) -> dict[str, Any]:
    """The card that two become has the higher grade of both: a merger lowers none."""
    cleaned.pop("secrecy", None)
    if GRADES.index(row.secrecy) > GRADES.index(into.secrecy):
        cleaned["secrecy"] = row.secrecy
    return cleaned


def request_lower_grade(work: Work, row: Customer, *, secrecy: Secrecy, reason: str) -> None:
    """The first of two people asks for a lower grade.

    Raises ``Invalid`` without a reason or for a grade that is not lower.
    """
    work.require(P.CUSTOMER_EDIT, row)
    refuse_merged(row)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    if secrecy not in lower_grades(row):
        raise Invalid(N_("Please choose a grade below the present one."), field="secrecy")
    row.grade_asked, row.grade_reason = secrecy, reason.strip()
    row.grade_asked_by, row.grade_asked_at = work.actor.id, work.now
    _record(work, row, "ask_lower_grade", reason.strip(), secrecy)


def confirm_grade(work: Work, row: Customer) -> None:
    """A second person confirms the lower grade (▲ ``customer_grade_lowered_by_two``); papers that
    had the card's old grade get the new one with it.

    Raises ``IllegalMove`` when nobody has asked, ``NotAllowed`` for the person who did.
    """
    work.require(P.CUSTOMER_DECLASSIFY, row)
    asked, reason = row.grade_asked, row.grade_reason
    if asked not in lower_grades(row):
        raise IllegalMove(N_("Nobody has asked for a lower grade of this customer."))
    if row.grade_asked_by == work.actor.id:
        raise NotAllowed(N_("A second person must confirm the lower grade."))
    _record(work, row, "lower_grade", reason, asked)
    work.session.execute(
        update(Attachment)
        .where(
            Attachment.subject == Kind.CUSTOMER,
            Attachment.subject_id == row.id,
            Attachment.secrecy == row.secrecy,
        )
        .values(secrecy=asked)
    )
    row.secrecy, row.graded_by = asked, work.actor.id
    work.session.flush()  # the lock in the database compares with what was asked
    _drop(row)


def keep_grade(work: Work, row: Customer) -> None:
    """Drop the request for a lower grade, by who asked or who would confirm it."""
    own = work.actor.id == row.grade_asked_by
    work.require(P.CUSTOMER_EDIT if own else P.CUSTOMER_DECLASSIFY, row)
    if row.grade_asked is None:
        raise IllegalMove(N_("Nobody has asked for a lower grade of this customer."))
    _drop(row)
    work.record(Done(kind=Kind.CUSTOMER, id=row.id, action="keep_grade"))


def _record(work: Work, row: Customer, action: str, reason: str, to: Secrecy) -> None:
    facts: dict[str, Any] = {"reason": reason, "changes": {"secrecy": [row.secrecy, to]}}
    if action == "lower_grade":
        facts["asked_by"] = row.grade_asked_by
    work.record(Done(kind=Kind.CUSTOMER, id=row.id, action=action, facts=facts))


def _drop(row: Customer) -> None:
    row.grade_asked = row.grade_asked_by = row.grade_asked_at = None
    row.grade_reason = ""
