"""Reads one row of a customer list as a card: words by label, people by name, faults by cell.

A cell that cannot be read stays empty and its text goes to the remarks, so that the row is written
and nothing is lost; only the name, and what finds a customer, keep a row out.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.people import RoleFieldRule, User
from models.words.access import FieldRule
from models.words.customers import Moment
from models.words.kinds import Kind
from models.words.labels import label
from models.words.text import N_
from portal.customers import rules
from portal.customers.gaps import all_needs, whole_card
from portal.customers.import_fields import CONTACT, FIELDS, NUMBER, OWNER
from portal.customers.import_joined import part_names, take_phones
from portal.customers.numbers import own_numbers
from portal.errors import Invalid
from portal.people import officers
from portal.platform.fields.identifiers import is_rounded
from portal.platform.fields.kinds import KINDS
from portal.platform.imports.row_rules import nearest_word
from portal.platform.imports.rules import ID, REVISION, Field
from portal.platform.imports.target import Line, Setup
from portal.platform.language import translate_text
from portal.platform.texts import drop_unseen, fold_text
from portal.work import Work

CARD_FIELDS = tuple(f.name for f in FIELDS if f.name in rules.CARD)
BY_NAME: Mapping[str, Field] = {f.name: f for f in FIELDS}
KEEPS_OUT = frozenset({"name", ID, REVISION, NUMBER})  # unread, there is no record to write
CLOSED = (FieldRule.MASKED, FieldRule.HIDDEN)
ROUNDED = N_("Excel has rounded this number. Format the column as text and enter it again.")
CHOICES = N_("Choose one of: %(choices)s.")
NOBODY = N_("Nobody with this name can sign in; the closest match is %(nearest)s.")
NO_NAME = N_("Nobody with this name can sign in. Enter a name or an employee number.")
NAMESAKES = N_("Several people have this name. Enter the employee number.")
MASKED = N_("This value is masked for you. Enter it in full, or leave the cell as it was exported.")
PERSON_FIELDS = tuple(f.name for f in FIELDS if f.name.startswith(CONTACT) and f.name != CONTACT)


class ImportContext:
    """What an import knows of its file and the office, from chunk to chunk."""

    def __init__(self, work: Work, setup: Setup) -> None:
        self.setup = setup
        self.own_numbers = own_numbers(work)
        needs = all_needs(work)
        self.required, self.kept = needs[Moment.IMPORT], needs[Moment.SAVE]
        self.needed = whole_card(needs)
        self.guarded = guarded_fields(work)
        self.people: dict[str, list[int]] = {}
        self.names: dict[int, str] = {}
        rows = work.session.execute(
            select(User.id, User.name, User.employee_number, User.active & officers.no_officer())
        )
        for id, name, number, may_own in rows:
            self.names[id] = name
            if may_own:
                self.people.setdefault(name, []).append(id)
                self.people.setdefault(number, []).append(id)
        self.words = {f.name: _spellings(f) for f in FIELDS if f.words}
        self.first: dict[tuple[str, str], tuple[int, str]] = {}  # (what, value) → line, its code
        self.joined: dict[int, int] = {}  # line → the earlier line that it joins

    def earlier_line(self, what: str, value: str, line: int, code: str) -> int:
        """The earlier line with the same value, 0 if this line is the first; two different credit
        codes are two customers, whatever else they share.
        """
        first, other = self.first.setdefault((what, value), (line, code))
        if first == line or (code and other and code != other):
            return 0
        return self.joined.get(first, first)


def guarded_fields(work: Work) -> frozenset[tuple[Kind, str]]:
    """The fields that some role sees masked or not at all; the remarks are open to all of them."""
    rules_of = select(RoleFieldRule.subject, RoleFieldRule.field).distinct()
    found = work.session.execute(rules_of.where(RoleFieldRule.rule.in_(CLOSED)))
    return frozenset((subject, field) for subject, field in found)


def _spellings(field: Field) -> dict[str, Any]:
    """Map the labels in either language and the stored value of each word to the word."""
    spellings: dict[str, Any] = {}
    for word in field.words or ():
        for text in (translate_text(label(word)), label(word), word.value):
            spellings[fold_text(text).casefold()] = word
    return spellings


def read_card(work: Work, context: ImportContext, line: Line) -> dict[str, Any]:
    """The cleaned values of a line's cells; says of the others why they stay empty."""
    typed: dict[str, Any] = {}
    for name, text in line.cells.items():
        known = name in CARD_FIELDS or name in PERSON_FIELDS
        if known and name not in line.left and not _is_masked(work, line, name, text):
            value = _read_word(context, line, BY_NAME[name], _meant(context, line, name, text))
            if value is not None and not _is_rounded(line, BY_NAME[name], text):
                typed[name] = value
    part_names(context.setup, line, typed)
    own, person = split_contact(typed)
    cleaned, problems = rules.clean_values(own, rules.CARD, work.today)
    people, contact_problems = rules.clean_values(person, rules.CONTACT, work.today)
    cleaned |= {CONTACT + name: value for name, value in people.items()}
    for name, error in [
        *problems.items(),
        *((CONTACT + n, e) for n, e in contact_problems.items()),
    ]:
        if not take_phones(line, name, cleaned):
            _refuse_cell(line, name, error, _restore_zero(name, line.cells.get(name, "")))
    if line.cells.get(OWNER) and OWNER not in line.left:
        owner = _read_owner(context, line, _meant(context, line, OWNER, line.cells[OWNER]))
        cleaned |= {OWNER: owner} if owner else {}
    return cleaned


