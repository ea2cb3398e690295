"""counts that differ from a file's list: cases, and locks that ask for them"""

import sqlalchemy as sa
from alembic import op

from models.trigger import Trigger

revision = "2026_11_30_count_differences"
down_revision = "2026_11_30_proposed_roles"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TRIGGERS = (
    Trigger(
        "loan_lost_not_lent",
        "loans",
        "INSERT",
        "what is lost is not lent",
        "NEW.condition_out = 'lost'",
    ),
    Trigger(
        "loan_short_needs_case",
        "loans",
        "INSERT",
        "fewer pages or items than the file holds need a case",
        "EXISTS (SELECT 1 FROM files f WHERE f.id = NEW.file_id "
        "AND (f.pages_count > NEW.pages_out OR f.items_count > NEW.items_out)) "
        "AND NOT EXISTS (SELECT 1 FROM file_differences d WHERE d.file_id = NEW.file_id "
        "AND d.state = 'open')",
    ),
    Trigger(
        "viewing_short_needs_case",
        "viewings",
        "UPDATE",
        "a page count that changed while reading needs a case",
        "NEW.state = 'closed' AND OLD.state <> 'closed' AND NEW.pages_after <> NEW.pages_before "
        "AND NOT EXISTS (SELECT 1 FROM file_differences d WHERE d.line_id = NEW.line_id)",
    ),
    Trigger("difference_no_delete", "file_differences", "DELETE", "differences are never deleted"),
    Trigger(
        "difference_settled_once",
        "file_differences",
        "UPDATE",
        "a difference is settled once and its counts stay",
        "OLD.state <> 'open' OR NEW.file_id <> OLD.file_id OR NEW.items_due <> OLD.items_due "
        "OR NEW.items_found <> OLD.items_found OR NEW.pages_due <> OLD.pages_due "
        "OR NEW.pages_found <> OLD.pages_found OR NEW.reason <> OLD.reason",
    ),
)


def upgrade() -> None:
    cases()
    for table in ("viewings", "copyings"):  # a line is handed out once
        op.drop_index(f"ix_{table}_line_id", table)
        op.create_index(f"ix_{table}_line_id", table, ["line_id"], unique=True)
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in TRIGGERS:
        for statement in (trigger.sqlite(),) if sqlite else trigger.postgresql():
            op.execute(sa.text(statement))


def cases() -> None:
    op.create_table(
        "file_differences",
        sa.Column("id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("line_id", ID, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("found_by", ID, nullable=False),
        sa.Column("items_due", sa.Integer(), nullable=False),
        sa.Column("items_found", sa.Integer(), nullable=False),
        sa.Column("pages_due", sa.Integer(), nullable=False),
        sa.Column("pages_found", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", ID, nullable=True),
        sa.Column("settlement", sa.String(), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("department_id", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_file_differences_{column}")
            for column, target in (
                ("file_id", "files.id"),
                ("line_id", "request_lines.id"),
                ("found_by", "users.id"),
                ("settled_by", "users.id"),
                ("owner_id", "users.id"),
                ("department_id", "departments.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_file_differences"),
    )
    for name, columns in (
        ("ix_file_differences_file_state", ["file_id", "state"]),
        ("ix_file_differences_line_id", ["line_id"]),
        ("ix_file_differences_owner_id", ["owner_id"]),
        ("ix_file_differences_department_id", ["department_id"]),
    ):
        op.create_index(name, "file_differences", columns)
    waits = sa.text("state = 'open'")
    op.create_index(
        "ix_file_differences_open",
        "file_differences",
        ["id"],
        sqlite_where=waits,
        postgresql_where=waits,
    )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in TRIGGERS:
        place = "" if sqlite else f" ON {trigger.table}"
        op.execute(sa.text(f"DROP TRIGGER {trigger.name}{place}"))
        if not sqlite:
            op.execute(sa.text(f"DROP FUNCTION {trigger.name}()"))
    for table in ("viewings", "copyings"):
        op.drop_index(f"ix_{table}_line_id", table)
        op.create_index(f"ix_{table}_line_id", table, ["line_id"])
    op.drop_table("file_differences")
