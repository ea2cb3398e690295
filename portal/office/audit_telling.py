"""Entries of the audit in words: what was changed, from what to what, and what else is kept (D3).

Page, list and sheet say the same, by the tables ``audit_keys`` and ``audit_words``.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Enum

from models.base import Base
from models.words.kinds import Kind
from models.words.labels import LABELS, label
from models.words.permissions import Permission
from models.words.plurals import fill
from models.words.text import N_
from portal.access.roles import GUARDED
from portal.customers import import_fields
from portal.late import late
from portal.office import audit_words
from portal.office.audit_keys import WORDS
from portal.office.audit_names import NAMED, Names
from portal.office.audit_words import CALLED, CODES, PAIRS, RECORDS, SILENT, VOCABULARIES
from portal.platform.agents import agent_name
from portal.platform.audit.history import SILENT as UNREADABLE
from portal.platform.audit.history import STARS
from portal.platform.lists.listing import Column
from portal.platform.sheets.sheet import Say
from portal.settings import SPECS
from portal.work import HERE, Work

catalog: Any = late("portal.office.catalog")  # it lists the audit as well

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^ ]*")
DIGEST = re.compile(r"[0-9a-f]{64}")
TYPED = {field.name: field for field in import_fields.FIELDS}  # of customers and contacts
FORM_FIELDS = {
    "code": N_("Form number"),
    "title": N_("Title"),
    "version": N_("Version"),
    "signatures": N_("Signature lines"),
}
TABLES: Mapping[Kind, Any] = {
    vars(mapper.class_)["kind"]: mapper.local_table
    for mapper in Base.registry.mappers
    if isinstance(vars(mapper.class_).get("kind"), Kind)
}
KIND_OF = {str(table.name): kind for kind, table in TABLES.items()}
Line = tuple[str, str]  # label, value
Change = tuple[str, str, str]  # label, before, after


class Telling:
    """Tells entries to one reader; ``whole`` spells digests out."""

    def __init__(self, work: Work, say: Say, *, whole: bool = False) -> None:
        self.say, self.names, self.whole = say, Names(work, say), whole

    def changes(self, kind: Kind, act: str, details: Mapping[str, Any]) -> list[Change]:
        """Every field changed, and the state of a move. What roles see masked is not told (D4)."""
        told = []
        for name, pair in _changes(details):
            old, new = (
                STARS if (kind, name) in GUARDED and each else self.value(kind, act, name, each)
                for each in pair
            )
            if old != new or STARS in (old, new):
                told.append((self.label(kind, act, name), old or "—", new or "—"))
        return told

    def lines(self, kind: Kind, act: str, details: Mapping[str, Any]) -> list[Line]:
        """What an entry keeps besides changes."""
        kept = {**details, **(details.get("facts") or {})}
        told = []
        if "subject_id" in kept and kept.get("subject") in set(Kind):
            about = Kind(kept["subject"])
            told.append((self.say(label(about)), self.names.name(about, kept["subject_id"])))
        if kept.get("about") and "values" in kept:
            named = "、".join(self.label(Kind.SETTING, act, each) for each in kept["about"])
            told.append((self.say(N_("Setting or register")), named))
        for name, value in kept.items():
            if name in SILENT or name in PAIRS or value in (None, "", [], {}):
                continue
            text = self._fact(kind, act, name, value, kept)
            if text:
                told.append((self.label(kind, act, name), text))
        return told

    def brief(self, kind: Kind, act: str, details: Mapping[str, Any], most: int = 80) -> str:
        """All in one short line, for a list: what was changed, else what is kept."""
        changes = [
            f"{name}：{new}" if old == "—" else f"{name}：{old} → {new}"
            for name, old, new in self.changes(kind, act, details)
        ]
        lines = [f"{name}：{value}" for name, value in self.lines(kind, act, details)]
        text = "；".join([*changes, *lines]).replace("\n", " ")
        return text if len(text) <= most else f"{text[: most - 1]}…"

    def _fact(self, kind: Kind, act: str, name: str, value: Any, kept: Mapping[str, Any]) -> str:
        if name == "reason" and kept.get("values") is not None:
            values = {key: self._told(each) for key, each in kept["values"].items()}
            return fill(self.say(value), values) if values else self.say(value)
        if name == "field" and "values" in kept:
            return self.label(kind, act, str(value))
        return self.value(kind, act, name, value)

    def _told(self, value: Any) -> Any:
        """What stood in a sentence: labels are msgids, all else is as it was typed."""
        if isinstance(value, list):
            return self.say(N_(", ")).join(str(self._told(each)) for each in value)
        return self.say(value) if isinstance(value, str) and value else value

    def label(self, kind: Kind, act: str, name: str) -> str:
        """What a key is called."""
        return self._forms.get(name) or self.say(msgid_of(kind, act, name) or name)

    @cached_property
    def _forms(self) -> dict[str, str]:
        """Registers, and what stands on them, as settings name them: «loan_register.title»."""
        forms = {**catalog.REPORTS, **catalog.BOOKS}
        fields = {
            f"{name}.{field}": f"{self.say(form.title)}·{self.say(word)}"
            for name, form in forms.items()
            for field, word in FORM_FIELDS.items()
        }
        return {**{name: self.say(form.title) for name, form in forms.items()}, **fields}

    def value(self, kind: Kind, act: str, name: str, value: Any) -> str:
        """A value of any shape: words by their label, records by name, moments by the clock."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return self.say(N_("Yes")) if value else self.say(N_("No"))
        if isinstance(value, dict):
            parts = [(str(k), v) for k, v in value.items() if v not in (None, "")]
            return " · ".join(
                f"{self._part(kind, act, k)} {self.value(kind, act, k, v)}" for k, v in parts
            )
        if isinstance(value, list):
            apart = "；" if any(isinstance(each, dict) for each in value) else "、"
            return apart.join(self.value(kind, act, name, each) or "—" for each in value)
        return self._word(kind, act, name, value)

    def _part(self, kind: Kind, act: str, name: str) -> str:
        """The label of a part of a value, such as a filter of an exported list."""
        if name in WORDS:
            return self.say(WORDS[name])
        found = next((f for f in _filters(name)), None)
        return self.say(found.label) if found else self.label(kind, act, name)

    def _word(self, kind: Kind, act: str, name: str, value: Any) -> str:
        if isinstance(value, int):
            return _called(kind, act, name, value) or self._number(kind, name, value)
        text = str(value)
        if word := _called(kind, act, name, text):
            return self.say(word)
        known = self._named(name, text)
        return known if known is not None else _text(text, whole=self.whole)

    def _named(self, name: str, text: str) -> str | None:
        """What is called by a code: a role, a chain, a browser, a register."""
        if name in audit_words.ROLES_BY_CODE:
            return self.names.of_code(Kind.ROLE, text)
        if name in CODES:
            return self.names.of_code(CODES[name], text)
        if name == "agent":
            return f"{agent_name(text)}（{text}）" if self.whole else agent_name(text)
        return self._sheet(text) if name in audit_words.REGISTERS else None

    def _number(self, kind: Kind, name: str, value: int) -> str:
        if about := RECORDS.get(name) or _target(kind, name):
            return self.names.name(about, value)
        return str(value + 1) if name == "step" else str(value)

    def _sheet(self, source: str) -> str:
        """«list:loans», «report:loan_register» or the name of a register: its title."""
        sort, _, name = source.rpartition(":")
        if sort == "list" and name in catalog.LISTINGS:
            return self.say(catalog.LISTINGS[name][0].title)
        return self._forms.get(name, source)


