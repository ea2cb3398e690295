"""What the auditor is handed every day: the head of the chain, to keep outside the portal."""

from sqlalchemy import select

from models.people import RoleGrant, User, UserRole
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.engines import anchors, notices
from portal.events import Done
from portal.work import Work


def anchor(work: Work) -> None:
    """Keep today's anchor and tell the auditors its number and hash."""
    kept = anchors.keep(work)
    if kept is None:
        return
    day = kept.day.isoformat()
    facts = {"seq": kept.seq, "hash": kept.hash, "day": day}
    work.record(Done(kind=Kind.AUDIT, id=kept.seq, action="anchor", facts=facts))
    auditors = (
        select(User.id)
        .join(UserRole, UserRole.user_id == User.id)
        .join(RoleGrant, RoleGrant.role_id == UserRole.role_id)
        .where(User.active, RoleGrant.permission == P.AUDIT_SEE)
    )
    people = work.session.scalars(auditors)
    notices.tell(work, people, "audit_anchor", Kind.AUDIT, kept.seq, stage=day, **facts)
