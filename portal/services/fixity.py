"""Looks once a week whether the stored bytes are still what was uploaded (A9, R-23)."""

from sqlalchemy import select

from models.files import Attachment
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.holders import holders
from portal.engines import notices
from portal.engines.jobs import Run
from portal.engines.storage import Storage
from portal.events import Done


def recheck(run: Run) -> None:
    """Compare every SHA-256, outside any transaction; tell of each damaged file once."""
    with run.work() as work:
        rows = work.session.execute(
            select(Attachment.id, Attachment.name, Attachment.storage_key, Attachment.sha256)
            .order_by(Attachment.id)
        ).all()  # fmt: skip
        store = Storage(work.config.storage)
    damaged = []
    for number, row in enumerate(rows, start=1):
        if not store.holds(row.storage_key, row.sha256):
            damaged.append(row)
        run.progress(number, len(rows))
    with run.work() as work:
        people = holders(work.session, P.FILE_VOID)
        for row in damaged:
            notices.tell(work, people, "bytes.damaged", Kind.ATTACHMENT, row.id, name=row.name)
        facts = {"checked": len(rows), "damaged": [row.id for row in damaged]}
        work.record(Done(kind=Kind.ATTACHMENT, id=0, action="check_bytes", facts=facts))
