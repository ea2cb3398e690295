"""A7, CF-48: two spellings of one customer share a key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.platform.search import names

SAME = [
    ("北京恒通（集团）有限公司", "北京恒通(集团)有限责任公司"),
    ("北京恒通集团股份有限公司", "北京恒通"),
    ("ＡＣＭＥ Co., Ltd.", "acme"),
    ("上海 远大 贸易有限公司", "上海远大贸易"),
    ("杭州３Ｍ科技有限公司", "杭州3m科技"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_a7_spellings_share_a_key(one, other):
    assert names.name_key(one) == names.name_key(other)


def test_a7_a_name_that_is_all_suffix_keeps_itself():
    assert names.name_key("公司") == "公司"
    assert names.name_key("有限公司") != names.name_key("集团公司")


def test_a7_different_names_differ():
    assert names.name_key("北京恒通科技有限公司") != names.name_key("北京恒通贸易有限公司")


@given(st.text(max_size=40))
def test_a7_a_key_is_its_own_key(text):
    assert names.name_key(names.tidy_name(text)) == names.name_key(text)
    assert names.tidy_name(names.tidy_name(text)) == names.tidy_name(text)
