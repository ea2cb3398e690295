"""indexes of what waits: filings, desk lines, copies, missing parts, penalties"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_todo_indexes"
down_revision = "2026_11_30_record_settings"
branch_labels = None
depends_on = None

UNFILED = "life IN ('draft', 'pending_review', 'reviewed')"
AT_DESK = "state IN ('approved', 'ready')"
UNSETTLED = "state IN ('pending', 'made', 'handed')"
# table, index, columns, condition on SQLite, on PostgreSQL
PARTIAL = (
    ("files", "ix_files_unfiled", ["life", "owner_id", "due_on"], UNFILED, UNFILED),
    ("files", "ix_files_missing", ["id"], "custody = 'missing'", "custody = 'missing'"),
    (
        "files",
        "ix_files_void_asked",
        ["void_asked_by"],
        "void_asked_by IS NOT NULL",
        "void_asked_by IS NOT NULL",
    ),
    ("files", "ix_files_label_stale", ["id"], "label_stale = 1", "label_stale"),
    ("request_lines", "ix_request_lines_at_desk", ["state", "pick_up_until"], AT_DESK, AT_DESK),
    ("copyings", "ix_copyings_unsettled", ["state", "return_by"], UNSETTLED, UNSETTLED),
)


def upgrade() -> None:
    for table, name, columns, sqlite, postgresql in PARTIAL:
        op.create_index(
            name,
            table,
            columns,
            sqlite_where=sa.text(sqlite),
            postgresql_where=sa.text(postgresql),
        )
    op.create_index("ix_deficiencies_state", "deficiencies", ["state", "cure_by"])
    op.create_index("ix_penalties_state", "penalties", ["state", "owner_id"])


def downgrade() -> None:
    op.drop_index("ix_penalties_state", table_name="penalties")
    op.drop_index("ix_deficiencies_state", table_name="deficiencies")
    for table, name, *_ in reversed(PARTIAL):
        op.drop_index(name, table_name=table)
