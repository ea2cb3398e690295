"""Which kind of value a mapped column holds."""

from typing import Any

from sqlalchemy import Boolean, Column, Date, DateTime, Enum, Integer, Numeric, String, Text
from sqlalchemy import types as sql

from models.types import UtcDateTime
from models.words.access import Secrecy
from models.words.values import ValueKind

# From the narrow type to the wide one: Text is a String.
KIND_OF_TYPE: tuple[tuple[type[sql.TypeEngine[Any]], ValueKind], ...] = (
    (Text, ValueKind.LONG),
    (String, ValueKind.TEXT),
    (Boolean, ValueKind.YESNO),
    (Integer, ValueKind.INTEGER),
    (Numeric, ValueKind.MONEY),
    (DateTime, ValueKind.MOMENT),
    (UtcDateTime, ValueKind.MOMENT),
    (Date, ValueKind.DATE),
)
KIND_OF_TABLE = {
    "users": ValueKind.USER,
    "departments": ValueKind.DEPARTMENT,
    "places": ValueKind.PLACE,
    "customers": ValueKind.CUSTOMER,
    "files": ValueKind.FILE,
}


def column_kind(column: Column[Any]) -> ValueKind:
    """What ``info={"kind": …}`` says, else what its foreign key or its type tells.

    Raises ``TypeError`` for a column that holds no single value, such as JSON.
    """
    if "kind" in column.info:
        return ValueKind(column.info["kind"])
    for key in column.foreign_keys:
        return KIND_OF_TABLE.get(key.target_fullname.partition(".")[0], ValueKind.CHOICE)
    if isinstance(column.type, Enum):
        words = words_of(column)
        return ValueKind.SECRECY if words is Secrecy else ValueKind.WORD
    for kind, found in KIND_OF_TYPE:
        if isinstance(column.type, kind):
            return found
    raise TypeError(f"{column.table.name}.{column.name}: no kind of value for {column.type!r}")


def words_of(column: Column[Any]) -> Any:
    """The vocabulary of a column of words; None for any other."""
    return column.type.enum_class if isinstance(column.type, Enum) else None
