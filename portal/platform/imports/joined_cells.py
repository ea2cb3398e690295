"""Cells that say several things at once: phones one after the other, a name with its phone (D7)."""

import re
import unicodedata

from models.words.values import ValueKind as V
from portal.errors import PortalError
from portal.platform.fields.kind import Spec
from portal.platform.fields.kinds import KINDS

ANY = Spec()
# Whole numbers as people write them, wherever they stand.
NUMBER = re.compile(
    r"(?<![0-9])(?:(?:\+?86[\s-]?)?1[3-9][0-9](?:[\s-]?[0-9]{4}){2}"
    r"|[(]?0[0-9]{2,3}[)]?[\s-]?[2-9][0-9]{6,7}(?:[-转][0-9]{1,6})?"
    r"|[48]00[\s-]?[0-9]{3}[\s-]?[0-9]{4}"
    r"|\+[0-9]{8,15}|[2-9][0-9]{6,7})(?![0-9])"
)
AROUND = " \t\r\n()[]【】/|\\,，、;；:：-—.。电话手机号tel"
LETTERS = re.compile(r"[^\W\d_]")


def phones_in(text: str, kind: V = V.PHONE) -> list[str]:
    """Every phone of a text that holds more than one thing, each in its usual spelling.

    >>> phones_in("17148525388、0512-65000792(王会计)")
    ['17148525388', '0512-65000792']
    """
    found = []
    for match in NUMBER.finditer(unicodedata.normalize("NFKC", text)):
        try:
            found.append(KINDS[kind].take(match[0], ANY))
        except PortalError:
            continue
    return list(dict.fromkeys(found))


def name_and_phone(text: str) -> tuple[str, str]:
    """The name and the phone of a cell that holds both; no name where it is a phone alone, no
    phone where there is none.

    >>> name_and_phone("王娟(18981491193)")
    ('王娟', '18981491193')
    """
    if sum(c.isdigit() for c in text) < 7:
        return text, ""
    plain = unicodedata.normalize("NFKC", text)
    match = NUMBER.search(plain)
    phones = phones_in(match[0]) if match else []
    if match is None or not phones:
        return text, ""
    if len(match[0]) < 11 and LETTERS.search(plain):  # «2000000 工程队»: no number with an area
        return text, ""
    before, after = plain[: match.start()].strip(AROUND), plain[match.end() :].strip(AROUND)
    return " ".join(filter(None, (before, after))), phones[0]
