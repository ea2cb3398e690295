"""The grade of a filed file: raised by the records manager, lowered by two people (F18, I-4)."""

from models.files.records import CustomerFile
from models.words.access import Secrecy
from models.words.files import FileLife
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.holders import holders_of
from portal.errors import IllegalMove, Invalid
from portal.events import Done
from portal.files import rules
from portal.platform.notices import outbox
from portal.work import Work


def raise_grade(work: Work, file: CustomerFile, *, secrecy: Secrecy, reason: str) -> None:
    """Give a filed file a higher grade at once; a request for a lower one falls.

    Raises ``Invalid`` without a reason or for a grade that is not higher, ``IllegalMove`` for
    what is not filed.
    """
    reason = _checked(work, file, reason)
    if not rules.is_lower_grade(file.secrecy, secrecy):
        raise Invalid(N_("Please choose a grade above the present one."), field="secrecy")
    _drop_request(file)
    _set_grade(work, file, secrecy, "raise_grade", reason)


def request_lower_grade(work: Work, file: CustomerFile, *, secrecy: Secrecy, reason: str) -> None:
    """The first of two people asks for a lower grade. Raises as ``raise_grade`` does."""
    reason = _checked(work, file, reason)
    if not rules.is_lower_grade(secrecy, file.secrecy):
        raise Invalid(N_("Please choose a grade below the present one."), field="secrecy")
    file.grade_asked, file.grade_reason = secrecy, reason
    file.grade_asked_by, file.grade_asked_at = work.actor.id, work.now
    facts = {"reason": reason, "changes": {"secrecy": [file.secrecy, secrecy]}}
    work.record(Done(kind=Kind.FILE, id=file.id, action="ask_lower_grade", facts=facts))
    people = [id for id in holders_of(work.session, P.FILE_DECLASSIFY) if id != work.actor.id]
    _tell(work, file, people, "file_grade_asked", name=work.actor.name, reason=reason)


def _checked(work: Work, file: CustomerFile, reason: str) -> str:
    """The reason, once the actor may grade this file and it is filed."""
    work.require(P.FILE_GRADE, file)
    if file.life is not FileLife.FILED:
        raise IllegalMove(N_("Only the grade of a filed file is changed here; edit the draft."))
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    return reason.strip()


def confirm_grade(work: Work, file: CustomerFile) -> None:
    """A second person confirms the lower grade that was asked for (▲ file_grade_lowered_by_two).

    Raises ``IllegalMove`` when nobody has asked, ``NotAllowed`` for the person who did.
    """
    work.require(P.FILE_DECLASSIFY, file)
    if file.grade_asked is None or file.life is not FileLife.FILED:
        raise IllegalMove(N_("Nobody has asked for a lower grade of this file."))
    rules.check_other_person(
        work.actor.id, (file.grade_asked_by,), N_("A second person must confirm the lower grade.")
    )
    secrecy, reason, asked_by = file.grade_asked, file.grade_reason, file.grade_asked_by
    _set_grade(work, file, secrecy, "lower_grade", reason, asked_by=asked_by)
    work.session.flush()  # the lock in the database compares with what was asked
    _drop_request(file)


def keep_grade(work: Work, file: CustomerFile) -> None:
    """Drop the request for a lower grade, by who asked or who would confirm it."""
    work.require(P.FILE_GRADE if work.actor.id == file.grade_asked_by else P.FILE_DECLASSIFY, file)
    if file.grade_asked is None:
        raise IllegalMove(N_("Nobody has asked for a lower grade of this file."))
    _drop_request(file)
    work.record(Done(kind=Kind.FILE, id=file.id, action="keep_grade"))


def _set_grade(
    work: Work,
    file: CustomerFile,
    secrecy: Secrecy,
    action: str,
    reason: str,
    asked_by: int | None = None,
) -> None:
    changes = {"secrecy": [file.secrecy, secrecy]}
    file.secrecy, file.graded_by = secrecy, work.actor.id
    facts = {"reason": reason, "changes": changes, "asked_by": asked_by}
    work.record(Done(kind=Kind.FILE, id=file.id, action=action, facts=facts))
    _tell(work, file, [file.owner_id], "file_graded", reason=reason)


def _tell(work: Work, file: CustomerFile, people: list[int], topic: str, **values: str) -> None:
    names = {"number": file.number or "", "title": file.title, **values}
    outbox.tell(work, people, topic, Kind.FILE, file.id, stage=work.now.isoformat(), **names)


def _drop_request(file: CustomerFile) -> None:
    file.grade_asked = file.grade_asked_by = file.grade_asked_at = None
    file.grade_reason = ""
