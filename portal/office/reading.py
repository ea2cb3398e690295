"""Who looked at my files, and the alarm of much reading (R-22)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from models.customers import Customer
from models.files.records import CustomerFile
from models.people import User
from models.platform.looks import AuditCase, Look
from models.words.access import Way
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import Conflict, Invalid, NotFound
from portal.events import Done
from portal.platform.looks import noting
from portal.platform.notices import outbox
from portal.work import Work

MOST = 500  # lines of the page
SHOWN_FOR = timedelta(days=365)


def tell_alarm(work: Work, event: Done) -> None:
    """Tell the auditors that one person reads more than the setting allows."""
    facts = event.facts
    name = work.session.scalar(select(User.name).where(User.id == event.id))
    outbox.tell(
        work,
        holders_of(work.session, P.AUDIT_SEE),
        "reading.alarm",
        Kind.USER,
        event.id,
        stage=f"{work.now:%Y%m%d%H}",
        name=name,
        count=facts["count"],
    )


def looks_at_mine(work: Work) -> Sequence[Any]:
    """Who looked at the actor's own files and customers within a year, newest first.

    Rows of (at, reader, department id, way, times, kind, id, number, title). Their own looks are
    left out, and those of auditors while their case is open.
    """
    of_file = and_(Look.subject == Kind.FILE, CustomerFile.owner_id == work.actor.id)
    of_customer = and_(Look.subject == Kind.CUSTOMER, Customer.owner_id == work.actor.id)
    number = func.coalesce(CustomerFile.number, Customer.number, "")
    title = func.coalesce(CustomerFile.title, Customer.name)
    asked = (
        select(
            Look.at,
            User.name.label("reader"),
            Look.way,
            Look.times,
            Look.subject,
            Look.subject_id,
            number.label("number"),
            title.label("title"),
        )
        .join(User, User.id == Look.user_id)
        .outerjoin(CustomerFile, _is(Kind.FILE, CustomerFile))
        .outerjoin(Customer, _is(Kind.CUSTOMER, Customer))
        .where(or_(of_file, of_customer), Look.user_id != work.actor.id, Look.way != Way.ALARM)
        .where(Look.at > work.now - SHOWN_FOR, open_to_owners())
        .order_by(Look.at.desc(), Look.subject_id)
        .limit(MOST)
    )
    return work.session.execute(asked).all()


def _is(kind: Kind, table: Any) -> ColumnElement[bool]:
    return and_(Look.subject == kind, table.id == Look.subject_id)


def open_to_owners() -> ColumnElement[bool]:
    """Looks that owners may know of: an auditor's under a case only once it is closed."""
    closed = select(AuditCase.id).where(AuditCase.closed_at.is_not(None))
    return or_(Look.case_id == 0, Look.case_id.in_(closed))


def open_cases(work: Work) -> Sequence[AuditCase]:
    """The actor's own cases, open ones first. Raises ``NotAllowed`` but for auditors."""
    work.require(P.AUDIT_SEE)
    own = select(AuditCase).where(AuditCase.opened_by == work.actor.id)
    order = (AuditCase.closed_at.is_not(None), AuditCase.opened_at.desc(), AuditCase.id.desc())
    return work.session.scalars(own.order_by(*order).limit(100)).all()


def open_case(work: Work, *, number: str, purpose: str) -> None:
    """Begin a case: until it is closed, the actor's looks are part of it.

    Raises ``Invalid`` for an empty field or a number that is taken, ``Conflict`` while another
    case of theirs is open.
    """
    work.require(P.AUDIT_SEE)
    if not number.strip() or not purpose.strip():
        raise Invalid(N_("Please give the number of the case and what it is about."))
    if noting.case_of(work):
        raise Conflict(N_("One case of yours is open. Close it before you begin another."))
    taken = select(AuditCase.id).where(AuditCase.number == number.strip())
    if work.session.scalar(taken):
        raise Invalid(N_("There is a case with this number already."), field="number")
    case = AuditCase(
        number=number.strip(),
        purpose=purpose.strip(),
        opened_by=work.actor.id,
        opened_at=work.now,
    )
    work.add(case)
    _note_case(work, case, "open_case")


def close_case(work: Work, case_id: int) -> None:
    """End a case: its looks appear on the pages of the owners. Raises ``NotFound``."""
    work.require(P.AUDIT_SEE)
    own = (AuditCase.id == case_id, AuditCase.opened_by == work.actor.id)
    case = work.session.scalar(select(AuditCase).where(*own, AuditCase.closed_at.is_(None)))
    if case is None:
        raise NotFound
    case.closed_at = work.now
    _note_case(work, case, "close_case")


def _note_case(work: Work, case: AuditCase, action: str) -> None:
    facts = {"case": case.number, "purpose": case.purpose}
    work.record(Done(kind=Kind.AUDIT, id=0, action=action, facts=facts))
