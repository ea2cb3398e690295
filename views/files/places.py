"""Places: the tree of rooms, cabinets, shelves and boxes, and their labels with QR codes."""

import io
from collections.abc import Sequence
from typing import Any

import segno
from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select
from wtforms.validators import Optional

from models.files.places import Place
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files import custody, places
from portal.work import Work
from views.files.page import user_name
from views.files.store_forms import PlaceMoveForm
from views.shell.acts import Act
from views.shell.context import config, reading
from views.shell.facts import Card, Fact
from views.shell.forms.base import Section
from views.shell.forms.ids import parse_id
from views.shell.forms.validators import MaxLength
from views.shell.records import ID, RecordView

MOST_LABELS = 200


class PlaceView(RecordView):
    """库位: places with their capacity and key holder (B1)."""

    model, name = Place, N_("Places")
    one = N_("place")
    icon = "archive"
    purpose = N_("Rooms, cabinets, shelves and boxes, and how full they are")
    see, create, edit = P.PLACE_SEE, P.PLACE_EDIT, P.PLACE_EDIT
    column_list = ("label", "sort", "capacity", "active")
    column_labels = {
        "active": N_("In use"),
        "capacity": N_("Capacity (files)"),
        "code": N_("Code"),
        "keeper": N_("Key holder"),
        "label": N_("Place"),
        "name": N_("Name"),
        "parent": N_("Located in"),
        "position": N_("Order"),
        "sort": N_("Kind of place"),
    }
    column_filters = ("sort",)
    column_sortable_list = ("label",)
    column_default_sort = "label"
    form_rules = (
        Section(N_("Place"), ("parent", "sort", "code", "name", "position")),
        Section(N_("Room and keeper"), ("capacity", "keeper", "active")),
    )
    form_args = {
        "capacity": {"description": N_("Blank: holds no files itself.")},
        "code": {
            "validators": [MaxLength(20)],
            "description": N_("On its label, e.g. 03."),
        },
        "name": {
            "validators": [Optional(), MaxLength(60)],
            "description": N_("Blank: the code."),
        },
        "parent": {"description": N_("Blank for a room.")},
        "position": {"description": N_("From left to right, from top to bottom, e.g. 1.")},
    }
    acts = (
        Act(
            "move",
            N_("Move with contents"),
            places.move_place,
            PlaceMoveForm,
            permission=P.PLACE_EDIT,
            open=lambda _work, row: row.parent_id is not None,
            undo="move_back",
            done=N_("«%(name)s» was moved with its contents."),
        ),
        Act(
            "move_back",
            N_("Move back"),
            places.move_place_back,
            permission=P.PLACE_EDIT,
            open=places.was_moved_today,
            done=N_("«%(name)s» is back where it was."),
        ),
    )

    def title(self, row: Place) -> str:
        return row.label

    def prefill(self, work: Work) -> dict[str, Any]:  # noqa: ARG002
        parent = request.args.get("parent_id", "")
        id = parse_id(parent)
        return {"parent_id": id} if id else {}

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Any:
        before = {name: getattr(row, name) for name in places.FIELDS} if row else {}
        values = {**before, **changes}
        return places.save_place(work, row, {**values, "position": values.get("position") or 0})

    def facts(self, work: Work, row: Place) -> Sequence[Card]:
        taken = custody.occupancy(work, row.id)
        facts = [
            Fact("label", N_("Place"), row.label),
            Fact("sort", N_("Kind of place"), row.sort, V.WORD),
            Fact("files", N_("Files here"), str(taken), href=f"/files/?place={row.id}"),
            Fact("capacity", N_("Capacity (files)"), row.capacity, V.INTEGER),
            Fact("keeper", N_("Key holder"), user_name(work, row.keeper_id), V.USER),
            Fact("active", N_("In use"), row.active, V.YESNO),
        ]
        return [Card(N_("Facts"), facts)]

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The tree instead of a list."""
        work = reading()
        return self.show(
            "files/places/tree.html",
            nodes=places.load_tree(work),
            may_create=self.may_create(work),
            base=self.url + "/",
        )

    @expose(f"/{ID}/labels/")
    def labels_view(self, id: int) -> ResponseReturnValue:
        """A sheet of labels to print: the place and all below it (B3)."""
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
