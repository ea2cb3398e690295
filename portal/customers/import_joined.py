"""Cells of a customer list that hold several things: each goes to its field, none is lost (D7)."""

from typing import Any

from models.words.values import ValueKind as V
from portal.customers.rules import field_kind
from portal.platform.imports import tally
from portal.platform.imports.joined_cells import name_and_phone, phones_in
from portal.platform.imports.rules import ID
from portal.platform.imports.target import Line, Setup

Card = dict[str, Any]
NUMBERS = frozenset({"phone", "fax", "contact_mobile", "contact_phone"})
# A name → where the phone beside it goes.
BESIDE = (("name", "phone"), ("contact_name", "contact_mobile"))
SECOND = {"phone": "contact_phone", "contact_mobile": "contact_phone"}


def take_phones(line: Line, name: str, card: Card) -> bool:
    """Take the phones of a cell that holds more than one thing: the first fills the field, the
    next the second phone of a contact who is named; the cell is kept in the remarks as typed.
    """
    text = line.cells.get(name, "")
    plain = name.removeprefix("contact_")
    if name not in NUMBERS or not (every := phones_in(text)):
        return False
    fitting = phones_in(text, V.MOBILE) if field_kind(plain) is V.MOBILE else every
    if fitting:
        card[name] = fitting[0]
    others = [number for number in every if number not in fitting[:1]]
    second = SECOND.get(name)
    named = name.startswith("contact_") or line.cells.get("contact_name")
    if others and second and named and not line.cells.get(second):
        card[second] = others[0]
    line.kept[name] = text
    line.told.append((tally.SEVERAL, name, text))
    return True


def part_names(setup: Setup, line: Line, typed: Card) -> None:
    """Part a phone from the name it stands beside, unless somebody chose to keep them whole."""
    if line.cells.get(ID) or setup.option("names") == "whole":
        return
    for name, number in BESIDE:
        text = typed.get(name)
        if not isinstance(text, str) or not text:
            continue
        bare, phone = name_and_phone(text)
        if not phone:
            continue
        if bare:
            typed[name] = bare
            line.told.append((tally.SPLIT, name, text))
        if not typed.get(number):
            typed[number] = phone
        elif bare:
            line.kept[name] = text


def is_phone_only(text: str) -> bool:
    """Whether a name is nothing but a phone."""
    bare, phone = name_and_phone(text)
    return bool(phone) and not bare
