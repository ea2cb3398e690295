"""Gaps of a file against its checklist, and the deficiencies opened for them (A4, F4)."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from models.customers import Customer
from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile, Item
from models.people import User
from models.words.files import DeficiencyState, PenaltyState
from models.words.kinds import Kind
from portal import settings
from portal.events import Saved
from portal.files import completeness_rules
from portal.files.completeness_rules import Gap, Part
from portal.platform.calendar.workdays import add_workdays, calendar_around
from portal.platform.notices import outbox
from portal.work import Work

UNCURED = (DeficiencyState.OPEN, DeficiencyState.OFFERED)


def overdue_lack(day: date) -> ColumnElement[bool]:
    """SQL: on that day a part was past its day and not handed in, closed or dropped: what every
    sheet, list and mail calls overdue.
    """
    still = (
        or_(ended.is_(None), ended > day) for ended in (Deficiency.offered_on, Deficiency.closed_on)
    )
    return and_(Deficiency.found_on <= day, Deficiency.cure_by < day, *still)


def required_parts(work: Work, file: CustomerFile) -> list[Part]:
    """The parts of the file's checklist that its customer needs."""
    nature = work.session.scalar(select(Customer.nature).where(Customer.id == file.customer_id))
    return completeness_rules.read_checklist(file.checklist, nature)


def find_missing_parts(work: Work, file: CustomerFile) -> list[Gap]:
    """What is missing or incomplete now; superseded papers do not count."""
    papers = work.session.scalars(
        select(Item).where(Item.file_id == file.id, Item.superseded_by_id.is_(None))
    ).all()
    return completeness_rules.checklist_gaps(required_parts(work, file), papers)


def open_deficiencies(work: Work, file: CustomerFile, gaps: Sequence[Gap], note: str) -> None:
    """Open a deficiency for each gap, due the next working day; tell the owner (R-41)."""
    cure_by = add_workdays(work, work.today, 1)
    for gap in gaps:
        row = work.add(
            Deficiency(
                file_id=file.id,
                part=gap.part,
                fault=gap.fault,
                found_on=work.today,
                cure_by=cure_by,
                note=note,
                owner_id=file.owner_id,
                department_id=file.department_id,
            )
        )
        changes = {
            "part": [None, gap.part],
            "fault": [None, gap.fault.value],
            "cure_by": [None, cure_by],
        }
        work.record(Saved(kind=Kind.DEFICIENCY, id=row.id, changes=changes, created=True))
    if gaps:
        outbox.tell(
            work,
            [file.owner_id],
            "file.deficient",
            Kind.FILE,
            file.id,
            number=file.number or "",
            parts="、".join(gap.part for gap in gaps),
            cure_by=cure_by.isoformat(),
        )


def count_uncured(work: Work, file_id: int) -> int:
    """How many parts of a file are still missing; 0 is complete."""
    count = select(func.count(Deficiency.id)).where(
        Deficiency.file_id == file_id, Deficiency.state.in_(UNCURED)
    )
    return work.session.scalar(count) or 0


def propose_penalties(work: Work, row: Deficiency) -> list[Penalty]:
    """Propose the penalties that are due by now; none where the rate is 0 (C16)."""
    amount = settings.get(work.session, "deficiency_penalty")
    if not amount:
        return []
    days = completeness_rules.penalty_days(
        row.cure_by, row.offered_on, work.today, calendar_around(work, row.cure_by)
    )
    known = set(work.session.scalars(select(Penalty.day).where(Penalty.deficiency_id == row.id)))
    return [_propose(work, row, day, amount) for day in days if day not in known]


def _propose(work: Work, row: Deficiency, day: date, amount: int) -> Penalty:
    times = _times(work, row, day)
    factor = completeness_rules.penalty_factor(
        times, settings.get(work.session, "penalty_double_from")
    )
    penalty: Penalty = work.add(
        Penalty(
            deficiency_id=row.id,
            day=day,
            amount=amount * factor,
            times=times,
            factor=factor,
            owner_id=row.owner_id,
            department_id=row.department_id,
        )
    )
    changes = {
        "day": [None, day],
        "amount": [None, amount * factor],
        "factor": [None, factor],
        "deficiency": [None, row.id],
    }
    work.record(Saved(kind=Kind.PENALTY, id=penalty.id, changes=changes, created=True))
    return penalty


def _times(work: Work, row: Deficiency, day: date) -> int:
    """How many missing parts the person has in the month of ``day``, up to this one (R-38).

    Further days of one part count once: R-41 repeats the same amount. Dropped penalties do not
    count. The person's row is locked, so that two counts at once do not miss each other.
    """
    person = select(User.id).where(User.id == row.owner_id)
    work.session.execute(person.with_for_update(key_share=True))
    first = day.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    month = (Penalty.owner_id == row.owner_id, Penalty.day >= first, Penalty.day < after)
    own = select(func.max(Penalty.times)).where(*month, Penalty.deficiency_id == row.id)
    known = work.session.scalar(own)
    if known is not None:
        return int(known)
    others = select(func.count(Penalty.deficiency_id.distinct())).where(
        *month, Penalty.state != PenaltyState.DROPPED
    )
    return 1 + (work.session.scalar(others) or 0)
