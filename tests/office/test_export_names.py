"""The name of a file of an export says what it is of, so that two of them are told apart."""

import pytest

from portal.office import exports
from tests.support import make


def name_of(stage, source, who="li", language="zh_CN", **args):
    with stage.work(who) as work:
        return exports.ask_export(work, source, args, "月底盘点", language).name


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ({}, "借阅登记簿-2026"),
        ({"from": "2026-01-01", "to": "2026-01-31"}, "借阅登记簿-2026-01-01 至 2026-01-31-2026"),
        ({"from": "2026-01-01"}, "借阅登记簿-2026-01-01 至 …-2026"),
        ({"to": "2026-01-31"}, "借阅登记簿-… 至 2026-01-31-2026"),
    ],
)
def test_a_register_of_a_period_says_which(stage, args, said):
    assert name_of(stage, "report:loan_register", **args).startswith(said)


def test_the_monthly_report_says_its_month(stage):
    make.began(stage, 2026, 9)
    assert name_of(stage, "book:monthly", month="2026-10").startswith("档案管理月报-2026-10-2026")


def test_the_catalogue_of_a_file_says_its_number(stage):
    file = make.filed(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    assert file
    name = name_of(stage, "report:item_catalogue", file="KH-2026-0001")
    assert name.startswith("卷内文件目录-KH-2026-0001-2026")


def test_a_filtered_list_says_so(stage):
    make.customer(stage)
    plain, filtered = (name_of(stage, "list:customers", **a) for a in ({}, {"search": "客户"}))
    assert "已筛选" not in plain
    assert "-已筛选-2026" in filtered


def test_what_no_file_may_be_called_is_left_out(stage):
    with stage.work("li") as work:
        name = exports.export_names.file_name(work, "list:customers", {"search": "甲"}, "客户")
    assert not set(name) & set('\\/:*?"<>|')
