"""records a person opened last or pinned"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_visited_records"
down_revision = "2026_11_30_register_forms"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NAME = "visited_records"


def upgrade() -> None:
    op.create_table(
        NAME,
        sa.Column("user_id", ID, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=f"fk_{NAME}_user_id"),
        sa.PrimaryKeyConstraint("user_id", "subject", "subject_id", name=f"pk_{NAME}"),
    )
    op.create_index("ix_visited_records_opened", NAME, ["user_id", "opened_at"])


def downgrade() -> None:
    op.drop_table(NAME)
