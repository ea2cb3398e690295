"""Rows about one file, which have the grade of that file: loans, readings, copies, cases."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from models.base import Graded, named_alias
from models.files.records import GRADED, CustomerFile, FileClass
from models.words.access import Secrecy

FILED: Any = named_alias(CustomerFile, "graded_file")


class OfFile(Graded):
    """A row about one file, ``file_id``, that has the grade of that file."""

    @classmethod
    def of_grades(cls, grades: Collection[Secrecy]) -> ColumnElement[bool]:
        """The rows about a file with one of these grades."""
        own: Any = cls
        card = select(GRADED.id).where(GRADED.id == FILED.customer_id, GRADED.secrecy.in_(grades))
        graded = or_(FILED.secrecy.in_(grades), card.exists())
        return select(FILED.id).where(FILED.id == own.file_id, graded).exists()

    @property
    def highest(self) -> Secrecy:
        file: CustomerFile | None = getattr(self, "file", None)
        return file.highest if file else Secrecy.NORMAL

    @classmethod
    def always_logged(cls) -> ColumnElement[bool]:
        """The rows about a file whose class or customer is marked so."""
        own: Any = cls
        sort = select(FileClass.id).where(FileClass.id == FILED.class_id, FileClass.log_looks)
        card = select(GRADED.id).where(GRADED.id == FILED.customer_id, GRADED.log_looks)
        marked = or_(sort.correlate(FILED).exists(), card.exists())
        return select(FILED.id).where(FILED.id == own.file_id, marked).exists()

    @property
    def logs_looks(self) -> bool:
        file: CustomerFile | None = getattr(self, "file", None)
        return bool(file and file.logs_looks)
