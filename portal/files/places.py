"""Rooms, cabinets, shelves and boxes: a tree with capacity, order and key holders (B1, B3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from models.files.places import Place
from models.files.records import CustomerFile
from models.people import User
from models.words.files import Custody, PlaceKind
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import IllegalMove, Invalid, PortalError, Problems
from portal.events import Saved
from portal.files import custody
from portal.people import officers
from portal.work import Work, midnight

FIELDS = ("parent_id", "sort", "code", "name", "position", "capacity", "keeper_id", "active")
RANK = list(PlaceKind)


@dataclass(frozen=True)
class Node:
    """A line of the tree: ``depth`` from 0; ``taken`` and ``room`` in files, branches included."""

    place: Place
    depth: int
    taken: int
    room: int | None
    keeper: str

    @property
    def share(self) -> int:
        """How full the branch is, in percent."""
        return min(100, round(100 * self.taken / self.room)) if self.room else 0


def save_place(work: Work, place: Place | None, values: Mapping[str, Any]) -> Place:
    """Create or change a place; ``capacity`` in files or None. Raises ``Problems`` by field."""
    work.require(P.PLACE_EDIT)
    row = place or Place(sort=PlaceKind.ROOM, code="", name="")
    recorded = (*FIELDS, "label")
    before = {name: getattr(row, name) if place else None for name in recorded}
    with work.session.no_autoflush:
        parent = _check(work, row, values)
        for name in FIELDS:
            if name in values:
                setattr(row, name, values[name])
        row.code, row.name = row.code.strip(), row.name.strip() or row.code.strip()
        if place is not None and before["parent_id"] not in (None, row.parent_id):
            row.moved_at, row.moved_from_id = work.now, before["parent_id"]
            row.moved_order = before["position"] or 0
    if place is None:
        work.add(row)
    _lay_out(work, row, parent)
    changes = {n: [old, getattr(row, n)] for n, old in before.items() if old != getattr(row, n)}
    if changes:
        work.record(Saved(kind=Kind.PLACE, id=row.id, changes=changes, created=place is None))
    return row


def move_place(
    work: Work, place: Place, *, parent_id: int | None, position: int | None = None
) -> None:
    """Move a cabinet, shelf or box with its contents (B1, B2). Raises ``Invalid`` for no move."""
    values = {name: getattr(place, name) for name in FIELDS}
    if parent_id == place.parent_id:
        raise Invalid(N_("It is already there."), field="parent_id")
    save_place(work, place, {**values, "parent_id": parent_id, "position": position or 0})


def move_place_back(work: Work, place: Place) -> None:
    """Undo today's move of a whole place; files moved in or out since stay where they are.

    Raises ``IllegalMove`` when it was not moved today, ``Problems`` when its place is taken.
    """
    work.require(P.PLACE_EDIT)
    if not was_moved_today(work, place):
        raise IllegalMove(N_("It was not moved today, so there is nothing to undo."))
    move_place(work, place, parent_id=place.moved_from_id, position=place.moved_order)
    place.moved_at = place.moved_from_id = None  # a second click must not move it again


def room_of(work: Work, place_id: int | None) -> str:
    """The name of the room a place lies in; empty for one that lies in none."""
    path = work.session.scalar(select(Place.path).where(Place.id == place_id)) or ""
    top = next((int(part) for part in path.split("/") if part), None)
    room = select(Place.name).where(Place.id == top, Place.sort == PlaceKind.ROOM)
    return work.session.scalar(room) or ""


def was_moved_today(work: Work, place: Place) -> bool:
    """Whether the place was moved today."""
    return place.moved_at is not None and place.moved_at >= midnight(work.today)


def _check(work: Work, row: Place, values: Mapping[str, Any]) -> Place | None:
    problems: dict[str, PortalError] = {}
    parent = work.session.scalar(select(Place).where(Place.id == values.get("parent_id")))
    sort = PlaceKind(values.get("sort") or row.sort)
    code = str(values.get("code", row.code) or "").strip()
    if not 1 <= len(code) <= 20 or "/" in code:
        problems["code"] = Invalid(N_("Please give a code of 1 to 20 characters, e.g. A-03."))
    elif work.session.scalar(
        select(Place.id).where(
            Place.parent_id == (parent.id if parent else None),
            Place.code == code,
            Place.id != (row.id or 0),
        )
    ):
        problems["code"] = Invalid(N_("This code is taken there. Please choose another."))
    if parent is None and sort is not PlaceKind.ROOM:
        problems["parent_id"] = Invalid(N_("Please choose the room or cabinet it stands in."))
    if parent is not None and RANK.index(sort) <= RANK.index(parent.sort):
        problems["parent_id"] = Invalid(
            N_("A room holds cabinets, a cabinet shelves, a shelf boxes.")
        )
    if parent is not None and row.id and f"/{row.id}/" in parent.path:
        problems["parent_id"] = Invalid(N_("A place cannot stand inside itself."))
    problems |= _check_room(work, row, values) | _check_keeper(work, row, values)
    if problems:
        raise Problems(problems)
    return parent


def _check_keeper(work: Work, row: Place, values: Mapping[str, Any]) -> dict[str, PortalError]:
    keeper_id = values.get("keeper_id")
    if not keeper_id or keeper_id == row.keeper_id:
        return {}
    if not work.session.scalar(select(User.id).where(User.id == keeper_id, User.active)):
        return {"keeper_id": Invalid(N_("Please choose somebody whose account is open."))}
    if officers.is_officer(work.session, int(keeper_id)):
        return {"keeper_id": Invalid(officers.NO_BUSINESS)}
    return {}


def _check_room(work: Work, row: Place, values: Mapping[str, Any]) -> dict[str, PortalError]:
    taken = custody.occupancy(work, row.id) if row.id else 0
    capacity = values.get("capacity", row.capacity)
    if capacity is not None and not max(taken, 1) <= capacity <= 100_000:
        return {
            "capacity": Invalid(
                N_("There are %(taken)s files there. Please enter %(least)s or more, e.g. 50."),
                taken=taken,
                least=max(taken, 1),
            )
        }
    if taken and (capacity is None or values.get("active") is False):
        return {
            "active": Invalid(N_("There are %(taken)s files there. Move them first."), taken=taken)
        }
    return {}


def _lay_out(work: Work, row: Place, parent: Place | None) -> None:
    """Set path and label of a place and of all below it; changed labels are recorded."""
    old = row.path
    row.path = f"{parent.path if parent else '/'}{row.id}/"
    row.label = f"{parent.label} / {row.name}" if parent else row.name
    if not old:
        return
    below = work.session.scalars(
        select(Place).where(Place.path.startswith(old), Place.id != row.id).order_by(Place.path)
    ).all()
    known = {row.id: row}
    for child in sorted(below, key=lambda p: p.path.count("/")):
        above = known[child.parent_id or 0]
        label, child.path = child.label, f"{above.path}{child.id}/"
        child.label = f"{above.label} / {child.name}"
        if label != child.label:
            changes = {"label": [label, child.label]}
            work.record(Saved(kind=Kind.PLACE, id=child.id, changes=changes))
        known[child.id] = child


def load_tree(work: Work) -> list[Node]:
    """The whole tree in shelf order (left to right, top to bottom, R-47), in two queries."""
    work.require(P.PLACE_SEE)
    rows = work.session.execute(
        select(Place, User.name)
        .outerjoin(User, User.id == Place.keeper_id)
        .order_by(Place.position, Place.code)
    ).all()
    homes = work.session.execute(
        select(CustomerFile.place_id, func.count())
        .where(CustomerFile.custody != Custody.NONE)
        .group_by(CustomerFile.place_id)
    )
    counts = {place_id: count for place_id, count in homes if place_id is not None}
    children: dict[int | None, list[tuple[Place, str]]] = {}
    for place, keeper in rows:
        children.setdefault(place.parent_id, []).append((place, keeper or ""))
    nodes: list[Node] = []
    for place, keeper in children.get(None, []):
        _grow(place, keeper, 0, children, counts, nodes)
    return nodes


def _grow(
    place: Place,
    keeper: str,
    depth: int,
    children: Mapping[int | None, list[tuple[Place, str]]],
    counts: Mapping[int, int],
    nodes: list[Node],
) -> tuple[int, int | None]:
    """Append ``place`` and all below it; returns files and room of the branch."""
    index = len(nodes)
    taken, room = counts.get(place.id, 0), place.capacity
    for child, holder in children.get(place.id, []):
        more, space = _grow(child, holder, depth + 1, children, counts, nodes)
        taken += more
        room = room if space is None else (room or 0) + space
    nodes.insert(index, Node(place, depth, taken, room, keeper))
    return taken, room
