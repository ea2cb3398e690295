"""CF-02: phones have one spelling, an extension stays as it was typed, and nothing moves twice."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.platform.fields import phones
from portal.platform.search import tokens
from portal.platform.search.dialling import dialled


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+86 138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("16600000000", "16600000000"),
        ("010 6234 5678", "010-62345678"),
        ("010-6234-5678", "010-62345678"),
        ("(010)62345678", "010-62345678"),
        ("（010）62345678", "010-62345678"),
        ("+86 10 62345678", "010-62345678"),
        ("+86-10-6234-5678", "010-62345678"),
        ("0755-82345678-801", "0755-82345678-801"),
        ("4001234567", "400-123-4567"),
        ("400-1234-567", "400-123-4567"),
        ("4008-108-888", "400-810-8888"),
        ("+852 2345 6789", "+85223456789"),
        ("62345678", "62345678"),
        ("95588", "95588"),
        ("110", "110"),
        ("12345", "12345"),
        ("020-81234567", "020-81234567"),
        ("0571 8765432", "0571-8765432"),
        ("571 87654321", "0571-87654321"),
        ("8001234567", "800-123-4567"),
        ("+1 650 253 0000", "+16502530000"),
        ("62345678-123456", "62345678-123456"),
        ("８６－１０－６２３４５６７８", "010-62345678"),
        ("010－62345678", "010-62345678"),
        ("010—62345678", "010-62345678"),
        ("010−62345678", "010-62345678"),
        ("13800138000-12", "13800138000-12"),
        ("0571-8765432-1", "0571-8765432-1"),
        ("8765432-1", "8765432-1"),
        ("400-810-8888-6", "400-810-8888-6"),
        ("800-820-8820-1", "800-820-8820-1"),
    ],
)
def test_phones_have_one_spelling(typed, kept):
    assert phones.normalize_phone(typed) == kept
    assert phones.normalize_phone(kept) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("400-810-8888转6", "400-810-8888转6"),
        ("4008108888转6", "400-810-8888转6"),
        ("400 810 8888 转 6", "400-810-8888 转 6"),
        ("400-810-8888转６", "400-810-8888转6"),
        ("0755 82345678转12", "0755-82345678转12"),
        ("0755-82345678-转12", "0755-82345678-转12"),
        ("021-62345678 ext 9", "021-62345678 ext 9"),
        ("021-62345678 EXT9", "021-62345678 EXT9"),
        ("021-62345678 Ext. 901", "021-62345678 Ext. 901"),
        ("021-62345678 extension 9", "021-62345678 extension 9"),
        ("021-62345678x901", "021-62345678x901"),
        ("021-62345678 #901", "021-62345678 #901"),
        ("021-62345678＃901", "021-62345678＃901"),
        ("010-62345678分机801", "010-62345678分机801"),
        ("010-62345678 分机：801", "010-62345678 分机：801"),
        ("010-62345678（分机801）", "010-62345678（分机801）"),
        ("010-62345678(转801)", "010-62345678(转801)"),
        ("010-62345678（801）", "010-62345678（801）"),
        ("010-62345678转分机801", "010-62345678转分机801"),
        ("010-62345678轉801", "010-62345678轉801"),
        ("010-62345678,801", "010-62345678,801"),
        ("95588转1", "95588转1"),
        ("13800138000转6", "13800138000转6"),
        ("+85223456789 ext 12", "+85223456789 ext 12"),
    ],
)
def test_an_extension_stays_as_it_was_typed(typed, kept):
    assert phones.normalize_phone(typed) == kept
    assert phones.normalize_phone(kept) == kept


@pytest.mark.parametrize(
    "marked",
    [
        "\u202d{}\u202c",
        "\u202a{}\u202c",
        "\u2068{}\u2069",
        "\u200e{}",
        "{}\u200f",
        "\ufeff{}",
        "{}\ufe0d",
        "{}\U000e0101",
        "\u061c{}",
        "\u00ad{}\u2060",
        "\u00a0{}\u3000",
        "\t{}\n",
    ],
)
@pytest.mark.parametrize(
    ("number", "kept"),
    [("13812345678", "13812345678"), ("010 62345678", "010-62345678"), ("400-810-8888转6", None)],
)
def test_marks_that_nobody_sees_go_before_a_phone_is_judged(marked, number, kept):
    typed = marked.format(number)
    middle = f"{number[:3]}{marked.format('')}{number[3:]}"
    assert phones.normalize_phone(typed) == (kept or number)
    assert phones.normalize_phone(middle) in {kept or number, kept}
    if number.startswith("138"):
        assert phones.normalize_mobile(typed) == phones.normalize_mobile(middle) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "电话",
        "0755 12345678",
        "138001380001",
        "1234567890123456",
        "010-62345678-1234567",
        "62345",
        "+0123456789",
        "0100-6234567",
        "+123456",
        "转801",
        "0400-81088886",  # a service number and its extension, once folded into one
        "010-62345678、010-62345679",
        "9" * 100,
    ],
)
def test_what_only_looks_like_a_phone_is_refused_at_its_field(typed):
    with pytest.raises(Invalid, match="with its area code") as refusal:
        phones.normalize_phone(typed)
    assert refusal.value.field == "phone"


DIGITS = "0123456789" * 3 + "-－—+ ()（）/.·转分机extX#,，内线号:\u202d\u200b"
LINES = ("010-62345678", "0571-8765432", "400-810-8888", "8765432", "13800138000", "95588")
MARKS = ("转", "分机", " ext ", "x", "#", "-", " - ", "（", "，")


@given(st.one_of(st.text(st.sampled_from(DIGITS), max_size=24), st.text(max_size=24)))
@example("400-810-8888转6")
@example("571-8765432-1")
def test_a_phone_saved_again_stays_what_it_is(text):
    for normalize in (phones.normalize_phone, phones.normalize_mobile):
        try:
            kept = normalize(text)
        except Invalid:
            continue
        assert normalize(kept) == kept


@given(st.sampled_from(LINES), st.sampled_from(MARKS), st.integers(1, 999999))
def test_line_and_extension_are_told_apart_again(line, mark, extension):
    kept = phones.normalize_phone(f"{line}{mark}{extension}")
    assert dialled(kept) == (line, str(extension))
    assert kept in set(phones.same_phones(kept))
    assert phones.normalize_phone(kept) == kept


def test_the_same_phone_is_known_in_its_usual_spellings():
    ways = set(phones.same_phones("400-810-8888转6"))
    assert {"400-810-8888-6", "400-810-8888转6", "400-810-8888 转 6", "400-810-8888 ext 6"} <= ways
    assert "400-810-8888" not in ways
    assert list(phones.same_phones("010-62345678")) == ["010-62345678"]


@pytest.mark.parametrize(
    "typed",
    [
        "400-810-8888转6",
        "4008108888 转 6",
        "4008108888",
        "400 810 8888",
        "8888",
        "\u202d400-810-8888\u202c",
    ],
)
def test_a_phone_with_an_extension_is_found_however_it_is_asked_for(typed):
    held = tokens.of_phone("400-810-8888转6")
    assert held == {"t4008108888", "t40081088886", "t8888"}
    assert all(any(all(e & held for e in each) for each in word) for word in tokens.query(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "+86 138 0013 8000",
        "138-0013-8000",
        "8613800138000",
        "138 0013 8000",
        "１３８ ００１３ ８０００",
    ],
)
def test_a_mobile_is_found_however_its_digits_are_grouped(typed):
    held = tokens.of_phone("13800138000")
    assert all(any(all(e & held for e in each) for each in word) for word in tokens.query(typed))


@pytest.mark.parametrize("second", "3456789")
def test_every_mobile_segment_is_taken_in_each_spelling(second):
    number = f"1{second}800138000"
    for typed in (number, f"+86{number}", f"0086 {number}", f"86-{number}"):
        assert phones.normalize_mobile(typed) == number


@pytest.mark.parametrize(
    "typed", ["12800138000", "138001380001", "١٣٨٠٠١٣٨٠٠٠", "13٨00138000", "", "13800138000转6"]
)
def test_mobiles_are_refused(typed):
    with pytest.raises(Invalid) as refusal:
        phones.normalize_mobile(typed)
    assert refusal.value.field == "mobile"


def test_what_is_no_kept_phone_is_all_line():
    assert dialled("电话") == ("电话", "")
    assert list(phones.same_phones("电话")) == ["电话"]


def test_a_phone_has_at_most_60_characters():
    assert phones.normalize_phone(f"010{' ' * 49}62345678") == "010-62345678"
    with pytest.raises(Invalid, match="with its area code"):
        phones.normalize_phone(f"010{' ' * 50}62345678")
