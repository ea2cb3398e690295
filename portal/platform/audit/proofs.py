"""Daily audit tasks: anchor the head of the chain, verify the whole trail, tell the auditors."""

import logging
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.platform.audit import AuditEntry
from models.words import flaws
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.holders import holders_of
from portal.config import Config
from portal.events import Done
from portal.platform.audit import anchors, locks
from portal.platform.audit.chain import verify_chain
from portal.platform.jobs.queue import Run
from portal.platform.notices import outbox
from portal.work import Work

log = logging.getLogger(__name__)
NAMED = 5  # faults that are kept with the proof


def anchor_chain(work: Work) -> None:
    """Keep today's anchor and tell the auditors its number and hash."""
    kept = anchors.write_anchor(work)
    if kept is None:
        return
    day = kept.day.isoformat()
    facts = {"seq": kept.seq, "hash": kept.hash, "day": day}
    work.record(Done(kind=Kind.AUDIT, id=kept.seq, action="anchor", facts=facts))
    people = holders_of(work.session, P.AUDIT_SEE)
    outbox.tell(work, people, "audit_anchor", Kind.AUDIT, kept.seq, stage=day, **facts)


def find_faults(session: Session, config: Config, file: Path | None = None) -> Iterator[str]:
    """Every fault of the trail: its chain and head, its anchors, the locks of the database.

    ``file``: a copy of the anchors that an auditor kept, instead of this office's own file.
    """
    outside = file or anchors.anchors_path(config)
    yield from verify_chain(session, config.audit_key, anchors.read_anchors(outside))
    yield from anchors.anchor_faults(session, outside, own=file is None)
    yield from locks.missing_locks(session)


def verify_audit(run: Run) -> None:
    """Prove the whole trail as ``flask audit verify`` does; auditors are told the first fault."""
    with run.reading() as work:
        seq = last_number(work.session)
        faults = list(islice(find_faults(work.session, work.config), NAMED))
    note_faults(run, "verify", seq, faults)


def last_number(session: Session) -> int:
    """Number of the last entry there is, whatever the head says."""
    return session.scalar(select(func.max(AuditEntry.seq))) or 0


def note_faults(run: Run, action: str, seq: int, faults: list[str]) -> None:
    """Keep what a proof found as an entry, and tell the auditors its first fault."""
    for fault in faults:
        log.error("audit: %s", fault)
    with run.work() as work:
        if flaws.HEADLESS not in faults:  # nothing can be recorded then, but they can be told
            facts = {"seq": seq, "faults": faults}
            work.record(Done(kind=Kind.AUDIT, id=seq, action=action, facts=facts))
        if faults:
            people, first = holders_of(work.session, P.AUDIT_SEE), faults[0]
            outbox.tell(work, people, "audit_broken", Kind.AUDIT, seq, stage=first, fault=first)
