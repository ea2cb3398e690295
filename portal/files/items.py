"""Papers of a file: listed, counted, ordered, superseded; volumes by year (A5, I-7, CF-27)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from models.files.records import CustomerFile, Item, Volume
from models.words.files import FileLife, ItemForm
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import IllegalMove, Invalid, PortalError, Problems
from portal.events import Done
from portal.files import differences
from portal.work import Work

FIELDS = (
    "title",
    "document_number",
    "author",
    "dated_on",
    "form",
    "copies",
    "pages",
    "part",
    "signed",
    "note",
)
MOST = 100_000  # pages of one item


def add_item(work: Work, file: CustomerFile, values: Mapping[str, Any]) -> Item:
    """Add a paper to the volume of its year (F5, R-57, R-64). Raises ``Problems`` by field."""
    _require_open(work, file, (FileLife.DRAFT, FileLife.FILED))
    last = work.session.scalar(select(func.max(Item.sequence)).where(Item.file_id == file.id))
    row = Item(file_id=file.id, sequence=(last or 0) + 1, title="")
    _fill(work, file, row, values)
    work.add(row)
    _recount(work, file)
    _record(work, file, "add_item", row, pages=row.pages)
    return row


def edit_item(work: Work, item: Item, values: Mapping[str, Any]) -> None:
    """Correct a paper of a draft. Raises ``IllegalMove`` once filed: supersede it then (I-7)."""
    file = item.file
    _require_open(work, file, (FileLife.DRAFT,))
    before = {name: getattr(item, name) for name in FIELDS}
    _fill(work, file, item, values)
    changes = {n: [old, getattr(item, n)] for n, old in before.items() if old != getattr(item, n)}
    if changes:
        _recount(work, file)
        _record(work, file, "edit_item", item, changes=changes)


def remove_item(work: Work, item: Item) -> None:
    """Take a paper off the list of a draft. Raises ``IllegalMove`` once filed (I-7)."""
    file = item.file
    _require_open(work, file, (FileLife.DRAFT,))
    _record(work, file, "remove_item", item, pages=item.pages)
    work.session.delete(item)
    _recount(work, file)


def supersede_item(work: Work, item: Item, values: Mapping[str, Any]) -> Item:
    """Replace a filed paper by a new one; the old one stays and points to it (I-7).

    Raises ``IllegalMove`` for a paper already superseded and for one of a draft.
    """
    file = item.file
    _require_open(work, file, (FileLife.FILED,))
    if item.superseded_by_id is not None:
        raise IllegalMove(N_("This paper has already been superseded."))
    new = add_item(work, file, values)
    item.superseded_by_id = new.id
    _record(work, file, "supersede_item", item, by=new.sequence)
    return new


def reorder_items(work: Work, file: CustomerFile, ids: Sequence[int]) -> None:
    """Renumber the papers in the order of ``ids``; the change is recorded (A5).

    Raises ``Invalid`` unless ``ids`` are exactly the papers of this file.
    """
    _require_open(work, file, (FileLife.DRAFT, FileLife.FILED))
    rows = {row.id: row for row in work.session.scalars(_items(file))}
    if sorted(ids) != sorted(rows):
        raise Invalid(N_("The list of papers has changed. Please look again."))
    before = [row.id for row in rows.values()]
    for turn in (-1, 1):  # in two steps: a number must be unique at any time
        for number, key in enumerate(ids, start=1):
            rows[key].sequence = turn * number
        work.session.flush()  # free the numbers before they are reused
    facts = {"before": before, "after": list(ids)}
    work.record(Done(kind=Kind.FILE, id=file.id, action="reorder_items", facts=facts))


def add_volume(work: Work, file: CustomerFile, *, year: int, title: str = "") -> Volume:
    """Add a volume of a year (R-57). Raises ``Invalid`` for an impossible year."""
    _require_open(work, file, (FileLife.DRAFT, FileLife.FILED))
    if not 1900 <= year <= work.today.year + 1:
        raise Invalid(N_("Please give a year with four digits, e.g. 2026."), field="year")
    last = work.session.scalar(
        select(func.max(Volume.number)).where(Volume.file_id == file.id, Volume.year == year)
    )
    row: Volume = work.add(
        Volume(file_id=file.id, year=year, number=(last or 0) + 1, title=title.strip())
    )
    facts = {"year": year, "number": row.number}
    work.record(Done(kind=Kind.FILE, id=file.id, action="add_volume", facts=facts))
    return row


def _require_open(work: Work, file: CustomerFile, states: tuple[FileLife, ...]) -> None:
    work.require(P.FILE_EDIT, file)
    if file.life not in states:
        raise IllegalMove(
            N_("Its list of papers is fixed now. A filed paper can only be superseded.")
        )


def _items(file: CustomerFile) -> Any:
    return select(Item).where(Item.file_id == file.id).order_by(Item.sequence)


def _fill(work: Work, file: CustomerFile, item: Item, values: Mapping[str, Any]) -> None:
    problems: dict[str, PortalError] = {}
    title = str(values.get("title") or "").strip()
    pages, copies = values.get("pages") or 0, values.get("copies") or 1
    dated_on = values.get("dated_on")
    if not 1 <= len(title) <= 200:
        problems["title"] = Invalid(N_("Please give a title of 1 to 200 characters."))
    if not 1 <= pages <= MOST:
        problems["pages"] = Invalid(N_("Please give the pages as a number from 1, e.g. 12."))
    if not 1 <= copies <= 999:
        problems["copies"] = Invalid(N_("Please give the copies as a number from 1 to 999."))
    if dated_on and dated_on > work.today:
        problems["dated_on"] = Invalid(N_("This date is in the future. Use today or earlier."))
    part = str(values.get("part") or "").strip()
    if part and part not in {row["name"] for row in file.checklist}:
        problems["part"] = Invalid(N_("Please choose from the list."))
    if problems:
        raise Problems(problems)
    item.part, item.signed = part, bool(values.get("signed"))
    item.title, item.pages, item.copies, item.dated_on = title, pages, copies, dated_on
    item.form = ItemForm(values.get("form") or ItemForm.ORIGINAL)
    for name in ("document_number", "author", "note"):
        setattr(item, name, str(values.get(name) or "").strip())
    item.volume_id = _volume(work, file, (dated_on or file.opened_on).year)


def _volume(work: Work, file: CustomerFile, year: int) -> int:
    """The newest volume of a year, created for the first paper of that year (R-64)."""
    with work.session.no_autoflush:
        volume_id = work.session.scalar(
            select(func.max(Volume.id)).where(Volume.file_id == file.id, Volume.year == year)
        )
    if volume_id is None:
        volume_id = add_volume(work, file, year=year).id
    return int(volume_id)


def _recount(work: Work, file: CustomerFile) -> None:
    """Recount items and pages, superseded papers included: they are in the file too.

    What a settled case found missing stays off the count (C18).
    """
    work.session.flush()  # the database computes the sums
    count, pages = work.session.execute(
        select(func.count(), func.coalesce(func.sum(Item.pages), 0)).where(Item.file_id == file.id)
    ).one()
    gone = differences.corrections(work, file.id)
    file.items_count, file.pages_count = count - gone.items, int(pages) - gone.pages


def _record(work: Work, file: CustomerFile, action: str, item: Item, **facts: Any) -> None:
    facts = {"item": item.title, "sequence": item.sequence, **facts}
    work.record(Done(kind=Kind.FILE, id=file.id, action=action, facts=facts))
