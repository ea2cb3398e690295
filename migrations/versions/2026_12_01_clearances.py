"""roles are cleared up to a grade; a customer's card is asked for, and its grade lowered by two"""

import sqlalchemy as sa
from alembic import op

from models.guards import hang_guards
from models.trigger import Trigger

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
CONFIRM = {"department_head": "below", "records_manager": "all", "approver": "all"}
RANK = "(CASE {} WHEN 'normal' THEN 0 WHEN 'internal' THEN 1 WHEN 'secret' THEN 2 WHEN 'top' THEN 3 END)"
LOWERED = Trigger(
    "customer_grade_lowered_by_two",
    "customers",
    "UPDATE",
    "the grade of a customer is lowered by two people",
    f"{RANK.format('NEW.secrecy')} < {RANK.format('OLD.secrecy')} "
    "AND (OLD.grade_asked IS NULL OR OLD.grade_asked <> NEW.secrecy OR NEW.graded_by IS NULL "
    "OR NEW.graded_by = OLD.grade_asked_by)",
)
LIVE = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'request_lines'"


def upgrade() -> None:
    op.add_column("roles", sa.Column("clearance", sa.String(length=40)))
    given = sa.text("UPDATE roles SET clearance = :clearance WHERE code = :code AND builtin")
    for code, clearance in CLEARANCES.items():
        op.execute(given.bindparams(code=code, clearance=clearance))
    op.execute(sa.text(OWN))
    _ask_for_cards()
    _grades_of_customers()


def _grades_of_customers() -> None:
    """A lower grade of a card is asked for by one person and confirmed by another."""
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("customers", sa.Column("grade_asked", sa.String(length=40)))
    op.add_column(
        "customers", sa.Column("grade_reason", sa.String(), server_default="", nullable=False)
    )
    op.add_column("customers", sa.Column("grade_asked_by", number))
    op.add_column("customers", sa.Column("grade_asked_at", sa.DateTime(timezone=True)))
    op.add_column("customers", sa.Column("graded_by", number))
    asked = sa.text("grade_asked_by IS NOT NULL")
    op.create_index(
        "ix_customers_grade_asked",
        "customers",
        ["grade_asked_by"],
        sqlite_where=asked,
        postgresql_where=asked,
    )
    grant = sa.text(
        "INSERT INTO role_grants (role_id, permission, reach) "
        "SELECT id, 'customer:declassify', :reach FROM roles WHERE code = :role"
    )
    for role, reach in CONFIRM.items():
        op.execute(grant.bindparams(role=role, reach=reach))
    dialect = op.get_bind().dialect.name
    for statement in LOWERED.statements(dialect):
        op.get_bind().exec_driver_sql(statement)


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
