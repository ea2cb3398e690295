"""Missing parts until they are cured, and the penalties proposed meanwhile (A4, C16)."""

from sqlalchemy import select

from models.files.deficiencies import Deficiency, Penalty
from models.words.files import DeficiencyState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.holders import holders_of
from portal.errors import Invalid, NotAllowed
from portal.files import deficiencies
from portal.files.completeness_rules import DEFICIENCY, PENALTY
from portal.platform.calendar.workdays import add_workdays
from portal.platform.notices import outbox
from portal.platform.workflow.states import move_state
from portal.work import Work


def offer_part(work: Work, row: Deficiency, *, note: str) -> None:
    """The owner hands in a missing part; the clock stops until a custodian has checked it."""
    if not note.strip():
        raise Invalid(N_("Please describe what you are handing in."), field="note")
    deficiencies.propose_penalties(work, row)
    move_state(work, DEFICIENCY, row, "offer", reason=note.strip())
    row.offered_on, row.offered_by = work.today, work.actor.id
    _tell(work, row, holders_of(work.session, P.FILE_ACCEPT), "deficiency.offered")


def cure_deficiency(work: Work, row: Deficiency, *, note: str = "") -> None:
    """A custodian, not who owes or handed in the part, confirms that it is complete (A6)."""
    _check_other(work, row)
    deficiencies.propose_penalties(work, row)
    move_state(work, DEFICIENCY, row, "cure", reason=note.strip())
    _close(work, row)


def deny_cure(work: Work, row: Deficiency, *, reason: str) -> None:
    """The part is still incomplete: the clock restarts with the next working day (R-41)."""
    _check_other(work, row)
    deficiencies.propose_penalties(work, row)
    move_state(work, DEFICIENCY, row, "deny", reason=reason)
    row.offered_on = row.offered_by = None
    row.cure_by = add_workdays(work, work.today, 1)
    _tell(work, row, [row.owner_id], "deficiency.denied", reason=reason)


def drop_deficiency(work: Work, row: Deficiency, *, reason: str) -> None:
    """The records manager drops a part that is not needed here, for a reason."""
    _check_other(work, row)
    move_state(work, DEFICIENCY, row, "drop", reason=reason)
    _close(work, row)


def confirm_penalty(work: Work, row: Penalty) -> None:
    """Confirm a proposed penalty; nobody confirms their own (C16)."""
    _check_not_own(work, row)
    move_state(work, PENALTY, row, "confirm")
    days = settings.get(work.session, "appeal_days")
    row.appeal_until = add_workdays(work, work.today, days)
    _record_decision(work, row)


def appeal_penalty(work: Work, row: Penalty, *, reason: str) -> None:
    """The person concerned appeals, once and in time; those who decide are told (C16)."""
    if work.actor.id != row.owner_id:
        raise NotAllowed(N_("Only the person concerned can appeal."))
    move_state(work, PENALTY, row, "appeal", reason=reason)
    row.appeal, row.appealed_at = reason.strip(), work.now
    outbox.tell(
        work,
        holders_of(work.session, P.PENALTY_DECIDE),
        "penalty.appealed",
        Kind.PENALTY,
        row.id,
        name=work.actor.name,
        day=row.day.isoformat(),
        part=row.deficiency.part,
        reason=reason,
    )


def uphold_penalty(work: Work, row: Penalty, *, reason: str) -> None:
    """Uphold a penalty that was appealed against, for a reason; this is final."""
    _check_not_own(work, row)
    move_state(work, PENALTY, row, "uphold", reason=reason)
    _record_decision(work, row, reason)


def drop_penalty(work: Work, row: Penalty, *, reason: str) -> None:
    """Drop a proposed or appealed penalty; the person concerned is told why."""
    _check_not_own(work, row)
    move_state(work, PENALTY, row, "drop", reason=reason)
    _record_decision(work, row, reason)


def count_penalties(work: Work) -> None:
    """Propose one penalty for each uncured part and working day. Repeatable."""
    rows = work.session.scalars(
        select(Deficiency)
        .where(Deficiency.state == DeficiencyState.OPEN, Deficiency.cure_by < work.today)
        .order_by(Deficiency.id)
    )
    for row in rows.all():
        if deficiencies.propose_penalties(work, row):
            _tell(work, row, [row.owner_id], "deficiency.uncured", stage=work.today.isoformat())


def _check_other(work: Work, row: Deficiency) -> None:
    if work.actor.id in (row.owner_id, row.offered_by):
        raise NotAllowed(N_("Somebody else must check what you handed in."))


def _check_not_own(work: Work, row: Penalty) -> None:
    if work.actor.id == row.owner_id:
        raise NotAllowed(N_("Nobody may decide on their own penalty."))


def _close(work: Work, row: Deficiency) -> None:
    row.closed_on, row.closed_by = work.today, work.actor.id


def _record_decision(work: Work, row: Penalty, reason: str = "") -> None:
    row.decided_by, row.decided_at = work.actor.id, work.now
    outbox.tell(
        work,
        [row.owner_id],
        f"penalty.{row.state}",
        Kind.PENALTY,
        row.id,
        stage=work.now.isoformat(),
        day=row.day.isoformat(),
        amount=str(row.amount),
        part=row.deficiency.part,
        reason=reason,
        until=row.appeal_until.isoformat() if row.appeal_until and not row.appealed_at else "",
    )


def _tell(
    work: Work, row: Deficiency, people: list[int], topic: str, *, stage: str = "", reason: str = ""
) -> None:
    outbox.tell(
        work,
        people,
        topic,
        Kind.DEFICIENCY,
        row.id,
        stage=stage or row.cure_by.isoformat(),
        number=row.file.number or "",
        part=row.part,
        cure_by=row.cure_by.isoformat(),
        reason=reason,
    )
