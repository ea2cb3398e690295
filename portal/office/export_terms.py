"""When a sheet needs a purpose: where graded records are in it, or many rows (D7)."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Join, Select, or_

from models.customers import Customer
from models.files.records import CustomerFile
from models.words.access import Secrecy
from portal import settings
from portal.office.build import Source
from portal.platform.looks.noting import Thing
from portal.work import Work

KINDS: tuple[Any, ...] = (CustomerFile, Customer)
GRADED = (Secrecy.SECRET, Secrecy.TOP)


def needs_purpose(work: Work, found: Source) -> bool:
    """Whether whoever takes this sheet must write what it is for; else it is one optional line."""
    most = int(settings.get(work.session, "export_purpose_rows"))
    return found.size(most + 1) > most or holds_graded(work, found)


def holds_graded(work: Work, found: Source) -> bool:
    """Whether any row is about a file or customer that is secret or higher."""
    statement = found.rows()
    there = _tables(statement)
    grades = [kind.secrecy.in_(GRADED) for kind in KINDS if kind.__table__ in there]
    if not grades:
        return False
    graded = statement.where(or_(*grades)).order_by(None).limit(1)
    return work.session.execute(graded).first() is not None


def read_things(work: Work, found: Source) -> list[Thing]:
    """The files and customers in a sheet of which a look is on record."""
    statement = found.rows()
    there = _tables(statement)
    things = []
    for kind in KINDS:
        if kind.__table__ in there:
            marked = statement.with_only_columns(kind.id).where(
                or_(kind.of_grades(work.actor.logged), kind.always_logged())
            )
            plain = marked.order_by(None).group_by(None).distinct()
            ids = work.session.scalars(plain)
            things += [Thing(kind.kind, id) for id in sorted(filter(None, ids))]
    return things


def _tables(statement: Select[Any]) -> list[Any]:
    return [table for part in statement.get_final_froms() for table in _of(part)]


def _of(part: Any) -> Iterator[Any]:
    if isinstance(part, Join):
        yield from _of(part.left)
        yield from _of(part.right)
    else:
        yield part
