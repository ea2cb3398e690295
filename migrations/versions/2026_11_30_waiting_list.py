"""the waiting list: paper kept for the first in line, overtakings, reading windows of their own"""

import sqlalchemy as sa
from alembic import op

from models.trigger import Trigger

revision = "2026_11_30_waiting_list"
down_revision = "2026_11_30_count_differences"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
HELD = sa.text("held_at IS NOT NULL")
TRIGGERS = (
    Trigger(
        "line_ready_is_held",
        "request_lines",
        "UPDATE",
        "what is set aside is kept for its line",
        "NEW.state = 'ready' AND OLD.state <> 'ready' AND NEW.held_at IS NULL",
    ),
    Trigger("overtaking_no_update", "overtakings", "UPDATE", "overtakings are only added"),
    Trigger("overtaking_no_delete", "overtakings", "DELETE", "overtakings are only added"),
)


def upgrade() -> None:
    for column in (
        sa.Column("grade", sa.String(length=40)),
        sa.Column("read_until", sa.Date()),
        sa.Column("held_at", sa.DateTime(timezone=True)),
        sa.Column("held_until", sa.Date()),
    ):
        op.add_column("request_lines", column)
    op.add_column("requests", sa.Column("resend_by", sa.Date()))
    # What was approved stays readable until the day it had; an approval alone lapses no more.
    op.execute(sa.text("UPDATE request_lines SET read_until = pick_up_until"))
    op.execute(sa.text("UPDATE request_lines SET held_at = reserved_at WHERE state = 'ready'"))
    op.execute(
        sa.text("UPDATE request_lines SET pick_up_until = NULL WHERE state IN ('approved', 'open')")
    )
    op.create_index(
        "uq_request_lines_one_held",
        "request_lines",
        ["file_id"],
        unique=True,
        sqlite_where=HELD,
        postgresql_where=HELD,
    )
    overtakings()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in TRIGGERS:
        for statement in (trigger.sqlite(),) if sqlite else trigger.postgresql():
            op.execute(sa.text(statement))


def overtakings() -> None:
    op.create_table(
        "overtakings",
        sa.Column("id", ID, nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("passed_id", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=f"fk_overtakings_{column}")
            for column, target in (
                ("file_id", "files.id"),
                ("request_id", "requests.id"),
                ("passed_id", "requests.id"),
                ("by", "users.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name="pk_overtakings"),
    )
    for column in ("request_id", "passed_id"):
        op.create_index(f"ix_overtakings_{column}", "overtakings", [column])


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in TRIGGERS:
        place = "" if sqlite else f" ON {trigger.table}"
        op.execute(sa.text(f"DROP TRIGGER {trigger.name}{place}"))
        if not sqlite:
            op.execute(sa.text(f"DROP FUNCTION {trigger.name}()"))
    op.drop_table("overtakings")
    op.drop_index("uq_request_lines_one_held", "request_lines")
    op.drop_column("requests", "resend_by")
    for column in ("grade", "read_until", "held_at", "held_until"):
        op.drop_column("request_lines", column)
