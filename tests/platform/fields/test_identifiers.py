"""CF-02: credit codes, identity numbers and phones."""

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
    ],
)
def test_identity_numbers_are_taken(typed, kept):
    assert ids.id_number(typed, TODAY) == kept


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
        ids.id_number(typed, TODAY)
    assert refusal.value.field == "id_number"


def test_credit_code():
    assert ids.credit_code(" 91350100m000100y43 ") == "91350100M000100Y43"
    for wrong in ("91350100M000100Y44", "91350100I000100Y43", "91350100M000100Y4", ""):
        with pytest.raises(Invalid):
            ids.credit_code(wrong)


def test_every_single_digit_error_in_an_identity_number_is_caught():
    dice = random.Random(5)
    for _ in range(100):
        base = f"110101{dice.randrange(1940, 2015)}{dice.randrange(1, 13):02d}{dice.randrange(1, 29):02d}{dice.randrange(1000):03d}"
        total = sum(int(a) * w for a, w in zip(base, ids.ID_WEIGHTS, strict=True))
        number = base + ids.ID_CHECKS[total % 11]
        assert ids.id_number(number, TODAY) == number
        for place in range(17):
            digit = str((int(number[place]) + dice.randrange(1, 10)) % 10)
            with pytest.raises(Invalid):
                ids.id_number(number[:place] + digit + number[place + 1 :], TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+86 138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("16600000000", "16600000000"),
        ("010 6234 5678", "010-62345678"),
        ("(010)62345678", "010-62345678"),
        ("+86 10 62345678", "010-62345678"),
        ("0755-82345678-801", "0755-82345678-801"),
        ("0755 82345678转12", "0755-82345678-12"),
        ("4001234567", "400-123-4567"),
        ("+852 2345 6789", "+85223456789"),
        ("62345678", "62345678"),
        ("95588", "95588"),
    ],
)
def test_phones_have_one_spelling(typed, kept):
    assert ids.phone(typed) == kept
    assert ids.phone(kept) == kept


@pytest.mark.parametrize("typed", ["", "电话", "0755 12345678", "138001380001", "1234567890123456"])
def test_phones_are_refused(typed):
    with pytest.raises(Invalid):
        ids.phone(typed)


@pytest.mark.parametrize("typed", ["12800138000", "138001380001", "١٣٨٠٠١٣٨٠٠٠", "13٨00138000", ""])
def test_mobiles_are_refused(typed):
    with pytest.raises(Invalid):
        ids.mobile(typed)


@given(st.text(max_size=40))
def test_any_text_is_taken_or_refused_in_words(text):
    for check in (ids.phone, ids.mobile, ids.credit_code, ids.email, ids.postcode):
        try:
            kept = check(text)
        except Invalid:
            continue
        assert check(kept) == kept
