"""first tables"""

from importlib import resources

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE_TRIGGERS = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(\n    terms, content='', contentless_delete=1, detail=none, tokenize='ascii')",
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END",
    "CREATE TRIGGER audit_no_gap BEFORE INSERT ON audit WHEN NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM audit), 0) BEGIN SELECT RAISE(ABORT, 'audit entries have no gaps'); END",
    "CREATE TRIGGER number_no_delete BEFORE DELETE ON number_ledger BEGIN SELECT RAISE(ABORT, 'numbers are never deleted'); END",
    "CREATE TRIGGER number_no_change BEFORE UPDATE ON number_ledger WHEN NEW.number <> OLD.number OR NEW.serial <> OLD.serial OR NEW.scope <> OLD.scope OR (OLD.state = 'void' AND NEW.state <> 'void') BEGIN SELECT RAISE(ABORT, 'numbers are never changed or issued again'); END",
    "CREATE TRIGGER file_number_fixed BEFORE UPDATE ON files WHEN OLD.number IS NOT NULL AND (NEW.number IS NULL OR NEW.number <> OLD.number) BEGIN SELECT RAISE(ABORT, 'a file keeps its number'); END",
    "CREATE TRIGGER item_filed_fixed BEFORE UPDATE ON items WHEN (NEW.title <> OLD.title OR NEW.pages <> OLD.pages OR NEW.file_id <> OLD.file_id OR NEW.document_number <> OLD.document_number OR NEW.form <> OLD.form) AND EXISTS (SELECT 1 FROM files WHERE id = OLD.file_id AND life IN ('filed', 'lost')) BEGIN SELECT RAISE(ABORT, 'filed papers are superseded, never overwritten'); END",
    "CREATE TRIGGER item_filed_no_delete BEFORE DELETE ON items WHEN EXISTS (SELECT 1 FROM files WHERE id = OLD.file_id AND life IN ('filed', 'lost')) BEGIN SELECT RAISE(ABORT, 'filed papers are never removed'); END",
    "CREATE TRIGGER file_no_delete BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'files are never deleted'); END",
    "CREATE TRIGGER customer_no_delete BEFORE DELETE ON customers BEGIN SELECT RAISE(ABORT, 'customers are never deleted'); END",
    "CREATE TRIGGER loan_no_delete BEFORE DELETE ON loans BEGIN SELECT RAISE(ABORT, 'loans are never deleted'); END",
    "CREATE TRIGGER user_no_delete BEFORE DELETE ON users BEGIN SELECT RAISE(ABORT, 'people are disabled, never deleted'); END",
    "CREATE TRIGGER placement_no_update BEFORE UPDATE ON placements BEGIN SELECT RAISE(ABORT, 'placements are only added'); END",
    "CREATE TRIGGER placement_no_delete BEFORE DELETE ON placements BEGIN SELECT RAISE(ABORT, 'placements are only added'); END",
    "CREATE TRIGGER officers_apart BEFORE INSERT ON user_roles WHEN EXISTS (SELECT 1 FROM user_roles ur JOIN roles held ON held.id = ur.role_id JOIN roles new_role ON new_role.id = NEW.role_id WHERE ur.user_id = NEW.user_id AND held.id <> new_role.id AND held.duty <> new_role.duty AND (held.duty IN ('audit', 'security', 'system') OR new_role.duty IN ('audit', 'security', 'system'))) BEGIN SELECT RAISE(ABORT, 'officer roles exclude others'); END",
)
POSTGRESQL_TRIGGERS = (
    "CREATE TABLE IF NOT EXISTS search_fts (rowid bigint PRIMARY KEY, terms text[] NOT NULL)",
    "CREATE INDEX IF NOT EXISTS search_fts_terms ON search_fts\n    USING gin (terms) WITH (fastupdate = off)",
    "CREATE FUNCTION audit_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; RETURN NEW; END $$",
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_no_update()",
    "CREATE FUNCTION audit_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit entries are never deleted'; RETURN OLD; END $$",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_no_delete()",
    "CREATE FUNCTION audit_no_gap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM audit), 0) THEN RAISE EXCEPTION 'audit entries have no gaps'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER audit_no_gap BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_no_gap()",
    "CREATE FUNCTION number_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'numbers are never deleted'; RETURN OLD; END $$",
    "CREATE TRIGGER number_no_delete BEFORE DELETE ON number_ledger FOR EACH ROW EXECUTE FUNCTION number_no_delete()",
    "CREATE FUNCTION number_no_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.number <> OLD.number OR NEW.serial <> OLD.serial OR NEW.scope <> OLD.scope OR (OLD.state = 'void' AND NEW.state <> 'void') THEN RAISE EXCEPTION 'numbers are never changed or issued again'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER number_no_change BEFORE UPDATE ON number_ledger FOR EACH ROW EXECUTE FUNCTION number_no_change()",
    "CREATE FUNCTION file_number_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.number IS NOT NULL AND (NEW.number IS NULL OR NEW.number <> OLD.number) THEN RAISE EXCEPTION 'a file keeps its number'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER file_number_fixed BEFORE UPDATE ON files FOR EACH ROW EXECUTE FUNCTION file_number_fixed()",
    "CREATE FUNCTION item_filed_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.title <> OLD.title OR NEW.pages <> OLD.pages OR NEW.file_id <> OLD.file_id OR NEW.document_number <> OLD.document_number OR NEW.form <> OLD.form) AND EXISTS (SELECT 1 FROM files WHERE id = OLD.file_id AND life IN ('filed', 'lost')) THEN RAISE EXCEPTION 'filed papers are superseded, never overwritten'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER item_filed_fixed BEFORE UPDATE ON items FOR EACH ROW EXECUTE FUNCTION item_filed_fixed()",
    "CREATE FUNCTION item_filed_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM files WHERE id = OLD.file_id AND life IN ('filed', 'lost')) THEN RAISE EXCEPTION 'filed papers are never removed'; END IF; RETURN OLD; END $$",
    "CREATE TRIGGER item_filed_no_delete BEFORE DELETE ON items FOR EACH ROW EXECUTE FUNCTION item_filed_no_delete()",
    "CREATE FUNCTION file_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'files are never deleted'; RETURN OLD; END $$",
    "CREATE TRIGGER file_no_delete BEFORE DELETE ON files FOR EACH ROW EXECUTE FUNCTION file_no_delete()",
    "CREATE FUNCTION customer_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'customers are never deleted'; RETURN OLD; END $$",
    "CREATE TRIGGER customer_no_delete BEFORE DELETE ON customers FOR EACH ROW EXECUTE FUNCTION customer_no_delete()",
    "CREATE FUNCTION loan_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'loans are never deleted'; RETURN OLD; END $$",
    "CREATE TRIGGER loan_no_delete BEFORE DELETE ON loans FOR EACH ROW EXECUTE FUNCTION loan_no_delete()",
    "CREATE FUNCTION user_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'people are disabled, never deleted'; RETURN OLD; END $$",
    "CREATE TRIGGER user_no_delete BEFORE DELETE ON users FOR EACH ROW EXECUTE FUNCTION user_no_delete()",
    "CREATE FUNCTION placement_no_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'placements are only added'; RETURN NEW; END $$",
    "CREATE TRIGGER placement_no_update BEFORE UPDATE ON placements FOR EACH ROW EXECUTE FUNCTION placement_no_update()",
    "CREATE FUNCTION placement_no_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'placements are only added'; RETURN OLD; END $$",
    "CREATE TRIGGER placement_no_delete BEFORE DELETE ON placements FOR EACH ROW EXECUTE FUNCTION placement_no_delete()",
    "CREATE FUNCTION officers_apart() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM user_roles ur JOIN roles held ON held.id = ur.role_id JOIN roles new_role ON new_role.id = NEW.role_id WHERE ur.user_id = NEW.user_id AND held.id <> new_role.id AND held.duty <> new_role.duty AND (held.duty IN ('audit', 'security', 'system') OR new_role.duty IN ('audit', 'security', 'system'))) THEN RAISE EXCEPTION 'officer roles exclude others'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER officers_apart BEFORE INSERT ON user_roles FOR EACH ROW EXECUTE FUNCTION officers_apart()",
)
FIRST_ROWS = (
    "INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000')",
)


def upgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "audit",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.Column("details", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("previous", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_actor_id", ["actor_id", "seq"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index("ix_audit_happened", ["happened", "seq"], unique=False)
        batch_op.create_index("ix_audit_subject", ["subject", "subject_id", "seq"], unique=False)

    op.create_table(
        "audit_anchors",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_audit_anchors")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "calendar_years",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_years")),
    )
    op.create_table(
        "chains",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("steps", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chains")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_chains_code_version")),
    )
    op.create_table(
        "departments",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("head_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["head_id"], ["users.id"], name=op.f("fk_departments_head_id"), use_alter=True
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["departments.id"], name=op.f("fk_departments_parent_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("code", name=op.f("uq_departments_code")),
    )
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_departments_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_departments_path"), ["path"], unique=False)

    op.create_table(
        "jobs",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("args", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("dedup", sa.String(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("dedup", name=op.f("uq_jobs_dedup")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_asker", ["asked_by", "id"], unique=False)
        batch_op.create_index("ix_jobs_due", ["state", "run_at", "id"], unique=False)

    op.create_table(
        "login_attempts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempts")),
    )
    with op.batch_alter_table("login_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_attempts_at"), ["at"], unique=False)
        batch_op.create_index(
            "ix_login_attempts_login_address", ["login", "address", "at"], unique=False
        )

    op.create_table(
        "number_counters",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_number_counters")),
    )
    op.create_table(
        "number_ledger",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=False),
        sa.Column("void_reason", sa.String(), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_ledger")),
        sa.UniqueConstraint("number", name=op.f("uq_number_ledger_number")),
        sa.UniqueConstraint("scope", "serial", name=op.f("uq_number_ledger_scope_serial")),
    )
    op.create_table(
        "roles",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duty", sa.String(length=40), nullable=False),
        sa.Column("builtin", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("code", name=op.f("uq_roles_code")),
    )
    op.create_table(
        "search_entries",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("hint", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
    )
    op.create_table(
        "submissions",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submissions")),
    )
    op.create_table(
        "visitors",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("organization", sa.String(), nullable=False),
        sa.Column("id_type", sa.String(), nullable=False),
        sa.Column("id_tail", sa.String(), nullable=False),
        sa.Column("id_hash", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitors")),
    )
    op.create_table(
        "work_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_work_days")),
    )
    op.create_table(
        "file_classes",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("numbering", sa.String(), nullable=False),
        sa.Column("key_label", sa.String(), nullable=False),
        sa.Column("secrecy", sa.String(length=40), nullable=False),
        sa.Column("deadline_amount", sa.Integer(), nullable=False),
        sa.Column("deadline_unit", sa.String(length=40), nullable=False),
        sa.Column(
            "review_chain_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("loan_modes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("take_out_up_to", sa.String(length=40), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("due_mode", sa.String(length=40), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_chain_id"], ["chains.id"], name=op.f("fk_file_classes_review_chain_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_classes")),
        sa.UniqueConstraint("code", name=op.f("uq_file_classes_code")),
    )
    op.create_table(
        "role_field_rules",
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name=op.f("fk_role_field_rules_role_id")
        ),
        sa.PrimaryKeyConstraint("role_id", "subject", "field", name=op.f("pk_role_field_rules")),
    )
    op.create_table(
        "role_grants",
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("permission", sa.String(length=40), nullable=False),
        sa.Column("reach", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_role_grants_role_id")),
        sa.PrimaryKeyConstraint("role_id", "permission", name=op.f("pk_role_grants")),
    )
    op.create_table(
        "users",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("employee_number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column(
            "superior_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("mobile", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("old_hashes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("preferences", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_users_department_id")
        ),
        sa.ForeignKeyConstraint(["superior_id"], ["users.id"], name=op.f("fk_users_superior_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("employee_number", name=op.f("uq_users_employee_number")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_users_department_id"), ["department_id"], unique=False)

    op.create_table(
        "approvals",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("chain_code", sa.String(), nullable=False),
        sa.Column("chain_version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_approvals_department_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_approvals_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
    )
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_approvals_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_approvals_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_approvals_subject", ["subject", "subject_id"], unique=False)
        batch_op.create_index(
            "uq_approvals_open_subject",
            ["subject", "subject_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'stuck')"),
            postgresql_where=sa.text("state IN ('open', 'stuck')"),
        )

    op.create_table(
        "comments",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("mentions", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_comments_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index("ix_comments_subject", ["subject", "subject_id", "id"], unique=False)

    op.create_table(
        "customers",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("secrecy", sa.String(length=40), nullable=False),
        sa.Column("legal_representative", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("fax", sa.String(), nullable=False),
        sa.Column("business_scope", sa.String(), nullable=False),
        sa.Column("registered_capital", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("unified_credit_code", sa.String(), nullable=False),
        sa.Column("id_number", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("website", sa.String(), nullable=False),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("first_traded_on", sa.Date(), nullable=True),
        sa.Column("enterprise_nature", sa.String(), nullable=False),
        sa.Column("organization_form", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("business_line", sa.String(), nullable=False),
        sa.Column("assets", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("economic_strength", sa.String(), nullable=False),
        sa.Column("registered_info", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("customer_type", sa.String(length=40), nullable=False),
        sa.Column("lifecycle", sa.String(length=40), nullable=False),
        sa.Column("class_time", sa.String(length=40), nullable=True),
        sa.Column("class_trade", sa.String(length=40), nullable=True),
        sa.Column("nature", sa.String(length=40), nullable=True),
        sa.Column("class_volume", sa.String(length=40), nullable=True),
        sa.Column("traits", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("business_status", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("trade_status", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "merged_into_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("formerly", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extra", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_customers_department_id")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["customers.id"], name=op.f("fk_customers_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_customers_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("number", name=op.f("uq_customers_number")),
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_customers_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(
            "ix_customers_department_id_id", ["department_id", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customers_department_id_name", ["department_id", "name", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customers_department_id_owner", ["department_id", "owner_id"], unique=False
        )
        batch_op.create_index(
            "ix_customers_department_id_type",
            ["department_id", "lifecycle", "customer_type", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_customers_lifecycle_type_id", ["lifecycle", "customer_type", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customers_merged_into_id",
            ["merged_into_id"],
            unique=False,
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.create_index("ix_customers_name_id", ["name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_customers_name_key"), ["name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_customers_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_customers_owner_id_id", ["owner_id", "id"], unique=False)
        batch_op.create_index(
            "ix_customers_owner_id_name", ["owner_id", "name", "id"], unique=False
        )
        batch_op.create_index(
            "ix_customers_owner_id_type",
            ["owner_id", "lifecycle", "customer_type", "id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_customers_phone"), ["phone"], unique=False)
        batch_op.create_index("ix_customers_state_id", ["state", "id"], unique=False)
        batch_op.create_index("ix_customers_type_id", ["customer_type", "id"], unique=False)
        batch_op.create_index("ix_customers_updated_at_id", ["updated_at", "id"], unique=False)
        batch_op.create_index(
            "uq_customers_live_credit_code",
            ["unified_credit_code"],
            unique=True,
            sqlite_where=sa.text("state = 'active' AND unified_credit_code <> ''"),
            postgresql_where=sa.text("state = 'active' AND unified_credit_code <> ''"),
        )

    op.create_table(
        "delegations",
        sa.Column("from_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subjects", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_delegations_department_id")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["users.id"], name=op.f("fk_delegations_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["users.id"], name=op.f("fk_delegations_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegations_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_delegations_from_id"), ["from_id"], unique=False)
        batch_op.create_index(
            "ix_delegations_to_window", ["to_id", "starts_at", "ends_at"], unique=False
        )

    op.create_table(
        "digests",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("covered", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_digests_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("user_id", "day", name=op.f("uq_digests_user_id_day")),
    )
    op.create_table(
        "exports",
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("params", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_exports_department_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_exports_job_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_exports_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exports_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_exports_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "import_batches",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("sheets", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("head_line", sa.Integer(), nullable=False),
        sa.Column("headers", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("notes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("job_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_import_batches_department_id")
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_import_batches_job_id")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_import_batches_owner_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
    )
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_batches_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_import_batches_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "import_mappings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("header_hash", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_import_mappings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mappings")),
    )
    with op.batch_alter_table("import_mappings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_mappings_header_hash"), ["header_hash"], unique=False
        )

    op.create_table(
        "login_sessions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("data", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_login_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_sessions_token_hash")),
    )
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_sessions_user_id"), ["user_id"], unique=False)

    op.create_table(
        "notices",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("values", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("dedup", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("dedup", name=op.f("uq_notices_dedup")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_inbox", ["user_id", "read_at", "id"], unique=False)

    op.create_table(
        "participations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_participations_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participations")),
        sa.UniqueConstraint(
            "subject",
            "subject_id",
            "user_id",
            name=op.f("uq_participations_subject_subject_id_user_id"),
        ),
    )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participations_user_id"), ["user_id"], unique=False)

    op.create_table(
        "places",
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sort", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("keeper_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["keeper_id"], ["users.id"], name=op.f("fk_places_keeper_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["places.id"], name=op.f("fk_places_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("parent_id", "code", name=op.f("uq_places_parent_id_code")),
    )
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_places_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_places_path"), ["path"], unique=False)

    op.create_table(
        "requests",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("purpose_category", sa.String(), nullable=False),
        sa.Column(
            "visitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "entered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("accepted_terms", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=True),
        sa.Column("term_days", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("pages", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=True),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=True),
        sa.Column("route", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "prechecked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("precheck_note", sa.String(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_requests_department_id")
        ),
        sa.ForeignKeyConstraint(["entered_by"], ["users.id"], name=op.f("fk_requests_entered_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_requests_owner_id")),
        sa.ForeignKeyConstraint(
            ["prechecked_by"], ["users.id"], name=op.f("fk_requests_prechecked_by")
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitors.id"], name=op.f("fk_requests_visitor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("number", name=op.f("uq_requests_number")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_requests_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_requests_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_requests_state_id", ["state", "id"], unique=False)

    op.create_table(
        "routes",
        sa.Column("class_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("secrecy", sa.String(length=40), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=True),
        sa.Column("own_department", sa.Boolean(), nullable=True),
        sa.Column("chain_code", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["file_classes.id"], name=op.f("fk_routes_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routes")),
    )
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_routes_class_id"), ["class_id"], unique=False)

    op.create_table(
        "saved_views",
        sa.Column("listing", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sharing", sa.String(length=40), nullable=False),
        sa.Column("query", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_saved_views_department_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_saved_views_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
    )
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_saved_views_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index("ix_saved_views_listing", ["listing", "sharing"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_views_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("recovery", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_factors_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_factors")),
    )
    op.create_table(
        "setup_links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_setup_links_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_setup_links_token_hash")),
    )
    op.create_table(
        "user_roles",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "granted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["granted_by"], ["users.id"], name=op.f("fk_user_roles_granted_by")
        ),
        sa.ForeignKeyConstraint(["role_id"], ["roles.id"], name=op.f("fk_user_roles_role_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_user_roles_user_id")),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_roles")),
    )
    with op.batch_alter_table("user_roles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_roles_role_id"), ["role_id"], unique=False)

    op.create_table(
        "approval_tasks",
        sa.Column(
            "approval_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column(
            "assignee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("added_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("verdict", sa.String(length=40), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_as", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["users.id"], name=op.f("fk_approval_tasks_added_by")
        ),
        sa.ForeignKeyConstraint(
            ["approval_id"], ["approvals.id"], name=op.f("fk_approval_tasks_approval_id")
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["users.id"], name=op.f("fk_approval_tasks_assignee_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_approval_tasks_decided_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_tasks")),
    )
    with op.batch_alter_table("approval_tasks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_approval_tasks_approval_id"), ["approval_id"], unique=False
        )
        batch_op.create_index(
            "ix_approval_tasks_inbox", ["assignee_id", "state", "id"], unique=False
        )
        batch_op.create_index(
            "uq_approval_tasks_one_decision",
            ["approval_id", "decided_by"],
            unique=True,
            sqlite_where=sa.text("decided_by IS NOT NULL"),
            postgresql_where=sa.text("decided_by IS NOT NULL"),
        )

    op.create_table(
        "contacts",
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("position_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("mobile", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("fax", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("home_address", sa.String(), nullable=False),
        sa.Column("hobbies", sa.String(), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("personality", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("education", sa.String(), nullable=False),
        sa.Column("ability", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_contacts_customer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contacts_mobile"), ["mobile"], unique=False)

    op.create_table(
        "dispatches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_dispatches_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatches")),
        sa.UniqueConstraint("notice_id", "channel", name=op.f("uq_dispatches_notice_id_channel")),
    )
    op.create_table(
        "files",
        sa.Column("class_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("class_version", sa.Integer(), nullable=False),
        sa.Column(
            "customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("business_key", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("life", sa.String(length=40), nullable=False),
        sa.Column("custody", sa.String(length=40), nullable=False),
        sa.Column("secrecy", sa.String(length=40), nullable=False),
        sa.Column("medium", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "submitted_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("filed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "reviewer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("items_count", sa.Integer(), nullable=False),
        sa.Column("pages_count", sa.Integer(), nullable=False),
        sa.Column("missing_note", sa.String(), nullable=False),
        sa.Column("checklist", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("parts_due", sa.Integer(), nullable=False),
        sa.Column("late_workdays", sa.Integer(), nullable=False),
        sa.Column("label", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("label_version", sa.Integer(), nullable=False),
        sa.Column("label_stale", sa.Boolean(), nullable=False),
        sa.Column("labelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.String(), nullable=False),
        sa.Column(
            "void_asked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("void_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "replaced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extra", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.CheckConstraint(
            "(life IN ('draft', 'pending_review', 'reviewed')) = (number IS NULL) OR life = 'void'",
            name=op.f("ck_files_numbered_when_filed"),
        ),
        sa.CheckConstraint(
            "custody NOT IN ('in_place', 'reserved') OR (place_id IS NOT NULL AND holder_id IS NULL)",
            name=op.f("ck_files_in_place_has_a_place"),
        ),
        sa.CheckConstraint(
            "custody NOT IN ('out', 'on_site') OR holder_id IS NOT NULL",
            name=op.f("ck_files_out_has_a_holder"),
        ),
        sa.ForeignKeyConstraint(["class_id"], ["file_classes.id"], name=op.f("fk_files_class_id")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_files_customer_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_files_department_id")
        ),
        sa.ForeignKeyConstraint(["filed_by"], ["users.id"], name=op.f("fk_files_filed_by")),
        sa.ForeignKeyConstraint(["holder_id"], ["users.id"], name=op.f("fk_files_holder_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_files_owner_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_files_place_id")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["files.id"], name=op.f("fk_files_replaced_by_id")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["users.id"], name=op.f("fk_files_reviewer_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["users.id"], name=op.f("fk_files_submitted_by")),
        sa.ForeignKeyConstraint(
            ["void_asked_by"], ["users.id"], name=op.f("fk_files_void_asked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
        sa.UniqueConstraint("number", name=op.f("uq_files_number")),
    )
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_files_class_id"), ["class_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_holder_id"), ["holder_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_files_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            "uq_files_live_key",
            ["class_id", "business_key"],
            unique=True,
            sqlite_where=sa.text("life NOT IN ('void') AND business_key <> ''"),
            postgresql_where=sa.text("life NOT IN ('void') AND business_key <> ''"),
        )

    op.create_table(
        "import_rows",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("cells", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("rest", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("changes", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("problems", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("record_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("record_revision", sa.Integer(), nullable=True),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batches.id"], name=op.f("fk_import_rows_batch_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_rows")),
    )
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.create_index("ix_import_rows_batch_line", ["batch_id", "line"], unique=False)
        batch_op.create_index(
            "ix_import_rows_batch_outcome_line", ["batch_id", "outcome", "line"], unique=False
        )

    op.create_table(
        "deficiencies",
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("cure_by", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column(
            "offered_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["users.id"], name=op.f("fk_deficiencies_closed_by")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_deficiencies_department_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_deficiencies_file_id")),
        sa.ForeignKeyConstraint(
            ["offered_by"], ["users.id"], name=op.f("fk_deficiencies_offered_by")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_deficiencies_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deficiencies")),
    )
    with op.batch_alter_table("deficiencies", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_deficiencies_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_deficiencies_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deficiencies_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            "uq_deficiencies_one_open_per_part",
            ["file_id", "part"],
            unique=True,
            sqlite_where=sa.text("state IN ('open', 'offered')"),
            postgresql_where=sa.text("state IN ('open', 'offered')"),
        )

    op.create_table(
        "placements",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("custody", sa.String(length=40), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_placements_file_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["users.id"], name=op.f("fk_placements_holder_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_placements_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_placements_file_id"), ["file_id"], unique=False)

    op.create_table(
        "request_lines",
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reserved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("pick_up_until", sa.Date(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_request_lines_file_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_request_lines_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["reserved_by"], ["users.id"], name=op.f("fk_request_lines_reserved_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_lines")),
        sa.UniqueConstraint(
            "request_id", "file_id", name=op.f("uq_request_lines_request_id_file_id")
        ),
    )
    with op.batch_alter_table("request_lines", schema=None) as batch_op:
        batch_op.create_index("ix_request_lines_file_state", ["file_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_request_lines_request_id"), ["request_id"], unique=False
        )
        batch_op.create_index(
            "uq_request_lines_one_ready",
            ["file_id"],
            unique=True,
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )

    op.create_table(
        "volumes",
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_volumes_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volumes")),
        sa.UniqueConstraint(
            "file_id", "year", "number", name=op.f("uq_volumes_file_id_year_number")
        ),
    )
    op.create_table(
        "copyings",
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "custodian_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("pages", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("watermark", sa.String(), nullable=False),
        sa.Column("stamp", sa.String(), nullable=False),
        sa.Column("return_by", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["custodian_id"], ["users.id"], name=op.f("fk_copyings_custodian_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_copyings_department_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_copyings_file_id")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["request_lines.id"], name=op.f("fk_copyings_line_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_copyings_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_copyings")),
    )
    with op.batch_alter_table("copyings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_copyings_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_copyings_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_copyings_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_copyings_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "items",
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("volume_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column(
            "superseded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_items_file_id")),
        sa.ForeignKeyConstraint(
            ["superseded_by_id"], ["items.id"], name=op.f("fk_items_superseded_by_id")
        ),
        sa.ForeignKeyConstraint(["volume_id"], ["volumes.id"], name=op.f("fk_items_volume_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("file_id", "sequence", name=op.f("uq_items_file_id_sequence")),
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_items_volume_id"), ["volume_id"], unique=False)

    op.create_table(
        "loans",
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "issued_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(length=40), nullable=False),
        sa.Column("term_days", sa.Integer(), nullable=False),
        sa.Column("due_mode", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_provisional", sa.Boolean(), nullable=False),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("unseen_renewals", sa.Integer(), nullable=False),
        sa.Column("renewal_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("renewal_seen", sa.Boolean(), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recall_reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("items_out", sa.Integer(), nullable=False),
        sa.Column("pages_out", sa.Integer(), nullable=False),
        sa.Column("condition_out", sa.String(length=40), nullable=False),
        sa.Column("snapshot", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_from", sa.String(), nullable=False),
        sa.Column(
            "checked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("items_in", sa.Integer(), nullable=True),
        sa.Column("pages_in", sa.Integer(), nullable=True),
        sa.Column("condition_in", sa.String(length=40), nullable=True),
        sa.Column("difference", sa.String(), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("search_until", sa.Date(), nullable=True),
        sa.Column(
            "witness_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "assessed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("assessment", sa.String(), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("appeal_until", sa.Date(), nullable=True),
        sa.Column("factor", sa.Integer(), nullable=False),
        sa.Column("compensation", sa.Numeric(precision=18, scale=2), nullable=True),
        sa.Column("settlement", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessed_by"], ["users.id"], name=op.f("fk_loans_assessed_by")),
        sa.ForeignKeyConstraint(["checked_by"], ["users.id"], name=op.f("fk_loans_checked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_loans_decided_by")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_loans_department_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_loans_file_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["users.id"], name=op.f("fk_loans_issued_by")),
        sa.ForeignKeyConstraint(["line_id"], ["request_lines.id"], name=op.f("fk_loans_line_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_loans_owner_id")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_loans_request_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["users.id"], name=op.f("fk_loans_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loans")),
        sa.UniqueConstraint("line_id", name=op.f("uq_loans_line_id")),
        sa.UniqueConstraint("number", name=op.f("uq_loans_number")),
    )
    with op.batch_alter_table("loans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_loans_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_loans_file_id"), ["file_id"], unique=False)
        batch_op.create_index("ix_loans_issued_on", ["issued_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_loans_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index("ix_loans_received_at", ["received_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_loans_request_id"), ["request_id"], unique=False)
        batch_op.create_index("ix_loans_state_due_on", ["state", "due_on"], unique=False)
        batch_op.create_index(
            "uq_loans_one_open_per_file",
            ["file_id"],
            unique=True,
            sqlite_where=sa.text(
                "state IN ('issued', 'return_check', 'claimed_returned', 'searching')"
            ),
            postgresql_where=sa.text(
                "state IN ('issued', 'return_check', 'claimed_returned', 'searching')"
            ),
        )

    op.create_table(
        "penalties",
        sa.Column(
            "deficiency_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=2), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["users.id"], name=op.f("fk_penalties_decided_by")),
        sa.ForeignKeyConstraint(
            ["deficiency_id"], ["deficiencies.id"], name=op.f("fk_penalties_deficiency_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_penalties_department_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_penalties_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_penalties")),
        sa.UniqueConstraint("deficiency_id", "day", name=op.f("uq_penalties_deficiency_id_day")),
    )
    with op.batch_alter_table("penalties", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_penalties_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_penalties_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "viewings",
        sa.Column("line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "custodian_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("items_seen", sa.String(), nullable=False),
        sa.Column("pages_before", sa.Integer(), nullable=False),
        sa.Column("pages_after", sa.Integer(), nullable=True),
        sa.Column("cabinet_closed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["custodian_id"], ["users.id"], name=op.f("fk_viewings_custodian_id")
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_viewings_department_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_viewings_file_id")),
        sa.ForeignKeyConstraint(
            ["line_id"], ["request_lines.id"], name=op.f("fk_viewings_line_id")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_viewings_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_viewings")),
    )
    with op.batch_alter_table("viewings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_viewings_department_id"), ["department_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_viewings_file_id"), ["file_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_viewings_line_id"), ["line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_viewings_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            "uq_viewings_one_open",
            ["file_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "attachments",
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column(
            "subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("storage_key", sa.String(), nullable=False),
        sa.Column("secrecy", sa.String(length=40), nullable=False),
        sa.Column(
            "uploaded_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_attachments_item_id")),
        sa.ForeignKeyConstraint(
            ["uploaded_by"], ["users.id"], name=op.f("fk_attachments_uploaded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_attachments_storage_key")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index("ix_attachments_subject", ["subject", "subject_id"], unique=False)

    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("skipped", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("told", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_reminders_loan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "loan_id", "due_on", "stage", name=op.f("uq_reminders_loan_id_due_on_stage")
        ),
    )
    op.create_table(
        "renewals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("old_due_on", sa.Date(), nullable=False),
        sa.Column("new_due_on", sa.Date(), nullable=False),
        sa.Column("seen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_renewals_loan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewals")),
    )
    with op.batch_alter_table("renewals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_renewals_loan_id"), ["loan_id"], unique=False)

    op.create_table(
        "search_logs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("where", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["users.id"], name=op.f("fk_search_logs_by")),
        sa.ForeignKeyConstraint(["loan_id"], ["loans.id"], name=op.f("fk_search_logs_loan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_logs")),
    )
    with op.batch_alter_table("search_logs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_logs_loan_id"), ["loan_id"], unique=False)

    # ### end Alembic commands ###

    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE_TRIGGERS:
            op.execute(sa.text(statement))
    else:
        for statement in POSTGRESQL_TRIGGERS:
            op.execute(sa.text(statement))
        op.create_foreign_key(
            "fk_departments_head_id", "departments", "users", ["head_id"], ["id"]
        )  # waits for its table; SQLite has it inline
        # The schema of the pinned procrastinate; a later version brings its own migration.
        driver = op.get_bind().connection.driver_connection
        driver.execute((resources.files("procrastinate.sql") / "schema.sql").read_text())
    for statement in FIRST_ROWS:
        op.execute(statement)


def downgrade() -> None:
    # ### commands auto generated by Alembic - please adjust! ###
    with op.batch_alter_table("search_logs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_logs_loan_id"))

    op.drop_table("search_logs")
    with op.batch_alter_table("renewals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_renewals_loan_id"))

    op.drop_table("renewals")
    op.drop_table("reminders")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index("ix_attachments_subject")

    op.drop_table("attachments")
    with op.batch_alter_table("viewings", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_viewings_one_open",
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_viewings_owner_id"))
        batch_op.drop_index(batch_op.f("ix_viewings_line_id"))
        batch_op.drop_index(batch_op.f("ix_viewings_file_id"))
        batch_op.drop_index(batch_op.f("ix_viewings_department_id"))

    op.drop_table("viewings")
    with op.batch_alter_table("penalties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_penalties_owner_id"))
        batch_op.drop_index(batch_op.f("ix_penalties_department_id"))

    op.drop_table("penalties")
    with op.batch_alter_table("loans", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_loans_one_open_per_file",
            sqlite_where=sa.text(
                "state IN ('issued', 'return_check', 'claimed_returned', 'searching')"
            ),
            postgresql_where=sa.text(
                "state IN ('issued', 'return_check', 'claimed_returned', 'searching')"
            ),
        )
        batch_op.drop_index("ix_loans_state_due_on")
        batch_op.drop_index(batch_op.f("ix_loans_request_id"))
        batch_op.drop_index("ix_loans_received_at")
        batch_op.drop_index(batch_op.f("ix_loans_owner_id"))
        batch_op.drop_index("ix_loans_issued_on")
        batch_op.drop_index(batch_op.f("ix_loans_file_id"))
        batch_op.drop_index(batch_op.f("ix_loans_department_id"))

    op.drop_table("loans")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_items_volume_id"))

    op.drop_table("items")
    with op.batch_alter_table("copyings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_copyings_owner_id"))
        batch_op.drop_index(batch_op.f("ix_copyings_line_id"))
        batch_op.drop_index(batch_op.f("ix_copyings_file_id"))
        batch_op.drop_index(batch_op.f("ix_copyings_department_id"))

    op.drop_table("copyings")
    op.drop_table("volumes")
    with op.batch_alter_table("request_lines", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_request_lines_one_ready",
            sqlite_where=sa.text("state = 'ready'"),
            postgresql_where=sa.text("state = 'ready'"),
        )
        batch_op.drop_index(batch_op.f("ix_request_lines_request_id"))
        batch_op.drop_index("ix_request_lines_file_state")

    op.drop_table("request_lines")
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_placements_file_id"))

    op.drop_table("placements")
    with op.batch_alter_table("deficiencies", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_deficiencies_one_open_per_part",
            sqlite_where=sa.text("state IN ('open', 'offered')"),
            postgresql_where=sa.text("state IN ('open', 'offered')"),
        )
        batch_op.drop_index(batch_op.f("ix_deficiencies_owner_id"))
        batch_op.drop_index(batch_op.f("ix_deficiencies_file_id"))
        batch_op.drop_index(batch_op.f("ix_deficiencies_department_id"))

    op.drop_table("deficiencies")
    with op.batch_alter_table("import_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_import_rows_batch_outcome_line")
        batch_op.drop_index("ix_import_rows_batch_line")

    op.drop_table("import_rows")
    with op.batch_alter_table("files", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_files_live_key",
            sqlite_where=sa.text("life NOT IN ('void') AND business_key <> ''"),
            postgresql_where=sa.text("life NOT IN ('void') AND business_key <> ''"),
        )
        batch_op.drop_index(batch_op.f("ix_files_place_id"))
        batch_op.drop_index(batch_op.f("ix_files_owner_id"))
        batch_op.drop_index(batch_op.f("ix_files_holder_id"))
        batch_op.drop_index(batch_op.f("ix_files_department_id"))
        batch_op.drop_index(batch_op.f("ix_files_customer_id"))
        batch_op.drop_index(batch_op.f("ix_files_class_id"))

    op.drop_table("files")
    op.drop_table("dispatches")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_mobile"))
        batch_op.drop_index(batch_op.f("ix_contacts_customer_id"))

    op.drop_table("contacts")
    with op.batch_alter_table("approval_tasks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_approval_tasks_one_decision",
            sqlite_where=sa.text("decided_by IS NOT NULL"),
            postgresql_where=sa.text("decided_by IS NOT NULL"),
        )
        batch_op.drop_index("ix_approval_tasks_inbox")
        batch_op.drop_index(batch_op.f("ix_approval_tasks_approval_id"))

    op.drop_table("approval_tasks")
    with op.batch_alter_table("user_roles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_roles_role_id"))

    op.drop_table("user_roles")
    op.drop_table("setup_links")
    op.drop_table("second_factors")
    with op.batch_alter_table("saved_views", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_views_owner_id"))
        batch_op.drop_index("ix_saved_views_listing")
        batch_op.drop_index(batch_op.f("ix_saved_views_department_id"))

    op.drop_table("saved_views")
    with op.batch_alter_table("routes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_routes_class_id"))

    op.drop_table("routes")
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index("ix_requests_state_id")
        batch_op.drop_index(batch_op.f("ix_requests_owner_id"))
        batch_op.drop_index(batch_op.f("ix_requests_department_id"))

    op.drop_table("requests")
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_places_path"))
        batch_op.drop_index(batch_op.f("ix_places_parent_id"))

    op.drop_table("places")
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participations_user_id"))

    op.drop_table("participations")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_inbox")

    op.drop_table("notices")
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_sessions_user_id"))

    op.drop_table("login_sessions")
    with op.batch_alter_table("import_mappings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_mappings_header_hash"))

    op.drop_table("import_mappings")
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_batches_owner_id"))
        batch_op.drop_index(batch_op.f("ix_import_batches_department_id"))

    op.drop_table("import_batches")
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exports_owner_id"))
        batch_op.drop_index(batch_op.f("ix_exports_department_id"))

    op.drop_table("exports")
    op.drop_table("digests")
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.drop_index("ix_delegations_to_window")
        batch_op.drop_index(batch_op.f("ix_delegations_from_id"))
        batch_op.drop_index(batch_op.f("ix_delegations_department_id"))

    op.drop_table("delegations")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_customers_live_credit_code",
            sqlite_where=sa.text("state = 'active' AND unified_credit_code <> ''"),
            postgresql_where=sa.text("state = 'active' AND unified_credit_code <> ''"),
        )
        batch_op.drop_index("ix_customers_updated_at_id")
        batch_op.drop_index("ix_customers_type_id")
        batch_op.drop_index("ix_customers_state_id")
        batch_op.drop_index(batch_op.f("ix_customers_phone"))
        batch_op.drop_index("ix_customers_owner_id_type")
        batch_op.drop_index("ix_customers_owner_id_name")
        batch_op.drop_index("ix_customers_owner_id_id")
        batch_op.drop_index(batch_op.f("ix_customers_owner_id"))
        batch_op.drop_index(batch_op.f("ix_customers_name_key"))
        batch_op.drop_index("ix_customers_name_id")
        batch_op.drop_index(
            "ix_customers_merged_into_id",
            sqlite_where=sa.text("merged_into_id IS NOT NULL"),
            postgresql_where=sa.text("merged_into_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_customers_lifecycle_type_id")
        batch_op.drop_index("ix_customers_department_id_type")
        batch_op.drop_index("ix_customers_department_id_owner")
        batch_op.drop_index("ix_customers_department_id_name")
        batch_op.drop_index("ix_customers_department_id_id")
        batch_op.drop_index(batch_op.f("ix_customers_department_id"))

    op.drop_table("customers")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index("ix_comments_subject")

    op.drop_table("comments")
    with op.batch_alter_table("approvals", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_approvals_open_subject",
            sqlite_where=sa.text("state IN ('open', 'stuck')"),
            postgresql_where=sa.text("state IN ('open', 'stuck')"),
        )
        batch_op.drop_index("ix_approvals_subject")
        batch_op.drop_index(batch_op.f("ix_approvals_owner_id"))
        batch_op.drop_index(batch_op.f("ix_approvals_department_id"))

    op.drop_table("approvals")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_users_department_id"))

    op.drop_table("users")
    op.drop_table("role_grants")
    op.drop_table("role_field_rules")
    op.drop_table("file_classes")
    op.drop_table("work_days")
    op.drop_table("visitors")
    op.drop_table("submissions")
    op.drop_table("settings")
    op.drop_table("search_entries")
    op.drop_table("roles")
    op.drop_table("number_ledger")
    op.drop_table("number_counters")
    with op.batch_alter_table("login_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_login_attempts_login_address")
        batch_op.drop_index(batch_op.f("ix_login_attempts_at"))

    op.drop_table("login_attempts")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_due")
        batch_op.drop_index("ix_jobs_asker")

    op.drop_table("jobs")
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_departments_path"))
        batch_op.drop_index(batch_op.f("ix_departments_parent_id"))

    op.drop_table("departments")
    op.drop_table("chains")
    op.drop_table("calendar_years")
    op.drop_table("audit_head")
    op.drop_table("audit_anchors")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_subject")
        batch_op.drop_index("ix_audit_happened")
        batch_op.drop_index(batch_op.f("ix_audit_at"))
        batch_op.drop_index("ix_audit_actor_id")

    op.drop_table("audit")
    # ### end Alembic commands ###
