"""The form of a request: what is proposed, what the chosen files allow, who would decide."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request

from models.files.records import CustomerFile
from models.words.lending import Action
from models.words.permissions import Permission as P
from portal import settings
from portal.access.policy import can
from portal.errors import NotFound
from portal.files.rules import ModeBar
from portal.lending import offers, request_checks, requests
from portal.lending.requests import FIELDS, Ask
from portal.lending.standing import find_standing
from portal.lending.visitors import Stranger
from portal.platform.calendar.workdays import add_workdays
from portal.work import Work
from views.shell.forms.base import Form
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words

VISITOR = ("name", "organization", "id_type", "id_number", "relation", "letter")
# What each use is asked with; the fields of the other uses are not sent along (FM-20–FM-22).
USED = {
    Action.VIEW: ("place", "planned_on"),
    Action.BORROW: ("mode", "term_days"),
    Action.COPY: ("pages", "copies", "external", "return_by"),
}
MOST = 200  # files looked at for one form
LONGEST_PURPOSE = 500
MOST_QUICK = 5  # purposes offered at a click


def proposals(work: Work) -> dict[str, Any]:
    """What a new form starts with: a loan of the files in the address, as wide as they allow."""
    files = seen_files(work, request.args.get("files", "").split(","))
    offer = offers.find_offer(work, files)
    wanted = request.args.get("action", "")
    usual = Action.BORROW if offer.modes or not files else Action.VIEW
    return {
        "file_ids": [{"file_id": file.id} for file in files],
        "action": Action(wanted) if wanted in set(Action) else usual,
        "mode": next(iter(offer.modes), None),
        "term_days": offer.term_days,
        "planned_on": add_workdays(work, work.today, 1),
        "copies": 1,
        "purpose": request.args.get("purpose", "")[:LONGEST_PURPOSE],
    }


def seen_files(work: Work, ids: Sequence[Any]) -> list[CustomerFile]:
    """Those of these files that may be asked for by the actor; the others are left out."""
    result = []
    for id in dict.fromkeys(parse_id(str(each)) for each in ids[:MOST]):
        try:
            result += requests.load_files(work, [id]) if id else []
        except NotFound:
            continue
    return result


def chosen_ids(form: Form) -> list[int]:
    """The files in the rows of a form."""
    rows = form["file_ids"].data or ()
    return [row["file_id"] for row in rows if row.get("file_id")]


def form_values(work: Work, form: Form) -> dict[str, Any]:
    """What stands beside the form; its choices that no file allows are shut."""
    shown = offer_values(work, seen_files(work, chosen_ids(form)), form["action"].data)
    if shown["offer"].files:
        form["mode"].barred = tuple(m for m in form["mode"].words if m not in shown["offer"].modes)
    shortest = settings.get(work.session, "purpose_length")
    form["purpose"].description = _(
        "At least %(count)s characters: the matter it is for, e.g. evidence in the case of …",
        count=shortest,
    )
    form["purpose"].phrases = quick_purposes(work)
    return shown


def quick_purposes(work: Work) -> tuple[str, ...]:
    """What people of this office usually ask for (setting ``quick_purposes``)."""
    text = settings.get(work.session, "quick_purposes")
    shortest = settings.get(work.session, "purpose_length")
    parts = (part.strip() for part in re.split("[、，,；;]", text))
    return tuple(part for part in parts if len(part) >= shortest)[:MOST_QUICK]


def offer_values(work: Work, files: Sequence[CustomerFile], action: Any) -> dict[str, Any]:
    """What these files allow and who would decide about them, for the page and its fragment."""
    offer = offers.find_offer(work, files)
    asked = action if isinstance(action, Action) else Action.BORROW
    route = []
    if offer.usable:
        sketch = requests.sketch_request(work, asked, [one.file for one in offer.usable])
        route = requests.preview_route(work, sketch)
    return {
        "offer": offer,
        "twice": {
            one.file.id: number
            for one in offer.files
            if (number := request_checks.asked_already(work, asked, one.file.id, _own_id()))
        },
        "route": route,
        "copies": asked is Action.COPY,
        "counted": {f.id for f in files if asked is Action.COPY and can(work.actor, P.FILE_SEE, f)},
        "borrows": asked is Action.BORROW,
        "standing": find_standing(work, work.actor.id),
        "by_class": ModeBar.CLASS,
        "say": say_words,
    }


def read_ask(work: Work, values: Mapping[str, Any]) -> Ask:
    """What was asked for; a way and a term left blank are the widest and the longest allowed."""
    visitor = None
    given = {name: values.get(f"visitor_{name}") or "" for name in VISITOR}
    if any(given.values()):
        visitor = Stranger(**given)
    ids = [row["file_id"] for row in values["file_ids"] if row.get("file_id")]
    other = {name for use, names in USED.items() if use is not values["action"] for name in names}
    fields = {name: values[name] for name in FIELDS if name not in other}
    fields["purpose_category"] = fields["purpose_category"] or ""
    ask = Ask(file_ids=ids, visitor=visitor, **fields)
    if ask.action is not Action.BORROW or (ask.mode and ask.term_days is not None):
        return ask
    offer = offers.find_offer(work, seen_files(work, ids))
    return replace(
        ask,
        mode=ask.mode or next(iter(offer.modes), None),
        term_days=offer.term_days if ask.term_days is None else ask.term_days,
    )


def _own_id() -> int:
    """The id of the request in the address, which does not count against itself."""
    return (request.view_args or {}).get("id", 0)
