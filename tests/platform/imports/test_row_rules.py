"""D7: lines and columns of an ordinary list that are no records."""

import pytest

from portal.platform.imports.row_rules import (
    NOT_TAKEN,
    columns_not_taken,
    is_aside,
    nearest_word,
    says_total,
)


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "合 计",
        "合计：",
        "合计200户",
        "（合计）",
        "小计：36",
        "本页小计",
        "总计 1,234.50 元",
        "总计户数：200",
        "共计 12 家",
        "累计",
        "共 200 户",
        "共200家客户",
        "Total",
        "Grand total: 200",
        "制表人：张三",
        "制表人",
        "填表日期：2026.11.30",
        "审核人: 李四",
        "单位负责人：",
        "复核 ： 王五",
    ],
)
def test_totals_and_signatures_are_known(text):
    assert says_total(text)


@pytest.mark.parametrize(
    "text",
    [
        "合计商贸有限公司",
        "总计划设计院",
        "上海共计信息技术有限公司",
        "统计局",
        "审核人商贸有限公司",
        "制表科技（上海）有限公司",
    ],
)
def test_a_company_that_is_called_so_is_a_customer(text):
    assert not says_total(text)


@pytest.mark.parametrize(
    ("name", "cells", "aside"),
    [
        ("合计", ["", "合计", "200"], True),
        ("", ["合计", "", "200"], True),
        ("", ["", "制表人：张三", "审核人：李四"], True),
        ("恒通有限公司", ["1", "恒通有限公司", "合计"], False),
        ("", ["1", "", "13800138000"], False),
        ("说明：标红的客户已停用", ["说明：标红的客户已停用"], True),
        ("备注：", ["备注：", "x"], False),
    ],
)
def test_a_line_that_counts_or_signs_the_list_is_no_record(name, cells, aside):
    assert is_aside(name, cells) is aside


def test_serial_numbers_and_what_the_portal_knows_are_not_taken():
    heads = ["序号", "No.", "客户名称", "部门", "付款习惯"]
    found = columns_not_taken(heads, {"2": "name"}, {"部门"})
    assert found == {"0": NOT_TAKEN, "1": NOT_TAKEN, "3": NOT_TAKEN}
    assert columns_not_taken(heads, {"0": "number", "2": "name"}) == {"1": NOT_TAKEN}


@pytest.mark.parametrize(
    ("text", "near"),
    [("主要", "主力客户"), ("一般", "一般客户"), ("A级", ""), ("", "")],
)
def test_the_nearest_word_is_a_proposal_where_there_is_one(text, near):
    assert nearest_word(text, ["主力客户", "一般客户", "零散客户"]) == near
