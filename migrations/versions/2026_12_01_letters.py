"""letters are claimed by their rows before they are handed to the mail server"""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_letters"
down_revision = "2026_11_30_export_proofs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("dispatches", "digests"):
        op.add_column(table, sa.Column("claim", sa.String(), nullable=False, server_default=""))
        op.add_column(table, sa.Column("claimed_until", sa.DateTime(timezone=True)))


def downgrade() -> None:
    for table in ("dispatches", "digests"):
        op.drop_column(table, "claimed_until")
        op.drop_column(table, "claim")
