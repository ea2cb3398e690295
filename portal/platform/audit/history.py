"""History of one record, from the audit trail: for its timeline and the conflict page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, bindparam, select

from models.people import User
from models.platform.audit import AuditEntry
from models.platform.records import Comment
from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.actor import Actor
from portal.access.policy import can
from portal.fast.kept import kept
from portal.platform.ahead import Question, ask, ask_together
from portal.work import Work

# Changes nobody can read: derived values and the lock.
SILENT = frozenset({"name_key", "path", "position_no", "revision", "search"})
# Who looked is no part of a record's history: its owner has a page of his own for that.
LOOKS = ("read", "view", "download", "search", "read_in_window")
STARS = "***"
# Acts on an account that say when somebody was at a machine.
SIGNING = (
    "change_password",
    "end_sessions",
    "make_set_up_link",
    "prove",
    "second_factor_off",
    "second_factor_on",
    "second_factor_reset",
    "sign_in",
)
SEVERAL = "、"
ROOMS = (1, 4, 16)  # ids a question about records has room for, by the fewest that do
READ = (
    AuditEntry.seq,
    AuditEntry.at,
    AuditEntry.actor_id,
    AuditEntry.actor,
    AuditEntry.happened,
    AuditEntry.details,
    AuditEntry.subject,
    AuditEntry.subject_id,
)
# Name of a part → its kind, and what its rows are called by id: a customer's contacts.
Parts = Mapping[str, tuple[Kind, Mapping[int, str]]]


@dataclass(frozen=True)
class Item:
    """One line of a timeline. ``what``: comment, edit, create, or the word of what happened."""

    at: datetime
    who: str  # who really did it, also where the system carried it out
    what: str
    text: str = ""  # a comment, or the reason given
    changes: Sequence[tuple[str, Any, Any]] = field(default_factory=tuple)
    target: str = ""  # the state a move led to
    faults: Sequence[Mapping[str, str]] = ()  # what a review found wrong
    stead: str = ""  # in whose place they did it (C4)
    about: str = ""  # the part of the record or the person that it happened to

    @property
    def is_comment(self) -> bool:
        return self.what == "comment"


def timeline(
    work: Work, row: Any, show: str = "all", limit: int = 50, *, parts: Parts | None = None
) -> list[Item]:
    """Comments and changes of a record the caller has loaded, newest first.

    ``show``: all, comments or changes. What happened to ``parts`` stands among it, their fields
    as «contacts-mobile»; parts gone are known by the record's own entries. Fields hidden from
    this actor are left out, masked ones starred (D4): it must not tell what the record does not.
    """
    ask_together(work, timeline_questions(work, row, show, limit, parts=parts))
    items: list[Item] = []
    if show != "changes":
        said = ask(work, _comments(row, limit))
        items += [Item(c.created_at, c.author, "comment", c.text) for c in said]
    if show != "comments":
        own = ask(work, _entries_about(row.kind, {row.id}, limit, quiet=is_quiet(work, row)))
        items += [_item(work.actor, row.kind, e) for e in own]
        for name, (kind, names) in (parts or {}).items():
            gone = {id for entry in own for id in _ids(entry.details, name)} - set(names)
            asked = [_entries_about(kind, some, limit) for some in (set(names), gone) if some]
            of_it = [entry for question in asked for entry in ask(work, question)]
            items += _of_part(work, row, name, kind, names, of_it)
    return sorted(items, key=lambda item: item.at, reverse=True)[:limit]


def is_quiet(work: Work, row: Any) -> bool:
    """Whether signing in is left out: when others sit at a machine is for officers (SEC-2)."""
    if row.kind is not Kind.USER or row.id == work.actor.id:
        return False
    return not (can(work.actor, P.SESSION_END, row) or can(work.actor, P.AUDIT_SEE))


def timeline_questions(
    work: Work, row: Any, show: str = "all", limit: int = 50, *, parts: Parts | None = None
) -> list[Question]:
    """What ``timeline`` asks, for a page that asks it together with more."""
    asked = [] if show == "changes" else [_comments(row, limit)]
    if show != "comments":
        known = {kind: set(names) for kind, names in (parts or {}).values() if names}
        about = {row.kind: {row.id}, **known}
        quiet = is_quiet(work, row)
        asked += [_entries_about(kind, ids, limit, quiet=quiet) for kind, ids in about.items()]
    return asked


def _of_part(
    work: Work, row: Any, name: str, kind: Kind, known: Mapping[int, str], entries: Sequence[Any]
) -> list[Item]:
    """What happened to the rows of one part since the record was opened with them."""
    result = []
    for entry in entries:
        gone = str((entry.details.get("facts") or {}).get("name") or "")
        about = _shown(work.actor, kind, "name", known.get(entry.subject_id) or gone)
        item = _item(work.actor, kind, entry, name, about)
        opened = item.what == "create" and item.at == row.created_at
        if not opened and (item.changes or item.what != "edit"):
            result.append(item)
    return result


def _shown(actor: Actor, kind: Kind, name: str, value: str) -> str:
    rule = actor.rule(kind, name)
    if rule is FieldRule.HIDDEN:
        return ""
    return STARS if rule is FieldRule.MASKED and value else value


def _ids(details: dict[str, Any], name: str) -> list[int]:
    """The rows of a part that an entry of its record names, before and after."""
    before, after = (details.get("changes") or {}).get(name) or ([], [])
    return [id for id in [*(before or []), *(after or [])] if isinstance(id, int)]


def entries_since(work: Work, kind: Kind, id: int, opened: str) -> Sequence[Any]:
    """The entries about a record after the moment a form was opened, newest first."""
    try:
        moment = datetime.fromisoformat(opened)
    except ValueError:
        return []
    if moment.tzinfo is None:
        return []
    return entries_of(work, kind, id, after=moment, limit=20)


def entries_of(
    work: Work, kind: Kind, id: int, *, after: datetime | None = None, limit: int = 50
) -> Sequence[Any]:
    """Entries about one record, newest first; the caller has loaded the record (``work.get``)."""
    of_it = AuditEntry.subject_id == id
    return _entries(work, kind, of_it if after is None else of_it & (AuditEntry.at > after), limit)


def last_acts(
    work: Work, kind: Kind, ids: Collection[int], acts: Collection[str]
) -> dict[str, Item]:
    """Of each of ``acts`` the last time it happened to one of these records, and who did it.

    The caller has loaded the records.
    """
    which = AuditEntry.subject_id.in_(ids) & AuditEntry.happened.in_(acts)
    found: dict[str, Item] = {}
    for entry in _entries(work, kind, which, 50) if ids else ():
        found.setdefault(entry.happened, _item(work.actor, kind, entry))
    return found


def _entries(work: Work, kind: Kind, which: ColumnElement[bool], limit: int) -> Sequence[Any]:
    return work.session.execute(_newest(kind, which, limit)).all()


def _newest(kind: Kind, which: ColumnElement[bool], limit: int) -> Select[Any]:
    query = select(*READ).where(
        AuditEntry.subject == kind,
        AuditEntry.refused.is_(False),
        AuditEntry.happened.not_in(LOOKS),
        which,
    )
    return query.order_by(AuditEntry.seq.desc()).limit(limit)


def _entries_about(
    kind: Kind, ids: Collection[int], limit: int, *, quiet: bool = False
) -> Question:
    """The newest entries about records of one kind; ``quiet``: without signing in."""
    some = sorted(ids)
    room = next((room for room in ROOMS if len(some) <= room), 0)
    if not room:
        return Question(
            f"entries:{kind}", _about(kind, limit, 0, quiet), {f"about_{kind}": tuple(some)}
        )
    # A list of its own length would be written into the statement anew each time.
    given = {f"about_{kind}_{n}": some[min(n, len(some) - 1)] for n in range(room)}
    return Question(f"entries:{kind}", _about(kind, limit, room, quiet), given)


@kept(100)
def _about(kind: Kind, limit: int, room: int, quiet: bool) -> Select[Any]:
    """``room`` is for how many ids; nought for any number of them."""
    query = _asked(kind, limit, room)
    return query.where(AuditEntry.happened.not_in(SIGNING)) if quiet else query


def _asked(kind: Kind, limit: int, room: int) -> Select[Any]:
    if not room:
        many = bindparam(f"about_{kind}", type_=BigInteger, expanding=True)
        return _newest(kind, AuditEntry.subject_id.in_(many), limit)
    ids = [bindparam(f"about_{kind}_{n}", type_=BigInteger) for n in range(room)]
    which = AuditEntry.subject_id == ids[0] if room == 1 else AuditEntry.subject_id.in_(ids)
    return _newest(kind, which, limit)


def _comments(row: Any, limit: int) -> Question:
    return Question("comments", _said(row.kind, limit), {"of": row.id})


@kept(100)
def _said(kind: Kind, limit: int) -> Select[Any]:
    columns: tuple[Any, ...] = (
        Comment.id,
        Comment.created_at,
        User.name.label("author"),
        Comment.text,
    )
    return (
        select(*columns)
        .join(Comment.author)
        .where(Comment.subject == kind, Comment.subject_id == bindparam("of", type_=BigInteger))
        .order_by(Comment.id.desc())
        .limit(limit)
    )


def _item(actor: Actor, kind: Kind, entry: Any, part: str = "", about: str = "") -> Item:
    details, facts = entry.details, entry.details.get("facts") or {}
    return Item(
        at=entry.at,
        who=str(entry.actor.get("after") or entry.actor.get("name", "")),
        stead=str((entry.actor.get("acting_for") or {}).get("name", "")),
        what=entry.happened,
        text=str(details.get("reason") or facts.get("reason") or ""),
        changes=_diffs(actor, kind, details.get("changes") or facts.get("changes") or {}, part),
        target=str(details.get("target") or ""),
        faults=facts.get("wrong") or (),
        about=about or str(facts.get("person") or ""),
    )


def _diffs(
    actor: Actor, kind: Kind, changes: dict[str, Any], part: str
) -> list[tuple[str, Any, Any]]:
    result = []
    for name, pair in changes.items():
        rule = actor.rule(kind, name)
        if name in SILENT or rule is FieldRule.HIDDEN or not _plain_pair(pair):
            continue
        old, new = (SEVERAL.join(x) if isinstance(x, list) else x for x in pair)
        if old == new:
            continue
        if rule is FieldRule.MASKED:
            old, new = STARS if old else old, STARS if new else new
        result.append((f"{part}-{name}" if part else name, old, new))
    return result


def _plain_pair(pair: Any) -> bool:
    """Rows and documents are not spelt out: the page shows them as they are."""
    return isinstance(pair, list) and len(pair) == 2 and all(map(_is_plain, pair))


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):  # numbers of files are words, ids of rows are not
        return all(isinstance(each, str) for each in value)
    return not isinstance(value, dict)
