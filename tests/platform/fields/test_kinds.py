"""Both tables of kinds have an entry for every kind, and mapped columns tell theirs."""

import pytest
import sqlalchemy as sql

import models.all  # noqa: F401  (every table is known)
from models.base import Base
from models.types import JsonDict, UtcDateTime, enum_type
from models.words.access import Secrecy
from models.words.files import PlaceKind
from models.words.values import ValueKind as V
from portal.customers.import_fields import CONTACT, FIELDS
from portal.customers.rules import CARD as CARD_FIELDS
from portal.customers.rules import CONTACT as CONTACT_FIELDS
from portal.platform.fields.kinds import KINDS
from portal.platform.fields.mapped import column_kind, words_of
from portal.platform.search import index
from views.shell.kinds import SHOWN


def test_every_kind_has_its_entry_in_both_tables():
    assert list(KINDS) == list(SHOWN) == list(V)


TABLE = sql.Table(
    "kinds",
    sql.MetaData(),
    sql.Column("text", sql.String()),
    sql.Column("long", sql.Text()),
    sql.Column("integer", sql.BigInteger()),
    sql.Column("money", sql.Numeric(18, 2)),
    sql.Column("date", sql.Date()),
    sql.Column("moment", UtcDateTime()),
    sql.Column("yesno", sql.Boolean()),
    sql.Column("word", enum_type(PlaceKind)),
    sql.Column("secrecy", enum_type(Secrecy)),
    sql.Column("user", sql.ForeignKey("users.id")),
    sql.Column("department", sql.ForeignKey("departments.id")),
    sql.Column("place", sql.ForeignKey("places.id")),
    sql.Column("customer", sql.ForeignKey("customers.id")),
    sql.Column("file", sql.ForeignKey("files.id")),
    sql.Column("choice", sql.ForeignKey("roles.id")),
    sql.Column("mobile", sql.String(), info={"kind": V.MOBILE}),
)


@pytest.mark.parametrize("column", TABLE.columns, ids=lambda column: column.name)
def test_a_mapped_column_tells_its_kind(column):
    assert column_kind(column) is V(column.name)
    assert words_of(column) is {"word": PlaceKind, "secrecy": Secrecy}.get(column.name)


def test_a_column_that_holds_no_single_value_has_no_kind():
    with pytest.raises(TypeError, match=r"kinds\.lines"):
        column_kind(sql.Table("kinds", sql.MetaData(), sql.Column("lines", JsonDict)).c.lines)


def test_every_column_of_the_house_that_holds_one_value_has_a_kind():
    columns = [c for table in Base.metadata.tables.values() for c in table.columns]
    assert len(columns) > 500
    for column in columns:
        if not isinstance(column.type, (sql.JSON, sql.LargeBinary)):  # no single value
            assert column_kind(column) in KINDS


def test_a_column_of_an_import_is_of_the_kind_of_its_field():
    for each in FIELDS:
        name = each.name.removeprefix(CONTACT)
        known = CARD_FIELDS.get(each.name) or CONTACT_FIELDS.get(name)
        if known and (each.name in CARD_FIELDS or each.name != name):
            assert (each.kind, each.words) == (known.kind, known.spec.words)


def test_a_record_is_found_by_the_tokens_of_its_kinds():
    text = "KH-2026-00007 北京 13812345678"
    assert index.Document("", names=[text]).tokens() == KINDS[V.TEXT].tokens(text)
    assert index.Document("", numbers=[text]).tokens() == KINDS[V.CODE].tokens(text)
    assert index.Document("", people=[text]).tokens() == KINDS[V.USER].tokens(text)
    assert index.Document("", phones=[text]).tokens() == KINDS[V.PHONE].tokens(text)
    assert index.Document("", codes=[text]).tokens() == KINDS[V.CREDIT_CODE].tokens(text)
