"""Headings as they are compared, and which are known; the reader of files uses them too."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from portal.platform.texts import fold_text

NOISE = re.compile(r"[（(\[【].*?[)）\]】]")
BRACKETS = re.compile(r"[（(\[【)）\]】]")
NUMBERED = re.compile(r"\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[.、):]\s*")
FIRST = re.compile(r"\s*[1一]\s*\Z")
PARTS = re.compile(r"[\s/|\\、,;:·•]+")
SCRIPTS = re.compile(r"[a-z][a-z .'’-]*[a-z]|[^\x00-\x7f]+", re.IGNORECASE)
# The traditional characters of usual headings.
TRADITIONAL = str.maketrans(
    "戶稱聯絡繫電話機號碼編郵遞區註冊資總額類別級稅納識質業營範圍證書職務負責員辦備說傳真網創設時間"
    "單統會條規檔產權狀態簡寫數據錄舉歲來鄉鎮縣廳師經銷聞標題進開銀帳賬",
    "户称联络系电话机号码编邮递区注册资总额类别级税纳识质业营范围证书职务负责员办备说传真网创设时间"
    "单统会条规档产权状态简写数据录举岁来乡镇县厅师经销闻标题进开银账账",
)


def plain_heading(heading: str) -> str:
    """A heading as it is compared: no units in brackets, no marks, one case, half width."""
    bare = NOISE.sub("", fold_text(heading))
    return "".join(c for c in bare.casefold() if c.isalnum()).translate(TRADITIONAL)


def spellings(heading: str) -> Iterator[str]:
    """A heading as a whole: with and without what is in brackets, without a number before it, and
    without a 1 behind it.
    """
    folded = fold_text(heading)
    numbered = NUMBERED.match(folded)
    bare = folded[numbered.end() :] if numbered else folded
    for text in (BRACKETS.sub(" ", folded), folded, bare, FIRST.sub("", bare)):
        yield plain_heading(text)


def parts_of(heading: str) -> list[str]:
    """Its parts, where a heading says one thing twice, or first to what group it belongs."""
    bare = NOISE.sub(" ", fold_text(heading))
    return [part for part in (*PARTS.split(bare), *SCRIPTS.findall(bare)) if part.strip()]


def whole_field(heading: str, known: Mapping[str, str]) -> str | None:
    """The field a heading means as a whole."""
    return next((known[key] for key in spellings(heading) if key in known), None)


def find_field(heading: str, known: Mapping[str, str]) -> str | None:
    """The field a heading means, as a whole, else by its parts where they agree.

    The last part decides where a group stands before it: 公司信息 地址.
    """
    if whole := whole_field(heading, known):
        return whole
    found = [field for part in parts_of(heading) if (field := known.get(plain_heading(part)))]
    if len(set(found)) == 1:
        return found[0]
    words = heading.split()
    return known.get(plain_heading(words[-1])) if found and len(words) > 1 else None


def count_known(cells: Sequence[str], known: Set[str]) -> int:
    """How many different headings of a row are known."""
    return len({key for cell in cells for key in spellings(cell) if key in known})
