"""The search index: what a hit shows, and the inverted index of tokens on either database."""

from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    ColumnElement,
    Text,
    column,
    event,
    literal_column,
    table,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.types import Id, Long, enum_type
from models.words.kinds import Kind


class SearchEntry(Base):
    """One indexed record; ``id`` encodes its kind and id, ``digest`` is a hash of its tokens."""

    __tablename__ = "search_entries"

    id: Mapped[int] = mapped_column(Long, primary_key=True, autoincrement=False)
    kind: Mapped[Kind] = mapped_column(enum_type(Kind))
    subject_id: Mapped[Id]
    label: Mapped[str]
    hint: Mapped[str]
    digest: Mapped[str]


# A contentless FTS table on SQLite, a GIN index over the terms on PostgreSQL (decision 7), whose
# table keeps them as a text: a tsvector takes four bytes more a term. New entries wait in a short
# list that every search reads too: one by one they would be written into fifty places of the index
# each, and every import would mostly wait for that.
VECTOR = "array_to_tsvector(string_to_array(terms, ' '))"
SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(
    terms, content='', contentless_delete=1, detail=none, tokenize='ascii')""",
)
POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS search_fts (rowid bigint PRIMARY KEY, terms text NOT NULL)",
    f"""CREATE INDEX IF NOT EXISTS search_fts_terms ON search_fts
    USING gin ({VECTOR}) WITH (fastupdate = on, gin_pending_list_limit = 256)""",
)
DROP = "DROP TABLE IF EXISTS search_fts"

INDEX = table("search_fts", column("rowid", BigInteger), column("terms", Text))
TERMS: ColumnElement[Any] = literal_column(VECTOR, TSVECTOR)  # of PostgreSQL


def _attach() -> None:
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            ddl = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=dialect))
    drop = DDL(DROP)  # type: ignore[no-untyped-call]
    event.listen(Base.metadata, "before_drop", drop)


_attach()
