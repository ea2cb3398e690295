"""Headings as offices write them: units, stars, numbers, both languages, groups above."""

import pytest

from models.words.values import ValueKind as V
from portal.customers.import_fields import FIELDS
from portal.customers.import_headings import HEADINGS
from portal.platform.imports import heading_keys, rules
from portal.platform.imports.head_rows import whole_head
from portal.platform.language import catalogue

KNOWN = rules.known_headings(FIELDS, catalogue("zh_CN"))

LICENCE = "统一社会信用代码 名称 类型 住所 法定代表人 注册资本 成立日期 营业期限 经营范围 登记机关"
COMPANY_SEARCH = """
    公司名称 经营状态 法定代表人 注册资本 实缴资本 成立日期 核准日期 营业期限 所属省份 所属城市 所属区县 公司类型
    所属行业 统一社会信用代码 纳税人识别号 工商注册号 组织机构代码 联系电话 邮箱 企业地址 经营范围"""
CUSTOMER_IMPORT = """
    客户区域 客户类别 客户名称 客户代号 初次备案日期 行业划分 客户来源 业务负责人 分配日期 档案编号 主要产品 客户联系人
    座机电话 联系传真 QQ/E-mail 手机 公司地址 备注"""
OFFICE = """
    序号 公司名 税号 客户级别 地区/省/市 详细地址 邮编 座机 联系人 职务 联系人手机 电子邮箱 行业 业务员 签约日期
    备注"""
OTHER_OFFICE = """
    编号 单位名称 企业类型 法人代表 注册资金(万元) 成立时间 企业地址 邮政编码 固定电话 传真 网址 主营业务 负责人 姓名
    手机号码 邮箱地址 联系电话2 客户状态 说明"""
LISTS = {
    "licence": LICENCE,
    "company search": COMPANY_SEARCH,
    "customer import": CUSTOMER_IMPORT,
    "office": OFFICE,
    "another office": OTHER_OFFICE,
}


def proposed(headings):
    found = rules.propose_columns(headings, KNOWN, FIELDS)
    return {headings[int(index)]: field for index, field in found.items()}


def test_nine_of_ten_headings_of_ordinary_lists_find_their_field():
    """Four public lists and office lists, 84 headings in all."""
    lists = [text.split() for text in LISTS.values()]
    assert sum(map(len, lists)) == 84
    found = sum(len(proposed(headings)) for headings in lists)
    assert found / 84 >= 0.9
    for headings in lists:
        assert "name" in proposed(headings).values()


@pytest.mark.parametrize("headings", LISTS.values(), ids=LISTS)
def test_no_heading_but_a_serial_number_is_unknown(headings):
    unknown = [h for h in headings.split() if heading_keys.find_field(h, KNOWN) is None]
    assert unknown in ([], ["序号"])


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("企业名称", "name"),
        ("住所", "address"),
        ("成立日期", "founded_on"),
        ("邮箱", "email"),
        ("座机", "phone"),
        ("座机电话", "phone"),
        ("电子邮箱", "email"),
        ("行业", "industry"),
        ("行业划分", "industry"),
        ("所属省份", "region"),
        ("地区/省/市", "region"),
        ("纳税人识别号", "unified_credit_code"),
        ("公司名", "name"),
        ("客户联系人", "contact_name"),
        ("联系人手机", "contact_mobile"),
        ("联系电话 2", "contact_phone"),
        ("联系电话（2）", "contact_phone"),
        ("业务负责人", "owner"),
        ("企业类型", "organization_form"),
        ("联系传真", "fax"),
        ("统一社会信用代码/纳税人识别号", "unified_credit_code"),
        ("QQ/E-mail", "email"),
        ("*客户名称", "name"),
        ("★ 客户名称（必填）", "name"),
        ("客户名称【必填】", "name"),
        ("1. 客户名称", "name"),
        ("（一）客户名称", "name"),
        ("三、联系电话", "phone"),
        ("客户名称：", "name"),
        ("客户名称\nCustomer Name", "name"),
        ("Customer name 客户名称", "name"),
        ("联系人 / Contact", "contact_name"),
        ("Tel. No.", "phone"),
        ("E-MAIL", "email"),
        ("公司信息 地址", "address"),
        ("联系人 电话", "contact_mobile"),
        ("联系人（手机）", "contact_mobile"),
        ("联系人1", "contact_name"),
        ("联系人2", "contact_name"),
        ("客戶名稱", "name"),
        ("聯絡人", "contact_name"),
        ("聯繫電話", "phone"),
        ("統一社會信用代碼", "unified_credit_code"),
        ("註冊資本（萬元）", "registered_capital"),
        ("客\u200b户名称\ufeff", "name"),
        ("ｅ－ｍａｉｌ", "email"),
        ("姓名/电话", None),
        ("序号", None),
        ("", None),
    ],
)
def test_a_heading_means_its_field(heading, field):
    assert heading_keys.find_field(heading, KNOWN) == field


