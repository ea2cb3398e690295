"""customers and files are numbered apart; who has customers keeps the template they have"""

import sqlalchemy as sa
from alembic import op

from models.types import JsonDict

revision = "2026_11_30_customer_numbers"
down_revision = "2026_11_30_sort_indexes"
branch_labels = None
depends_on = None

NAME = "customer_numbers"
SETTINGS = sa.table(
    "settings",
    sa.column("name", sa.String),
    sa.column("value", JsonDict),
    sa.column("changed_at", sa.DateTime(timezone=True)),
    sa.column("changed_by", sa.Integer),
)


def upgrade() -> None:
    if op.get_bind().scalar(sa.text("SELECT 1 FROM customers LIMIT 1")):
        kept = {"value": "KH-{year}{seq:5}"}
        row = {"name": NAME, "value": kept, "changed_at": sa.func.now(), "changed_by": 0}
        op.execute(sa.insert(SETTINGS).values(row))


def downgrade() -> None:
    op.execute(sa.delete(SETTINGS).where(SETTINGS.c.name == NAME))
