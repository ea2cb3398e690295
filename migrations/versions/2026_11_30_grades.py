"""a wrong grade is changed after filing, lowered by two; who checked a request does not decide it"""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_30_grades"
down_revision = "2026_11_30_search_by_vector"
branch_labels = None
depends_on = None

GRANTS = (
    ("records_manager", "file:grade"),
    ("records_manager", "file:declassify"),
    ("approver", "file:declassify"),
)
LOWERED = (
    "OLD.number IS NOT NULL AND (CASE NEW.secrecy WHEN 'normal' THEN 0 WHEN 'internal' THEN 1 WHEN 'secret' THEN 2 WHEN 'top' THEN 3 END)"
    " < (CASE OLD.secrecy WHEN 'normal' THEN 0 WHEN 'internal' THEN 1 WHEN 'secret' THEN 2 WHEN 'top' THEN 3 END)"
    " AND (OLD.grade_asked IS NULL OR OLD.grade_asked <> NEW.secrecy OR NEW.graded_by IS NULL OR NEW.graded_by = OLD.grade_asked_by)"
)
CHECKED = "NEW.decided_by IS NOT NULL AND EXISTS (SELECT 1 FROM approvals WHERE id = NEW.approval_id AND checked_by = NEW.decided_by)"
TRIGGERS = (
    f"CREATE TRIGGER file_grade_lowered_by_two BEFORE UPDATE ON files WHEN {LOWERED} BEGIN SELECT RAISE(ABORT, 'the grade of a filed file is lowered by two people'); END",
    f"CREATE TRIGGER checker_decides_not BEFORE UPDATE ON approval_tasks WHEN {CHECKED} BEGIN SELECT RAISE(ABORT, 'who checked a request decides no step of it'); END",
)
POSTGRESQL_TRIGGERS = (
    f"CREATE FUNCTION file_grade_lowered_by_two() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {LOWERED} THEN RAISE EXCEPTION 'the grade of a filed file is lowered by two people'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER file_grade_lowered_by_two BEFORE UPDATE ON files FOR EACH ROW EXECUTE FUNCTION file_grade_lowered_by_two()",
    f"CREATE FUNCTION checker_decides_not() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {CHECKED} THEN RAISE EXCEPTION 'who checked a request decides no step of it'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER checker_decides_not BEFORE UPDATE ON approval_tasks FOR EACH ROW EXECUTE FUNCTION checker_decides_not()",
)


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("files", sa.Column("grade_asked", sa.String(length=40)))
    op.add_column(
        "files", sa.Column("grade_reason", sa.String(), server_default="", nullable=False)
    )
    op.add_column("files", sa.Column("grade_asked_by", number))
    op.add_column("files", sa.Column("grade_asked_at", sa.DateTime(timezone=True)))
    op.add_column("files", sa.Column("graded_by", number))
    asked = sa.text("grade_asked_by IS NOT NULL")
    op.create_index(
        "ix_files_grade_asked",
        "files",
        ["grade_asked_by"],
        sqlite_where=asked,
        postgresql_where=asked,
    )
    op.add_column("approvals", sa.Column("checked_by", number))
    grant = sa.text(
        "INSERT INTO role_grants (role_id, permission, reach) "
        "SELECT id, :permission, 'all' FROM roles WHERE code = :role"
    )
    for role, permission in GRANTS:
        op.execute(grant.bindparams(role=role, permission=permission))
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in TRIGGERS if sqlite else POSTGRESQL_TRIGGERS:
        op.execute(sa.text(statement))


def downgrade() -> None:
    """There is none in production: a backup instead."""
