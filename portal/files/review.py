"""Who reviews and who accepts a filing: never the filer (A6, R-08)."""

from sqlalchemy import select

from models.files.records import CustomerFile
from models.people import Role, User, UserRole
from models.words.approvals import StepRole
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.access.load import actor_for
from portal.access.policy import can, is_shut
from portal.errors import NotAllowed
from portal.people.recipients import head_of, superior_of
from portal.work import Work

WAYS = (StepRole.SUPERIOR, StepRole.OWNER_HEAD, StepRole.ROLE, StepRole.PERSON)


def find_reviewers(work: Work, file: CustomerFile) -> list[int]:
    """Ids of the reviewers the class names who may review now, else of the records managers.

    So no filing waits for nobody.
    """
    filers = {file.owner_id, file.submitted_by}
    named = [id for id in _named(work, file) if id not in filers and _may(work, file, id)]
    return named or [id for id in holders_of(work.session, P.FILE_VOID) if id not in filers]


def find_acceptors(work: Work, file: CustomerFile) -> list[int]:
    """Ids of the custodians who may accept a reviewed file: none who filed or reviewed it (A6)."""
    hands = {file.owner_id, file.submitted_by, file.reviewer_id}
    asked = [id for id in holders_of(work.session, P.FILE_ACCEPT) if id not in hands]
    return [id for id in asked if _reaches(work, file, id, P.FILE_ACCEPT)]


def check_reviewer(work: Work, file: CustomerFile) -> None:
    """Raise ``NotAllowed``, naming the reviewers, unless the actor is one of them.

    Where the filer's superior reviews, others with the permission may do so too.
    """
    if file.file_class.review_by is StepRole.SUPERIOR:
        return
    asked = find_reviewers(work, file)
    if not set(work.actor.seats(Kind.FILE)) & set(asked):
        names = work.session.scalars(select(User.name).where(User.id.in_(asked)))
        raise NotAllowed(
            N_("Files of this class are reviewed by %(names)s."), names="、".join(names)
        )


def _named(work: Work, file: CustomerFile) -> list[int]:
    kind = file.file_class
    if kind.review_by is StepRole.SUPERIOR:
        return superior_of(work, file.submitted_by or file.owner_id)
    if kind.review_by is StepRole.OWNER_HEAD:
        return head_of(work, file.department_id)
    people = select(User.id).where(User.active).order_by(User.id)
    if kind.review_by is StepRole.PERSON:
        return list(work.session.scalars(people.where(User.id == kind.reviewer_id)))
    held = select(UserRole.user_id).join(Role, Role.id == UserRole.role_id)
    return list(
        work.session.scalars(people.where(User.id.in_(held.where(Role.code == kind.review_role))))
    )


def _may(work: Work, file: CustomerFile, user_id: int) -> bool:
    """Whether a current role lets them review it; the superior is asked anyway (R-10), unless the
    grade of the file is above their clearance.
    """
    if file.file_class.review_by is StepRole.SUPERIOR:
        actor = actor_for(work.session, user_id, work.now)
        return actor is not None and not is_shut(actor, file)
    return _reaches(work, file, user_id, P.FILE_REVIEW)


def _reaches(work: Work, file: CustomerFile, user_id: int, permission: P) -> bool:
    actor = actor_for(work.session, user_id, work.now)
    return actor is not None and can(actor, permission, file)
