"""One row of a customer list as a card: words by their labels, people by name, faults by cell."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.people import User
from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.labels import label
from models.words.text import N_
from portal.customers import rules
from portal.customers.checks import required_fields
from portal.customers.import_fields import CONTACT, FIELDS, OWNER
from portal.errors import Invalid
from portal.people import officers
from portal.platform.imports.rules import Field, nearest_word
from portal.platform.imports.target import Line
from portal.platform.language import translate_text
from portal.work import Work

CARD_FIELDS = tuple(f.name for f in FIELDS if f.name in rules.CARD)
BY_NAME: Mapping[str, Field] = {f.name: f for f in FIELDS}
ROUNDED = N_("Excel has rounded this number. Make the column text and type it again.")
CHOICES = N_("Choose one of: %(choices)s.")
NOBODY = N_("Nobody of this name can sign in; the nearest is %(nearest)s.")
NO_NAME = N_("Nobody of this name can sign in. Give the name or the employee number.")
NAMESAKES = N_("Several people have this name. Give the employee number.")
PERSON_FIELDS = tuple(f.name for f in FIELDS if f.name.startswith(CONTACT) and f.name != CONTACT)


class Context:
    """What a run knows of the file and the office, kept from chunk to chunk."""

    def __init__(self, work: Work) -> None:
        self.required = required_fields(work)
        self.people: dict[str, list[int]] = {}
        rows = work.session.execute(
            select(User.id, User.name, User.employee_number).where(
                User.active, officers.none_of_them()
            )
        )
        for id, name, number in rows:
            self.people.setdefault(name, []).append(id)
            self.people.setdefault(number, []).append(id)
        self.words = {f.name: _spellings(f) for f in FIELDS if f.words}
        self.first: dict[tuple[str, str], int] = {}  # (what, value) → line that came first

    def earlier(self, what: str, value: str, line: int) -> int:
        """The line that had this value first, or 0 when this one is the first."""
        first = self.first.setdefault((what, value), line)
        return 0 if first == line else first


def _spellings(field: Field) -> dict[str, Any]:
    """Label in either language, and the word itself → word."""
    spelt: dict[str, Any] = {}
    for word in field.words or ():
        for text in (translate_text(label(word)), label(word), word.value):
            spelt[text.casefold()] = word
    return spelt


def card_of(work: Work, context: Context, line: Line) -> dict[str, Any]:
    """The cells as they would be kept; faults go to the line."""
    typed: dict[str, Any] = {}
    for name, text in line.cells.items():
        known = name in CARD_FIELDS or name in PERSON_FIELDS
        if known and not _is_mask(work, name, text):
            value = _word(context, line, BY_NAME[name], text)
            if value is not None and not _rounded(line, BY_NAME[name], text):
                typed[name] = value
    own, person = split(typed)
    kept, wrong = rules.clean(own, rules.CARD, work.today)
    people, odd = rules.clean(person, rules.CONTACT, work.today)
    for name, error in [*wrong.items(), *((CONTACT + n, e) for n, e in odd.items())]:
        line.fault(name, error, _zero_back(name, line.cells[name]))
    kept |= {CONTACT + name: value for name, value in people.items()}
    if line.cells.get(OWNER):
        kept[OWNER] = _owner(context, line, line.cells[OWNER])
    return kept


def _zero_back(name: str, text: str) -> str:
    """A postcode that was a number in Excel has lost its zero: 10020 was 010020."""
    return f"0{text}" if name == "postcode" and text.isdecimal() and len(text) == 5 else ""


def split(card: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The customer's own fields, and those of the first contact under their own names."""
    own = {n: v for n, v in card.items() if n in rules.CARD}
    return own, {n.removeprefix(CONTACT): v for n, v in card.items() if n.startswith(CONTACT)}


def _word(context: Context, line: Line, field: Field, text: str) -> Any:
    """The word behind a label; None, and a fault with the nearest one, when there is none."""
    if not field.words or not text:
        return text
    word = context.words[field.name].get(text.casefold())
    if word is None:
        choices = [translate_text(label(w)) for w in field.words]
        error = Invalid(CHOICES, choices="、".join(choices))
        line.fault(field.name, error, nearest_word(text, choices))
    return word


def _rounded(line: Line, field: Field, text: str) -> bool:
    if field.kind == "text" and "E+" in text and text[:1].isdigit():
        line.fault(field.name, Invalid(ROUNDED))
        return True
    return False


def _is_mask(work: Work, name: str, text: str) -> bool:
    """A masked value coming back from our own sheet is left alone, not judged."""
    return "*" in text and work.actor.rule(*guard(name)) is not FieldRule.OPEN


def guard(name: str) -> tuple[Kind, str]:
    if name.startswith(CONTACT):
        return Kind.CONTACT, name.removeprefix(CONTACT)
    return Kind.CUSTOMER, name


def _owner(context: Context, line: Line, text: str) -> int | None:
    found = context.people.get(text, [])
    if len(found) == 1:
        return found[0]
    if found:
        line.fault(OWNER, Invalid(NAMESAKES))
        return None
    near = nearest_word(text, context.people)
    line.fault(OWNER, Invalid(NOBODY, nearest=near) if near else Invalid(NO_NAME), near)
    return None
