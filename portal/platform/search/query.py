"""Turns typed text into index queries, limited to what the actor may see."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, literal, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from models.base import Base, Named, Owned
from models.people import Participation
from models.platform.search import INDEX, TERMS
from models.words.access import FieldRule, Reach
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.access.actor import Actor
from portal.access.policy import NAMED_MAY
from portal.platform.search import tokens
from portal.work import Work

KINDS = 64  # an entry's id is the record's id × KINDS + the number of its kind


@dataclass(frozen=True)
class Searched:
    """One kind in the index. ``number`` and ``letter`` are stored there and must never change."""

    number: int
    letter: str
    see: P


SEARCHED: Mapping[Kind, Searched] = {
    Kind.CUSTOMER: Searched(1, "c", P.CUSTOMER_SEE),
    Kind.FILE: Searched(2, "f", P.FILE_SEE),
    Kind.REQUEST: Searched(3, "r", P.REQUEST_SEE),
    Kind.LOAN: Searched(4, "l", P.LOAN_SEE),
    Kind.USER: Searched(5, "u", P.USER_SEE),
    Kind.DEPARTMENT: Searched(6, "d", P.USER_SEE),
    Kind.PLACE: Searched(7, "p", P.PLACE_SEE),
}

# The field each kind of token reveals. A masked value is found by the last digits that its mask
# shows and by nothing else: who may try whole numbers finds out the rest of them.
GUARDS: Mapping[str, tuple[tuple[Kind, str], ...]] = {
    "t": ((Kind.CUSTOMER, "phone"),),
    "c": ((Kind.CONTACT, "mobile"), (Kind.CONTACT, "phone")),
    "u": ((Kind.CUSTOMER, "unified_credit_code"),),
    "m": ((Kind.CONTACT, "name"),),
    "z": ((Kind.CONTACT, "name"),),
    "j": ((Kind.CONTACT, "name"),),
}
SHOWN_TAIL = {"t": 4, "c": 4}  # digits; whole numbers have more


def hits_of(work: Work, kind: Kind, text: str, *, begins: bool) -> Iterator[Select[Any]]:
    """Queries for the entries that match; the actor's reach is applied in the index itself."""
    owned, see = table_of(kind), SEARCHED[kind].see
    words: list[tokens.Word] = list(tokens_needed(work.actor, text))
    if begins:
        words.append(((tokens.beginnings(text),),))
    row = select(INDEX.c.rowid, (INDEX.c.rowid // KINDS).label("id"))
    reach = work.actor.reach(see)
    if reach is Reach.ALL or not issubclass(owned, Owned):
        yield row.where(_clause(work.session, kind, words))
        return
    if reach is not None:
        within: tokens.Word = ((_reachable(work.actor, reach),),)
        yield row.where(_clause(work.session, kind, [*words, within]))
    if see in NAMED_MAY and issubclass(owned, Named):
        named = select(Participation.subject_id * KINDS + SEARCHED[kind].number).where(
            Participation.subject == kind, Participation.user_id == work.actor.id
        )
        yield row.where(_clause(work.session, kind, words), INDEX.c.rowid.in_(named))


def hits_anywhere(work: Work, kind: Kind, text: str) -> Select[Any]:
    """Entries that carry the tokens, whoever may see them: the caller cuts them to a few."""
    words = list(tokens_needed(work.actor, text))
    row = select(INDEX.c.rowid, (INDEX.c.rowid // KINDS).label("id"))
    return row.where(_clause(work.session, kind, words))


def tokens_needed(actor: Actor, text: str) -> list[tokens.Word]:
    """The query without tokens of fields closed to this actor; empty when nothing can match."""
    words = [
        _merged([each for each in word if all(_open(actor, either) for either in each)])
        for word in tokens.query(text)
    ]
    return words if all(words) else []


def _merged(word: list[tokens.Each]) -> tokens.Word:
    """Joins readings of one token each into one, which the index answers in a single look-up."""
    single = frozenset(token for each in word if len(each) == 1 for token in each[0])
    longer = tuple(each for each in word if len(each) > 1)
    return (((single,), *longer)) if single else longer


def table_of(kind: Kind) -> Any:
    """The table whose rows are of ``kind``."""
    return next(m.class_ for m in Base.registry.mappers if getattr(m.class_, "kind", None) is kind)


def postgresql(session: Session) -> bool:
    """Whether this session talks to PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def _reachable(actor: Actor, reach: Reach) -> frozenset[str]:
    own = {f"o{actor.id}"}
    if reach is Reach.DEPARTMENT and actor.department_id:
        own.add(f"d{actor.department_id}")
    if reach is Reach.BELOW:
        own |= {f"d{department}" for department in actor.below}
    return frozenset(own)


def _open(actor: Actor, either: tokens.Either) -> bool:
    letter = next(iter(either))[0]
    rules = {actor.rule(*guard) for guard in GUARDS.get(letter, ())}
    if FieldRule.HIDDEN in rules:
        return False
    tail = SHOWN_TAIL.get(letter, 0)
    return FieldRule.MASKED not in rules or all(tail and len(t) == 1 + tail for t in either)


def _clause(session: Session, kind: Kind, need: Sequence[tokens.Word]) -> ColumnElement[bool]:
    """One expression of either full-text search: every word, in any of its readings."""
    letter = SEARCHED[kind].letter
    spell, both, either = (_lexeme, "&", "|") if postgresql(session) else (_fts, "AND", "OR")

    def of_each(each: tokens.Each) -> str:
        parts = (f" {either} ".join(spell(letter + t) for t in sorted(some)) for some in each)
        return f" {both} ".join(f"({part})" for part in parts)

    words = (f" {either} ".join(f"({of_each(each)})" for each in word) for word in need)
    asked = f" {both} ".join(f"({word})" for word in words)
    if postgresql(session):
        return TERMS.op("@@")(cast(literal(asked, Text), TSQUERY))
    return literal_column("search_fts").op("MATCH")(asked)


def _fts(token: str) -> str:
    """A token of FTS5; one that ends with the mark of beginnings finds what begins so."""
    plain = token.removesuffix(tokens.BEGINS)
    return f'"{plain}"*' if plain != token else f'"{plain}"'


def _lexeme(token: str) -> str:
    """The same for ``tsquery``."""
    plain = token.removesuffix(tokens.BEGINS)
    return f"{lexemes([plain])}:*" if plain != token else lexemes([plain])


def lexemes(terms: Iterable[str]) -> str:
    """Terms as ``tsvector`` reads them: quoted, separated by blanks."""
    quoted = (term.replace("\\", "\\\\").replace("'", "''") for term in terms)
    return "'" + "' '".join(quoted) + "'"
