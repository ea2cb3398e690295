"""Both tables of kinds have an entry for every kind, and mapped columns tell theirs."""

import pytest
import sqlalchemy as sql

import models.all  # noqa: F401  (every table is known)
from models.base import Base
from models.types import JsonDict, UtcDateTime, word
from models.words.access import Secrecy
from models.words.files import PlaceKind
from models.words.values import ValueKind as V
from portal.platform.fields.kinds import KINDS
from portal.platform.fields.mapped import kind_of, words_of
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
    sql.Column("word", word(PlaceKind)),
    sql.Column("secrecy", word(Secrecy)),
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
    assert kind_of(column) is V(column.name)
    assert words_of(column) is {"word": PlaceKind, "secrecy": Secrecy}.get(column.name)


def test_a_column_that_holds_no_single_value_has_no_kind():
    with pytest.raises(TypeError, match=r"kinds\.lines"):
        kind_of(sql.Table("kinds", sql.MetaData(), sql.Column("lines", JsonDict)).c.lines)


def test_every_column_of_the_house_that_holds_one_value_has_a_kind():
    columns = [c for table in Base.metadata.tables.values() for c in table.columns]
    assert len(columns) > 500
    for column in columns:
        if not isinstance(column.type, sql.JSON):
            assert kind_of(column) in KINDS
