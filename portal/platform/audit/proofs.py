"""What the auditor is handed every day: the head of the chain to keep outside, and its proof."""

from itertools import chain, islice

from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.holders import holders
from portal.events import Done
from portal.platform.audit import anchors
from portal.platform.audit import chain as audit
from portal.platform.audit import locks as audit_locks
from portal.platform.jobs.queue import Run
from portal.platform.notices import outbox as notices
from portal.work import Work

NAMED = 5  # faults that are kept with the proof


def anchor(work: Work) -> None:
    """Keep today's anchor and tell the auditors its number and hash."""
    kept = anchors.keep(work)
    if kept is None:
        return
    day = kept.day.isoformat()
    facts = {"seq": kept.seq, "hash": kept.hash, "day": day}
    work.record(Done(kind=Kind.AUDIT, id=kept.seq, action="anchor", facts=facts))
    people = holders(work.session, P.AUDIT_SEE)
    notices.tell(work, people, "audit_anchor", Kind.AUDIT, kept.seq, stage=day, **facts)


def verify(run: Run) -> None:
    """Prove the whole trail as ``flask audit verify`` does; auditors are told the first fault."""
    with run.reading() as work:
        outside = anchors.read(anchors.path(work.config))
        seq, _last = audit.head(work.session)
        broken = audit.verify(work.session, work.config.audit_key, outside)
        faults = list(islice(chain(broken, audit_locks.missing(work.session)), NAMED))
    with run.work() as work:
        facts = {"seq": seq, "faults": faults}
        work.record(Done(kind=Kind.AUDIT, id=seq, action="verify", facts=facts))
        if faults:
            people, first = holders(work.session, P.AUDIT_SEE), faults[0]
            notices.tell(work, people, "audit_broken", Kind.AUDIT, seq, stage=first, fault=first)
