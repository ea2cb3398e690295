"""Ctrl-K: records by the search engine and functions of the menu, both by permission."""

from flask import current_app, jsonify, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.kinds import Kind
from models.words.text import N_
from portal.platform.search.index import search_records
from portal.work import Work
from views.office.functions import functions_of, is_called
from views.shell import words
from views.shell.context import reading
from views.shell.fast import admin
from views.shell.i18n import gettext as _
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
        """``?q=`` → [{text, note, url}], records first; nothing typed: the functions."""
        work, text = reading(), request.args.get("q", "").strip()[:64]
        records = _records(work, text) if len(text) > 1 else []
        return jsonify([*records, *_functions(work, text)])


def record_url(kind: Kind, id: int) -> str:
    """The page of a record, where its kind has one."""
    view = next(
        (v for v in _screens() if isinstance(v, RecordView) and v.listing.kind is kind), None
    )
    return f"{view.url}/{id}/" if view else ""


def _screens() -> list[Screen]:
    return [view for view in admin.menu_views(current_app) if isinstance(view, Screen)]


def _records(work: Work, text: str) -> list[dict[str, str]]:
    result = []
    for hit in search_records(work, text, limit=MOST):
        url = record_url(hit.kind, hit.id)
        ask = _("To be asked for") if hit.stub else ""
        note = " · ".join(part for part in (words.label(hit.kind), hit.hint, ask) if part)
        if url:
            result.append({"text": hit.label, "note": note, "url": url})
    return result


def _functions(work: Work, text: str) -> list[dict[str, str]]:
    """What this person may do, by what it is called."""
    return [
        {"text": function.name, "note": _("Function"), "url": function.url}
        for function in functions_of(work, _screens())
        if not text or is_called(function, text)
    ]
