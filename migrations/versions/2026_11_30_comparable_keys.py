"""business keys compared however they were typed; notes of custodians beside a borrower's words"""

import sqlalchemy as sa
from alembic import op

from models.keys import comparable_key
from models.trigger import Trigger

revision = "2026_11_30_comparable_keys"
down_revision = "2026_11_30_waiting_list"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LIVE = sa.text("life NOT IN ('void') AND key_norm <> ''")
TRIGGERS = (
    Trigger(
        "file_key_compared",
        "files",
        "UPDATE",
        "a business key changes with the form it is compared in",
        "NEW.business_key <> OLD.business_key AND NEW.key_norm = OLD.key_norm "
        "AND UPPER(REPLACE(NEW.business_key, ' ', '')) "
        "<> UPPER(REPLACE(OLD.business_key, ' ', ''))",
    ),
    Trigger(
        "file_key_needs_form",
        "files",
        "INSERT",
        "a business key has a form it is compared in",
        "NEW.business_key <> '' AND NEW.key_norm = ''",
    ),
    Trigger("loan_note_no_update", "loan_notes", "UPDATE", "notes on loans are only added"),
    Trigger("loan_note_no_delete", "loan_notes", "DELETE", "notes on loans are only added"),
)


def upgrade() -> None:
    op.add_column("files", sa.Column("key_norm", sa.String(), nullable=False, server_default=""))
    keys()
    op.create_index(
        "uq_files_live_key_norm",
        "files",
        ["class_id", "key_norm"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "loan_notes",
        sa.Column("id", ID, nullable=False),
        sa.Column("loan_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name="fk_loan_notes_loan_id"),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name="fk_loan_notes_by"),
        sa.PrimaryKeyConstraint("id", name="pk_loan_notes"),
    )
    op.create_index("ix_loan_notes_loan_id", "loan_notes", ["loan_id"])
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in TRIGGERS:
        for statement in (trigger.sqlite(),) if sqlite else trigger.postgresql():
            op.execute(sa.text(statement))


def keys() -> None:
    """Each key gets its form; of twins in use, the first keeps it and the others are told apart
    by their id, for people to sort out.
    """
    files = sa.table(
        "files", *map(sa.column, ("id", "class_id", "life", "business_key", "key_norm"))
    )
    rows = op.get_bind().execute(
        sa.select(files.c.id, files.c.class_id, files.c.life, files.c.business_key)
        .where(files.c.business_key != "")
        .order_by(files.c.id)
    )
    taken = set()
    for id, cls, life, key in rows.all():
        form = comparable_key(key)
        if life != "void" and (cls, form) in taken:
            form = f"{form}#{id}"
        if life != "void":
            taken.add((cls, form))
        op.get_bind().execute(sa.update(files).where(files.c.id == id).values(key_norm=form))


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in TRIGGERS:
        place = "" if sqlite else f" ON {trigger.table}"
        op.execute(sa.text(f"DROP TRIGGER {trigger.name}{place}"))
        if not sqlite:
            op.execute(sa.text(f"DROP FUNCTION {trigger.name}()"))
    op.drop_table("loan_notes")
    op.drop_index("uq_files_live_key_norm", "files")
    op.drop_column("files", "key_norm")
