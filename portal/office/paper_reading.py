"""Papers as they are read: who may, with which mark, in which form; each look on record (C7)."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from models.people import User
from models.platform.storage import Attachment
from models.words.access import Secrecy, Way
from models.words.kinds import Kind
from models.words.text import N_
from portal.access.policy import can, is_paper_shut
from portal.errors import Invalid, NotAllowed, NotFound
from portal.late import late
from portal.lending import access_windows
from portal.office.attachments import SUBJECTS, find_attachment, subject_row
from portal.platform.looks import noting
from portal.platform.looks.noting import Thing
from portal.platform.storage import pdf, uploads
from portal.platform.storage.checked import whole_path
from portal.platform.storage.pdf import Unstampable
from portal.work import Work

if TYPE_CHECKING:
    from portal.platform.storage import pictures
else:  # what draws pictures
    pictures = late("portal.platform.storage.pictures")

HERE = ZoneInfo("Asia/Shanghai")
GRADES = list(Secrecy)
CLOSED = frozenset({Secrecy.SECRET, Secrecy.TOP})
PDF = "application/pdf"
SHORTEST_REASON = 4


@dataclass(frozen=True)
class Served:
    """What goes out: bytes drawn anew, or a path to send as it is; never shown by the browser
    unless ``inline``.
    """

    name: str
    media_type: str
    inline: bool
    data: bytes = b""
    path: Path | None = None


def may_read(work: Work, attachment: Attachment) -> bool:
    """Whether the papers of this record are open to the actor, by right, window or as their own."""
    row = subject_row(work, attachment.subject, attachment.subject_id)
    if is_paper_shut(work.actor, row, attachment):
        return False
    if can(work.actor, SUBJECTS[attachment.subject].read, row):
        return True
    return attachment.uploaded_by == work.actor.id or _in_window(work, attachment)


def _in_window(work: Work, attachment: Attachment) -> bool:
    of_file = attachment.subject is Kind.FILE
    return of_file and access_windows.may_read(work, attachment.subject_id)


def require_read(work: Work, attachment: Attachment) -> None:
    """Raises ``NotAllowed``; for papers of a file it names the approval that is missing or over."""
    row = subject_row(work, attachment.subject, attachment.subject_id)
    if is_paper_shut(work.actor, row, attachment):
        raise NotAllowed(
            N_("The grade of this paper is above your clearance. Ask to view its record first.")
        )
    reads = can(work.actor, SUBJECTS[attachment.subject].read, row)
    if reads or attachment.uploaded_by == work.actor.id:
        return
    if attachment.subject is not Kind.FILE:
        raise NotAllowed(N_("You may see this record but not its papers. Ask to view them first."))
    access_windows.require_access(work, attachment.subject_id)


def grade_of(work: Work, attachment: Attachment) -> Secrecy:
    """The highest of its own grade, its record's, its file's and its customer's."""
    row = subject_row(work, attachment.subject, attachment.subject_id)
    grades = (attachment.secrecy, getattr(row, "highest", Secrecy.NORMAL))
    return max(grades, key=GRADES.index)


def needs_reason(work: Work, attachment: Attachment) -> bool:
    """Whether it goes out only as it is, without a mark, and is graded: then it needs a reason."""
    marked = attachment.media_type == PDF or attachment.media_type in uploads.IMAGES
    return not marked and is_closed(work, attachment)


def is_closed(work: Work, attachment: Attachment) -> bool:
    """Whether it is secret or higher."""
    return grade_of(work, attachment) in CLOSED


def thing_of(attachment: Attachment, page: int = 0) -> Thing:
    """What the entry of a look is about: the record, its paper, and the page of a preview."""
    part = f"{attachment.id}/{page}" if page else str(attachment.id)
    return Thing(attachment.subject, attachment.subject_id, part)


