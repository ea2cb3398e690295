"""The index behind list search, command palette and look-ups, written with the row it indexes."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    any_,
    case,
    delete,
    false,
    func,
    insert,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from models.base import Owned
from models.platform.search import INDEX, SearchEntry
from models.words.kinds import Kind
from portal.access.policy import visible
from portal.platform.search import tokens
from portal.platform.search.names import compact_name
from portal.platform.search.query import (
    KINDS,
    SEARCHED,
    hits_of,
    postgresql,
    table_of,
    tokens_needed,
)
from portal.platform.search.stubs import find_stubs, named_stubs
from portal.work import Work


@dataclass(frozen=True)
class Document:
    """The searchable texts of a record; ``label`` and ``hint`` are shown to all who may see it."""

    label: str
    hint: str = ""
    names: Sequence[str] = ()
    numbers: Sequence[str] = ()
    people: Sequence[str] = ()
    phones: Sequence[str] = ()
    contact_phones: Sequence[str] = ()
    codes: Sequence[str] = ()

    def tokens(self) -> set[str]:
        """Every token of the record, each with the letter of its kind."""
        result: set[str] = set()
        for text in self.names:
            result |= tokens.of_name(text)
        for text in self.numbers:
            result |= tokens.of_number(text)
        for text in self.people:
            result |= tokens.of_person(text)
        for text in self.phones:
            result |= tokens.of_phone(text)
        for text in self.contact_phones:
            result |= tokens.of_phone(text, "c")
        for text in self.codes:
            result |= tokens.of_code(text)
        return result


@dataclass(frozen=True)
class Found:
    """One hit of a search."""

    kind: Kind
    id: int
    label: str
    hint: str
    stub: bool = False  # locked, or out of reach: it may be asked for, no more


def index_record(work: Work, row: Any, document: Document) -> None:
    """Index ``row`` under ``document``; writes nothing if nothing changed."""
    index_records(work, [(row, document)])


def index_records(work: Work, pairs: Sequence[tuple[Any, Document]]) -> None:
    """Index many rows in a handful of statements."""
    if not pairs:
        return
    keys = [_key(row.kind, row.id) for row, _ in pairs]
    query = select(SearchEntry).where(SearchEntry.id.in_(keys))
    known = {entry.id: entry for entry in work.session.scalars(query)}
    fresh, indexed = [], []
    for key, (row, document) in zip(keys, pairs, strict=True):
        terms = _terms(row.kind, document, *_scope(row))
        new = {**_entry(row.kind, row.id, document), "digest": _digest(terms)}
        old = known.get(key)
        if old and all(getattr(old, name) == new[name] for name in ("digest", "label", "hint")):
            continue
        if old:
            old.digest, old.label, old.hint = new["digest"], new["label"], new["hint"]
        else:
            fresh.append(new)
        indexed.append({"rowid": key, "terms": terms})
    if fresh:
        work.session.execute(insert(SearchEntry), fresh)
    if indexed:
        _write(work.session, indexed)


def _digest(terms: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(terms).encode()).hexdigest()[:16]


def without_index_lookups(
    session: Session,
    kind: Kind,
    rows: Iterable[tuple[int, int | None, int | None, Document]],
) -> None:
    """Index records known to be new: (id, owner id, department id, document) each."""
    entries, indexed = [], []
    for id, owner_id, department_id, document in rows:
        terms = _terms(kind, document, owner_id, department_id)
        entries.append({**_entry(kind, id, document), "digest": _digest(terms)})
        indexed.append({"rowid": entries[-1]["id"], "terms": terms})
    if entries:
        session.execute(insert(SearchEntry), entries)
        _write(session, indexed)


def forget_record(work: Work, kind: Kind, id: int) -> None:
    """Remove a record from the index."""
    key = _key(kind, id)
    work.session.execute(delete(SearchEntry).where(SearchEntry.id == key))
    work.session.execute(delete(INDEX).where(INDEX.c.rowid == key))


def search_records(
    work: Work, text: str, kinds: Iterable[Kind] = tuple(SEARCHED), limit: int = 10
) -> list[Found]:
    """The best hits this actor may see: exact numbers and names that begin with ``text`` first.

    After them come stubs of what lies out of reach and is listed (C17).
    """
    first: list[Found] = []
    rest: list[Found] = []
    for kind in kinds:
        if tokens_needed(work.actor, text):
            best = _found(work, kind, text, limit, begins=True)
            first += best
            if len(best) < limit:
                known = {hit.id for hit in best}
                more = _found(work, kind, text, limit, begins=False)
                rest += [hit for hit in more if hit.id not in known]
    plain = compact_name(text)
    first.sort(key=lambda hit: (_distance(hit, plain), len(hit.label)))
    found = (first + rest)[:limit]
    for kind in kinds:
        if len(found) < limit:
            rows = find_stubs(work, kind, text, limit - len(found))
            found += [Found(kind, row.id, row.label, row.hint, stub=True) for row in rows]
    return found


def suggest_records(
    work: Work, kind: Kind, limit: int = 10, *, id: int | None = None
) -> list[Found]:
    """What a look-up offers before anything is typed, newest first; with ``id``, that record."""
    table = table_of(kind)
    own = [SearchEntry.subject_id == id] if id else _living(table)
    within = visible(work.actor, SEARCHED[kind].see, table)
    if id:  # a stub that was chosen is called by its name
        return [Found(kind, *row, stub=True) for row in named_stubs(work, kind, id)] or _newest(
            work, kind, limit, [within, *own]
        )
    return _newest(work, kind, limit, [within, *own])


def _newest(
    work: Work, kind: Kind, limit: int, clauses: Sequence[ColumnElement[bool]]
) -> list[Found]:
    table = table_of(kind)
    rows = work.session.execute(
        select(table.id, SearchEntry.label, SearchEntry.hint)
        .join(SearchEntry, SearchEntry.id == table.id * KINDS + SEARCHED[kind].number)
        .where(*clauses)
        .order_by(table.id.desc())
        .limit(limit)
    )
    return [Found(kind, *row) for row in rows]


def match_clause(work: Work, kind: Kind, text: str) -> ColumnElement[bool]:
    """A WHERE clause for the records of ``kind`` that ``text`` matches.

    On PostgreSQL the hits are computed first; a prepared plan would scan the primary key instead.
    """
    if not text.strip():
        return true()
    if not tokens_needed(work.actor, text):
        return false()
    asked = list(hits_of(work, kind, text, begins=False))
    return _among(work, kind, union_all(*asked).cte("hits")) if asked else false()


def nearness_key(work: Work, kind: Kind, text: str) -> ColumnElement[int] | None:
    """A sort key: 1 for records that begin with ``text``, else 0; None if nothing can match."""
    asked = list(hits_of(work, kind, text, begins=True)) if tokens_needed(work.actor, text) else []
    if not asked:
        return None
    return case((_among(work, kind, union_all(*asked).cte("best")), 1), else_=0)


def _among(work: Work, kind: Kind, ids: Any) -> ColumnElement[bool]:
    own: Any = table_of(kind).id
    if postgresql(work.session):
        # A scalar array subquery is evaluated once, before the table is scanned.
        result: ColumnElement[bool] = own == any_(func.array(select(ids.c.id).scalar_subquery()))
        return result
    return own.in_(select(ids.c.id))  # type: ignore[no-any-return]


def _found(work: Work, kind: Kind, text: str, limit: int, *, begins: bool) -> list[Found]:
    table = table_of(kind)
    asked = list(hits_of(work, kind, text, begins=begins))
    if not asked:
        return []
    hits = union_all(*asked).cte("hits")
    if postgresql(work.session):
        hits = hits.prefix_with("MATERIALIZED")
    rows = work.session.execute(
        select(hits.c.id, SearchEntry.label, SearchEntry.hint)
        .join(SearchEntry, SearchEntry.id == hits.c.rowid)
        .join(table, table.id == hits.c.id)
        .where(visible(work.actor, SEARCHED[kind].see, table), *_living(table))
        .limit(limit)
    )
    return list(dict.fromkeys(Found(kind, *row) for row in rows))


def _living(table: Any) -> list[ColumnElement[bool]]:
    """Leaves out people, departments and places that are disabled."""
    return [table.active] if hasattr(table, "active") else []


def _terms(
    kind: Kind, document: Document, owner_id: int | None, department_id: int | None
) -> list[str]:
    letter, result = SEARCHED[kind].letter, document.tokens()
    if owner_id:
        result.add(f"o{owner_id}")
    if department_id:
        result.add(f"d{department_id}")
    return sorted(letter + token for token in result)


def _scope(row: Any) -> tuple[int | None, int | None]:
    return (row.owner_id, row.department_id) if isinstance(row, Owned) else (None, None)


def _write(session: Session, rows: list[dict[str, Any]]) -> None:
    texts = [{"rowid": row["rowid"], "terms": " ".join(row["terms"])} for row in rows]
    if postgresql(session):
        put = upsert(INDEX)
        put = put.on_conflict_do_update(
            index_elements=["rowid"], set_={"terms": put.excluded.terms}
        )
        session.connection().execute(put, texts)
        return
    session.connection().execute(insert(INDEX).prefix_with("OR REPLACE"), texts)


def _entry(kind: Kind, id: int, document: Document) -> dict[str, Any]:
    return {
        "id": _key(kind, id),
        "kind": kind,
        "subject_id": id,
        "label": document.label,
        "hint": document.hint,
    }


def _key(kind: Kind, id: int) -> int:
    return id * KINDS + SEARCHED[kind].number


def _distance(hit: Found, plain: str) -> int:
    shown = (compact_name(hit.label), compact_name(hit.hint))
    return 0 if plain in shown else 1 if shown[0].startswith(plain) else 2
