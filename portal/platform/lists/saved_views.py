"""Named list states: one's own, one's department's, everybody's; only the owner changes them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Row, Select, and_, bindparam, or_, select

from models.platform.lists import SavedView
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import Sharing
from models.words.text import N_
from portal.errors import Invalid, NotFound, TooLarge
from portal.events import Done, Saved
from portal.platform.limits import require_short
from portal.work import Work

LONGEST = 30
MOST = 30  # of one person on one list


VIEW = SavedView.__table__.c


def _on() -> Select[Any]:
    me, department = bindparam("me", type_=Integer), bindparam("department", type_=Integer)
    shared = and_(VIEW.sharing == Sharing.DEPARTMENT, VIEW.department_id == department)
    return (
        select(VIEW.id, VIEW.name, VIEW.query, VIEW.sharing, VIEW.owner_id)
        .where(
            VIEW.listing == bindparam("listing"),
            or_(VIEW.owner_id == me, VIEW.sharing == Sharing.ALL, shared),
        )
        .order_by(VIEW.position, VIEW.id)
        .limit(100)
    )


ON = _on()


def saved_views_of(work: Work, listing: str) -> Sequence[Row[Any]]:
    """The views this actor sees above a list, own first, then shared ones, by position: rows of
    id, name, query, sharing and owner_id.
    """
    given = {"listing": listing, "me": work.actor.id, "department": work.actor.department_id}
    rows = work.session.execute(ON, given).all()
    return sorted(rows, key=lambda row: row.owner_id != work.actor.id)


def save_view(
    work: Work, listing: str, name: str, sharing: Sharing, query: Mapping[str, str]
) -> SavedView:
    """Save a state under a name; one's own view of that name takes the new state.

    Sharing with everybody needs ``view:share``. Raises ``Invalid`` at field ``name``.
    """
    name = name.strip()
    if not name:
        raise Invalid(N_("Please enter a name for the view."), field="name")
    long = N_("The name of a view has at most %(most)s characters; you have %(now)s.")
    require_short(name, LONGEST, "name", sentence=long)
    if sharing is Sharing.ALL:
        work.require(P.VIEW_SHARE)
    own = _own(work, listing)
    row = next((r for r in own if r.name == name), None)
    if row is None:
        if len(own) >= MOST:
            raise TooLarge(N_("You have %(most)s views here. Remove one first."), most=MOST)
        row = SavedView(
            listing=listing,
            name=name,
            owner_id=work.actor.id,
            position=len(own),
            department_id=work.actor.department_id,
            sharing=sharing,
            query=dict(query),
        )
        work.add(row)
        _note(work, row, created=True, query=[None, dict(query)], sharing=[None, sharing])
        return row
    _note(work, row, query=[row.query, dict(query)], sharing=[row.sharing, sharing])
    row.query, row.sharing = dict(query), sharing
    return row


def remove_view(work: Work, listing: str, id: int) -> None:
    """Take away one's own view. Raises ``NotFound`` for others'."""
    row = next((r for r in _own(work, listing) if r.id == id), None)
    if row is None:
        raise NotFound(N_("You have no such view."))
    work.record(Done(kind=Kind.SAVED_VIEW, id=id, action="remove", facts={"name": row.name}))
    work.session.delete(row)


def _own(work: Work, listing: str) -> list[SavedView]:
    mine = (SavedView.listing == listing, SavedView.owner_id == work.actor.id)
    return list(work.session.scalars(select(SavedView).where(*mine)))


def _note(work: Work, row: SavedView, *, created: bool = False, **changes: Any) -> None:
    work.record(Saved(kind=Kind.SAVED_VIEW, id=row.id, changes=changes, created=created))
