"""the search index by half: tsvector on PostgreSQL, numbers found from their end on both

The entries are written again by a job of the worker: what a record is found by is computed by the
portal, and on SQLite the index does not give back what went in.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_search_by_vector"
down_revision = "2026_11_30_customer_gaps"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SQLITE = """CREATE VIRTUAL TABLE search_fts USING fts5(
    terms, content='', contentless_delete=1, detail=none, tokenize='ascii')"""
NEW = (
    "CREATE TABLE search_fts (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
    """CREATE INDEX search_fts_terms ON search_fts
    USING gin (terms) WITH (fastupdate = on, gin_pending_list_limit = 256)""",
)
OLD = (
    "CREATE TABLE search_fts (rowid bigint PRIMARY KEY, terms text[] NOT NULL)",
    "CREATE INDEX search_fts_terms ON search_fts USING gin (terms) WITH (fastupdate = off)",
)
JOB = sa.text(
    "INSERT INTO jobs (revision, name, title, args, asked_by, dedup, state, created_at, run_at,"
    " token, attempts, progress, total, error, link) VALUES (1, 'rebuild_search', '', '{}', 0,"
    " :dedup, 'waiting', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, '', 0, 0, 0, '', '') RETURNING id"
)
DELIVER = sa.text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST('portal' AS varchar),"
    " CAST('portal.run' AS varchar), 0, NULL, NULL, CAST(:args AS jsonb), NULL)"
    "::procrastinate_job_to_defer_v1])"
)


def upgrade() -> None:
    connection = op.get_bind()
    filled = connection.scalar(sa.text("SELECT 1 FROM search_entries LIMIT 1"))
    _replace(KEY, NEW)
    if filled:
        job = connection.scalar(JOB, {"dedup": revision})
        if connection.dialect.name == "postgresql":
            connection.execute(DELIVER, {"args": json.dumps({"job_id": job})})


def downgrade() -> None:
    """``flask search rebuild`` of the older version fills it again."""
    _replace(sa.BigInteger(), OLD)


def _replace(key: sa.types.TypeEngine[int], postgresql: tuple[str, ...]) -> None:
    """New, empty tables."""
    op.drop_table("search_entries")
    op.execute("DROP TABLE search_fts")
    op.create_table(
        "search_entries",
        sa.Column("id", key, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
    )
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in (SQLITE,) if on_sqlite else postgresql:
        op.execute(statement)
