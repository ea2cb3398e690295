"""The one writer of the audit chain, and its verifier (I-6, D3)."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, type_coerce, update
from sqlalchemy.orm import Session

from models.platform.audit import GENESIS, AuditAnchor, AuditEntry, AuditHead
from models.types import UNREADABLE, Tolerant
from models.words import flaws
from models.words.plurals import fill
from portal.access.actor import Actor
from portal.events import Event, Refused
from portal.platform.fields import json_form
from portal.work import Work

ENTRIES: Any = AuditEntry.__table__
HEAD: Any = AuditHead.__table__
STANDS = select(HEAD.c.seq, HEAD.c.hash, HEAD.c.seal).where(HEAD.c.id == 1)
LAST = STANDS.with_for_update()
ENTER, ADVANCE = insert(ENTRIES), update(HEAD).where(HEAD.c.id == 1)
AS_KEPT = select(*(type_coerce(c, Tolerant(c.type)).label(c.name) for c in ENTRIES.columns))
SCALAR = (str, int, bool)
CANONICAL = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True)
PLAIN = (int, str, bool, dict, list)  # columns of these types are plain JSON already
HASHED = (
    "seq",
    "at",
    "actor_id",
    "actor",
    "happened",
    "subject",
    "subject_id",
    "refused",
    "details",
    "previous",
)


def append_entries(work: Work, events: list[tuple[Event, Actor]]) -> None:
    """Chain one entry per event to the head. The head's lock is the last one taken."""
    if not events:
        return
    connection, key = work.session.connection(), work.config.audit_key
    last = connection.execute(LAST).one()
    seq, previous, whole = last.seq, last.hash, is_sealed(key, *last)
    rows: list[dict[str, Any]] = []
    who: dict[int, dict[str, Any]] = {}  # a job of many rows has one actor
    for happening, actor in events:
        seq += 1
        shot = who.get(id(actor)) or who.setdefault(id(actor), to_json(actor.snapshot()))
        row = build_entry(happening, actor, work.now, seq=seq, previous=previous, shot=shot)
        previous = row["hash"] = entry_hash(key, row)
        rows.append(row)
    connection.execute(ENTER, rows)
    # A head that somebody else set stays without its seal for ever, so that it is found.
    mark = seal_head(key, seq, previous) if whole else ""
    connection.execute(ADVANCE, {"seq": seq, "hash": previous, "seal": mark})


def seal_head(key: bytes, seq: int, last: str) -> str:
    """The seal only the portal can compute; a head rolled back in SQL does not match it."""
    return hmac.new(key, f"head {seq} {last}".encode(), hashlib.sha256).hexdigest()


def is_sealed(key: bytes, seq: int, last: str, mark: str) -> bool:
    """Was this head written by the portal? The very first has no seal."""
    if seq == 0:
        return last == GENESIS and not mark
    return hmac.compare_digest(seal_head(key, seq, last), mark)


def build_entry(
    event: Event,
    actor: Actor,
    now: datetime,
    *,
    seq: int,
    previous: str,
    shot: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The columns of one entry except its hash; ``shot`` is the actor's snapshot as JSON."""
    details = to_json({k: v for k, v in vars(event).items() if k not in ("kind", "id")})
    return {
        "seq": seq,
        "at": now.astimezone(UTC),
        "actor_id": actor.id,
        "actor": shot or to_json(actor.snapshot()),
        "happened": event.happened,
        "subject": event.kind,
        "subject_id": event.id,
        "refused": isinstance(event, Refused),
        "details": details,
        "previous": previous,
    }


def to_json(value: Any) -> Any:
    """``value`` as JSON keeps it, so that what is hashed is what comes back."""
    if value is None or type(value) in SCALAR:
        return value
    if isinstance(value, Mapping):
        return {str(k): to_json(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [to_json(v) for v in value]
    return json_form.to_json(value)


def entry_hash(key: bytes, row: Mapping[str, Any]) -> str:
    """HMAC-SHA256 over the canonical JSON of an entry, its predecessor's hash included."""
    values = [v if type(v) in PLAIN else to_json(v) for v in map(row.__getitem__, HASHED)]
    return hmac.digest(key, CANONICAL.encode(values).encode(), "sha256").hex()


def verify_chain(
    session: Session, key: bytes, anchors: Mapping[int, str] | None = None
) -> Iterator[str]:
    """Yield every fault of the chain in order (``flaws``); nothing if it is intact.

    ``anchors`` (seq → hash) come from outside the database; those inside are checked too.
    Streams without blocking writers; entries appended meanwhile are no fault.
    """
    known = {a.seq: a.hash for a in session.scalars(select(AuditAnchor))}
    known.update(anchors or {})
    seq, previous = 0, GENESIS
    at = read_head(session)
    held = GENESIS if at[0] == 0 else ""
    rows = session.execute(AS_KEPT.order_by(ENTRIES.c.seq)).mappings()
    for row in rows.yield_per(1000):
        if row["seq"] != seq + 1:
            yield fill(flaws.MISSING, {"seq": seq + 1, "next": row["seq"]})
        yield from _faults(key, dict(row), previous, known.get(row["seq"]))
        seq, previous = row["seq"], row["hash"]
        held = previous if seq == at[0] else held
    if held != at[1] or read_head(session)[0] < seq:
        yield fill(flaws.HEAD, {"seq": seq})
    if not is_sealed(key, *session.execute(STANDS).one()):
        yield fill(flaws.UNSEALED, {"seq": at[0]})
    for anchored in sorted(s for s in known if s > seq):
        yield fill(flaws.CUT, {"seq": anchored})


def read_head(session: Session) -> tuple[int, str]:
    """Number and hash of the last entry."""
    row = session.execute(select(AuditHead.seq, AuditHead.hash)).one()
    return row.seq, row.hash


def _faults(key: bytes, row: Mapping[str, Any], previous: str, anchor: str | None) -> Iterator[str]:
    seq = {"seq": row["seq"]}
    if row["previous"] != previous:
        yield fill(flaws.ALONE, seq)
    broken = [name for name, value in row.items() if value is UNREADABLE]
    if broken:
        yield fill(flaws.UNREAD, {**seq, "columns": ",".join(broken)})
    elif not hmac.compare_digest(entry_hash(key, row), str(row["hash"])):
        yield fill(flaws.CHANGED, seq)
    if anchor is not None and anchor != row["hash"]:
        yield fill(flaws.UNANCHORED, seq)
