"""Visitors; of the ID number only the last characters and a keyed hash are kept (C5)."""

import hashlib
import hmac
from dataclasses import dataclass

from models.lending.requests import Visitor
from models.words.text import N_
from portal.errors import Invalid, PortalError, Problems
from portal.work import Work


@dataclass(frozen=True, kw_only=True)
class Stranger:
    """The visitor a request is made for, as typed; only a hash of ``id_number`` is kept."""

    name: str
    organization: str = ""
    id_type: str = ""
    id_number: str = ""
    relation: str = ""
    letter: str = ""


def check_visitor(stranger: Stranger) -> dict[str, PortalError]:
    """Problems of a visitor, by field: who shows no ID is given nothing (R-21)."""
    problems: dict[str, PortalError] = {}
    if not stranger.name.strip():
        problems["visitor_name"] = Invalid(N_("Please give the visitor's name."))
    if len(stranger.id_number.strip()) < 4:
        problems["visitor_id_number"] = Invalid(N_("Please give the number of the visitor's ID."))
    if not stranger.relation.strip():
        problems["visitor_relation"] = Invalid(
            N_("Please say how the visitor relates to the customer, e.g. lawyer.")
        )
    return problems


def record_visitor(work: Work, stranger: Stranger | None) -> int | None:
    """Save a visitor, who must show an ID (R-21); returns the id. Raises ``Problems`` by field."""
    if stranger is None:
        return None
    if problems := check_visitor(stranger):
        raise Problems(problems)
    number = "".join(stranger.id_number.split()).upper()
    row: Visitor = work.add(
        Visitor(
            name=stranger.name.strip(),
            organization=stranger.organization.strip(),
            id_type=stranger.id_type,
            id_tail=number[-4:],
            id_hash=fingerprint(work, number),
            relation=stranger.relation.strip(),
            letter=stranger.letter.strip(),
        )
    )
    return row.id


def fingerprint(work: Work, number: str) -> str:
    """The keyed hash by which the same ID is recognized; the key is not in the database."""
    return hmac.new(work.config.secret_key, number.encode(), hashlib.sha256).hexdigest()
