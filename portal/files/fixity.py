"""Checks that stored bytes are unchanged since upload, and drops strays (A9, R-23)."""

from datetime import timedelta

from sqlalchemy import select

from models.base import Base
from models.platform.storage import Attachment
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.holders import holders_of
from portal.events import Done
from portal.platform.jobs.queue import Run
from portal.platform.notices import outbox
from portal.platform.storage.bytes import Storage

LEFT_ALONE = timedelta(days=1)


def check_stored_bytes(run: Run) -> None:
    """Compare every SHA-256, outside any transaction; report each damaged file once."""
    with run.work() as work:
        rows = work.session.execute(
            select(
                Attachment.id, Attachment.name, Attachment.storage_key, Attachment.sha256
            ).order_by(Attachment.id)
        ).all()
        store = Storage(work.config.storage)
    damaged = []
    for number, row in enumerate(rows, start=1):
        if not store.holds(row.storage_key, row.sha256):
            damaged.append(row)
        run.progress(number, len(rows))
    with run.work() as work:
        people = holders_of(work.session, P.FILE_VOID)
        for row in damaged:
            outbox.tell(work, people, "bytes.damaged", Kind.ATTACHMENT, row.id, name=row.name)
        facts = {"checked": len(rows), "damaged": [row.id for row in damaged]}
        work.record(Done(kind=Kind.ATTACHMENT, id=0, action="check_bytes", facts=facts))


def sweep_stray_bytes(run: Run) -> None:
    """Delete bytes that no record names a day after they were written, e.g. failed uploads.

    The files are listed before the records are read, so a record made meanwhile keeps its bytes.
    """
    with run.work() as work:
        old = list(Storage(work.config.storage).older(work.now - LEFT_ALONE))
    with run.work() as work:
        named = {
            key
            for table in Base.metadata.sorted_tables
            if "storage_key" in table.c
            for key in work.session.scalars(select(table.c.storage_key))
        }
        stray = [path for path in old if path.name not in named]
        if stray:
            facts = {"dropped": len(stray), "bytes": sum(path.stat().st_size for path in stray)}
            work.record(Done(kind=Kind.ATTACHMENT, id=0, action="sweep_bytes", facts=facts))
    for path in stray:
        path.unlink(missing_ok=True)
