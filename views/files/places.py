"""Rooms, cabinets, shelves and boxes: the tree, its labels with QR codes, one place."""

import io
from collections.abc import Sequence
from typing import Any

import segno
from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.files.places import Place
from models.words.files import PlaceKind
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.files import custody, places
from portal.platform.lists.listing import Column, Filter, Listing
from portal.work import Work
from views.files.page import name_of
from views.files.store_forms import PlaceForm, PlaceMoveForm
from views.shell.acts import Act
from views.shell.context import config, reading
from views.shell.facts import Card, Fact
from views.shell.records import ID, RecordView

PLACES = Listing(
    name="places",
    kind=Kind.PLACE,
    table=Place,
    see=P.PLACE_SEE,
    title=N_("Places"),
    columns=(
        Column("label", N_("Place"), Place.label, "link", sort=True, width=30, phone=True),
        Column("sort", N_("Kind of place"), Place.sort, "word", PlaceKind, phone=True),
        Column("capacity", N_("Files that fit"), Place.capacity, "number"),
        Column("active", N_("In use"), Place.active, "flag"),
    ),
    filters=(Filter("sort", N_("Kind of place"), "word", Place.sort, PlaceKind, pinned=True),),
    order="label",
    link="label",
)
MOST_LABELS = 200


class PlaceView(RecordView):
    """库位: one current place per paper file, with its room and its key holder (B1)."""

    listing = PLACES
    one = N_("place")
    icon = "archive"
    purpose = N_("Rooms, cabinets, shelves and boxes, and how full they are")
    create = edit = P.PLACE_EDIT
    form = PlaceForm
    acts = (
        Act(
            "move",
            N_("Move with all inside"),
            places.move,
            PlaceMoveForm,
            permission=P.PLACE_EDIT,
            open=lambda _work, row: row.parent_id is not None,
            undo="move_back",
            done=N_("«%(name)s» was moved with all that is in it."),
        ),
        Act(
            "move_back",
            N_("Move back"),
            places.move_back,
            permission=P.PLACE_EDIT,
            open=places.moved_today,
            done=N_("«%(name)s» stands where it stood before."),
        ),
    )

    def title(self, row: Place) -> str:
        return row.label

    def prefill(self, work: Work) -> dict[str, Any]:  # noqa: ARG002
        parent = request.args.get("parent_id", "")
        return {"parent_id": int(parent[:18])} if parent.isdigit() else {}

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Any:
        kept = {name: getattr(row, name) for name in places.FIELDS} if row else {}
        values = {**kept, **changes}
        return places.save(work, row, {**values, "position": values.get("position") or 0})

    def facts(self, work: Work, row: Place) -> Sequence[Card]:
        taken = custody.occupancy(work, row.id)
        facts = [
            Fact("label", N_("Place"), row.label),
            Fact("sort", N_("Kind of place"), row.sort, "word"),
            Fact("files", N_("Files here"), str(taken), href=f"/files/?place={row.id}"),
            Fact("capacity", N_("Files that fit"), row.capacity, "number"),
            Fact("keeper", N_("Keeps the key"), name_of(work, row.keeper_id), "person"),
            Fact("active", N_("In use"), row.active, "flag"),
        ]
        return [Card(N_("Facts"), facts)]

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The tree instead of a list."""
        work = reading()
        return self.show(
            "files/places/tree.html",
            nodes=places.tree(work),
            may_create=self.may_create(work),
            base=self.url + "/",
        )

    @expose(f"/{ID}/labels/")
    def labels_view(self, id: int) -> ResponseReturnValue:
        """A sheet of labels to print: this place and all below it (B3)."""
        work = reading()
        row = work.get(Place, id, P.PLACE_SEE)
        inside = work.session.scalars(
            select(Place)
            .where(Place.path.startswith(row.path))
            .order_by(Place.label)
            .limit(MOST_LABELS)
        ).all()
        return self.show("files/places/labels.html", row=row, inside=inside, base=self.url + "/")

    @expose(f"/{ID}/qr.svg")
    def qr_view(self, id: int) -> ResponseReturnValue:
        """The QR code of a place: the address of its page."""
        row = reading().get(Place, id, P.PLACE_SEE)
        code = segno.make(f"{config().base_url}{self.url}/{row.id}/", error="m")
        out = io.BytesIO()
        code.save(out, kind="svg", scale=4, xmldecl=False, svgclass=None, lineclass=None)
        return Response(out.getvalue(), content_type="image/svg+xml")