def msgid_of(kind: Kind, act: str, name: str) -> str:
    """What a key is called, as a msgid; empty if nothing says so."""
    return next(filter(None, _msgids(kind, act, name)), "")


def _msgids(kind: Kind, act: str, name: str) -> Iterator[str]:
    yield WORDS.get(f"{act}.{name}", "")
    yield WORDS.get(f"{kind}.{name}", "")
    yield SPECS[name].label if kind is Kind.SETTING and name in SPECS else ""
    yield _rule_of(name) if kind is Kind.ROLE else ""
    column = _columns(kind).get(name)
    yield column.label if column else ""
    typed = _typed(kind, name)
    yield typed.label if typed else ""
    yield WORDS.get(name, "")


def _typed(kind: Kind, name: str) -> Any:
    """The field of a customer's card or of a contact."""
    if kind not in (Kind.CUSTOMER, Kind.CONTACT):
        return None
    return TYPED.get(import_fields.CONTACT + name if kind is Kind.CONTACT else name)


def _called(kind: Kind, act: str, name: str, value: Any) -> str:
    """The msgid of a value that is a word; empty for any other."""
    if f"{kind}.{name}" in audit_words.MSGIDS:
        return str(value)
    for key in (f"{act}.{name}", name):
        if key in CALLED and value in CALLED[key]:
            return CALLED[key][value]
    known = next((v for v in _vocabularies(kind, name) if value in set(v)), None)
    return label(known(value)) if known else ""


