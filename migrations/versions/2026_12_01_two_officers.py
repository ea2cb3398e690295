"""what one officer asks for waits for a second one; the locks that hold it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from models.guards import hang_guards
from models.trigger import Trigger

revision = "2026_12_01_two_officers"
down_revision = "2026_12_01_clearances"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ROLES = ("auditor", "security_officer", "system_administrator")
TRIGGERS = (
    Trigger(
        "officer_role_by_two",
        "user_roles",
        "INSERT",
        "an officer is appointed by two officers",
        "EXISTS (SELECT 1 FROM two_officers) AND EXISTS (SELECT 1 FROM roles r WHERE r.id = NEW.role_id AND r.duty IN ('audit', 'security', 'system')) AND NOT EXISTS (SELECT 1 FROM officer_acts a WHERE a.sort = 'roles' AND a.state = 'confirmed' AND a.receiver_id = NEW.user_id AND a.decided_at = NEW.granted_at)",
    ),
    Trigger(
        "officer_act_starts",
        "officer_acts",
        "INSERT",
        "what needs a second officer starts by waiting",
        "NEW.state <> 'waiting' OR NEW.decided_by IS NOT NULL",
    ),
    Trigger(
        "officer_act_second",
        "officer_acts",
        "UPDATE",
        "the second officer is neither maker nor receiver",
        "NEW.state = 'confirmed' AND OLD.state <> 'confirmed' AND (NEW.decided_by IS NULL OR NEW.decided_by = NEW.maker_id OR NEW.decided_by = NEW.receiver_id OR NOT EXISTS (SELECT 1 FROM users u JOIN user_roles ur ON ur.user_id = u.id JOIN roles r ON r.id = ur.role_id WHERE u.id = NEW.decided_by AND u.active AND r.duty IN ('audit', 'security', 'system')) OR EXISTS (SELECT 1 FROM user_roles held WHERE held.user_id = NEW.decided_by AND held.role_id = NEW.role_id))",
    ),
    Trigger(
        "officer_act_fixed",
        "officer_acts",
        "UPDATE",
        "what two officers settled stays, and what was asked too",
        "OLD.state NOT IN ('waiting', 'opened') OR (NEW.sort IS DISTINCT FROM OLD.sort OR NEW.maker_id IS DISTINCT FROM OLD.maker_id OR NEW.receiver_id IS DISTINCT FROM OLD.receiver_id OR NEW.role_id IS DISTINCT FROM OLD.role_id OR NEW.wanted IS DISTINCT FROM OLD.wanted)",
    ),
    Trigger(
        "officer_act_no_delete",
        "officer_acts",
        "DELETE",
        "acts of officers stay on record",
    ),
    Trigger(
        "two_officers_one",
        "two_officers",
        "INSERT",
        "two officers are asked for from one moment on",
        "EXISTS (SELECT 1 FROM two_officers)",
    ),
    Trigger(
        "two_officers_no_update",
        "two_officers",
        "UPDATE",
        "two officers are asked for good",
    ),
    Trigger(
        "two_officers_no_delete",
        "two_officers",
        "DELETE",
        "two officers are asked for good",
    ),
)


def upgrade() -> None:
    acts()
    op.create_table(
        "two_officers",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_two_officers"),
    )
    grant = sa.text(
        "INSERT INTO role_grants (role_id, permission, reach) "
        "SELECT id, 'officer:confirm', 'all' FROM roles WHERE code = :role"
    )
    for role in ROLES:
        op.execute(grant.bindparams(role=role))
    dialect = op.get_bind().dialect.name
    for trigger in TRIGGERS:
        for statement in trigger.statements(dialect):
            op.execute(sa.text(statement))
    hang_guards(op.get_bind(), ("officer_acts", "two_officers"))


def acts() -> None:
    waits = sa.text("state = 'waiting'")
    op.create_table(
        "officer_acts",
        sa.Column("id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sort", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("maker_id", ID, nullable=True),
        sa.Column("receiver_id", ID, nullable=True),
        sa.Column("role_id", ID, nullable=True),
        sa.Column("wanted", JSON, nullable=False),
        sa.Column("decided_by", ID, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settlement", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'confirmed' OR (decided_by IS NOT NULL AND decided_by <> maker_id "
            "AND (receiver_id IS NULL OR decided_by <> receiver_id))",
            name="ck_officer_acts_second",
        ),
        sa.CheckConstraint("(sort = 'glass') = (maker_id IS NULL)", name="ck_officer_acts_maker"),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_officer_acts_{column}")
            for column, target in (
                ("maker_id", "users.id"),
                ("receiver_id", "users.id"),
                ("role_id", "roles.id"),
                ("decided_by", "users.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_officer_acts"),
    )
    op.create_index("ix_officer_acts_receiver_id", "officer_acts", ["receiver_id"])
    op.create_index("ix_officer_acts_state", "officer_acts", ["state"])
    for name, columns in (
        ("uq_officer_acts_receiver", ["sort", "receiver_id"]),
        ("uq_officer_acts_role", ["role_id"]),
    ):
        op.create_index(
            name, "officer_acts", columns, unique=True, sqlite_where=waits, postgresql_where=waits
        )


def downgrade() -> None:
    """There is none in production: a backup instead."""
