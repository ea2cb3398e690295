"""people: the roles that were proposed with their account, for a security officer to give"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "2026_11_30_proposed_roles"
down_revision = "2026_11_30_todo_indexes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.JSON().with_variant(JSONB(), "postgresql")
    empty = sa.Column("proposed_roles", kind, nullable=False, server_default=sa.text("'[]'"))
    op.add_column("users", empty)


def downgrade() -> None:
    with op.batch_alter_table("users") as batch:
        batch.drop_column("proposed_roles")
