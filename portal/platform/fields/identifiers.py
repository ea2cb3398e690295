"""Validates and normalizes Chinese identifiers: credit codes, identity numbers, addresses."""

import re
from datetime import date

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.texts import fold_text

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

NOISE = re.compile(r"[\s\-‐-―−·•.()（）/]")
ROUNDED = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?E\+[0-9]+", re.IGNORECASE)
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+\Z")


def fold_identifier(text: str) -> str:
    """``text`` in half-width capitals, without spaces, dashes, brackets and what nobody sees."""
    return NOISE.sub("", fold_text(text)).upper()


def is_rounded(text: str) -> bool:
    """Whether a text is nothing but a number as Excel rounds it: 1.10101E+17, not 3E+智能."""
    return ROUNDED.fullmatch(fold_text(text).strip()) is not None


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


def normalize_email(text: str) -> str:
    """An e-mail address in lower case. Raises ``Invalid``."""
    address = fold_text(text).strip().lower()
    if not EMAIL.match(address):
        raise Invalid(N_("Please give an e-mail address like name@example.com."), field="email")
    return address


def normalize_postcode(text: str) -> str:
    """A postcode of six digits. Raises ``Invalid``."""
    code = fold_identifier(text)
    if not re.fullmatch(r"[0-9]{6}", code, re.ASCII):
        raise Invalid(N_("A postcode has 6 digits, e.g. 100080."), field="postcode")
    return code
