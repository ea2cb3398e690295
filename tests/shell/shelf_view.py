"""A small real view over the places of the archive, for the tests of the one base class."""

from typing import Any

from models.files.places import Place
from models.words.files import PlaceKind
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.values import ValueKind as V
from portal.errors import Invalid, PortalError, Problems
from portal.events import Done, Saved
from portal.platform.lists.listing import Column, Filter, Listing
from portal.work import Work
from views.shell.acts import Act, BulkAction
from views.shell.forms import base, fields, validators
from views.shell.records import RecordView

LISTING = Listing(
    name="shelves",
    kind=Kind.PLACE,
    table=Place,
    see=P.PLACE_SEE,
    title="Shelves",
    columns=(
        Column("code", "Rack mark", Place.code, V.CODE, sort=True),
        Column("name", "Rack name", Place.name, sort=True),
        Column("what", "Kind", Place.sort, V.WORD, words=PlaceKind, sort=True),
        Column("capacity", "Rack size", Place.capacity, V.INTEGER, sort=True),
        Column("label", "Rack label", Place.label, sort=True, guard=(Kind.PLACE, "label")),
    ),
    filters=(
        Filter("what", "Kind", V.WORD, Place.sort, words=PlaceKind, pinned=True),
        Filter("capacity", "Rack size", V.INTEGER, Place.capacity),
        Filter("label", "Rack label", V.TEXT, Place.label, guard=(Kind.PLACE, "label")),
    ),
    order="-id",
    link="code",
    search=lambda _work, text: Place.name.contains(text, autoescape=True),
    views={"Rooms": {"what": "room"}},
)


class ShelfForm(base.Form):
    sections = (base.Section("What it is", ("code", "name", "sort")),)
    code = fields.TextField("Rack mark", [validators.Required(), validators.MaxLength(20)])
    name = fields.TextField("Rack name", [validators.Required()])
    sort = fields.EnumField("Kind", PlaceKind)
    capacity = fields.NumberField("Rack size")
    label = fields.TextField("Rack label")


class RenameForm(base.Form):
    name = fields.TextField("Rack name", [validators.Required()])


def save(work: Work, row: Place | None, values: dict[str, Any]) -> Place:
    problems: dict[str, PortalError] = {}
    if values.get("code") == "bad":
        problems["code"] = Invalid("Take another code than «%(code)s».", code="bad")
    if values.get("capacity") is not None and values["capacity"] < 0:
        problems["capacity"] = Invalid("Not below nought.")
    if problems:
        raise Problems(problems)
    if values.get("name") == "crash":
        raise RuntimeError("secret statement SELECT")
    created = row is None
    row = row or Place(code="", name="", sort=PlaceKind.SHELF)
    changes = {name: [getattr(row, name), value] for name, value in values.items()}
    for name, value in values.items():
        setattr(row, name, value)
    if created:
        work.add(row)
    work.record(Saved(kind=Kind.PLACE, id=row.id, changes=changes, created=created))
    return row


def rename(work: Work, row: Place, name: str) -> None:
    if name == "taken":
        raise Invalid("This name is taken.", field="name")
    work.record(Done(kind=Kind.PLACE, id=row.id, action="rename", facts={"name": name}))
    row.name = name


def close(work: Work, row: Place) -> None:
    if row.capacity == 13:
        raise Invalid("«%(code)s» still holds files.", code=row.code)
    work.record(Done(kind=Kind.PLACE, id=row.id, action="close"))
    row.active = False


class ShelfView(RecordView):
    listing = LISTING
    one = "Shelf"
    see = P.PLACE_SEE
    create = edit = P.PLACE_EDIT
    form = ShelfForm
    acts = (
        Act("rename", "Rename", rename, RenameForm, permission=P.PLACE_EDIT),
        Act("close", "Close", close, permission=P.PLACE_EDIT, open=lambda _w, row: row.active),
    )
    bulk = (BulkAction("close", "Close", P.PLACE_EDIT, close, confirm="Close %(count)s places?"),)

    def save(self, work: Work, row: Place | None, changes: dict[str, Any]) -> Place:
        return save(work, row, changes)
