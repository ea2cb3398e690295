"""signatures, appeals, reviewers of a class, boxes carried, seals and more locks

The head of the audit chain gets the seal that the portal writes from now on beside every entry;
this needs the key, so it is the one migration that asks the deployment for something.
"""

import hashlib
import hmac

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from portal import config

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TRIGGERS = (
    "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the head of the audit stays'); END",
    "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head WHEN NEW.seq <= OLD.seq BEGIN SELECT RAISE(ABORT, 'the head of the audit goes forward'); END",
    "CREATE TRIGGER anchor_no_update BEFORE UPDATE ON audit_anchors BEGIN SELECT RAISE(ABORT, 'anchors are never changed'); END",
    "CREATE TRIGGER anchor_no_delete BEFORE DELETE ON audit_anchors BEGIN SELECT RAISE(ABORT, 'anchors are never deleted'); END",
    "CREATE TRIGGER signature_no_update BEFORE UPDATE ON signatures BEGIN SELECT RAISE(ABORT, 'signatures are only added'); END",
    "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signatures BEGIN SELECT RAISE(ABORT, 'signatures are only added'); END",
    "CREATE TRIGGER user_role_no_update BEFORE UPDATE ON user_roles BEGIN SELECT RAISE(ABORT, 'roles are given and taken only'); END",
    "CREATE TRIGGER role_duty_fixed BEFORE UPDATE ON roles WHEN NEW.duty <> OLD.duty BEGIN SELECT RAISE(ABORT, 'a role keeps its duty'); END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE FUNCTION audit_no_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit entries are never deleted'; RETURN NEW; END $$",
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_no_truncate()",
    "CREATE FUNCTION audit_head_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the head of the audit stays'; RETURN OLD; END $$",
    "CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_head_no_delete()",
    "CREATE FUNCTION audit_head_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.seq <= OLD.seq THEN RAISE EXCEPTION 'the head of the audit goes forward'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_head_forward()",
    "CREATE FUNCTION anchor_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'anchors are never changed'; RETURN NEW; END $$",
    "CREATE TRIGGER anchor_no_update BEFORE UPDATE ON audit_anchors FOR EACH ROW EXECUTE FUNCTION anchor_no_update()",
    "CREATE FUNCTION anchor_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'anchors are never deleted'; RETURN OLD; END $$",
    "CREATE TRIGGER anchor_no_delete BEFORE DELETE ON audit_anchors FOR EACH ROW EXECUTE FUNCTION anchor_no_delete()",
    "CREATE FUNCTION signature_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'signatures are only added'; RETURN NEW; END $$",
    "CREATE TRIGGER signature_no_update BEFORE UPDATE ON signatures FOR EACH ROW EXECUTE FUNCTION signature_no_update()",
    "CREATE FUNCTION signature_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'signatures are only added'; RETURN OLD; END $$",
    "CREATE TRIGGER signature_no_delete BEFORE DELETE ON signatures FOR EACH ROW EXECUTE FUNCTION signature_no_delete()",
    "CREATE FUNCTION user_role_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'roles are given and taken only'; RETURN NEW; END $$",
    "CREATE TRIGGER user_role_no_update BEFORE UPDATE ON user_roles FOR EACH ROW EXECUTE FUNCTION user_role_no_update()",
    "CREATE FUNCTION role_duty_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.duty <> OLD.duty THEN RAISE EXCEPTION 'a role keeps its duty'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER role_duty_fixed BEFORE UPDATE ON roles FOR EACH ROW EXECUTE FUNCTION role_duty_fixed()",
)


def upgrade() -> None:
    signatures()
    classes()
    columns()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in TRIGGERS if sqlite else POSTGRESQL_TRIGGERS:
        op.execute(sa.text(statement))


def signatures() -> None:
    op.create_table(
        "signatures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("strokes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "custodian_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["custodian_id"], ["users.id"], name=op.f("fk_signatures_custodian_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_signatures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint("subject", "subject_id", name=op.f("uq_signatures_subject_subject_id")),
    )


def classes() -> None:
    """A class that had a chain of its own for reviews is reviewed by the superior until set."""
    with op.batch_alter_table("file_classes") as table:
        table.add_column(word("review_by", "superior"))
        table.add_column(text("review_role"))
        table.add_column(
            sa.Column("reviewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
        )
        table.drop_constraint("fk_file_classes_review_chain_id", type_="foreignkey")
        table.create_foreign_key("fk_file_classes_reviewer_id", "users", ["reviewer_id"], ["id"])
        table.drop_column("review_chain_id")


def columns() -> None:
    with op.batch_alter_table("loans") as table:
        table.add_column(sa.Column("letter_on", sa.Date()))
        table.add_column(text("appeal"))
        table.add_column(sa.Column("appealed_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("penalties") as table:
        table.add_column(number("times", 1))
        table.add_column(number("factor", 1))
        table.add_column(sa.Column("appeal_until", sa.Date()))
        table.add_column(text("appeal"))
        table.add_column(sa.Column("appealed_at", sa.DateTime(timezone=True)))
    with op.batch_alter_table("places") as table:
        table.add_column(sa.Column("moved_at", sa.DateTime(timezone=True)))
        table.add_column(
            sa.Column("moved_from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"))
        )
        table.add_column(number("moved_order", 0))
        table.create_foreign_key("fk_places_moved_from_id", "places", ["moved_from_id"], ["id"])
    op.add_column("requests", text("use_result"))
    op.add_column("audit_head", text("seal"))
    # With the id in it, PostgreSQL counts a department's rows without a look at the table.
    op.drop_index("ix_customers_department_id_owner", "customers")
    op.create_index(
        "ix_customers_department_id_owner", "customers", ["department_id", "owner_id", "id"]
    )
    seal()


def seal() -> None:
    """The head as it stands is sealed once, here; a chain without entries has no seal."""
    head = sa.table("audit_head", sa.column("seq"), sa.column("hash"), sa.column("seal"))
    seq, last = op.get_bind().execute(sa.select(head.c.seq, head.c.hash)).one()
    if seq:
        mark = hmac.new(
            config.load_config().audit_key, f"head {seq} {last}".encode(), hashlib.sha256
        )
        op.get_bind().execute(head.update().values(seal=mark.hexdigest()))


def word(name: str, first: str) -> sa.Column:
    return sa.Column(name, sa.String(length=40), server_default=first, nullable=False)


def text(name: str) -> sa.Column:
    return sa.Column(name, sa.String(), server_default="", nullable=False)


def number(name: str, first: int) -> sa.Column:
    return sa.Column(name, sa.Integer(), server_default=str(first), nullable=False)


def downgrade() -> None:
    """There is none in production: a backup instead."""
