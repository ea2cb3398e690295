"""roles are cleared up to a grade; a customer's card is asked for, and its grade lowered by two"""

import sqlalchemy as sa
from alembic import op

from models.guards import hang_guards

revision = "2026_12_01_clearances"
down_revision = "2026_12_01_guards"
branch_labels = None
depends_on = None

CLEARANCES = {
    "applicant": "internal",
    "file_owner": "secret",
    "department_head": "secret",
    "custodian": "secret",
    "records_manager": "top",
    "approver": "top",
}
# Roles that an office has made itself: what the widest of their rights had in a role of ours.
OWN = (
    "UPDATE roles SET clearance = CASE WHEN id IN (SELECT role_id FROM role_grants WHERE "
    "permission = 'file:void' OR permission = 'approval:waive') THEN 'top' WHEN id IN "
    "(SELECT role_id FROM role_grants WHERE permission IN ('customer:edit', 'file:edit', "
    "'file:read')) THEN 'secret' ELSE 'internal' END WHERE duty = 'business' AND clearance IS NULL"
)
LIVE = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'request_lines'"


def upgrade() -> None:
    op.add_column("roles", sa.Column("clearance", sa.String(length=40)))
    given = sa.text("UPDATE roles SET clearance = :clearance WHERE code = :code AND builtin")
    for code, clearance in CLEARANCES.items():
        op.execute(given.bindparams(code=code, clearance=clearance))
    op.execute(sa.text(OWN))
    _ask_for_cards()


def _ask_for_cards() -> None:
    """A line is about a file or about a card. SQLite makes the table anew, without its triggers."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    sqlite = op.get_bind().dialect.name == "sqlite"
    triggers = op.get_bind().scalars(sa.text(LIVE)).all() if sqlite else []
    with op.batch_alter_table("request_lines") as batch:
        batch.alter_column("file_id", existing_type=number, nullable=True)
        batch.add_column(sa.Column("customer_id", number))
        batch.create_foreign_key(
            batch.f("fk_request_lines_customer_id"), "customers", ["customer_id"], ["id"]
        )
        batch.create_unique_constraint(
            batch.f("uq_request_lines_request_id_customer_id"), ["request_id", "customer_id"]
        )
        batch.create_check_constraint(
            batch.f("ck_request_lines_about_one_thing"),
            "(file_id IS NULL) <> (customer_id IS NULL)",
        )
        batch.create_index(batch.f("ix_request_lines_customer_id"), ["customer_id"])
    for trigger in triggers:
        op.get_bind().exec_driver_sql(trigger)
    hang_guards(op.get_bind(), ["request_lines"])


def downgrade() -> None:
    """There is none in production: a backup instead."""
