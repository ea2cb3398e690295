"""The auditor's list: every entry of the chain, by person, act, record, refusal and period."""

from sqlalchemy import ColumnElement, and_, or_

from models.platform.audit import AuditEntry
from models.words.acts import ACTS, act_label
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.office.audit_names import about_called
from portal.office.audit_search import search_entries
from portal.office.audit_sheet import RECORD, SHEET_COLUMNS, WHOLE, spell_brief, spell_record
from portal.platform.lists.listing import Column, Filter, Listing
from portal.platform.looks import terms
from portal.work import Work


def _acts(_work: Work) -> list[tuple[str, str]]:
    """One choice a word, however many verbs are called so."""
    words = {act_label(act): act for act in reversed(list(ACTS))}
    return [(words[word], word) for word in dict.fromkeys(map(act_label, ACTS))]


def _of_act(_work: Work, value: str) -> ColumnElement[bool]:
    """A refusal is kept as «listing.act»: it is found under its act too."""
    acts = {act for act in ACTS if act_label(act) == act_label(value)} | {value}
    return AuditEntry.happened.in_(acts) | or_(
        *(AuditEntry.happened.endswith(f".{act}", autoescape=True) for act in sorted(acts))
    )


def _of_term(work: Work, value: str) -> ColumnElement[bool]:
    """Searches for exactly this: a number is kept as mask and keyed digest only (R-22)."""
    kept = terms.keep_term(work.config.audit_key, value)
    facts = AuditEntry.details["facts"]
    name = "digest" if "digest" in kept else "term"
    return and_(AuditEntry.happened == "search", facts[name].as_string() == kept[name])


AUDIT = Listing(
    name="audit",
    kind=Kind.AUDIT,
    table=AuditEntry,
    see=P.AUDIT_SEE,
    title=N_("Audit trail"),
    columns=(
        Column("seq", N_("Entry"), AuditEntry.seq, V.CODE, width=8, phone=True),
        Column("at", N_("When"), AuditEntry.at, V.MOMENT, width=16, phone=True),
        Column(
            "who", N_("Who"), AuditEntry.actor["name"].as_string(), V.MESSAGE, width=12, phone=True
        ),
        Column(
            "department", N_("Department"), AuditEntry.actor["department"].as_string(), width=12
        ),
        Column("happened", N_("Action"), AuditEntry.happened, V.ACT, width=14, phone=True),
        Column("subject", N_("Record type"), AuditEntry.subject, V.WORD, Kind, width=10),
        Column("record", N_("Record no."), RECORD, width=18, phone=True, spell=spell_record),
        Column("changed", N_("In short"), WHOLE, spell=spell_brief, sheet=False),
        Column("refused", N_("Denied"), AuditEntry.refused, V.YESNO, width=6),
        Column(
            "address",
            N_("Network address"),
            AuditEntry.actor["address"].as_string(),
            shown=False,
            width=16,
        ),
        Column("hash", N_("Hash"), AuditEntry.hash, shown=False, width=66),
    ),
    filters=(
        Filter("person", N_("Who"), V.USER, AuditEntry.actor_id, pinned=True),
        Filter("act", N_("Action"), V.CHOICE, apply=_of_act, options=_acts, pinned=True),
        Filter("at", N_("When"), V.MOMENT, AuditEntry.at, pinned=True),
        Filter("record", N_("Record no."), V.CODE, apply=about_called, pinned=True),
        Filter("term", N_("Searched for"), V.TEXT, apply=_of_term),
        Filter("subject", N_("Record type"), V.WORD, AuditEntry.subject, Kind),
        Filter("refused", N_("Denied"), V.YESNO, AuditEntry.refused),
    ),
    order="-id",
    link="seq",
    search=search_entries,
    search_hint=N_("Person, action, reason, number or name of a record"),
    sheet_columns=SHEET_COLUMNS,
    views={
        N_("Refusals"): {"refused": "1"},
        N_("Sign-ins"): {"act": "sign_in"},
        N_("Revealed values"): {"act": "reveal"},
    },
)