def test_type_is_the_form_of_the_company_amid_a_licence_and_else_the_kind_of_customer():
    assert proposed(LICENCE.split())["类型"] == "organization_form"
    assert proposed(["客户名称", "类型", "电话", "法人"])["类型"] == "customer_type"


def test_a_whole_heading_comes_before_a_part():
    assert proposed(["联系 电话", "公司 电话", "手机"]) == {
        "联系 电话": "phone",
        "手机": "contact_mobile",
    }
    assert proposed(["开票信息 电话", "联系电话"]) == {"联系电话": "phone"}


def test_what_gathers_is_filled_by_several_columns():
    found = proposed(["客户名称", "登记机关", "营业期限", "经营状态"])
    assert list(found.values()) == ["name", *["registered_info"] * 3]


def test_each_heading_is_written_as_it_is_compared_and_belongs_to_one_field():
    fields = {field.name for field in FIELDS}
    claims: dict[str, str] = {}
    for name, text in HEADINGS.items():
        assert name in fields, name
        for heading in text.split():
            assert heading_keys.plain_heading(heading) == heading
            assert claims.setdefault(heading, name) == name, heading


def test_days_and_amounts_are_under_headings_of_their_kind():
    kinds = {field.name: field.kind for field in FIELDS}
    assert kinds["founded_on"] is V.DATE
    assert kinds["contact_phone"] is V.PHONE


def head(rows, merged=(), known=KNOWN):
    numbered = [(n, cells) for n, cells in enumerate(rows, start=1) if any(cells)]
    line, _ = rules.find_head(numbered, known)
    return whole_head(numbered, line, merged, known)


RECORD = ["恒通公司", "中山路", "李四", "经理", "13800138000", "贵宾"]
UPPER = ["客户名称", "地址", "联系人", "", "", "备注"]
LOWER = ["", "", "姓名", "职务", "手机", ""]
JOINED = ["客户名称", "地址", "联系人 姓名", "联系人 职务", "联系人 手机", "备注"]


@pytest.mark.parametrize(
    "merged",
    [
        (),
        [((1, 2), (1, 4))],
        [((1, 0), (2, 0)), ((1, 1), (2, 1)), ((1, 2), (1, 4)), ((1, 5), (2, 5))],
    ],
    ids=["none", "groups", "all"],
)
def test_group_and_field_are_one_heading(merged):
    title = ["客户一览表", "", "", "", "", ""]
    assert head([title, UPPER, LOWER, RECORD], merged) == (3, JOINED)
    fields = rules.propose_columns(JOINED, KNOWN, FIELDS)
    assert [fields.get(str(n)) for n in range(5)] == [
        "name",
        "address",
        "contact_name",
        "contact_position",
        "contact_mobile",
    ]


def test_groups_over_every_column():
    rows = [
        ["公司信息", "", "", "联系人", "", ""],
        ["名称", "地址", "电话", "姓名", "电话", "邮箱"],
        RECORD,
    ]
    line, headings = head(rows)
    assert line == 2
    fields = rules.propose_columns(headings, KNOWN, FIELDS)
    assert list(fields.values()) == [
        "name",
        "address",
        "phone",
        "contact_name",
        "contact_mobile",
        "contact_email",
    ]
    merged = [((0, 0), (0, 2)), ((0, 3), (0, 5))]
    assert head(rows, merged) == (line, headings)


@pytest.mark.parametrize(
    "above",
    [
        ["客户一览表", "", "", "", "", ""],
        ["单位：某某公司", "", "", "", "日期：2026-11-30", ""],
        ["", "", "", "", "", ""],
    ],
)
def test_a_title_is_no_group(above):
    heads = ["客户名称", "地址", "联系人", "职务", "手机", "备注"]
    assert head([above, heads, RECORD]) == (2, heads)
    assert head([above, heads, RECORD], [((0, 0), (0, 5))]) == (2, heads)


def test_a_record_that_fills_what_the_headings_leave_blank_is_no_heading():
    heads = ["客户名称", "地址", "联系人", "", "手机", ""]
    assert head([heads, RECORD]) == (1, heads)


def test_three_rows_of_merged_headings():
    rows = [
        ["客户名称", "联系方式", "", ""],
        ["", "公司", "联系人", ""],
        ["", "电话", "姓名", "手机"],
        ["恒通", "1", "李", "2"],
    ]
    merged = [((0, 0), (2, 0)), ((0, 1), (0, 3)), ((1, 2), (1, 3))]
    line, headings = head(rows, merged)
    assert line == 3
    assert headings == [
        "客户名称",
        "联系方式 公司 电话",
        "联系方式 联系人 姓名",
        "联系方式 联系人 手机",
    ]
    assert list(rules.propose_columns(headings, KNOWN, FIELDS).values()) == [
        "name",
        "phone",
        "contact_name",
        "contact_mobile",
    ]
