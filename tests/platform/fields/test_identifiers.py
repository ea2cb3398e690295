"""CF-02: credit codes, identity numbers, postcodes and addresses.

Check digits are held against numbers that were published elsewhere, and against the standards' own
formulas (GB 11643: ISO 7064 MOD 11-2; GB 32100: MOD 31-3), never against the tables of the rule.
"""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.platform.fields import identifiers as ids

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("11010519491231002X", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        ("110105 19491231 002X", "11010519491231002X"),
        ("810000199003070015", "810000199003070015"),
        ("830000199003070019", "830000199003070019"),
        ("\u202d110105 19491231\u200b002X\u202c", "11010519491231002X"),
        ("110105\ufe0f19491231\u2013002x", "11010519491231002X"),
    ],
)
def test_identity_numbers_are_taken(typed, kept):
    assert ids.normalize_id_number(typed, TODAY) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "11010520300101001X",
        "110105194912310021",
        "110105194902310021",
        "990105194912310023",
        "",
        "1101051949123100",
        "١١٠١٠٥١٩٤٩١٢٣١٠٠٢X",
    ],
)
def test_identity_numbers_are_refused(typed):
    with pytest.raises(Invalid) as refusal:
        ids.normalize_id_number(typed, TODAY)
    assert refusal.value.field == "id_number"


# GB 11643's own two examples, the two on the sample cards of residence permits, and one of each
# digit that those leave at nought.
PUBLISHED_NUMBERS = [
    "11010519491231002X",
    "440524188001010014",
    "810000199408230021",
    "830000199201300022",
    "34052419800101001X",
    "53010219200508011X",
    "420111198203251029",
    "33072419671215591X",
]


@pytest.mark.parametrize("number", PUBLISHED_NUMBERS)
def test_published_identity_numbers_are_taken(number):
    assert ids.normalize_id_number(number, TODAY) == number


def check_of_number(base):
    """ISO 7064 MOD 11-2 as the standard computes it, digit by digit and without weights."""
    rest = 0
    for digit in base:
        rest = (rest + int(digit)) * 2 % 11
    check = (12 - rest) % 11
    return "X" if check == 10 else str(check)


def identity(place="110105", born="19491231", serial="002"):
    return f"{place}{born}{serial}{check_of_number(place + born + serial)}"


PLACES = ("110105", "429004", "513434", "653225")


@given(st.sampled_from(PLACES), st.dates(date(1880, 1, 1), TODAY), st.integers(0, 999))
def test_the_check_digit_is_the_one_of_iso_7064_and_no_other(place, born, serial):
    number = identity(place, f"{born:%Y%m%d}", f"{serial:03d}")
    assert ids.normalize_id_number(number, TODAY) == number
    for other in set("0123456789X") - {number[17]}:
        with pytest.raises(Invalid, match="check digit does not fit") as refusal:
            ids.normalize_id_number(number[:17] + other, TODAY)
        assert refusal.value.field == "id_number"


def test_the_provinces_are_those_of_gb_2260_and_the_three_of_residence_permits():
    real = (
        "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
        "61 62 63 64 65 71 81 82 83"
    )
    for code in (f"{n:02d}" for n in range(100)):
        number = identity(place=f"{code}0000")
        if code in real.split(" "):
            assert ids.normalize_id_number(number, TODAY) == number
        else:
            with pytest.raises(Invalid, match="17 digits and a check digit"):
                ids.normalize_id_number(number, TODAY)


@pytest.mark.parametrize(
    ("born", "taken"),
    [
        ("18800101", True),
        ("18791231", False),
        ("20261123", True),  # today
        ("20261124", False),
        ("20240229", True),
        ("20230229", False),
        ("19000230", False),
        ("20001301", False),
        ("20000001", False),
    ],
)
def test_digits_7_to_14_are_a_day_of_birth_that_has_been(born, taken):
    number = identity(born=born)
    if taken:
        assert ids.normalize_id_number(number, TODAY) == number
        return
    with pytest.raises(Invalid, match="no date of birth") as refusal:
        ids.normalize_id_number(number, TODAY)
    assert refusal.value.field == "id_number"


# The example of GB 32100-2015 and what well-known companies, banks and universities print.
PUBLISHED_CODES = [
    "91350100M000100Y43",
    "911100007109250324",
    "914403001922038216",
    "9144030071526726XG",
    "91330100799655058B",
    "91110000802100433B",
    "91100000100003962T",
    "911100001000044477",
    "911000001000013428",
    "911100001000054748",
    "9144030010001686XA",
    "91440300100012316L",
    "91440300192317458F",
    "91440400192548256N",
    "91110108551385082Q",
    "91370200163562681G",
    "12100000400000624D",
    "12100000400002259P",
]


