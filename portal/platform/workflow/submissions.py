"""A form posted twice is carried out once: the same key gets the same answer (C9)."""

from sqlalchemy import select

from models.platform.records import Submission
from models.words.kinds import Kind
from portal.work import Work


def find_submission(work: Work, key: str) -> tuple[Kind, int] | None:
    """What this person's post with ``key`` made before, if it was carried out."""
    if not key:
        return None
    row = work.session.execute(
        select(Submission.subject, Submission.subject_id).where(
            Submission.key == key[:64], Submission.user_id == work.actor.id
        )
    ).first()
    return (row.subject, row.subject_id) if row else None


def keep_submission(work: Work, key: str, kind: Kind, id: int) -> None:
    """Remember what ``key`` made; of two at once the second runs into the unique key."""
    if key:
        work.session.add(
            Submission(
                key=key[:64], user_id=work.actor.id, at=work.now, subject=kind, subject_id=id
            )
        )
