"""The search index: what a hit shows, and the inverted index of tokens on either database."""

from sqlalchemy import DDL, BigInteger, Text, column, event, table
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


# A contentless FTS table on SQLite, a tsvector with a GIN index on PostgreSQL (decision 7). New
# entries wait in a short list that every search reads too: one by one they would be written into
# sixty places of the index each, and every import would mostly wait for that.
SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(
    terms, content='', contentless_delete=1, detail=none, tokenize='ascii')""",
)
POSTGRESQL = (
    "CREATE TABLE IF NOT EXISTS search_fts (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
    """CREATE INDEX IF NOT EXISTS search_fts_terms ON search_fts
    USING gin (terms) WITH (fastupdate = on, gin_pending_list_limit = 256)""",
)
DROP = "DROP TABLE IF EXISTS search_fts"

INDEX = table("search_fts", column("rowid", BigInteger), column("terms", TSVECTOR))
TEXTS = table("search_fts", column("rowid", BigInteger), column("terms", Text))  # on SQLite


def _attach() -> None:
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            ddl = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(Base.metadata, "after_create", ddl.execute_if(dialect=dialect))
    drop = DDL(DROP)  # type: ignore[no-untyped-call]
    event.listen(Base.metadata, "before_drop", drop)


_attach()
