"""The nightly comparison of rows with their last audit entries (D3)."""

from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import User
from models.platform.audit import AuditEntry
from models.words.kinds import Kind
from portal.events import Done
from portal.office.audit_people import TAKEN, last_digests
from portal.office.audit_rows import row_faults
from portal.people.password_proof import password_digest
from portal.platform.audit import proofs
from portal.platform.jobs.queue import Run
from portal.work import Work


def verify_rows(run: Run) -> None:
    """Compare as ``flask audit verify --rows`` does; auditors are told the first fault."""
    with run.work() as work:
        take_digests(work)
    with run.reading() as work:
        seq = proofs.last_number(work.session)
        faults = list(islice(row_faults(work.session, work.config.audit_key), proofs.NAMED))
    proofs.note_faults(run, "verify_rows", seq, faults)


def take_digests(work: Work) -> None:
    """Once, for passwords set before entries kept their digests: what stands now is what holds."""
    if was_taken(work.session):
        return
    known, key = last_digests(work.session), work.config.audit_key
    accounts = select(User.id, User.password_hash).where(User.password_hash != "")
    digests = {
        str(id): password_digest(key, id, stored)
        for id, stored in work.session.execute(accounts.order_by(User.id))
        if id not in known
    }
    seq = proofs.last_number(work.session)
    facts = {"password_digests": digests}
    work.record(Done(kind=Kind.AUDIT, id=seq, action=TAKEN, facts=facts))


def was_taken(session: Session) -> bool:
    """Whether the digests of old passwords are in the log already."""
    return session.scalar(select(AuditEntry.seq).where(AuditEntry.happened == TAKEN)) is not None
