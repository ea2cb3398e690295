"""What a row says beside the fields of a card: it goes to the remarks, as «heading: value» (R-59).

Nothing in the sheet is lost: columns without a field, cells that cannot be read, and what a second
row says otherwise of the same customer. The remarks are open to whoever reads the card, so the
number of an identity card that a field shows masked stands masked there too.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from models.words.plurals import fill
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.customers.import_fields import CONTACT, NUMBER
from portal.customers.import_rows import BY_NAME, ImportContext, field_guard
from portal.customers.rules import LONGEST_REMARK, field_kind
from portal.errors import Invalid, PortalError
from portal.platform.fields.kind import Spec
from portal.platform.fields.kinds import KINDS, mask
from portal.platform.imports import tally
from portal.platform.imports.target import Line
from portal.platform.language import translate_text

LONG = N_(
    "The remarks of this row have %(now)s characters with what fills no field; at most %(most)s "
    "fit, e.g. leave a column out."
)
REMARK, NAME = "remark", f"{CONTACT}name"
ORIGINAL_NUMBER = N_("Original number")
UNNAMED = N_("Name not given")
TO_COMPLETE = N_("%(text)s (to be completed)")
SIGN = "："
# Of a contact without a name → where the customer may have it.
FIRST_CHOICE = (
    ("contact_mobile", "phone"),
    ("contact_phone", "phone"),
    ("contact_email", "email"),
)
REACHED = frozenset({"contact_mobile", "contact_phone", "contact_email"})
IDENTITY = re.compile(r"(?<![0-9A-Z])[1-9][0-9]{5}(?:1[89]|20)[0-9]{9}[0-9Xx](?![0-9A-Z])")
DAYS = re.compile(r"日期|时间|年月|日\Z|生日|date|day\Z", re.IGNORECASE)
EXCEL_START = date(1899, 12, 30)  # day 0 of a number that Excel shows as a date
SERIAL_DAY = re.compile(r"[1-9][0-9]{4}(?:\.0+)?|(?:19|20)[0-9]{6}")


def said(field: str, text: Any) -> str:
    """One line of remarks: the field as people call it, and the text."""
    label = ORIGINAL_NUMBER if field == NUMBER else BY_NAME[field].label
    return f"{translate_text(label)}{SIGN}{text}"


def guarded(context: ImportContext, field: str) -> bool:
    """Whether it holds a person's identity that somebody sees masked or not at all.

    A credit code is public, and a phone that cannot be read would be lost if it were masked.
    """
    guard = field_guard(field)
    return guard in context.guarded and field_kind(guard[1]) is V.ID_NUMBER


def noted(context: ImportContext, field: str, text: Any) -> str:
    """One line of remarks about a field, masked where somebody sees the field so."""
    if not guarded(context, field):
        return said(field, masked_identities(str(text)))
    hidden = mask(field_kind(field_guard(field)[1]), str(text))
    return said(field, fill(translate_text(TO_COMPLETE), {"text": hidden}))


def masked_identities(text: str) -> str:
    """A text with the identity numbers in it masked, under whatever heading they stand."""
    if len(text) < 18:
        return text
    return IDENTITY.sub(lambda found: mask(V.ID_NUMBER, found[0]), text)


def notes_of(context: ImportContext, line: Line) -> list[str]:
    """What fills no field of the card, line by line, in the order of the sheet."""
    setup = context.setup
    notes = []
    if setup.remarks:
        for index, text in sorted(line.rest.items(), key=lambda pair: int(pair[0])):
            if index not in setup.not_taken:
                heading = " ".join(setup.headings.get(index, "").split())
                value = masked_identities(_day(heading, text))
                notes.append(f"{heading}{SIGN}{value}" if heading else value)
    for name, reason in line.left.items():
        if reason.get("typed"):
            notes.append(noted(context, name, reason["typed"]))
    notes += [noted(context, name, text) for name, text in line.kept.items()]
    return notes


def _day(heading: str, text: str) -> str:
    """A date of a column without a field, as dates are written: 45012 is 2023-03-26 there."""
    if not (SERIAL_DAY.fullmatch(text) and DAYS.search(heading)):
        return text
    if len(text) < len("20180203"):
        return (EXCEL_START + timedelta(days=int(float(text)))).isoformat()
    try:
        return str(KINDS[V.DATE].take(text, Spec()))
    except PortalError:
        return text


def refuse_long(line: Line, remark: str) -> None:
    """Remarks that are too long keep the row out: cut short, they would lose what the row says."""
    if len(remark) > LONGEST_REMARK:
        line.fault(REMARK, Invalid(LONG, most=LONGEST_REMARK, now=len(remark)))


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


def settle_contact(
    line: Line, card: dict[str, Any], row: Any = None, people: Sequence[Any] = ()
) -> None:
    """Whose a number without a name of a contact is: the customer's own where it has none, else
    the legal representative's, else somebody's who is not named; never another contact's.
    """
    person = [n for n in card if n.startswith(CONTACT) and card[n]]
    if not person or card.get(NAME):
        return
    held = {getattr(one, n.removeprefix(CONTACT)) for one in people for n in REACHED}
    held |= {row.phone, row.email} if row is not None else set()
    for name, own in FIRST_CHOICE:
        value = card.get(name)
        if value and (value in held or value == card.get(own)):
            card.pop(name)
        elif value and not card.get(own) and not (row is not None and getattr(row, own)):
            card[own] = card.pop(name)
    left = [name for name in person if card.get(name)]
    if REACHED.isdisjoint(left):
        line.kept |= {name: str(card.pop(name)) for name in left}
        return
    card[NAME] = card.get("legal_representative") or translate_text(UNNAMED)
    line.told.append((tally.NAMED, NAME, card[NAME]))


def contact_meant(line: Line, card: dict[str, Any], people: Sequence[Any]) -> Any:
    """The contact whom a row is about: of an exported sheet the first, else who is named so."""
    if line.cells.get("id") or not card.get(NAME):
        return people[0] if people else None
    return next((one for one in people if one.name == card[NAME]), None)
