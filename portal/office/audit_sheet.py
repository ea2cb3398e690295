"""Columns of the audit that say in words what its entries keep, and its chain (D3)."""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy import String, case, cast, literal, select

from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, RequestLine, Viewing
from models.platform.audit import AuditEntry
from models.words.kinds import Kind
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.office.audit_names import Names
from portal.office.audit_telling import Telling
from portal.platform.lists.listing import Column
from portal.platform.sheets.sheet import Say
from portal.work import Work

Spelt = Callable[[str], str]
Said = tuple[Kind, str, dict[str, Any]]  # kind of record, act, details


def spell_record(work: Work, say: Say) -> Spelt:
    """The record of an entry by its number or name."""
    names = Names(work, say)

    def spell(said: str) -> str:
        kind, _, id = said.partition(" ")
        return names.name(Kind(kind), int(id))

    return spell


def spell_brief(work: Work, say: Say) -> Spelt:
    """What was changed, in one short line."""
    telling = Telling(work, say)
    return lambda said: telling.brief(*_parsed(said))


def spell_details(work: Work, say: Say) -> Spelt:
    """What an entry keeps besides changes, a line each."""
    telling = Telling(work, say)
    return lambda said: "\n".join(f"{n}：{value}" for n, value in telling.lines(*_parsed(said)))


def _side(place: int) -> Callable[[Work, Say], Spelt]:
    """Spells the fields before (1) or after (2) a change, a line each."""

    def speller(work: Work, say: Say) -> Spelt:
        telling = Telling(work, say)
        return lambda said: "\n".join(
            f"{change[0]}：{change[place]}" for change in telling.changes(*_parsed(said))
        )

    return speller


def _parsed(said: str) -> Said:
    kind, happened, details = said.split(" ", 2)
    return Kind(kind), happened.rpartition(".")[2], json.loads(details)


SPACE = literal(" ")
RECORD = cast(AuditEntry.subject, String).concat(SPACE).concat(cast(AuditEntry.subject_id, String))
# Kind, act and details as one expression of SQL, taken apart by ``_parsed``.
WHOLE = (
    cast(AuditEntry.subject, String)
    .concat(SPACE)
    .concat(AuditEntry.happened)
    .concat(SPACE)
    .concat(cast(AuditEntry.details, String))
)
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
    Column("request_number", N_("Request number"), REQUEST_NUMBER, V.CODE, width=16),
    Column("details", N_("Details"), WHOLE, V.LONG, width=28, spell=spell_details),
    Column("before", N_("Before"), WHOLE, V.LONG, width=24, spell=_side(1)),
    Column("after", N_("After"), WHOLE, V.LONG, width=24, spell=_side(2)),
    Column("previous", N_("Previous hash"), AuditEntry.previous, width=66, paper=False),
    Column("hash_of_entry", N_("Hash"), AuditEntry.hash, width=66, paper=False),
)
