"""D4: how a value looks to those who may not read it whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.platform.lists.masks import HEADS_AND_TAILS, mask


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("mobile", "13800138000", "138****8000"),
        ("phone", "010-62345678", "010*****5678"),
        ("id", "11010519491231002X", "1********X"),
        ("name", "王伟", "王***"),
        ("code", "91350100M000100Y43", "91********0Y43"),
        ("email", "wei@example.com", "w***@example.com"),
        ("address", "北京市海淀区中关村大街1号", "北京市海淀区*******"),
        ("mobile", "", ""),
    ],
)
def test_d4_masks(kind, value, shown):
    assert mask(kind, value) == shown


@given(
    st.sampled_from([*HEADS_AND_TAILS, "other"]),
    st.text(min_size=2, max_size=30).filter(lambda text: "*" not in text),
)
def test_d4_a_mask_always_hides_something(kind, value):
    assert "*" in mask(kind, value)
    head, tail = HEADS_AND_TAILS.get(kind, (1, 0))
    left = mask(kind, value).replace("*", "")
    assert len(left) <= max(head + tail, 1)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("mobile", "12345678", "123***5678"),  # one sign more than is shown
        ("mobile", "1234567", "1******"),  # all would be shown: the first alone
        ("phone", "95588", "9****"),
        ("phone", "62345678", "623***5678"),
        ("id", "12", "1***"),
        ("id", "123", "1***3"),
        ("code", "1234567", "12***4567"),
        ("code", "123456", "1*****"),
        ("name", "欧阳修文", "欧***"),
        ("name", "内蒙古伊利实业集团股份有限公司", "内********"),
        ("address", "北京市海淀", "北****"),
        ("address", "北京市海淀区", "北*****"),
        ("address", "北京市海淀区一", "北京市海淀区***"),
        ("other", "abc", "a***"),
        ("email", "a@b", "a***@b"),
        ("email", "@b", "***@b"),
        ("email", "wei.wang@mail@x", "w***@mail@x"),
        ("email", "nobody", "n*****"),
        ("name", "a@b", "a***"),
        ("email", "", ""),
    ],
)
def test_d4_a_short_value_shows_less_and_a_long_one_not_how_long_it_is(kind, value, shown):
    assert mask(kind, value) == shown
