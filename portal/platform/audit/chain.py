"""The one writer of the audit chain, and its verifier (I-6, D3)."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, type_coerce, update
from sqlalchemy.orm import Session

from models.people import User
from models.platform.audit import GENESIS, AuditAnchor, AuditEntry, AuditHead
from models.platform.numbering import NumberEntry
from models.platform.records import Comment
from models.platform.storage import Attachment
from models.types import UNREADABLE, Tolerant
from models.words import flaws
from models.words.kinds import Kind
from models.words.labels import label
from models.words.plurals import fill
from models.words.text import N_
from portal.access.actor import Actor
from portal.errors import Conflict
from portal.events import Event, Refused
from portal.platform.fields import json_form
from portal.work import HERE, Work

ENTRIES: Any = AuditEntry.__table__
HEAD: Any = AuditHead.__table__
STANDS = select(HEAD.c.seq, HEAD.c.hash, HEAD.c.seal).where(HEAD.c.id == 1)
HEADS = select(HEAD.c.id, HEAD.c.seq, HEAD.c.hash, HEAD.c.seal).order_by(HEAD.c.id)
FIRST = datetime.min.replace(tzinfo=UTC)
STAMPED: tuple[tuple[Kind, Any, Any], ...] = (
    (Kind.NUMBER, NumberEntry.id, NumberEntry.issued_at),
    (Kind.COMMENT, Comment.id, Comment.created_at),
    (Kind.ATTACHMENT, Attachment.id, Attachment.created_at),
    (Kind.USER, User.id, User.password_changed_at),
)
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
    last = connection.execute(LAST).one_or_none()
    if last is None:
        raise Conflict(
            N_("The audit log has lost its head, so nothing can be recorded. Tell the auditor.")
        )
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

    ``anchors`` (seq → hash) come from outside the database; those inside are checked beside them.
    Streams without blocking writers; entries appended meanwhile are no fault.
    """
    known = _anchored(session, anchors or {})
    stamped = last_stamps(session)
    heads = session.execute(HEADS).all()
    at, last = (heads[0].seq, heads[0].hash) if heads else (0, GENESIS)
    seq, previous, latest = 0, GENESIS, FIRST
    held = GENESIS if at == 0 else ""
    rows = session.execute(AS_KEPT.order_by(ENTRIES.c.seq)).mappings()
    for row in rows.yield_per(1000):
        if row["seq"] != seq + 1:
            yield fill(flaws.MISSING, {"seq": seq + 1, "next": row["seq"]})
        yield from _faults(key, dict(row), previous, known.get(row["seq"], set()))
        seq, previous = row["seq"], row["hash"]
        held = previous if seq == at else held
        latest = max(latest, row["at"]) if isinstance(row["at"], datetime) else latest
    yield from _head_faults(session, key, seq, fits=held == last)
    for anchored in sorted(s for s in known if s > seq):
        yield fill(flaws.CUT, {"seq": anchored})
    if seq == 0 and session.scalar(select(User.id).limit(1)):
        yield flaws.EMPTIED
    yield from _later(stamped, latest, seq)


def _head_faults(session: Session, key: bytes, seq: int, *, fits: bool) -> Iterator[str]:
    """``fits``: the entry that the head named before the walk is the one it named."""
    heads = session.execute(HEADS).all()
    if [head.id for head in heads] != [1]:
        yield flaws.HEADLESS
        return
    _id, at, last, mark = heads[0]
    if not fits or at < seq:
        yield fill(flaws.HEAD, {"seq": seq})
    if not is_sealed(key, at, last, mark):
        yield fill(flaws.UNSEALED, {"seq": at})


def _anchored(session: Session, outside: Mapping[int, str]) -> dict[int, set[str]]:
    """Number → the hashes that it was anchored with: one only, unless an anchor was forged."""
    known: dict[int, set[str]] = {}
    inside = ((a.seq, a.hash) for a in session.scalars(select(AuditAnchor)))
    for seq, mark in (*inside, *outside.items()):
        known.setdefault(seq, set()).add(mark)
    known.pop(0, None)  # of an empty log
    return known


def last_stamps(session: Session) -> list[tuple[Kind, int, datetime]]:
    """Of each table whose every new row is audited the newest row: its kind, id and moment."""
    found = []
    for kind, key, moment in STAMPED:
        newest = select(key, moment).where(moment.is_not(None)).order_by(moment.desc()).limit(1)
        found += [(kind, row[0], row[1]) for row in session.execute(newest)]
    return found


def _later(stamped: list[tuple[Kind, int, datetime]], latest: datetime, seq: int) -> Iterator[str]:
    """What was written after the last entry there is: its own entry was cut away."""
    for kind, id, moment in stamped:
        if seq and moment > latest:
            at = f"{moment.astimezone(HERE):%Y-%m-%d %H:%M}"
            yield fill(flaws.LATER, {"kind": label(kind), "id": id, "at": at, "seq": seq})


def read_head(session: Session) -> tuple[int, str]:
    """Number and hash of the last entry."""
    row = session.execute(select(AuditHead.seq, AuditHead.hash)).one()
    return row.seq, row.hash


def _faults(key: bytes, row: Mapping[str, Any], previous: str, anchored: set[str]) -> Iterator[str]:
    seq = {"seq": row["seq"]}
    if row["previous"] != previous:
        yield fill(flaws.ALONE, seq)
    broken = [name for name, value in row.items() if value is UNREADABLE]
    if broken:
        yield fill(flaws.UNREAD, {**seq, "columns": ",".join(broken)})
    elif not hmac.compare_digest(entry_hash(key, row), str(row["hash"])):
        yield fill(flaws.CHANGED, seq)
    if anchored - {row["hash"]}:
        yield fill(flaws.UNANCHORED, seq)
