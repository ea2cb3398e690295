"""Do roles, what they may, and passwords agree with their last audit entries (D3)?"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import String, select, type_coerce
from sqlalchemy.orm import Session

from models.people import Role, RoleFieldRule, RoleGrant, User, UserRole
from models.platform.audit import AuditEntry
from models.words import flaws
from models.words.kinds import Kind
from models.words.labels import LABELS, label
from models.words.permissions import Permission
from models.words.plurals import fill
from models.words.text import N_
from portal.access.roles import ROLES
from portal.office.audit_telling import msgid_of
from portal.people.password_proof import password_digest

NONE = "—"
TAKEN = "take_digests"  # the act that keeps digests of passwords older than this comparison
Last = dict[tuple[int, str], tuple[int, str]]  # row and what of it → entry, and its word


def people_faults(session: Session, key: bytes) -> Iterator[str]:
    """A sentence for every role held, every right and every password that no entry explains."""
    yield from _roles_held(session)
    yield from _rights(session)
    yield from _passwords(session, key)


def _entries(session: Session, kind: Kind) -> Iterator[Any]:
    """What was said of the records of one kind, in order."""
    of_it = (AuditEntry.subject == kind, AuditEntry.refused.is_(False))
    columns = (AuditEntry.seq, AuditEntry.subject_id, AuditEntry.happened, AuditEntry.details)
    rows = session.execute(select(*columns).where(*of_it).order_by(AuditEntry.seq))
    yield from rows.yield_per(1000)


def _roles_held(session: Session) -> Iterator[str]:
    """Who holds which role: given at the start or by an entry, and not taken since."""
    last: Last = {}
    for entry in _entries(session, Kind.USER):
        details, seq = entry.details, entry.seq
        facts, changes = details.get("facts") or {}, details.get("changes") or {}
        for code in facts.get("added") or (changes.get("role") or [])[1:]:
            last[entry.subject_id, str(code)] = (seq, str(code))
        for code in facts.get("removed") or ():
            last[entry.subject_id, str(code)] = (seq, "")
    names = dict(session.execute(select(Role.code, Role.name)).all())
    held = select(UserRole.user_id, Role.code).join(Role, Role.id == UserRole.role_id)
    now = {(row[0], row[1]): row[1] for row in session.execute(held)}
    people = dict(session.execute(select(User.id, User.name)).all())
    for user_id, code in sorted({*now, *last}):
        fact = {"kind": label(Kind.USER), "id": people.get(user_id, user_id), "field": N_("Role")}
        yield from _differs(fact, now, last, (user_id, code), {"": NONE, **names})


def _rights(session: Session) -> Iterator[str]:
    """What each role may and sees: as shipped, or as the last entry about it says."""
    last: Last = {}
    for entry in _entries(session, Kind.ROLE):
        for name, pair in (entry.details.get("changes") or {}).items():
            if isinstance(pair, list) and len(pair) == 2:
                last[entry.subject_id, name] = (entry.seq, "" if pair[1] == "open" else pair[1])
    now = {
        (row[0], row[1]): row[2]
        for row in session.execute(
            select(
                RoleGrant.role_id,
                type_coerce(RoleGrant.permission, String),
                type_coerce(RoleGrant.reach, String),
            )
        )
    }
    rule = RoleFieldRule
    text = [type_coerce(c, String) for c in (rule.subject, rule.field, rule.rule)]
    for row in session.execute(select(rule.role_id, *text)):
        now[row[0], f"{row[1]}.{row[2]}"] = row[3]
    for id, code, name in session.execute(select(Role.id, Role.code, Role.name).order_by(Role.id)):
        grants, rules = _shipped(code)
        shipped = {**grants, **rules}
        # A right less than shipped is no fault: a version may ship one that an office never gave.
        for what in sorted({w for i, w in (*now, *last) if i == id} | set(rules)):
            said = (id, what) in last
            if not _is_right(what) or (not said and now.get((id, what)) == shipped.get(what)):
                continue
            fact = {"kind": label(Kind.ROLE), "id": name, "field": _right(what)}
            yield from _differs(fact, now, last, (id, what), WORDS)


def _shipped(code: str) -> tuple[dict[str, str], dict[str, str]]:
    """What a built-in role may at its start, and the rules for what it sees."""
    base = ROLES.get(code)
    if base is None:
        return {}, {}
    rules = {f"{kind.value}.{field}": rule.value for (kind, field), rule in base.fields.items()}
    return {p.value: r.value for p, r in base.grants.items()}, rules


def _is_right(what: str) -> bool:
    return what in set(Permission) or "." in what


def _right(what: str) -> str:
    """The msgid of a permission, or of the guarded field."""
    if what in set(Permission):
        return label(Permission(what))
    kind, _, field = what.partition(".")
    return msgid_of(Kind(kind), "edit", field) if kind in set(Kind) else field


def _differs(
    fact: Mapping[str, Any],
    now: Mapping[tuple[int, str], str],
    last: Last,
    key: tuple[int, str],
    words: Mapping[str, str],
) -> Iterator[str]:
    is_now, said = now.get(key, ""), last.get(key)
    values = {**fact, "now": words.get(is_now, is_now)}
    if said is None:
        yield fill(flaws.UNTOLD, values)
    elif said[1] != is_now:
        yield fill(flaws.ROW, {**values, "seq": said[0], "was": words.get(said[1], said[1])})


WORDS = {
    "": NONE,
    **{
        member.value: text
        for kind, words in LABELS.items()
        if kind.__name__ in ("Reach", "FieldRule")
        for member, text in ((kind(word), text) for word, text in words.items())
    },
}


def last_digests(session: Session) -> dict[int, tuple[int, str]]:
    """Account → number and digest of the last entry about its password."""
    taken = select(AuditEntry.seq, AuditEntry.details).where(AuditEntry.happened == TAKEN)
    last = {
        int(id): (entry.seq, digest)
        for entry in session.execute(taken.order_by(AuditEntry.seq.desc()))
        for id, digest in entry.details["facts"]["password_digests"].items()
    }
    for entry in _entries(session, Kind.USER):
        facts = entry.details.get("facts") or {}
        if entry.seq < last.get(entry.subject_id, (0, ""))[0]:
            continue
        if "password_digest" in facts:
            last[entry.subject_id] = (entry.seq, facts["password_digest"])
        elif entry.happened == "enable":  # its old password went
            last[entry.subject_id] = (entry.seq, "")
    return last


def _passwords(session: Session, key: bytes) -> Iterator[str]:
    last = last_digests(session)
    for id, name, stored in session.execute(
        select(User.id, User.name, User.password_hash).order_by(User.id)
    ):
        seq, digest = last.get(id, (0, None))
        fact = {"kind": label(Kind.USER), "id": name}
        if digest is None and stored:
            yield fill(flaws.UNTOLD, {**fact, "field": N_("Password"), "now": "***"})
        elif digest is not None and digest != password_digest(key, id, stored):
            yield fill(flaws.PASSWORD, {**fact, "seq": seq})
