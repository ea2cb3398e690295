"""A7, CF-48: two spellings of one customer share a key."""

from decimal import Decimal

import pytest

from portal.platform.search import names

SAME = [
    ("北京恒通（集团）有限公司", "北京恒通(集团)有限责任公司"),
    ("北京恒通集团股份有限公司", "北京恒通集团股份"),
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


@pytest.mark.parametrize("other", ["集团", "股份", "控股", "集团股份", "上海分", "总"])
def test_r59_a_group_and_its_companies_are_not_one(other):
    """集团, 股份, 控股, 分公司 say which company of a group it is; none is another's spelling."""
    assert names.name_key(f"恒通{other}公司") != names.name_key("恒通有限公司")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("北京恒通（集团）有限公司", "北京恒通集团"),
        ("Straße GmbH & Co. KG", "strassegmbhcokg"),
        ("ACME Co.,Ltd.", "acme"),
        ("Acme, Inc.", "acme"),
        ("Acme LLC", "acme"),
        ("Acme Corp", "acme"),
        ("恒通集团控股有限责任公司", "恒通集团控股"),
        ("恒通第二分公司", "恒通第二分"),
        ("公司恒通", "公司恒通"),
        ("有限公司", "有限公司"),
        ("  ", ""),
    ],
)
def test_a7_a_key_is_a_name_without_its_legal_form(text, key):
    assert names.name_key(text) == key


@pytest.mark.parametrize(
    ("text", "unit", "amount"),
    [
        ("100", 1, "100"),
        ("100", 10_000, "1000000"),
        ("100元", 10_000, "100"),
        ("100圆", 10_000, "100"),
        ("100万", 10_000, "1000000"),
        ("100亿", 1, "10000000000"),
        ("1.5万元整", 1, "15000"),
        ("1000万人民币", 1, "10000000"),
        ("RMB 1,000", 1, "1000"),
        ("¥-5", 1, "-5"),
        ("1e3", 1, "1000"),
        ("2E-2", 1, "0.02"),
        (" 1 000 ", 1, "1000"),
        ("cny12rmb", 1, "12"),
        ("５００万", 1, "5000000"),
        ("\u202d1，000\u202c元", 1, "1000"),
    ],
)
def test_an_amount_speaks_for_itself_or_is_meant_in_the_unit_of_its_heading(text, unit, amount):
    assert names.parse_amount(text, unit) == Decimal(amount)


@pytest.mark.parametrize("text", ["", "元", "1-2", "1.2.3", "百", "100美元", "1e", "NaN", "."])
def test_what_is_no_amount_is_none(text):
    assert names.parse_amount(text) is None
    assert names.parse_amount(text, 10_000) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("1,000元", "1000"),
        (" １２０ ", "120"),
        ("1,2,3", "123"),
        ("\u200e12\ufeff", "12"),
        ("", ""),
    ],
)
def test_a_number_is_read_without_its_marks(text, plain):
    assert names.compact_number(text) == plain


def test_a_bare_amount_is_meant_in_yuan():
    assert names.parse_amount("100") == 100
