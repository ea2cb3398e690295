"""Labels of files: their text, their printing, and when they are out of date (R-04)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select, update

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Item, Volume
from models.words.access import Secrecy
from models.words.files import FileLife, LabelShape
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import visible
from portal.errors import IllegalMove, Invalid, NotFound
from portal.events import Done, Moved, Saved
from portal.work import Work

MOST = 200  # files printed at once
# The text of a label; a change of any of these makes it stale.
TEXT = ("number", "title", "customer", "year", "secrecy", "place")


@dataclass(frozen=True)
class Label:
    """The label of a file or of one of its volumes; ``version`` counts its printings."""

    file_id: int
    number: str
    title: str
    customer: str
    class_name: str
    year: str
    secrecy: Secrecy
    place: str
    items: int
    pages: int
    version: int
    volume: str = ""


def read_labels(work: Work, ids: Sequence[int]) -> list[Label]:
    """The labels as they would be printed now, by file number.

    Raises ``Invalid`` for none or more than 200, ``NotFound`` for a file the actor cannot
    see, ``NotAllowed`` without the permission, ``IllegalMove`` for one that is not filed.
    """
    work.require(P.FILE_MOVE)
    if not 1 <= len(set(ids)) <= MOST:
        raise Invalid(N_("Please choose 1 to %(most)s files."), most=MOST)
    statement = _facts().where(
        CustomerFile.id.in_(ids),
        visible(work.actor, P.FILE_SEE, CustomerFile),
        visible(work.actor, P.FILE_MOVE, CustomerFile),
    )
    rows = work.session.execute(statement.order_by(CustomerFile.number)).all()
    if len(rows) < len(set(ids)):
        raise NotFound
    for row in rows:
        if row.life is not FileLife.FILED:
            raise IllegalMove(
                N_("«%(title)s» is not filed, so it has no label yet."), title=row.title
            )
    return [
        Label(
            file_id=row.id,
            class_name=row.class_name,
            items=row.items_count,
            pages=row.pages_count,
            version=row.label_version + 1,
            **{name: _label_text(row)[name] for name in TEXT},
        )
        for row in rows
    ]


def print_labels(
    work: Work, ids: Sequence[int], shape: LabelShape, *, by_volume: bool = False
) -> list[Label]:
    """Print labels, which is recorded for each file and makes them up to date (B3).

    ``by_volume`` makes a label for each volume that holds papers. Raises as ``read`` does.
    """
    labels = read_labels(work, ids)
    for label in labels:
        _store_label(work, label.file_id, printed=True)
        facts = {"shape": shape.value, "version": label.version, "number": label.number}
        work.record(Done(kind=Kind.FILE, id=label.file_id, action="print_label", facts=facts))
    return _per_volume(work, labels) if by_volume else labels


def confirm_label(work: Work, file: CustomerFile) -> None:
    """Confirm that the label on the shelf is right, so that it need not be printed again."""
    work.require(P.FILE_MOVE, file)
    if not file.label_stale:
        raise IllegalMove(N_("The label of this file is up to date."))
    _store_label(work, file.id)
    work.record(Done(kind=Kind.FILE, id=file.id, action="confirm_label"))


def count_stale_labels(work: Work) -> int:
    """How many labels are to be replaced (标签待更换): a task at the desk."""
    statement = select(func.count(CustomerFile.id)).where(
        CustomerFile.label_stale, visible(work.actor, P.FILE_MOVE, CustomerFile)
    )
    return work.session.scalar(statement) or 0


def follow_file(work: Work, event: Saved | Moved | Done) -> None:
    """Reaction: a file was changed or moved."""
    _flag_changed(work, CustomerFile.id == event.id)


def follow_customer(work: Work, event: Saved) -> None:
    """Reaction: a renamed customer makes the labels of all its files stale (R-04, R-43)."""
    if "name" in event.changes and not event.created:
        _flag_changed(work, CustomerFile.customer_id == event.id)


def follow_place(work: Work, event: Saved) -> None:
    """Reaction: a place was renamed or moved."""
    if not event.created:
        _flag_changed(work, CustomerFile.place_id == event.id)


def _flag_changed(work: Work, which: Any) -> None:
    """Compare printed labels with the records, and flag those that differ."""
    work.session.flush()  # the comparison reads the database
    printed = _facts().where(which, CustomerFile.label_version > 0)
    changed: dict[bool, list[int]] = {True: [], False: []}
    for row in work.session.execute(printed):
        stale = row.label != _as_stored(_label_text(row))
        if stale is not row.label_stale:
            changed[stale].append(row.id)
    for stale, ids in changed.items():
        if ids:
            _set(work, ids, label_stale=stale)


def _store_label(work: Work, id: int, *, printed: bool = False) -> None:
    row = work.session.execute(_facts().where(CustomerFile.id == id)).one()
    values: dict[str, Any] = {"label": _as_stored(_label_text(row)), "label_stale": False}
    if printed:
        values |= {"label_version": row.label_version + 1, "labelled_at": work.now}
    _set(work, [id], **values)


def _set(work: Work, ids: Sequence[int], **values: Any) -> None:
    """Update without a new revision, so that no open form runs into a conflict."""
    work.session.execute(
        update(CustomerFile).where(CustomerFile.id.in_(ids)).values(**values),
        execution_options={"synchronize_session": "fetch"},
    )


def _facts() -> Select[Any]:
    return (
        select(
            CustomerFile.id,
            CustomerFile.number,
            CustomerFile.title,
            CustomerFile.secrecy,
            CustomerFile.opened_on,
            CustomerFile.life,
            CustomerFile.items_count,
            CustomerFile.pages_count,
            CustomerFile.label,
            CustomerFile.label_stale,
            CustomerFile.label_version,
            Customer.name.label("customer"),
            FileClass.name.label("class_name"),
            Place.label.label("place"),
        )
        .join(Customer, Customer.id == CustomerFile.customer_id)
        .join(FileClass, FileClass.id == CustomerFile.class_id)
        .outerjoin(Place, Place.id == CustomerFile.place_id)
    )


def _label_text(row: Any) -> dict[str, Any]:
    opened: date = row.opened_on
    return {
        "number": row.number or "",
        "title": row.title,
        "customer": row.customer,
        "year": str(opened.year),
        "secrecy": row.secrecy,
        "place": row.place or "",
    }


def _as_stored(text: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in text.items()}


def _per_volume(work: Work, labels: Sequence[Label]) -> list[Label]:
    """One label for each volume that holds papers; files without volumes keep their one."""
    rows = work.session.execute(
        select(
            Volume.file_id, Volume.year, Volume.number, func.count(Item.id), func.sum(Item.pages)
        )
        .join(Item, Item.volume_id == Volume.id)
        .where(Volume.file_id.in_([label.file_id for label in labels]))
        .group_by(Volume.id, Volume.file_id, Volume.year, Volume.number)
        .order_by(Volume.year, Volume.number)
    ).all()
    result: list[Label] = []
    for label in labels:
        mine = [row for row in rows if row[0] == label.file_id]
        result += [
            replace(label, year=str(year), volume=str(number), items=items, pages=int(pages))
            for _, year, number, items, pages in mine
        ] or [label]
    return result
