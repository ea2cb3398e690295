"""How an office's list of people is read: its headings, its lines, the names it proposes."""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from models.words.text import N_
from portal.errors import Invalid
from portal.platform.fields.phones import normalize_mobile
from portal.platform.imports.heading_keys import count_known, find_field, plain_heading
from portal.platform.imports.row_rules import SERIAL, is_aside
from portal.platform.search.pinyin import readings_of
from portal.platform.search.surnames import surname_readings

MOST = 500  # people at once
TITLES = 10  # rows that may stand above the headings
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "员工姓名", "人员", "name", "full name"),
    "employee_number": ("工号", "员工编号", "编号", "employee number", "number"),
    "login": ("账号", "登录名", "用户名", "sign-in name", "login", "account"),
    "department": (
        *("部门", "所属部门", "所在部门", "部门名称", "科室", "所在科室", "科室名称", "处室"),
        *("单位", "机构", "department", "dept"),
    ),
    "post": ("岗位", "职务", "职位", "岗位名称", "现任职务", "post", "title", "position"),
    "superior": (
        *("上级", "直接上级", "直属上级", "上级领导", "分管领导", "主管", "直属主管", "汇报对象"),
        *("superior", "reports to", "manager"),
    ),
    "email": ("邮箱", "电子邮箱", "电子邮件", "e-mail", "email", "mail"),
    "mobile": (
        *("手机", "手机号", "手机号码", "移动电话", "电话", "联系电话", "联系方式", "电话号码"),
        *("mobile", "phone", "tel"),
    ),
    "roles": ("角色", "建议角色", "拟授角色", "拟任角色", "系统角色", "权限", "role", "roles"),
}
KNOWN = {plain_heading(said): field for field, names in HEADINGS.items() for said in names}
BETWEEN = re.compile(r"[、，,;；/]+")
PADDED = re.compile(r"(?<=[^\x00-\x7f])[ \u3000]+(?=[^\x00-\x7f])")  # 吕　娟
COUNTED = re.compile(r"[共计]?\s*[0-9]+\s*[人名位个]?")
OF_PLACE = re.compile(r"(?P<name>.+?)\s*[（(](?P<place>.+)[)）]")  # 王伟（业务一部）


@dataclass(frozen=True)
class Entry:
    """One person of the list as it was typed; ``line`` is where it stands, from 1."""

    line: int
    cells: Mapping[str, str]

    def get(self, field: str) -> str:
        return self.cells.get(field, "")

    @property
    def roles(self) -> list[str]:
        """The roles asked for, as they are called in the list."""
        return [part.strip() for part in BETWEEN.split(self.get("roles")) if part.strip()]

    @property
    def department(self) -> list[str]:
        """The department, after those above it: «总经办/销售部»."""
        return [
            part.strip() for part in re.split(r"[/／>]", self.get("department")) if part.strip()
        ]

    @property
    def superior(self) -> tuple[str, str]:
        """The superior's name, and the department where the list adds it: «王伟（业务一部）»."""
        said = self.get("superior")
        parted = OF_PLACE.fullmatch(said)
        return (parted["name"], parted["place"]) if parted else (said, "")


@dataclass(frozen=True)
class Roster:
    """An office's list as it was read: its people, and what of it is no person."""

    entries: Sequence[Entry]
    asides: Sequence[int] = ()  # lines that count or sign the list
    unread: Sequence[str] = ()  # headings without a field, whose cells are left out


def read_roster(text: str) -> Roster:
    """The people of a pasted or uploaded list. Raises ``Invalid`` for one without headings."""
    rows = _rows(text)
    if not rows:
        raise Invalid(N_("Please paste the list, or choose a file."), field="text")
    head, below = _parted(rows)
    columns = [find_field(cell.rstrip("*＊"), KNOWN) or "" for cell in head]
    if "name" not in columns:
        raise Invalid(
            N_("One line must name the columns, e.g. 姓名, 部门, 岗位, 角色."), field="text"
        )
    read = [(line, cells, _entry(line, columns, cells)) for line, cells in below]
    asides = [line for line, cells, entry in read if is_aside(_called(entry), cells)]
    entries = [entry for _line, _cells, entry in read if entry.line not in asides]
    _check_count(entries)
    lost = [said for said, name in zip(head, columns, strict=True) if said and not name]
    return Roster(entries, asides, [said for said in lost if plain_heading(said) not in SERIAL])


def _called(entry: Entry) -> str:
    """The name of a line; a count beside «合计» is none."""
    name = entry.get("name")
    return "" if COUNTED.fullmatch(name) else name


def _parted(
    rows: Sequence[tuple[int, list[str]]],
) -> tuple[list[str], Sequence[tuple[int, list[str]]]]:
    """The headings, which a title may stand above, and the lines below them."""
    known = {key for key, field in KNOWN.items() if field}
    said = [count_known(cells, known) for _line, cells in rows[:TITLES]]
    at = said.index(max(said))
    return rows[at][1], rows[at + 1 :]


def _entry(line: int, columns: Sequence[str], cells: Sequence[str]) -> Entry:
    read = {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    for name in ("name", "superior"):
        if name in read:
            read[name] = PADDED.sub("", read[name])
    if read.get("mobile"):
        read["mobile"] = _mobile(read["mobile"])
    return Entry(line, read)


def _mobile(text: str) -> str:
    """A mobile in one spelling; what is none stays as typed, and the account refuses it."""
    try:
        return normalize_mobile(text)
    except Invalid:
        return text


def _check_count(below: Sequence[Entry]) -> None:
    if len(below) > MOST:
        raise Invalid(
            N_("At most %(most)s people at once; the list has %(count)s."),
            field="text",
            most=MOST,
            count=len(below),
        )


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Lines that hold something, with their numbers; tabs part cells where there are any."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    mark = "\t" if any("\t" in line for line in lines) else ","
    read = csv.reader(lines, delimiter=mark)
    found = ((number, [cell.strip() for cell in cells]) for number, cells in enumerate(read, 1))
    return [(number, cells) for number, cells in found if any(cells)]


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """The rows of a sheet as the text that the page shows and takes."""
    return "\n".join("\t".join(" ".join(str(cell).split()) for cell in row) for row in rows)


def name_aloud(name: str) -> list[str]:
    """The syllables of a person's name, the surname read as one: 仇英 is qiu ying."""
    said = readings_of(name)
    return [next(iter(surname_readings(name, at)), own) for at, own in enumerate(said)]


def free_login(syllables: Sequence[str], taken: Collection[str]) -> str:
    """A sign-in name from how a name is read: wangshan, then wangshan2."""
    plain = re.sub(r"[^a-z0-9]", "", "".join(syllables).casefold())[:30] or "user"
    stem = plain if len(plain) > 1 else f"{plain}1"
    number = 2
    login = stem
    while login in taken:
        login, number = f"{stem}{number}", number + 1
    return login


def free_number(taken: Collection[str]) -> str:
    """The employee number after the largest that is a plain number: 0004 after 0003."""
    largest = max((int(n) for n in taken if n.isascii() and n.isdigit() and len(n) < 9), default=0)
    return f"{largest + 1:04d}"
