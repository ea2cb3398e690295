"""Endpoints of look-up fields, and revealing the value behind a mask."""

from collections.abc import Mapping

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from werkzeug.exceptions import NotFound

from models.customers import Contact, Customer
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal import settings
from portal.customers.keeping import reveal_value
from portal.errors import PortalError
from portal.people.step_up import Unproven
from portal.platform.looks import volume
from portal.platform.search.index import Found, search_records, suggest_records
from portal.platform.search.query import SEARCHED
from views.shell import looks
from views.shell.context import reading, working
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.screens import ANYONE, Screen

MOST = 12
REVEALABLE: Mapping[Kind, type[Contact] | type[Customer]] = {
    Kind.CONTACT: Contact,
    Kind.CUSTOMER: Customer,
}


class LookupView(Screen):
    """``/lookup/<kind>/?q=`` or ``?id=`` → [[id, text], …], cut to what the asker may see."""

    see = ANYONE
    in_menu = False

    def __init__(self) -> None:
        super().__init__("lookup", "lookup", url="/lookup")

    @expose("/")
    @expose("/<kind>/")
    def index(self, kind: str = "") -> ResponseReturnValue:
        wanted = next((k for k in SEARCHED if k == kind), None)
        if wanted is None:
            raise NotFound
        work, text, id = reading(), request.args.get("q", ""), request.args.get("id", "")
        if id:
            known = parse_id(id)
            found = suggest_records(work, wanted, 1, id=known) if known else []
        elif text.strip():
            volume.require_volume(work)
            found = search_records(work, text, [wanted], MOST)
            looks.note_search(text, [(hit.kind, hit.id, hit.stub) for hit in found])
        else:
            found = suggest_records(work, wanted, MOST)
        return [[hit.id, _text(hit)] for hit in found]


def _text(hit: Found) -> str:
    text = f"{hit.label}（{hit.hint}）" if hit.hint else hit.label
    return f"{text} · " + _("To be asked for") if hit.stub else text


class RevealView(Screen):
    """``POST /reveal/`` kind, id, field, reason → the value, for some seconds, on record (D4)."""

    see = ANYONE
    in_menu = False

    def __init__(self) -> None:
        super().__init__("reveal", "reveal", url="/reveal")

    @expose("/", methods=("POST",))
    def index(self) -> ResponseReturnValue:
        given = request.form
        kind = next((k for k in REVEALABLE if k == given.get("kind")), None)
        id = parse_id(given.get("id", ""))
        if kind is None or id is None:
            raise NotFound
        try:
            with working(f"{kind}.reveal") as work:
                field, reason = given.get("field", ""), given.get("reason", "")
                row = work.get(REVEALABLE[kind], id, P.CUSTOMER_SEE)
                value = reveal_value(work, row, field=field, reason=reason)
                seconds = settings.get(work.session, "reveal_seconds")
        except Unproven:
            raise  # asked over the same post
        except PortalError as error:
            return {"message": say_words(error)}, error.status
        return {"value": value, "seconds": seconds}
