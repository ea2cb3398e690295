"""A list as an ordinary office keeps it: 200 customers under two title lines, and a total."""

import io

import xlsxwriter

from portal.platform.fields.identifiers import CODE_LETTERS, CODE_WEIGHTS

TITLES = ("XX公司2026年度客户汇总表（销售部）", "填报人：小李    填报日期：2026.11.30")
HEAD = (
    "序号",
    "公司名称",
    "联系人",
    "联系电话",
    "统一社会信用代码",
    "客户类型",
    "客户级别",
    "签约日期",
    "业务员",
    "备注",
    "付款习惯",
)
CITIES = ("徐州", "南通", "无锡", "苏州", "镇江", "常州", "扬州", "泰州", "淮安", "盐城")
TRADES = ("建筑工程", "食品", "物流", "新材料", "环保设备", "纺织", "电子科技", "机械制造")
BRANDS = ("润泽", "博远", "华瑞")
TYPES = ("供应商", "业务客户", "合作伙伴", "重点")  # the last is no word of ours
DAYS = ("2026.3.5", "2026年4月12日", "2025/11/3", "20260118", "2026-07-09", "去年年底")
SELLERS = ("丁一", "赵磊", "马六", "陈思雨", "欧文")  # only the last one can sign in
FULL = str.maketrans("0123456789", "０１２３４５６７８９")
ROWS = 200
TWINS = (34, 112)  # twice in the list, once without a credit code
TOTAL = ("", "合计", "200", "", "", "", "", "", "", "", "")


def credit_code(number: int) -> str:
    """A valid code of a made-up company in Jiangsu (GB 32100)."""
    body = f"9132{number % 9:04d}MA{number:07d}"[:17].ljust(17, "0")
    total = sum(CODE_LETTERS.index(c) * w for c, w in zip(body, CODE_WEIGHTS, strict=True))
    return body + CODE_LETTERS[-total % 31]


def newcomer_row(number: int) -> tuple[str, ...]:
    """One customer, spelt as it comes: full-width digits, missing codes, five kinds of dates."""
    city, rest = CITIES[number % 10], number // 10
    phone = f"1{30 + number % 60:02d}{number:08d}"
    return (
        str(number + 1),
        f"{city}{BRANDS[rest % 3]}{TRADES[rest // 3 % 8]}有限公司",
        ("张三", "李四", "孙 丽")[number % 3],
        phone.translate(FULL) if number % 9 == 0 else f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
        "" if number % 3 == 0 else credit_code(number),
        TYPES[number % 4],
        ("一般", "零散", "主要")[number % 3],
        DAYS[number % 6],
        SELLERS[number % 5],
        "老客户\n注意回访" if number % 4 == 0 else "",
        "月结" if number % 7 == 0 else "",
    )


def newcomer_rows() -> list[tuple[str, ...]]:
    """The customers; one of them is in the list twice."""
    rows = [newcomer_row(number) for number in range(ROWS)]
    first, second = TWINS
    rows[second] = (rows[second][0], rows[first][1], *rows[second][2:4], "", *rows[second][5:])
    return rows


def newcomer_sheet() -> bytes:
    """The workbook, with its merged titles and its last line."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        page = book.add_worksheet("客户名单")
        for line, title in enumerate(TITLES):
            page.merge_range(line, 0, line, len(HEAD) - 1, title)
        page.write_row(2, 0, HEAD)
        for line, cells in enumerate(newcomer_rows(), start=3):
            page.write_row(line, 0, cells)
        page.write_row(3 + ROWS, 0, TOTAL)
    return stream.getvalue()
