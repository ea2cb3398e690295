"""What the audit's words read like on a page: moves by their machine's label, the rest by name."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from models.words.text import N_
from portal.rules import approval, customers, files, lending, requests
from portal.rules.machine import Machine

MACHINES: tuple[Machine[Any], ...] = (
    approval.APPROVAL, approval.TASK, customers.CUSTOMER, files.FILE_LIFE, files.CUSTODY,
    lending.LOAN, requests.REQUEST, requests.LINE, requests.VIEWING, requests.COPYING,
)  # fmt: skip
HAPPENED: Mapping[str, str] = {
    "add_volume": N_("added a volume"),
    "appoint": N_("set an appointment"),
    "ask_renewal": N_("asked for a renewal"),
    "ask_void": N_("asked to void it"),
    "comment": N_("commented"),
    "create": N_("created it"),
    "download": N_("downloaded it"),
    "edit": N_("changed it"),
    "export": N_("exported it"),
    "find_difference": N_("found a difference"),
    "hand_over": N_("handed it over"),
    "log_search": N_("logged a search"),
    "print": N_("printed it"),
    "read": N_("read it"),
    "read_in_window": N_("read it"),
    "remind": N_("reminded"),
    "reorder_items": N_("reordered the items"),
    "reveal": N_("looked at a masked value"),
    "shorten": N_("shortened the term"),
    "take_off": N_("took it off"),
    "waive": N_("waived a step"),
}
MOVED = {move.action: move.label for machine in MACHINES for move in machine.moves}


def happened(word: str) -> str:
    """The word of an audit entry in the reader's language."""
    text = HAPPENED.get(word) or MOVED.get(word)
    return _(text) if text else word.replace("_", " ")
