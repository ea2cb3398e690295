"""filings sent back: what was wrong with which paper, and by when to mend it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_returns",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("faults", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("cure_by", sa.Date(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=False),
        sa.Column(
            "returned_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_file_returns_department_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_file_returns_file_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_file_returns_owner_id")),
        sa.ForeignKeyConstraint(
            ["returned_by"], ["users.id"], name=op.f("fk_file_returns_returned_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_returns")),
    )
    with op.batch_alter_table("file_returns", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_file_returns_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_file_returns_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_file_returns_owner_id"), ["owner_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("file_returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_file_returns_owner_id"))
        batch_op.drop_index(batch_op.f("ix_file_returns_file_id"))
        batch_op.drop_index(batch_op.f("ix_file_returns_department_id"))

    op.drop_table("file_returns")
