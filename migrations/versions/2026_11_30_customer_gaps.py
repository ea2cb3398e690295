"""remarks and gaps of customers; what an import was told of words, twins and lines

What every card lacks is counted here once; afterwards each change of a card keeps it.
"""

import json
import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "2026_11_30_customer_gaps"
down_revision = "2026_11_30_comparable_keys"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DICT = sa.JSON().with_variant(JSONB(), "postgresql")
# The words of ``Gap`` in their order; the first two are found among the contacts too.
GAPS = (
    "phone",
    "contact",
    "legal_representative",
    "address",
    "postcode",
    "business_scope",
    "registered_capital",
    "unified_credit_code",
    "id_number",
    "fax",
    "email",
    "website",
    "founded_on",
    "first_traded_on",
    "enterprise_nature",
    "organization_form",
    "industry",
    "business_line",
    "assets",
    "economic_strength",
    "registered_info",
    "region",
    "grade",
    "class_time",
    "class_trade",
    "nature",
    "class_volume",
)
TYPED = frozenset({"registered_capital", "founded_on", "first_traded_on", "assets"})
COMPANY_ONLY = ("legal_representative", "postcode", "business_scope", "registered_capital")
SUFFIX = re.compile(r"(?:有限责任公司|有限公司|公司|co\.?,?ltd\.?|inc\.?|llc|corp\.?)\Z")
NEEDED = "legal_representative,address,postcode,phone,business_scope,registered_capital"


def upgrade() -> None:
    op.add_column("customers", sa.Column("remark", sa.String(), server_default="", nullable=False))
    op.add_column("customers", sa.Column("blanks", ID, server_default="0", nullable=False))
    op.add_column(
        "customers",
        sa.Column("incomplete", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    count_gaps()
    name_keys()
    sqlite, postgresql = sa.text("incomplete = 1"), sa.text("incomplete")
    for name, columns in (
        ("ix_customers_incomplete_state_id", ["state", "id"]),
        ("ix_customers_incomplete_owner_id_state", ["owner_id", "state", "id"]),
    ):
        op.create_index(
            name,
            "customers",
            columns,
            sqlite_where=sqlite,
            postgresql_where=postgresql,
        )
    imports()


def count_gaps() -> None:
    """As ``portal.customers.gaps`` does from now on, in one statement."""
    bits = {name: 1 << place for place, name in enumerate(GAPS)}
    found = [f"CASE WHEN {_blank(name)} THEN {bit} ELSE 0 END" for name, bit in bits.items()]
    op.execute(sa.text(f"UPDATE customers SET blanks = {' + '.join(found)}"))  # noqa: S608
    mask = sum(bits[name] for name in _needed() & bits.keys() | {"contact"})
    op.execute(
        sa.text("UPDATE customers SET incomplete = (blanks & :mask) <> 0").bindparams(mask=mask)
    )


def name_keys() -> None:
    """集团, 股份, 控股 and 分公司 are no longer left out of what two spellings of a name share."""
    names = sa.table("customers", sa.column("id"), sa.column("name"), sa.column("name_key"))
    marks = ("集团", "股份", "控股", "总公司", "分公司")
    found = sa.select(names.c.id, names.c.name).where(
        sa.or_(*(names.c.name.contains(mark) for mark in marks))
    )
    changed = [{"key": id, "new": _key(name)} for id, name in op.get_bind().execute(found)]
    if changed:
        kept = names.update().where(names.c.id == sa.bindparam("key"))
        op.get_bind().execute(kept.values(name_key=sa.bindparam("new")), changed)


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    whole = bare = "".join(c for c in plain if c.isalnum())
    while (shorter := SUFFIX.sub("", bare)) != bare:
        bare = shorter
    return bare or whole


def _blank(name: str) -> str:
    own = "SELECT 1 FROM contacts WHERE contacts.customer_id = customers.id"
    if name == "contact":
        return f"NOT EXISTS ({own})"
    empty = f"customers.{name} IS NULL"
    if name not in TYPED:
        empty = f"COALESCE(customers.{name}, '') = ''"
    if name == "phone":
        reached = f"{own} AND (contacts.mobile <> '' OR contacts.phone <> '')"
        return f"{empty} AND NOT EXISTS ({reached})"
    if name in COMPANY_ONLY:
        return f"{empty} AND COALESCE(customers.nature, '') <> 'person'"
    return empty


def _needed() -> set[str]:
    setting = sa.table("settings", sa.column("name"), sa.column("value", DICT))
    asked = sa.select(setting.c.value).where(setting.c.name == "customer_required")
    value = op.get_bind().execute(asked).scalar()
    held = json.loads(value) if isinstance(value, str) else value
    text = str(held["value"]) if held else NEEDED
    return {name.strip() for name in text.replace("，", ",").split(",")}


def imports() -> None:
    """What was decided about a batch, what was found in it, and what is remembered of words."""
    op.add_column("import_batches", sa.Column("choices", DICT, server_default="{}", nullable=False))
    op.add_column("import_batches", sa.Column("faults", DICT, server_default="[]", nullable=False))
    op.add_column("import_rows", sa.Column("left_out", DICT, server_default="{}", nullable=False))
    op.add_column(
        "import_rows", sa.Column("joins", sa.Integer(), server_default="0", nullable=False)
    )
    op.create_table(
        "import_words",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("typed", sa.String(), nullable=False),
        sa.Column("means", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_import_words_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_words")),
        sa.UniqueConstraint(
            "user_id",
            "subject",
            "field",
            "typed",
            name=op.f("uq_import_words_user_id_subject_field_typed"),
        ),
    )


def downgrade() -> None:
    op.drop_table("import_words")
    op.drop_column("import_rows", "joins")
    op.drop_column("import_rows", "left_out")
    op.drop_column("import_batches", "faults")
    op.drop_column("import_batches", "choices")
    op.drop_index("ix_customers_incomplete_owner_id_state", "customers")
    op.drop_index("ix_customers_incomplete_state_id", "customers")
    op.drop_column("customers", "incomplete")
    op.drop_column("customers", "blanks")
    op.drop_column("customers", "remark")
