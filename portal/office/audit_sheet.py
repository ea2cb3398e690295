"""What the sheet of the audit says beside its list: details, before and after, the chain (D3)."""

import json
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import String, case, cast, select

from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing
from models.platform.audit import AuditEntry
from models.words.kinds import Kind
from models.words.labels import label
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.roles import GUARDED
from portal.approvals.lists import CHAINS, ROUTES
from portal.customers import import_fields
from portal.customers.lists import CUSTOMERS
from portal.files.deficiency_lists import DEFICIENCIES, PENALTIES
from portal.files.difference_list import DIFFERENCES
from portal.files.lists import FILES, NUMBERS
from portal.lending.lists import LOANS
from portal.lending.request_lists import COPYINGS, REQUESTS, VIEWINGS
from portal.people.lists import DELEGATIONS, USERS
from portal.platform.audit.history import SILENT as UNREADABLE
from portal.platform.audit.history import STARS
from portal.platform.lists.listing import Column
from portal.platform.sheets.sheet import Say

LABELS: Mapping[str, str] = {
    "reason": N_("Reason"),
    "source": N_("State before"),
    "target": N_("State after"),
    "agent": N_("Browser"),
    "items": N_("Items"),
    "pages": N_("Pages"),
    "number": N_("Number"),
    "added": N_("Added"),
    "removed": N_("Removed"),
    "count": N_("How many"),
    "customer": N_("Customer"),
    "field": N_("Field"),
    "hours": N_("Valid for (hours)"),
    "name": N_("Name"),
    "note": N_("Note"),
    "purpose": N_("Purpose"),
    "rows": N_("Rows"),
    "from": N_("From"),
    "to": N_("To"),
    "second": N_("Second factor"),
    "who": N_("Who decides"),
    "role": N_("Role"),
    "need": N_("Needed"),
    "workdays": N_("Working days"),
    "filters": N_("Filters"),
    "report": N_("Sheet"),
    "sha256": "SHA-256",
    "intact": N_("As exported"),
}
# Said by the act itself, or in columns of their own.
SILENT = frozenset({"action", "changes", "created", "dimension", "facts"})
LISTINGS = (
    *(CUSTOMERS, FILES, NUMBERS, DEFICIENCIES, DIFFERENCES, PENALTIES),
    *(REQUESTS, LOANS, VIEWINGS, COPYINGS, CHAINS, ROUTES, USERS, DELEGATIONS),
)
COLUMNS: Mapping[Kind, Mapping[str, Column]] = {
    listing.kind: {column.name: column for column in listing.columns} for listing in LISTINGS
}
TYPED = {field.name: field for field in import_fields.FIELDS}  # of customers and contacts


def spell_details(said: str, say: Say) -> str:
    """What an entry keeps besides changes, a line each; states by their word."""
    kind, details = _parsed(said)
    kept = {**details, **(details.get("facts") or {})}
    lines = []
    for name, value in sorted(kept.items()):
        if name not in SILENT and value not in (None, "", [], {}):
            of = kept.get("dimension", "state") if name in ("source", "target") else name
            lines.append(f"{_label(kind, name, say)}：{_value(kind, of, value, say)}")
    return "\n".join(lines)


def _side(place: int) -> Callable[[str, Say], str]:
    """Spells the fields before (0) or after (1) a change, a line each."""

    def spell(said: str, say: Say) -> str:
        kind, details = _parsed(said)
        return "\n".join(
            f"{_label(kind, name, say)}：{_value(kind, name, pair[place], say) or '—'}"
            for name, pair in _changes(kind, details)
        )

    return spell


def _parsed(said: str) -> tuple[Kind, dict[str, Any]]:
    """The kind of record and the details, as one expression of SQL gives both."""
    kind, _, details = said.partition(" ")
    return Kind(kind), json.loads(details)


def _changes(kind: Kind, details: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """What roles see masked is proven by the chain, not told (D4)."""
    for name, given in (details.get("changes") or {}).items():
        pair = given if isinstance(given, list) and len(given) == 2 else ["", given]
        if name in UNREADABLE:
            continue
        yield name, [STARS if (kind, name) in GUARDED and each else each for each in pair]


def _label(kind: Kind, name: str, say: Say) -> str:
    if column := COLUMNS.get(kind, {}).get(name):
        return say(column.label)
    if kind in (Kind.CUSTOMER, Kind.CONTACT):
        prefix = import_fields.CONTACT if kind is Kind.CONTACT else ""
        if field := TYPED.get(prefix + name):
            return say(field.label)
    return say(LABELS.get(name, name.replace("_", " ")))


def _value(kind: Kind, name: str, value: Any, say: Say) -> str:
    """A value of any shape: words by their label, yes and no, the parts of a definition."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return say(N_("Yes")) if value else say(N_("No"))
    if isinstance(value, dict):
        parts = [(str(k), v) for k, v in value.items() if v not in (None, "")]
        return " · ".join(f"{_label(kind, k, say)} {_value(kind, k, v, say)}" for k, v in parts)
    if isinstance(value, list):
        return "、".join(_value(kind, name, each, say) for each in value)
    return _word(kind, name, value, say)


def _word(kind: Kind, name: str, value: Any, say: Say) -> str:
    column, field = COLUMNS.get(kind, {}).get(name), TYPED.get(name)
    if column and column.called and value in column.called:
        return say(column.called[value])
    known: type[StrEnum] | None = column.words if column else None
    if known is None and kind is Kind.CUSTOMER and field:
        known = field.words
    return say(label(known(value))) if known and value in set(known) else str(value)


BOTH = cast(AuditEntry.subject, String).concat(" ").concat(cast(AuditEntry.details, String))
OF_SUBJECT = {
    Kind.REQUEST: select(AccessRequest.id).where(AccessRequest.id == AuditEntry.subject_id),
    Kind.REQUEST_LINE: select(RequestLine.request_id).where(
        RequestLine.id == AuditEntry.subject_id
    ),
    Kind.LOAN: select(Loan.request_id).where(Loan.id == AuditEntry.subject_id),
    Kind.VIEWING: select(RequestLine.request_id)
    .join(Viewing, Viewing.line_id == RequestLine.id)
    .where(Viewing.id == AuditEntry.subject_id),
    Kind.COPYING: select(RequestLine.request_id)
    .join(Copying, Copying.line_id == RequestLine.id)
    .where(Copying.id == AuditEntry.subject_id),
}
REQUEST_NUMBER = case(
    *(
        (
            AuditEntry.subject == kind,
            select(AccessRequest.number)
            .where(AccessRequest.id == of.correlate(AuditEntry).scalar_subquery())
            .correlate(AuditEntry)
            .scalar_subquery(),
        )
        for kind, of in OF_SUBJECT.items()
    ),
    else_="",
)
SHEET_COLUMNS = (
    Column("request_number", N_("Request number"), REQUEST_NUMBER, V.CODE, width=18),
    Column("details", N_("Details"), BOTH, V.LONG, width=30, spell=spell_details),
    Column("before", N_("Before"), BOTH, V.LONG, width=30, spell=_side(0)),
    Column("after", N_("After"), BOTH, V.LONG, width=30, spell=_side(1)),
    Column("previous", N_("Previous hash"), AuditEntry.previous, width=66),
    Column("hash_of_entry", N_("Hash"), AuditEntry.hash, width=66),
)
