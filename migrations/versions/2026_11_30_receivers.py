"""registers go to the general manager, to auditors, and to owners for what is their own"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_receivers"
down_revision = "2026_11_30_customer_numbers"
branch_labels = None
depends_on = None

GRANTS = (
    ("approver", "register:read", "all"),
    ("auditor", "register:read", "all"),
    ("file_owner", "register:read", "own"),
    ("approver", "export:take", "own"),
    ("file_owner", "export:take", "own"),
)


def upgrade() -> None:
    grant = sa.text(
        "INSERT INTO role_grants (role_id, permission, reach) "
        "SELECT id, :permission, :reach FROM roles WHERE code = :role AND NOT EXISTS "
        "(SELECT 1 FROM role_grants WHERE role_id = roles.id AND permission = :permission)"
    )
    for role, permission, reach in GRANTS:
        op.execute(grant.bindparams(role=role, permission=permission, reach=reach))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM role_grants WHERE permission = 'register:read'"))