def note_read(
    work: Work, attachment_id: int, way: Way, *, page: int = 0, reason: str | None = None
) -> Attachment:
    """Put a look on record before anything of the paper goes out.

    Raises ``NotFound`` for strangers, ``NotAllowed`` for those without the right, ``Invalid``
    where a reason is needed and missing.
    """
    found = find_attachment(work, attachment_id)
    work.subject = found.subject, found.subject_id
    require_read(work, found)
    if reason is not None or (way is Way.DOWNLOAD and needs_reason(work, found)):
        _require_reason(work, found, reason or "")
    facts: dict[str, Any] = {"attachment": found.id, "name": found.name}
    facts |= {"page": page} if page else {}
    facts |= {"reason": reason.strip()} if reason else {}
    action = "download" if way is Way.DOWNLOAD else "view"
    noting.note_look(work, way, thing_of(found, page), action=action, anew=bool(reason), **facts)
    return found


def _require_reason(work: Work, attachment: Attachment, reason: str) -> None:
    """A graded original goes to who has the right or an open window, and says what for."""
    row = subject_row(work, attachment.subject, attachment.subject_id)
    if not (
        can(work.actor, SUBJECTS[attachment.subject].read, row) or _in_window(work, attachment)
    ):
        raise NotAllowed(
            N_("A graded paper of this type cannot be marked. It needs an approved request.")
        )
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid(
            N_("Please say what it is needed for, at least %(count)s characters."),
            field="reason",
            count=SHORTEST_REASON,
        )


def serve_attachment(
    work: Work, attachment: Attachment, *, inline: bool, as_it_is: bool = False
) -> Served:
    """A paper to look at or to keep: pictures drawn anew, a graded PDF with its mark on each page.

    Its look is on record by then (``note_read``); ``as_it_is``: with a reason. Raises
    ``NotAllowed``, and ``Unstampable`` for a secret PDF that takes no mark.
    """
    require_read(work, attachment)
    path = _stored(work, attachment)
    whole = Served(attachment.name, attachment.media_type, inline=False, path=path)
    if as_it_is:
        return whole
    mark = watermark(work, attachment)
    if attachment.media_type in uploads.IMAGES:
        data = pdf.draw_picture(path, attachment.name, mark)
        stem = attachment.name.rsplit(".", 1)[0]
        return Served(f"{stem}.jpg", "image/jpeg", inline=inline, data=data)
    if attachment.media_type == PDF and mark:
        try:
            stamped = pdf.stamp_pdf(path, mark)
        except Unstampable:
            if is_closed(work, attachment):
                raise
            return whole
        return Served(attachment.name, PDF, inline=False, data=stamped)
    return whole


def _stored(work: Work, attachment: Attachment) -> Path:
    """Its bytes, compared with what was kept: of a graded paper always."""
    graded = grade_of(work, attachment) is not Secrecy.NORMAL
    return whole_path(work, attachment, always=graded)


def serve_page(work: Work, attachment: Attachment, number: int) -> tuple[int, Served]:
    """How many pages a PDF has, and one of them as a picture; its look is on record by then.

    Raises ``NotAllowed`` for those without the right, ``NotFound`` for what has no such page,
    ``Invalid`` for what cannot be drawn.
    """
    require_read(work, attachment)
    if attachment.media_type != PDF:
        raise NotFound
    path = _stored(work, attachment)
    page = pdf.draw_page(path, attachment.name, number, watermark(work, attachment))
    stem = attachment.name.rsplit(".", 1)[0]
    name = f"{stem}-{number}.jpg"
    return page.pages, Served(name, "image/jpeg", inline=True, data=page.jpeg)


def watermark(work: Work, attachment: Attachment) -> str:
    """Who looks, at what and when; nothing on what everybody may have."""
    if grade_of(work, attachment) is Secrecy.NORMAL:
        return ""
    row = subject_row(work, attachment.subject, attachment.subject_id)
    login = work.session.scalar(select(User.login).where(User.id == work.actor.id)) or ""
    plain = pictures.can_write_chinese() or work.actor.name.isascii()
    who = f"{work.actor.name} {login}" if plain else f"#{work.actor.id} {login}"
    number = getattr(row, "number", None) or ""
    return f"{who} {number} {work.now.astimezone(HERE):%Y-%m-%d %H:%M}"
