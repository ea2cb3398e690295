"""Ctrl-K: records found, pinned and opened last, and functions of the menu, all by permission."""

from collections.abc import Callable

from flask import current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.kinds import Kind
from models.words.text import N_
from portal.errors import NotFound, PortalError
from portal.platform.looks import volume
from portal.platform.search import visited
from portal.platform.search.index import search_records
from portal.platform.search.query import SEARCHED
from portal.work import Work
from views.office.functions import closeness, functions_of
from views.shell import looks, words
from views.shell.context import reading, working
from views.shell.fast import admin
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.records import RecordView
from views.shell.screens import ANYONE, Screen

MOST = 8


class PaletteView(Screen):
    see = ANYONE
    in_menu = False

    def __init__(self) -> None:
        super().__init__(N_("Search and go"), "palette")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """``?q=`` → [{text, note, url, …}], records first; nothing typed: pinned, last, functions.

        A record has ``record`` (kind:id) and whether it is ``pinned``.
        """
        work, text = reading(), request.args.get("q", "").strip()[:64]
        if not text:
            return jsonify([*_visits(work), *_functions(work, text)])
        if len(text) < 2:
            return jsonify(_functions(work, text))
        volume.require_volume(work)
        records = _records(work, text)
        return jsonify([*records, *_functions(work, text)])

    @expose("/opened/", methods=("POST",))
    def opened(self) -> ResponseReturnValue:
        """``record`` (kind:id): its page stands open. Answers whether it is pinned (UX-14)."""
        kind, id = _given()
        with working("record.open") as work:
            pinned = visited.mark_opened(work, kind, id)
        return jsonify(pinned=pinned)

    @expose("/pin/", methods=("POST",))
    def pin(self) -> ResponseReturnValue:
        """``record`` (kind:id) and ``pinned`` (1 or 0): pin it or take it off."""
        kind, id = _given()
        wanted = request.form.get("pinned") == "1"
        act: Callable[..., None] = visited.pin_record if wanted else visited.unpin_record
        try:
            with working("record.pin") as work:
                act(work, kind, id)
        except PortalError as error:
            return {"message": say_words(error)}, error.status
        return jsonify(pinned=wanted)


def record_url(kind: Kind, id: int) -> str:
    """The page of a record, where its kind has one."""
    view = next(
        (v for v in _screens() if isinstance(v, RecordView) and v.listing.kind is kind), None
    )
    return f"{view.url}/{id}/" if view else ""


def _screens() -> list[Screen]:
    return [view for view in admin.menu_views(current_app) if isinstance(view, Screen)]


def _given() -> tuple[Kind, int]:
    """The record that a page names. Raises ``NotFound`` for what is none."""
    kind, _colon, id = request.form.get("record", "").partition(":")
    number = parse_id(id)
    if kind not in set(SEARCHED) or number is None:
        raise NotFound
    return Kind(kind), number


def _visits(work: Work) -> list[dict[str, str | bool]]:
    return [
        {
            "text": visit.label,
            "note": " · ".join(filter(None, (words.label(visit.kind), visit.hint))),
            "url": url,
            "record": f"{visit.kind}:{visit.id}",
            "pinned": visit.pinned,
            "group": _("Pinned") if visit.pinned else _("Opened last"),
        }
        for visit in visited.visits_of(work)
        if (url := record_url(visit.kind, visit.id))
    ]


def _records(work: Work, text: str) -> list[dict[str, str | bool]]:
    result: list[dict[str, str | bool]] = []
    pinned = visited.pinned_keys(work)
    found = search_records(work, text, limit=MOST)
    looks.note_search(text, [(hit.kind, hit.id, hit.stub) for hit in found])
    for hit in found:
        url = record_url(hit.kind, hit.id)
        ask = _("To be asked for") if hit.stub else ""
        note = " · ".join(part for part in (words.label(hit.kind), hit.hint, ask) if part)
        if url:
            line: dict[str, str | bool] = {"text": hit.label, "note": note, "url": url}
            if not hit.stub:
                line["record"] = f"{hit.kind}:{hit.id}"
                line["pinned"] = (hit.kind, hit.id) in pinned
            result.append(line)
    return result


def _functions(work: Work, text: str) -> list[dict[str, str | bool]]:
    """What this person may do, by what it is called."""
    found = [
        (near, function)
        for function in functions_of(work, _screens())
        if (near := closeness(function, text)) is not None
    ]
    return [
        {
            "text": function.name,
            "note": _("Function") if text else "",
            "url": function.url,
            "group": "" if text else _("Functions"),
        }
        for _near, function in sorted(found, key=lambda pair: pair[0])
    ]
