"""an office may have its own form numbers, titles and lines to sign on its registers"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_30_register_forms"
down_revision = "2026_11_30_receivers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "register_forms",
        sa.Column("register", sa.String(), nullable=False),
        sa.Column("title", sa.String()),
        sa.Column("code", sa.String()),
        sa.Column("version", sa.String()),
        sa.Column("signatures", json),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 28", name=op.f("ck_register_forms_title")),
        sa.CheckConstraint("length(code) BETWEEN 1 AND 20", name=op.f("ck_register_forms_code")),
        sa.CheckConstraint("length(version) <= 10", name=op.f("ck_register_forms_version")),
        sa.PrimaryKeyConstraint("register", name=op.f("pk_register_forms")),
        sa.UniqueConstraint("code", name=op.f("uq_register_forms_code")),
        sa.UniqueConstraint("title", name=op.f("uq_register_forms_title")),
    )


def downgrade() -> None:
    op.drop_table("register_forms")