def _meant(context: ImportContext, line: Line, name: str, text: str) -> str:
    """What somebody said that this text means in this column, else the text itself."""
    means = context.setup.words.get(name, {}).get(text)
    if means is None:
        return text
    line.said[name] = text
    return means


def _refuse_cell(line: Line, name: str, error: Any, suggest: str = "") -> None:
    if name in KEEPS_OUT:
        line.fault(name, error, suggest)
    else:
        line.leave(name, error, suggest)


def _restore_zero(name: str, text: str) -> str:
    """A suggestion for a postcode that lost its leading zero in Excel: 010020 for 10020."""
    return f"0{text}" if name == "postcode" and text.isdecimal() and len(text) == 5 else ""


def split_contact(card: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The customer's own fields, and those of the first contact under their own names."""
    own = {n: v for n, v in card.items() if n in rules.CARD}
    return own, {n.removeprefix(CONTACT): v for n, v in card.items() if n.startswith(CONTACT)}


def _read_word(context: ImportContext, line: Line, field: Field, text: str) -> Any:
    """The word with this label; None, and a reason that suggests the nearest, if there is none."""
    if not field.words or not text:
        return text
    word = context.words[field.name].get(fold_text(text).strip().casefold())
    if word is None:
        choices = [translate_text(label(w)) for w in field.words]
        error = Invalid(CHOICES, choices="、".join(choices))
        _refuse_cell(line, field.name, error, nearest_word(text, choices))
    return word


def _is_rounded(line: Line, field: Field, text: str) -> bool:
    textual = KINDS[field.kind].sheet.text and not field.words
    if textual and is_rounded(text):
        _refuse_cell(line, field.name, Invalid(ROUNDED))
        return True
    return False


def _is_masked(work: Work, line: Line, name: str, text: str) -> bool:
    """Asterisks in a masked column are no value: refused, unless they are what was exported."""
    if "*" in text and work.actor.rule(*field_guard(name)) is FieldRule.MASKED:
        line.fault(name, Invalid(MASKED))
        return True
    return False


def field_guard(name: str) -> tuple[Kind, str]:
    """(kind, field) under which the field rules know this column."""
    if name.startswith(CONTACT):
        return Kind.CONTACT, name.removeprefix(CONTACT)
    return Kind.CUSTOMER, name


def _read_owner(context: ImportContext, line: Line, text: str) -> int | None:
    user_ids = context.people.get(drop_unseen(text).strip(), [])
    if len(user_ids) == 1:
        return user_ids[0]
    if user_ids:
        line.leave(OWNER, Invalid(NAMESAKES))
        return None
    near = nearest_word(text, context.people)
    line.leave(OWNER, Invalid(NOBODY, nearest=near) if near else Invalid(NO_NAME), near)
    return None
