"""who looked at what: classes and customers of which every look is an entry"""

import sqlalchemy as sa
from alembic import op

revision = "2026_12_01_looks"
down_revision = "2026_12_01_two_officers"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORD = sa.String(length=40)
MARKED = ("file_classes", "customers")


def upgrade() -> None:
    for table in MARKED:
        column = sa.Column("log_looks", sa.Boolean(), nullable=False, server_default=sa.false())
        op.add_column(table, column)
    op.create_table(
        "looks",
        sa.Column("user_id", ID, nullable=False),
        sa.Column("subject", WORD, nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("way", WORD, nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_looks_user_id_users"),
        sa.PrimaryKeyConstraint(
            "user_id", "subject", "subject_id", "way", "part", "case_id", name="pk_looks"
        ),
    )
    op.create_table(
        "audit_cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("opened_by", ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["opened_by"], ["users.id"], name="fk_audit_cases_opened_by_users"),
        sa.PrimaryKeyConstraint("id", name="pk_audit_cases"),
        sa.UniqueConstraint("number", name="uq_audit_cases_number"),
    )
    op.create_index("ix_audit_cases_opened_by", "audit_cases", ["opened_by"])
    op.create_index("ix_looks_subject", "looks", ["subject", "subject_id", "at"])
    op.create_index("ix_looks_person", "looks", ["user_id", "at"])


def downgrade() -> None:
    op.drop_table("audit_cases")
    op.drop_table("looks")
    for table in MARKED:
        op.drop_column(table, "log_looks")
