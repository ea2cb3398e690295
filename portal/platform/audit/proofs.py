"""Daily audit tasks: anchor the head of the chain, verify the whole trail, tell the auditors."""

from itertools import chain, islice

from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.holders import holders_of
from portal.events import Done
from portal.platform.audit import anchors, locks
from portal.platform.audit.chain import read_head, verify_chain
from portal.platform.jobs.queue import Run
from portal.platform.notices import outbox
from portal.work import Work

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


def verify_audit(run: Run) -> None:
    """Prove the whole trail as ``flask audit verify`` does; auditors are told the first fault."""
    with run.reading() as work:
        outside = anchors.read_anchors(anchors.anchors_path(work.config))
        seq, _last = read_head(work.session)
        broken = verify_chain(work.session, work.config.audit_key, outside)
        faults = list(islice(chain(broken, locks.missing_locks(work.session)), NAMED))
    with run.work() as work:
        facts = {"seq": seq, "faults": faults}
        work.record(Done(kind=Kind.AUDIT, id=seq, action="verify", facts=facts))
        if faults:
            people, first = holders_of(work.session, P.AUDIT_SEE), faults[0]
            outbox.tell(work, people, "audit_broken", Kind.AUDIT, seq, stage=first, fault=first)
