"""what proves an exported workbook: its layout and a keyed digest of each line

Workbooks made before have none; they can be generated again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "2026_11_30_export_proofs"
down_revision = "2026_11_30_search_terms"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DICT = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "export_proofs",
        sa.Column("export_id", ID, autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("layout", DICT, nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["exports.id"], name=op.f("fk_export_proofs_export_id")
        ),
        sa.PrimaryKeyConstraint("export_id", name=op.f("pk_export_proofs")),
    )


def downgrade() -> None:
    op.drop_table("export_proofs")
