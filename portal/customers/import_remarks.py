"""What a row says beside the fields of a card: it goes to the remarks, as «heading: value» (R-59).

Nothing in the sheet is lost: columns without a field, cells that cannot be read, and what a second
row says otherwise of the same customer.
"""

import unicodedata
from typing import Any

from models.words.text import N_
from portal.customers.import_fields import CONTACT
from portal.customers.import_rows import BY_NAME, ImportContext
from portal.errors import Invalid
from portal.platform.imports.target import Line
from portal.platform.language import translate_text

REMARK = "remark"
NAMELESS = N_("There is no name of a contact for it.")
SIGN = "："
# Of a contact without a name → where the customer may have it.
FIRST_CHOICE = (
    ("contact_mobile", "phone"),
    ("contact_phone", "phone"),
    ("contact_email", "email"),
)


def said(field: str, text: Any) -> str:
    """One line of remarks: the field as people call it, and the text."""
    return f"{translate_text(BY_NAME[field].label)}{SIGN}{text}"


def notes_of(context: ImportContext, line: Line) -> list[str]:
    """What fills no field of the card, line by line, in the order of the sheet."""
    setup = context.setup
    notes = []
    if setup.remarks:
        for index, text in sorted(line.rest.items(), key=lambda pair: int(pair[0])):
            if index not in setup.not_taken:
                heading = " ".join(setup.headings.get(index, "").split())
                notes.append(f"{heading}{SIGN}{text}" if heading else text)
    for name, reason in line.left.items():
        if reason.get("typed"):
            notes.append(said(name, reason["typed"]))
    return notes


def joined_remark(before: str, notes: list[str]) -> str:
    """The remarks with these lines added, each once."""
    held = {_alike(line) for line in before.split("\n")}
    added = []
    for line in (line for note in notes for line in note.split("\n")):
        if (key := _alike(line)) and key not in held:
            held.add(key)
            added.append(line)
    return "\n".join(filter(None, [before, *added]))


def _alike(line: str) -> str:
    """A line as it is compared: half width, single blanks."""
    return " ".join(unicodedata.normalize("NFKC", line).split())


def settle_contact(line: Line, card: dict[str, Any]) -> None:
    """A number without a name is the customer's own where it has none; else it is a remark."""
    person = [n for n in card if n.startswith(CONTACT) and card[n]]
    if not person or card.get("contact_name"):
        return
    for name, own in FIRST_CHOICE:
        if card.get(name) and not card.get(own):
            card[own] = card.pop(name)
    for name in person:
        if card.pop(name, None):
            line.leave(name, Invalid(NAMELESS))
