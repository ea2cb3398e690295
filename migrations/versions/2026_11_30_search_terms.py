"""the search index by a fifth: terms as a text under an index of an expression, fewer of them

What stood in it is written again by the same job as after ``search_by_vector``, if there was any.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_search_terms"
down_revision = "2026_11_30_lost_customers"
branch_labels = None
depends_on = None

SQLITE = """CREATE VIRTUAL TABLE search_fts USING fts5(
    terms, content='', contentless_delete=1, detail=none, tokenize='ascii')"""
NEW = (
    "CREATE TABLE search_fts (rowid bigint PRIMARY KEY, terms text NOT NULL)",
    """CREATE INDEX search_fts_terms ON search_fts
    USING gin (array_to_tsvector(string_to_array(terms, ' ')))
    WITH (fastupdate = on, gin_pending_list_limit = 256)""",
)
OLD = (
    "CREATE TABLE search_fts (rowid bigint PRIMARY KEY, terms tsvector NOT NULL)",
    """CREATE INDEX search_fts_terms ON search_fts
    USING gin (terms) WITH (fastupdate = on, gin_pending_list_limit = 256)""",
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
    _replace(NEW)


def downgrade() -> None:
    _replace(OLD)


def _replace(postgresql: tuple[str, ...]) -> None:
    """New, empty tables, and the job that fills them where they held something."""
    connection = op.get_bind()
    filled = connection.scalar(sa.text("SELECT 1 FROM search_entries LIMIT 1"))
    op.execute("DELETE FROM search_entries")
    op.execute("DROP TABLE search_fts")
    on_sqlite = connection.dialect.name == "sqlite"
    for statement in (SQLITE,) if on_sqlite else postgresql:
        op.execute(statement)
    if filled:
        job = connection.scalar(JOB, {"dedup": revision})
        if not on_sqlite:
            connection.execute(DELIVER, {"args": json.dumps({"job_id": job})})
