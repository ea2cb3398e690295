"""Stored files of any record: taken in by content, served as a safe copy, every read recorded."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from sqlalchemy import select

from models.files.records import CustomerFile, Item
from models.platform.storage import Attachment
from models.words.access import Secrecy
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.customers.papers import CUSTOMER_PAPERS
from portal.errors import Invalid, NotFound, TooLarge
from portal.events import Done
from portal.files.papers import FILE_PAPERS
from portal.late import late
from portal.lending import access_windows
from portal.lending.papers import LOAN_PAPERS, REQUEST_PAPERS
from portal.platform.storage import uploads
from portal.platform.storage.bytes import Storage
from portal.platform.storage.papers import Carrier
from portal.work import Work

if TYPE_CHECKING:
    import puremagic

    from portal.platform.storage import pictures
else:  # what tells and draws pictures
    puremagic, pictures = late("puremagic"), late("portal.platform.storage.pictures")


SUBJECTS: Mapping[Kind, Carrier] = {
    Kind.CUSTOMER: CUSTOMER_PAPERS,
    Kind.FILE: FILE_PAPERS,
    Kind.LOAN: LOAN_PAPERS,
    Kind.REQUEST: REQUEST_PAPERS,
}


class Bounded:
    """A stream that refuses to give more than ``most`` bytes."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self.stream, self.most, self.seen = stream, most, 0

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.seen += len(data)
        if self.seen > self.most:
            raise TooLarge(
                N_("The file is larger than %(most)s MB. Please make it smaller or split it."),
                field="file",
                most=self.most // (1024 * 1024),
            )
        return data


def load_growing(work: Work, kind: Kind, subject_id: int) -> Any:
    """The record, for who may add papers to it now.

    Raises ``NotFound``, ``NotAllowed``, or ``IllegalMove`` or ``Conflict`` for its state.
    """
    row = subject_row(work, kind, subject_id)
    SUBJECTS[kind].add(work, row)
    return row


def attach_file(
    work: Work, kind: Kind, subject_id: int, name: str, stream: BinaryIO, item_id: int | None = None
) -> Attachment:
    """Keep an upload with its true name and SHA-256; the type is told by its content (SEC-5).

    Raises ``Invalid`` or ``TooLarge`` in words, ``NotFound`` or ``NotAllowed`` for the record.
    """
    row = load_growing(work, kind, subject_id)
    name = uploads.clean_name(name)
    if item_id is not None and not _holds_item(work, kind, subject_id, item_id):
        raise Invalid(N_("This paper does not belong to the file."), field="item_id")
    most = settings.get(work.session, "upload_megabytes") * 1024 * 1024
    store = Storage(work.config.storage)
    kept = store.put(cast("BinaryIO", Bounded(stream, most)))
    try:
        media = _checked(store.path(kept.key), name)
    except BaseException:
        store.drop(kept.key)
        raise
    added: Attachment = work.add(
        Attachment(
            subject=kind,
            subject_id=subject_id,
            item_id=item_id,
            name=name,
            media_type=media,
            size=kept.size,
            sha256=kept.sha256,
            storage_key=kept.key,
            uploaded_by=work.actor.id,
            secrecy=getattr(row, "highest", Secrecy.NORMAL),
        )
    )
    _say(work, added, "attach", size=kept.size, sha256=kept.sha256, media_type=media)
    return added


def _holds_item(work: Work, kind: Kind, subject_id: int, item_id: int) -> bool:
    query = select(Item.id).where(Item.id == item_id, Item.file_id == subject_id)
    return kind is Kind.FILE and work.session.scalar(query) is not None


def _checked(path: Path, name: str) -> str:
    with path.open("rb") as stream:
        kind = uploads.type_of(name, stream)
        if kind.image:
            pictures.check_picture(stream, name)
        elif kind.media.startswith("text/"):
            _second_opinion(stream, name)
    return kind.media


def _second_opinion(stream: BinaryIO, name: str) -> None:
    """Text has no first bytes to go by: refuse what a table of signatures knows as binary."""
    stream.seek(0)
    with suppress(puremagic.PureError, ValueError):
        found = puremagic.from_string(stream.read(uploads.HEAD), mime=True)
        if found and not found.startswith("text/"):
            raise Invalid(
                N_("«%(name)s» is not plain text. Please save it as text, or print it to PDF."),
                field="file",
                name=name,
            )


def subject_row(work: Work, kind: Kind, subject_id: int) -> Any:
    """The record that carries attachments. Raises ``NotFound`` for strangers."""
    if kind not in SUBJECTS:
        raise NotFound
    try:
        return work.get(SUBJECTS[kind].table, subject_id, SUBJECTS[kind].see)
    except NotFound:  # papers of a listed file are open while an approval lasts (SC-02)
        if kind is not Kind.FILE or not access_windows.may_read(work, subject_id):
            raise
        return work.get_listed(CustomerFile, subject_id, P.FILE_SEE)


def name_attachment(work: Work, attachment_id: int) -> tuple[str, tuple[Kind, int]]:
    """Its true name and the record it belongs to, for who may withdraw it now.

    Raises ``NotFound`` for strangers, ``NotAllowed`` for those who only look, ``IllegalMove``.
    """
    found = find_attachment(work, attachment_id)
    _require_withdrawal(work, found)
    return found.name, (found.subject, found.subject_id)


def withdraw_attachment(work: Work, attachment: Attachment, *, reason: str) -> None:
    """Take an attachment out of sight; its bytes stay (I-7). By whom and when, its carrier says.

    Raises ``Invalid`` without a reason, ``NotAllowed``, ``IllegalMove``.
    """
    _require_withdrawal(work, attachment)
    if not reason.strip():
        raise Invalid(N_("Please give a reason."), field="reason")
    attachment.withdrawn_at = work.now
    _say(work, attachment, "withdraw_attachment", reason=reason.strip())


def _require_withdrawal(work: Work, attachment: Attachment) -> None:
    row = subject_row(work, attachment.subject, attachment.subject_id)
    SUBJECTS[attachment.subject].withdraw(work, row, attachment.uploaded_by)


def find_attachment(work: Work, attachment_id: int, *, lock: bool = False) -> Attachment:
    """An attachment that is not withdrawn. Raises ``NotFound`` for strangers to its record."""
    found = work.session.scalar(select(Attachment).where(Attachment.id == attachment_id))
    if found is None:
        raise NotFound
    subject_row(work, found.subject, found.subject_id)
    if lock:
        work.lock(found)
    if found.withdrawn_at is not None:
        raise NotFound
    return found


def subject_of(work: Work, attachment_id: int | None) -> tuple[Kind, int] | None:
    """Of which record a paper is, whoever asks; for the entry of a look that is refused."""
    which = select(Attachment.subject, Attachment.subject_id)
    found = work.session.execute(which.where(Attachment.id == (attachment_id or 0))).one_or_none()
    return (found.subject, found.subject_id) if found else None


def _say(work: Work, attachment: Attachment, action: str, **facts: Any) -> None:
    facts = {"attachment": attachment.id, "name": attachment.name, **facts}
    event = Done(kind=attachment.subject, id=attachment.subject_id, action=action, facts=facts)
    work.record(event)
