"""Rows and columns of a list that are no records: totals, signatures, serial numbers (D7)."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from portal.platform.imports.heading_keys import plain_heading

NOT_TAKEN = "-"  # in a mapping: this column is not brought in, nor kept in the remarks
SERIAL = frozenset({"序号", "序", "行号", "no", "sn", "serial", "serialno", "idx", "index"})
UNIT = r"[\s:：,，.\d]*(?:个|户|家|条|行|名|人|项|份|万|亿|元|客户|单位|公司|records|rows)*[)）。]*"
TOTAL = re.compile(
    rf"[(（]?(?:本页|本表|本单|本月|本年|以上|全部|总|合)?(?:合计|小计|总计|共计|累计|总数|计)"
    rf"(?:户数|家数|数量|数|金额|人数)?{UNIT}"
)
ALL_OF = re.compile(rf"(?:共|总共|一共|以上共)\s*\d+{UNIT}")
NONE = re.compile(r"[「“(（]?(?:无记录|暂无记录|无)[」”)）]?")  # what an empty sheet says
ENGLISH = re.compile(r"(?:sub|grand)?\s?total\b[\s:：\d,.]*", re.IGNORECASE)
SIGNED = re.compile(
    r"(?:制表|填表|填报|制单|审核|复核|审批|批准|经办|统计|编制|报表)"
    r"(?:人员|人|单位|部门|日期|时间|员)?\s*(?:签字|签名|盖章)?\s*[:：].*"
    r"|(?:制表|填表|填报|制单|审核|复核|经办|统计|编制)(?:人|单位|日期|时间)"
    r"|(?:单位负责人|部门负责人|负责人签字|负责人签名|打印日期|打印时间|打印人|单位盖章)\s*(?:[:：].*)?",
    re.DOTALL,
)
FIRST_COLUMNS = 4
COUNT = re.compile(rf"[¥￥]?[-+]?[\d,，.]+%?{UNIT}")
NOTE = re.compile(r"(?:备注|说明|注|填表说明)\s*[:：].*", re.DOTALL)


def says_total(text: str) -> bool:
    """«合计», «小计：36», «共 200 户», «制表人：张三»: what no record is called."""
    plain = unicodedata.normalize("NFKC", text).strip()
    bare = "".join(plain.split())
    return any(
        pattern.fullmatch(each)
        for pattern in (TOTAL, ALL_OF, NONE, ENGLISH, SIGNED)
        for each in (plain, bare)
    )


def _counts_all(texts: Sequence[str], name: str) -> bool:
    """«合计» in one of the first columns, and beside it nothing but numbers: 合计 90户 1,250."""
    places = [i for i, text in enumerate(texts[:FIRST_COLUMNS]) if says_total(text)]
    beside = [text for text in texts if text and not says_total(text)]
    others = [text for text in beside if not COUNT.fullmatch("".join(text.split()))]
    if not places or not others:
        return bool(places)
    return others == [name] and len(beside) > 1 and places[0] < list(texts).index(name)


def is_aside(name: str, texts: Sequence[str]) -> bool:
    """A line that counts or signs the list: such words stand in its name, or in one of its first
    columns beside numbers, or it has no name.
    """
    if name and _counts_all(texts, name):
        return True
    if name:
        return says_total(name) or (
            bool(NOTE.fullmatch(name.strip())) and sum(map(bool, texts)) == 1
        )
    said = [text for text in texts if text]
    return any(map(says_total, said)) or (len(said) == 1 and bool(NOTE.fullmatch(said[0].strip())))


def columns_not_taken(
    headings: Sequence[str], mapping: Mapping[str, str], derived: Collection[str] = ()
) -> dict[str, str]:
    """Columns that say nothing of a record: serial numbers, and ``derived`` ones."""
    return {
        str(index): NOT_TAKEN
        for index, heading in enumerate(headings)
        if str(index) not in mapping
        and ((plain := plain_heading(heading)) in SERIAL or plain in derived)
    }


def nearest_word(text: str, choices: Iterable[str]) -> str:
    """The choice most like ``text``: by its letters, else the only one that begins alike."""
    given = list(choices)
    found = difflib.get_close_matches(text, given, n=1, cutoff=0.5)
    if found:
        return found[0]
    alike = [choice for choice in given if text and choice[:1] == text[:1]]
    return alike[0] if len(alike) == 1 else ""
