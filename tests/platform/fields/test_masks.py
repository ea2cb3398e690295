"""D4: how a value looks to those who may not read it whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.values import ValueKind as V
from portal.platform.fields import masks
from portal.platform.fields.kinds import KINDS, mask


@pytest.mark.parametrize(
    ("head", "tail", "value", "shown"),
    [
        (3, 4, "13812345678", "138****5678"),
        (3, 4, "12345678", "123***5678"),  # one sign more than is shown
        (3, 4, "1234567", "1******"),  # all would be shown: the first alone
        (3, 4, "12", "1***"),
        (1, 1, "11010519491231002X", "1********X"),
        (1, 1, "123", "1***3"),
        (2, 4, "91350100M000100Y43", "91********0Y43"),
        (6, 0, "北京市海淀区", "北*****"),
        (6, 0, "北京市海淀区一", "北京市海淀区***"),
        (1, 0, "欧阳修文", "欧***"),
        (0, 2, "abcd", "***cd"),
        (0, 2, "ab", "***"),
        (3, 4, "", ""),
    ],
)
def test_d4_enough_to_recognise_it_and_never_to_use_it(head, tail, value, shown):
    assert masks.leaving(head, tail)(value) == shown
    assert masks.starred(value, head, tail) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("wei@example.com", "w***@example.com"),
        ("a@b", "a***@b"),
        ("@b", "***@b"),
        ("wei.wang@mail@x", "w***@mail@x"),
        ("nobody", "n*****"),
        ("", ""),
    ],
)
def test_d4_of_an_address_the_first_letter_and_the_host(value, shown):
    assert masks.of_email(value) == shown


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (V.MOBILE, "13800138000", "138****8000"),
        (V.PHONE, "010-62345678", "010*****5678"),
        (V.ID_NUMBER, "11010519491231002X", "1********X"),
        (V.TEXT, "王伟", "王***"),
        (V.CREDIT_CODE, "91350100M000100Y43", "91********0Y43"),
        (V.EMAIL, "wei@example.com", "w***@example.com"),
        (V.ADDRESS, "北京市海淀区中关村大街1号", "北京市海淀区*******"),
        (V.MOBILE, "", ""),
    ],
)
def test_d4_masks(kind, value, shown):
    assert mask(kind, value) == shown


@given(st.sampled_from(list(KINDS)), st.text(min_size=2, max_size=30))
def test_d4_a_mask_always_hides_something(kind, value):
    shown = mask(kind, value)
    assert "*" in shown
    assert shown != value or set(value) <= {"*"}
    left = shown.replace("*", "")
    assert len(left) <= 7 or "*" in value or "@" in value
