"""The declarative base and the mixins that most tables share."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar, cast

from sqlalchemy import ColumnElement, ForeignKey, MetaData, Numeric
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.orm.util import AliasedClass

from models.types import Id, JsonDict, Long, UtcDateTime
from models.words.access import Secrecy
from models.words.kinds import Kind

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        Id: Long,
        datetime: UtcDateTime,
        dict[str, Any]: JsonDict,
        list[Any]: JsonDict,
        Decimal: Numeric(18, 2),
    }


T = TypeVar("T", bound=Base)


def named_alias(table: type[T], name: str | None = None) -> type[T]:
    """An alias of a table that may be created at import time.

    ``aliased`` would configure all mappers while modules are still being imported.
    """
    alias = table.__table__.alias(name)
    named = AliasedClass(table, alias, name, with_polymorphic_mappers=[table.__mapper__])
    return cast("type[T]", named)


class Record:
    """A row with an id, a kind and an optimistic lock."""

    kind: ClassVar[Kind]
    # Columns that only the workflow engine may assign (K-1).
    governed: ClassVar[tuple[str, ...]] = ()

    id: Mapped[Id] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.revision}


class Dated:
    """A row with the times of its creation and last change, set by the transaction."""

    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Owned:
    """A row that belongs to a person, and through them to a department."""

    @declared_attr
    def owner_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("users.id"), index=True)

    @declared_attr
    def department_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("departments.id"), index=True)


class Named:
    """A row that people named in it (approvers, delegates) may see whatever their reach."""


class Listed:
    """A row of which people out of reach may know that it exists, up to a grade, and ask for it."""

    @classmethod
    def within_grades(cls, grades: Collection[Secrecy]) -> ColumnElement[bool]:
        """The rows that may be known of where ``grades`` are listed."""
        raise NotImplementedError

    def is_within(self, grades: Collection[Secrecy]) -> bool:
        """The same for this row."""
        raise NotImplementedError


class Graded:
    """A row with a grade of secrecy: the highest of its own and of what it belongs to."""

    @classmethod
    def of_grades(cls, grades: Collection[Secrecy]) -> ColumnElement[bool]:
        """The rows with one of these grades, or that belong to something with one of them."""
        raise NotImplementedError

    @property
    def highest(self) -> Secrecy:
        """The grade that counts."""
        raise NotImplementedError

    @classmethod
    def always_logged(cls) -> ColumnElement[bool]:
        """The rows of which every look is an entry, whatever their grade (R-22)."""
        raise NotImplementedError

    @property
    def logs_looks(self) -> bool:
        """The same for this row."""
        raise NotImplementedError


class Extensible:
    """A row with values of fields that an administrator defined."""

    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
