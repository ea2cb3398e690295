"""Validates and normalizes Chinese identifiers: credit codes, identity numbers, phones."""

import re
import unicodedata
from datetime import date

from models.words.text import N_
from portal.errors import Invalid

CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
CODE_SHAPE = re.compile(
    r"[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}\Z", re.ASCII
)

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
ID_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]\Z", re.ASCII)
# 81, 82, 83: residence permits for people from Hong Kong, Macao and Taiwan.
PROVINCES = frozenset(
    str(code)
    for start, end in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
    )
    for code in range(start, end + 1)
)
FIRST_BIRTH = date(1880, 1, 1)

NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\-‐‑–—·.()（）/]")
MAINLAND = re.compile(r"^(?:\+|00)?86(?=1[0-9]{10}\Z|0?[1-9][0-9]{8,10}(?:\D|\Z)|[48]00[0-9]{7}\Z)")
MOBILE = re.compile(r"1[3-9][0-9]{9}\Z", re.ASCII)  # no segment list: new segments open every year
EXTENSION = re.compile(r"(?:转|分机|ext|x|#|,)\s*([0-9]{1,6})\Z", re.ASCII | re.IGNORECASE)
LAST_PART = re.compile(r"[-–—]\s*([0-9]{1,6})\Z", re.ASCII)
AREA = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-9][0-9]{6,7})\Z", re.ASCII)
SERVICE = re.compile(r"([48]00)([0-9]{3})([0-9]{4})\Z", re.ASCII)
LOCAL = re.compile(r"(?:[2-9][0-9]{6,7}|9[56][0-9]{3,4}|1[0-9]{2,4})\Z", re.ASCII)
ABROAD = re.compile(r"\+[1-9][0-9]{6,14}\Z", re.ASCII)
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+\Z")


def fold_identifier(text: str) -> str:
    """``text`` in half-width capitals, without spaces, dashes and brackets."""
    return NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()


def normalize_credit_code(text: str) -> str:
    """A normalized unified social credit code (GB 32100-2015). Raises ``Invalid``."""
    code = fold_identifier(text)
    if not CODE_SHAPE.match(code):
        raise Invalid(
            N_("A credit code has 18 digits or capital letters, e.g. 91350100M000100Y43."),
            field="unified_credit_code",
        )
    total = sum(CODE_LETTERS.index(c) * w for c, w in zip(code, CODE_WEIGHTS, strict=False))
    if CODE_LETTERS[-total % 31] != code[17]:
        raise Invalid(
            N_("The check digit does not fit. Please compare the code with the licence."),
            field="unified_credit_code",
        )
    return code


def normalize_id_number(text: str, today: date) -> str:
    """A normalized mainland identity number (GB 11643-1999). Raises ``Invalid``."""
    number = fold_identifier(text)
    if not ID_SHAPE.match(number) or number[:2] not in PROVINCES:
        raise Invalid(
            N_("An identity number has 17 digits and a check digit, e.g. 11010519491231002X."),
            field="id_number",
        )
    if _birth(number, today) is None:
        raise Invalid(N_("Digits 7 to 14 are no date of birth."), field="id_number")
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    if ID_CHECKS[total % 11] != number[17]:
        raise Invalid(
            N_("The check digit does not fit. Please compare the number with the card."),
            field="id_number",
        )
    return number


def _birth(number: str, today: date) -> date | None:
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born if FIRST_BIRTH <= born <= today else None


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
    """A phone number in one spelling: 13800138000, 010-62345678-801, 400-123-4567, +85223456789.

    Raises ``Invalid``.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    spelt, extension = _spell(plain), ""
    if spelt is None:
        plain, extension = _split_extension(plain)
        spelt = _spell(plain)
    if spelt is None:
        raise Invalid(
            N_("Please give a phone with its area code, e.g. 010-62345678, or a mobile number."),
            field="phone",
        )
    return f"{spelt}-{extension}" if extension else spelt


def _split_extension(text: str) -> tuple[str, str]:
    """The number and its extension: 转801, ext 801, or a short last part; «» if there is none."""
    match = EXTENSION.search(text) or LAST_PART.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def _spell(text: str) -> str | None:
    number = MAINLAND.sub("", fold_identifier(text))
    if MOBILE.match(number) or LOCAL.match(number) or ABROAD.match(number):
        return number
    if service := SERVICE.match(number):
        return "-".join(service.groups())
    area = AREA.match(number) or AREA.match(f"0{number}")
    return "-".join(area.groups()) if area else None


def normalize_email(text: str) -> str:
    """An e-mail address in lower case. Raises ``Invalid``."""
    address = unicodedata.normalize("NFKC", text).strip().lower()
    if not EMAIL.match(address):
        raise Invalid(N_("Please give an e-mail address like name@example.com."), field="email")
    return address


def normalize_postcode(text: str) -> str:
    """A postcode of six digits. Raises ``Invalid``."""
    code = fold_identifier(text)
    if not re.fullmatch(r"[0-9]{6}", code, re.ASCII):
        raise Invalid(N_("A postcode has 6 digits, e.g. 100080."), field="postcode")
    return code
