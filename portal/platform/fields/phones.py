"""Phones in one spelling, an extension as it was typed; saved again they stay what they are."""

import re
from collections.abc import Iterator

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.fields.identifiers import fold_identifier
from portal.platform.search.dialling import dialled
from portal.platform.texts import drop_unseen, fold_text, tidy_text

MAINLAND = re.compile(r"^(?:\+|00)?86(?=1[0-9]{10}\Z|0?[1-9][0-9]{8,10}(?:\D|\Z)|[48]00[0-9]{7}\Z)")
MOBILE = re.compile(r"1[3-9][0-9]{9}\Z", re.ASCII)  # no segment list: new segments open every year
AREA = re.compile(r"(0(?:10|2[0-9]|(?![48]00)[3-9][0-9]{2}))([2-9][0-9]{6,7})\Z", re.ASCII)
SERVICE = re.compile(r"([48]00)([0-9]{3})([0-9]{4})\Z", re.ASCII)
LOCAL = re.compile(r"(?:[2-9][0-9]{6,7}|9[56][0-9]{3,4}|1[0-9]{2,4})\Z", re.ASCII)
ABROAD = re.compile(r"\+(?!86)[1-9][0-9]{6,14}\Z", re.ASCII)

DASHES = r"\-‐-―−－"
HALF = str.maketrans("０１２３４５６７８９", "0123456789")
# 转6, 分机 801, （转801）, (801), ext. 9, x9, #9: from what parts it off to the end.
EXTENSION = re.compile(
    rf"(?P<line>.*?[0-9][)）]?)(?P<tail>[\s{DASHES}.,，、;；:：(（]*?"
    r"(?:(?:转|轉|分机|分機|内线|內線|extension|extn|ext|x|ｘ|#|＃|,|，|;|；)[\s.:：号\-]*)+"
    r"[0-9]{1,6}\s*[)）]?|\s*[(（]\s*[0-9]{1,6}\s*[)）]?)",
    re.IGNORECASE | re.DOTALL,
)
LAST_PART = re.compile(rf"(.*[0-9]\)?)\s*[{DASHES}]\s*([0-9]{{1,6}})", re.DOTALL)
USUAL = ("-", "转", " 转 ", "转 ", " 转", "分机", " 分机 ", "分机 ", " ext ", " ext. ", "x", "#")
LONGEST = 60
REFUSED = N_("Please give a phone with its area code, e.g. 010-62345678, or a mobile number.")


def normalize_mobile(text: str) -> str:
    """A mainland mobile number as 11 digits. Raises ``Invalid``."""
    number = MAINLAND.sub("", fold_identifier(text))
    if not MOBILE.match(number):
        raise Invalid(
            N_("A mobile number has 11 digits and begins with 1, e.g. 13800138000."),
            field="mobile",
        )
    return number


def normalize_phone(text: str) -> str:
    """A phone in one spelling: 13800138000, 010-62345678-801, 400-810-8888转6, +85223456789.

    The line is put into shape, an extension stays as it was typed. Raises ``Invalid``.
    """
    plain = drop_unseen(tidy_text(text)).translate(HALF)
    spelt = _spell(plain) if len(plain) <= LONGEST else None
    if spelt is None:
        raise Invalid(REFUSED, field="phone")
    return spelt


def _spell(plain: str) -> str | None:
    extended = EXTENSION.fullmatch(plain)
    if extended and (line := _line(extended["line"])):
        return f"{line}{extended['tail']}"
    whole = _number(plain)
    if MOBILE.match(whole) or SERVICE.match(whole) or ABROAD.match(whole):
        return _line(plain)
    # 0571-8765432-1 has an extension: what stands before it is a whole number.
    parted = LAST_PART.fullmatch(fold_text(plain))
    line = _line(parted[1]) if parted else None
    return f"{line}-{parted[2]}" if parted and line else _line(plain)


def _number(text: str) -> str:
    return MAINLAND.sub("", fold_identifier(text))


def _line(text: str) -> str | None:
    """A number without an extension, in its usual spelling; None for anything else."""
    number = _number(text)
    if MOBILE.match(number) or LOCAL.match(number) or ABROAD.match(number):
        return number
    if service := SERVICE.match(number):
        return "-".join(service.groups())
    area = AREA.match(number) or AREA.match(f"0{number}")
    return "-".join(area.groups()) if area else None


def same_phones(phone: str) -> Iterator[str]:
    """The phone itself, and the usual spellings of the same line and extension."""
    line, extension = dialled(phone)
    spellings = (f"{line}{mark}{extension}" for mark in USUAL) if extension else ()
    yield from dict.fromkeys((phone, *spellings))