@pytest.mark.parametrize("code", PUBLISHED_CODES)
def test_published_credit_codes_are_taken(code):
    assert ids.normalize_credit_code(code) == code


SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit(base):
    """The formula of GB 32100: the place's weight is 3 to its power, modulo 31."""
    total = sum(SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(base))
    return base + SIGNS[(31 - total % 31) % 31]


@given(st.text(SIGNS, min_size=9, max_size=9), st.integers(0, 999999))
def test_the_check_digit_of_a_credit_code_is_the_one_of_gb_32100_and_no_other(body, place):
    code = credit(f"91{place:06d}{body}")
    assert ids.normalize_credit_code(code.lower()) == code
    for other in set(SIGNS) - {code[17]}:
        with pytest.raises(Invalid, match="check digit does not fit") as refusal:
            ids.normalize_credit_code(code[:17] + other)
        assert refusal.value.field == "unified_credit_code"


@pytest.mark.parametrize("letter", "IOSVZ")
def test_five_letters_stand_in_no_credit_code(letter):
    for place in (0, 1, 8, 16):
        code = "91350100M000100Y43"
        with pytest.raises(Invalid, match="18 digits or capital letters") as refusal:
            ids.normalize_credit_code(code[:place] + letter + code[place + 1 :])
        assert refusal.value.field == "unified_credit_code"


def test_credit_code():
    assert ids.normalize_credit_code(" 91350100m000100y43 ") == "91350100M000100Y43"
    assert (
        ids.normalize_credit_code("\u202d９１３５０100M000\ufe0e100Y43\u202c")
        == "91350100M000100Y43"
    )
    for wrong in ("91350100M000100Y44", "91350100I000100Y43", "91350100M000100Y4", ""):
        with pytest.raises(Invalid):
            ids.normalize_credit_code(wrong)


def test_every_single_digit_error_in_an_identity_number_is_caught():
    dice = random.Random(5)
    for _ in range(100):
        number = identity(
            dice.choice(PLACES),
            f"{dice.randrange(1940, 2015)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}",
            f"{dice.randrange(1000):03d}",
        )
        assert ids.normalize_id_number(number, TODAY) == number
        for place in range(17):
            digit = str((int(number[place]) + dice.randrange(1, 10)) % 10)
            with pytest.raises(Invalid):
                ids.normalize_id_number(number[:place] + digit + number[place + 1 :], TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("100080", "100080"),
        ("１０００８０", "100080"),
        ("100 080", "100080"),
        ("\u200e100080", "100080"),
    ],
)
def test_a_postcode_has_six_digits(typed, kept):
    assert ids.normalize_postcode(typed) == kept


@pytest.mark.parametrize("typed", ["", "10008", "1000800", "10008A", "١٠٠٠٨٠"])
def test_what_is_no_postcode_is_refused_at_its_field(typed):
    with pytest.raises(Invalid) as refusal:
        ids.normalize_postcode(typed)
    assert refusal.value.field == "postcode"


@given(st.text(max_size=40))
def test_any_text_is_taken_or_refused_in_words(text):
    for check in (
        ids.normalize_credit_code,
        ids.normalize_email,
        ids.normalize_postcode,
    ):
        try:
            kept = check(text)
        except Invalid:
            continue
        assert check(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Li.Wei＠Example.COM ", "li.wei@example.com"),
        ("a@b.cn", "a@b.cn"),
        ("\u202aa@b.cn\u202c\ufeff", "a@b.cn"),
        ("x" * 64 + "@mail.example.com.cn", "x" * 64 + "@mail.example.com.cn"),
    ],
)
def test_an_address_is_kept_in_lower_case_and_half_width(typed, kept):
    assert ids.normalize_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "li",
        "li@",
        "@b.cn",
        "li@office",
        "li@.cn",
        "li@a..cn",
        "li wei@b.cn",
        "a@b@c.cn",
        "x" * 65 + "@b.cn",
    ],
)
def test_what_is_no_address_is_refused_at_its_field(typed):
    with pytest.raises(Invalid) as refused:
        ids.normalize_email(typed)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("text", "rounded"),
    [
        ("1.10101199003071E+17", True),
        ("1.35E+10", True),
        ("9e+12", True),
        (" 1.1E+17 ", True),
        ("１.１Ｅ＋１７", True),
        ("3E+智能科技有限公司", False),
        ("88号E+国际广场3幢", False),
        ("3E+", False),
        ("E+17", False),
        ("1.1E+17 元", False),
        ("1E17", False),
        ("", False),
    ],
)
def test_only_a_number_and_nothing_else_is_one_that_excel_rounded(text, rounded):
    assert ids.is_rounded(text) is rounded