def _text(value: str, *, whole: bool) -> str:
    """Moments by the clock on the wall, digests by their ends; all else as it is."""
    if MOMENT.fullmatch(value):
        moment = datetime.fromisoformat(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return f"{aware.astimezone(HERE):%Y-%m-%d %H:%M}"
    if DIGEST.fullmatch(value) and not whole:
        return f"{value[:8]}…{value[-8:]}"
    return value


def _changes(details: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Field → [before, after]: of a save, of facts that are changes, of the state of a move."""
    facts = details.get("facts") or {}
    if "target" in details:
        yield details.get("dimension") or "state", [details.get("source"), details["target"]]
    for name, given in {**(details.get("changes") or {}), **(facts.get("changes") or {})}.items():
        if name not in UNREADABLE:
            yield name, given if isinstance(given, list) and len(given) == 2 else [None, given]
    for name in PAIRS & facts.keys():
        yield name, facts[name] if isinstance(facts[name], list) else [None, facts[name]]


def _rule_of(name: str) -> str:
    """A permission, or a guarded field («customer.id_number»), of the matrix of roles."""
    if name in set(Permission):
        return label(Permission(name))
    kind, _, field = name.partition(".")
    typed = _typed(Kind(kind), field) if kind in set(Kind) else None
    return typed.label if typed else ""


@cache
def _columns(kind: Kind) -> Mapping[str, Column]:
    lists = [listing for listing, _ in catalog.LISTINGS.values() if listing.kind is kind]
    return {column.name: column for listing in lists for column in listing.columns}


def _filters(name: str) -> Iterator[Any]:
    for listing, _ in catalog.LISTINGS.values():
        if found := listing.filter(name):
            yield found


@cache
def _vocabularies(kind: Kind, name: str) -> tuple[type[StrEnum], ...]:
    """The words a value may be of: as the table says, its column, its list, or its filters."""
    found = list(VOCABULARIES.get(name, ()))
    if kind is Kind.ROLE:
        return (*(v for v in LABELS if v.__name__ in ("Reach", "FieldRule", "Duty", "Secrecy")),)
    if kind in TABLES and name in TABLES[kind].c:
        kept = TABLES[kind].c[name].type
        word = kept.enum_class if isinstance(kept, Enum) else None
        found += [word] if word and issubclass(word, StrEnum) else []
    column = _columns(kind).get(name)
    found += [column.words] if column and column.words else []
    typed = _typed(kind, name)
    found += [typed.words] if typed and typed.words else []
    if kind is Kind.EXPORT:
        found += [each.words for each in _filters(name) if each.words]
    return tuple(found)


@cache
def _target(kind: Kind, name: str) -> Kind | None:
    """The kind of record a column points to."""
    if kind not in TABLES or name not in TABLES[kind].c:
        return None
    targets = [str(key.column.table.name) for key in TABLES[kind].c[name].foreign_keys]
    found = next((KIND_OF[name] for name in targets if name in KIND_OF), None)
    return found if found in NAMED else None
