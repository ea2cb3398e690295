"""What the page of a file shows besides its facts: checklist, progress and placements."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from models.files.deficiencies import Deficiency
from models.files.places import Place
from models.files.records import CustomerFile, Item, Placement
from models.people import User
from models.words.files import FileLife
from portal.files import deficiencies, return_rules
from portal.files.review import find_acceptors, find_reviewers
from portal.platform.audit import history
from portal.work import Work
from views.shell.doers import done_by
from views.shell.i18n import gettext as _

TRAIL = 50  # placements shown on a page


def checklist(work: Work, row: CustomerFile) -> list[dict[str, Any]]:
    """Each part the file needs, its fault if any, and its deficiency (id, state) if recorded."""
    if not row.checklist:
        return []
    lacking = {gap.part: gap.fault for gap in deficiencies.find_missing_parts(work, row)}
    rows = work.session.execute(
        select(Deficiency.part, Deficiency.id, Deficiency.state)
        .where(Deficiency.file_id == row.id)
        .order_by(Deficiency.id)
    )
    recorded = {part: (id, state) for part, id, state in rows}
    return [
        {"part": part, "fault": lacking.get(part.name), "kept": recorded.get(part.name)}
        for part in deficiencies.required_parts(work, row)
    ]


def volume_order(item: Item) -> tuple[int, int, date]:
    """Sort key: volumes by year, the newest paper on top (R-03, R-64)."""
    year = item.volume.year if item.volume else 0
    return (year, item.sequence, item.dated_on or date.min)


def user_name(work: Work, user_id: int | None) -> str:
    """The name of a person; empty without one."""
    return work.session.scalar(select(User.name).where(User.id == user_id)) or ""


def steps(work: Work, row: CustomerFile) -> list[dict[str, str]]:
    """The progress bar of a file: opened, submitted, reviewed, filed; and who really did it."""
    order = (FileLife.DRAFT, FileLife.PENDING_REVIEW, FileLife.REVIEWED, FileLife.FILED)
    at = order.index(row.life) if row.life in order else len(order)
    acts = history.last_acts(work, row.kind, (row.id,), ("create", "submit", "review", "accept"))
    opened = done_by(work, acts.get("create")) or f"{row.opened_on:%Y-%m-%d}"
    submitted, reviewed = (done_by(work, acts.get(act)) for act in ("submit", "review"))
    filed = done_by(work, acts.get("accept"))
    notes = (
        (_("File opened"), opened),
        (_("Submit for review"), submitted if at > 0 else ""),
        (_("Review"), reviewed if at > 1 else _reviewers(work, row) if at == 1 else ""),
        (_("Accepted and filed"), filed or _acceptors(work, row)),
    )
    # A step is done once the file has left it: a draft stands before «submitted».
    done = {FileLife.DRAFT: 1, FileLife.PENDING_REVIEW: 2, FileLife.REVIEWED: 3}.get(row.life, 4)
    states = ["done" if n < done else "now" if n == done else "todo" for n in range(len(notes))]
    return [
        {"name": name, "note": note, "state": state}
        for (name, note), state in zip(notes, states, strict=True)
    ]


def _reviewers(work: Work, row: CustomerFile) -> str:
    """Whose review a file waits for."""
    return _waiting_for(work, find_reviewers(work, row)) or _("Nobody is qualified")


def _acceptors(work: Work, row: CustomerFile) -> str:
    """Who may take a reviewed file into custody; before, what happens there."""
    if row.life is not FileLife.REVIEWED:
        return _("The number is drawn here")
    return _waiting_for(work, find_acceptors(work, row)) or _(
        "Nobody may accept it: whoever filed or reviewed it does not. Another custodian is needed."
    )


def _waiting_for(work: Work, ids: Sequence[int]) -> str:
    names = select(User.name).where(User.id.in_(ids)).order_by(User.id)
    return _("Waiting for %(name)s", name="、".join(work.session.scalars(names))) if ids else ""


def trail(work: Work, row: CustomerFile) -> Sequence[Any]:
    """Where the file has been (去向), newest first."""
    holder, actor = User.__table__.alias("holder"), User.__table__.alias("actor")
    return work.session.execute(
        select(
            Placement.since,
            Placement.custody,
            Place.label,
            holder.c.name.label("holder"),
            actor.c.name.label("actor"),
            Placement.reason,
        )
        .outerjoin(Place, Place.id == Placement.place_id)
        .outerjoin(holder, holder.c.id == Placement.holder_id)
        .outerjoin(actor, actor.c.id == Placement.actor_id)
        .where(Placement.file_id == row.id)
        .order_by(Placement.id.desc())
        .limit(TRAIL)
    ).all()


def fault_line(fault: Mapping[str, str]) -> str:
    """One fault that a review found, in words."""
    return return_rules.format_fault(fault, _)
