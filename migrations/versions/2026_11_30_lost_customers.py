"""since when a customer is lost, for the monthly report; of those lost before it is not known"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_lost_customers"
down_revision = "2026_11_30_visited_records"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("customers", sa.Column("lost_on", sa.Date()))


def downgrade() -> None:
    op.drop_column("customers", "lost_on")
