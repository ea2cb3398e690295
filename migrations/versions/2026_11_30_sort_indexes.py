"""an index for every column that a list can be sorted by"""

from alembic import op

revision = "2026_11_30_sort_indexes"
down_revision = "2026_11_30_grades"
branch_labels = None
depends_on = None

SORTED = (
    ("chains", "name"),
    ("chains", "updated_at"),
    ("routes", "chain_code"),
    ("copyings", "return_by"),
    ("viewings", "started_at"),
    ("viewings", "ended_at"),
    ("requests", "submitted_at"),
    ("requests", "updated_at"),
    ("deficiencies", "found_on"),
    ("deficiencies", "cure_by"),
    ("penalties", "day"),
    ("file_differences", "found_on"),
    ("files", "title"),
    ("files", "due_on"),
    ("files", "filed_at"),
    ("files", "updated_at"),
    ("jobs", "created_at"),
    ("jobs", "run_at"),
    ("loans", "due_on"),
    ("users", "name"),
    ("delegations", "starts_at"),
    ("delegations", "ends_at"),
)


def upgrade() -> None:
    for table, column in SORTED:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    for table, column in SORTED:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
