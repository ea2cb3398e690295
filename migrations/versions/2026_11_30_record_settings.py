"""settings of customers, filing, lending and sheets belong to the records managers

Who may change them is a right of its own now; the role that managed records before gets it.
"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_record_settings"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO role_grants (role_id, permission, reach) "
            "SELECT id, 'record_setting:edit', 'all' FROM roles WHERE code = 'records_manager'"
        )
    )


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM role_grants WHERE permission = 'record_setting:edit'"))
