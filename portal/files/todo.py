"""What waits about files: drafts, reviews, acceptances, missing parts, penalties, labels."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, func, literal_column, or_

from models.files.deficiencies import Deficiency, FileReturn, Penalty
from models.files.differences import Difference
from models.files.records import UNFILED, CustomerFile
from models.people import User
from models.words.files import Custody, DeficiencyState, DifferenceState, FileLife, PenaltyState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import TodoTab
from models.words.text import N_
from portal.access.policy import can, visible
from portal.platform.todo.part import Part, join_parts, todo_rows
from portal.work import Work

CALLED = func.coalesce(CustomerFile.number, CustomerFile.title)
Clauses = tuple[ColumnElement[bool], ...]
UNANSWERED = FileReturn.answered_on.is_(None)


def _files(
    work: Work, permission: P, since: Any, due: Any, *where: ColumnElement[bool]
) -> Select[Any] | None:
    if not can(work.actor, permission):
        return None
    return (
        todo_rows(
            CustomerFile.id, CALLED, since, who=User.name, more=CustomerFile.title, due=due,
            state=CustomerFile.life,
        )
        .select_from(CustomerFile)
        .join(User, User.id == CustomerFile.owner_id)
        .where(*where)
    )  # fmt: skip


def _others(work: Work, permission: P, *columns: Any) -> list[ColumnElement[bool]]:
    """Files the actor may act on: none in which they had another hand (A6)."""
    apart = [or_(column.is_(None), column != work.actor.id) for column in columns]
    return [*apart, visible(work.actor, permission, CustomerFile)]


def _drafts(work: Work, due: Any, *where: ColumnElement[bool]) -> Select[Any] | None:
    own = (CustomerFile.owner_id == work.actor.id, CustomerFile.life == FileLife.DRAFT)
    return _files(
        work, P.FILE_EDIT, CustomerFile.created_at, due, literal_column(UNFILED), *own, *where
    )


def _to_mend(work: Work, _soon: date) -> Select[Any] | None:
    rows = _drafts(work, FileReturn.cure_by, UNANSWERED)
    return None if rows is None else rows.join(FileReturn, FileReturn.file_id == CustomerFile.id)


def _to_submit(work: Work, soon: date) -> Select[Any] | None:
    sent_back = exists().where(FileReturn.file_id == CustomerFile.id, UNANSWERED)
    return _drafts(work, CustomerFile.due_on, CustomerFile.due_on <= soon, ~sent_back)


def _to_review(work: Work, _soon: date) -> Select[Any] | None:
    mine = CustomerFile.reviewer_id.in_(work.actor.seats(Kind.FILE))
    waits: Clauses = (literal_column(UNFILED), CustomerFile.life == FileLife.PENDING_REVIEW, mine)
    apart = _others(work, P.FILE_REVIEW, CustomerFile.owner_id, CustomerFile.submitted_by)
    since = CustomerFile.submitted_at
    return _files(work, P.FILE_REVIEW, since, CustomerFile.due_on, *waits, *apart)


def _to_accept(work: Work, _soon: date) -> Select[Any] | None:
    hands = (CustomerFile.owner_id, CustomerFile.submitted_by, CustomerFile.reviewer_id)
    apart = _others(work, P.FILE_ACCEPT, *hands)
    waits: Clauses = (literal_column(UNFILED), CustomerFile.life == FileLife.REVIEWED)
    return _files(
        work, P.FILE_ACCEPT, CustomerFile.submitted_at, CustomerFile.due_on, *waits, *apart
    )


def _to_void(work: Work, _soon: date) -> Select[Any] | None:
    asked = (CustomerFile.void_asked_by.is_not(None), CustomerFile.life != FileLife.VOID)
    apart = _others(work, P.FILE_VOID, CustomerFile.void_asked_by)
    return _files(work, P.FILE_VOID, CustomerFile.void_asked_at, None, *asked, *apart)


def _to_lower(work: Work, _soon: date) -> Select[Any] | None:
    """Lower grades that wait for a second person (F18)."""
    asked = CustomerFile.grade_asked_by.is_not(None)
    apart = _others(work, P.FILE_DECLASSIFY, CustomerFile.grade_asked_by)
    return _files(work, P.FILE_DECLASSIFY, CustomerFile.grade_asked_at, None, asked, *apart)


def _asked(work: Work, _soon: date) -> Select[Any] | None:
    own = CustomerFile.owner_id == work.actor.id
    waits = CustomerFile.life.in_((FileLife.PENDING_REVIEW, FileLife.REVIEWED))
    return _files(
        work, P.FILE_SEE, CustomerFile.submitted_at, None, own, literal_column(UNFILED), waits
    )


def _labels(work: Work, _soon: date) -> Select[Any] | None:
    """One line for all labels that say something else than their file does now (R-04)."""
    if not can(work.actor, P.FILE_MOVE):
        return None
    number = cast(func.count(CustomerFile.id), String)
    return (
        todo_rows(func.min(CustomerFile.id), number, func.min(CustomerFile.updated_at))
        .where(
            CustomerFile.label_stale,
            CustomerFile.custody != Custody.NONE,
            visible(work.actor, P.FILE_MOVE, CustomerFile),
        )
        .having(func.count(CustomerFile.id) > 0)
    )


def _parts(work: Work, permission: P, *where: ColumnElement[bool]) -> Select[Any] | None:
    if not can(work.actor, permission):
        return None
    return (
        todo_rows(
            Deficiency.id,
            Deficiency.part,
            Deficiency.updated_at,
            who=User.name,
            more=join_parts(CustomerFile.number, Deficiency.found_on),
            due=Deficiency.cure_by,
        )
        .select_from(Deficiency)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .join(User, User.id == Deficiency.owner_id)
        .where(*where)
    )


def _to_bring(work: Work, _soon: date) -> Select[Any] | None:
    own = Deficiency.owner_id == work.actor.id
    return _parts(work, P.FILE_EDIT, own, Deficiency.state == DeficiencyState.OPEN)


def _to_look_at(work: Work, _soon: date) -> Select[Any] | None:
    apart = (Deficiency.owner_id != work.actor.id, Deficiency.offered_by != work.actor.id)
    seen = visible(work.actor, P.FILE_ACCEPT, Deficiency)
    return _parts(work, P.FILE_ACCEPT, Deficiency.state == DeficiencyState.OFFERED, *apart, seen)


def _to_settle(work: Work, _soon: date) -> Select[Any] | None:
    """Counts that differ, for somebody who did not count (C18)."""
    if not can(work.actor, P.LOAN_ASSESS):
        return None
    count = Difference
    return (
        todo_rows(count.id, CustomerFile.number, count.found_at, who=User.name, more=count.reason)
        .select_from(count)
        .join(CustomerFile, CustomerFile.id == count.file_id)
        .join(User, User.id == count.found_by)
        .where(
            count.state == DifferenceState.OPEN,
            count.found_by != work.actor.id,
            visible(work.actor, P.LOAN_ASSESS, count),
        )
    )


def _penalties(
    work: Work, permission: P, due: Any, *where: ColumnElement[bool]
) -> Select[Any] | None:
    if not can(work.actor, permission):
        return None
    return (
        todo_rows(
            Penalty.id,
            Deficiency.part,
            Penalty.updated_at,
            who=User.name,
            more=join_parts(CustomerFile.number, "¥" + cast(Penalty.amount, String), Penalty.day),
            due=due,
        )
        .select_from(Penalty)
        .join(Deficiency, Deficiency.id == Penalty.deficiency_id)
        .join(CustomerFile, CustomerFile.id == Deficiency.file_id)
        .join(User, User.id == Penalty.owner_id)
        .where(*where)
    )


def _to_judge(work: Work, _soon: date) -> Select[Any] | None:
    waits = Penalty.state.in_((PenaltyState.PROPOSED, PenaltyState.APPEALED))
    seen = visible(work.actor, P.PENALTY_DECIDE, Penalty)
    return _penalties(work, P.PENALTY_DECIDE, None, waits, Penalty.owner_id != work.actor.id, seen)


def _to_appeal(work: Work, _soon: date) -> Select[Any] | None:
    own = (Penalty.owner_id == work.actor.id, Penalty.state == PenaltyState.CONFIRMED)
    open_still = (Penalty.appealed_at.is_(None), Penalty.appeal_until >= work.today)
    return _penalties(work, P.PENALTY_SEE, Penalty.appeal_until, *own, *open_still)


def _file(name: str, say: str, act: str, rows: Any, **more: Any) -> Part:
    return Part(name, say, act, Kind.FILE, rows, home="/files/", **more)


TODO: Sequence[Part] = (
    _file(
        "file.mend", N_("Correct the filing %(name)s"), N_("Correct it"), _to_mend, icon="pencil"
    ),
    _file("file.submit", N_("File %(name)s"), N_("Go on filing"), _to_submit, icon="folder-plus"),
    _file("file.review", N_("Review the filing %(name)s"), N_("Review"), _to_review, icon="eye"),
    _file(
        "file.accept", N_("Accept %(name)s into custody"), N_("Accept"), _to_accept, do="do/accept/"
    ),
    _file(
        "file.void",
        N_("Void %(name)s?"),
        N_("Decide"),
        _to_void,
        tab=TodoTab.DECIDE,
        icon="x-circle",
    ),
    _file(
        "file.lower_grade",
        N_("Lower the grade of %(name)s?"),
        N_("Decide"),
        _to_lower,
        tab=TodoTab.DECIDE,
        icon="shield-lock",
    ),
    Part(
        "label.print",
        N_("Replace %(name)s labels"),
        N_("Print labels"),
        Kind.FILE,
        _labels,
        icon="tags",
        page="/files/?label_stale=1",
        home="/files/",
    ),
    Part(
        "part.bring",
        N_("Bring «%(name)s»"),
        N_("Hand in"),
        Kind.DEFICIENCY,
        _to_bring,
        icon="clipboard-x",
        do="do/offer/",
        home="/deficiencies/",
    ),
    Part(
        "part.check",
        N_("Check «%(name)s», which was handed in"),
        N_("Check"),
        Kind.DEFICIENCY,
        _to_look_at,
        icon="clipboard-check",
        do="do/cure/",
        home="/deficiencies/",
    ),
    Part(
        "difference.settle",
        N_("Settle the difference in %(name)s"),
        N_("Settle it"),
        Kind.DIFFERENCE,
        _to_settle,
        icon="clipboard-minus",
        home="/differences/",
    ),
    Part(
        "penalty.decide",
        N_("Penalty for «%(name)s»"),
        N_("Decide"),
        Kind.PENALTY,
        _to_judge,
        TodoTab.DECIDE,
        "receipt",
        home="/penalties/",
    ),
    Part(
        "penalty.appeal",
        N_("Penalty for «%(name)s»: accept it or appeal"),
        N_("Appeal"),
        Kind.PENALTY,
        _to_appeal,
        icon="receipt",
        do="do/appeal/",
        home="/penalties/",
    ),
    Part(
        "file.asked",
        N_("Filing %(name)s"),
        N_("See how it gets on"),
        Kind.FILE,
        _asked,
        TodoTab.ASKED,
        "send",
        words=FileLife,
    ),
)
