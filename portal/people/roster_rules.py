"""How an office's list of people is read: its headings, its lines, the names it proposes."""

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from models.words.text import N_
from portal.errors import Invalid

MOST = 500  # people at once
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "员工姓名", "人员", "name", "full name"),
    "employee_number": ("工号", "员工编号", "编号", "employee number", "number"),
    "login": ("账号", "登录名", "用户名", "sign-in name", "login", "account"),
    "department": ("部门", "所属部门", "科室", "单位", "department"),
    "post": ("岗位", "职务", "职位", "post", "title", "position"),
    "superior": ("上级", "直接上级", "主管", "汇报对象", "superior", "reports to"),
    "email": ("邮箱", "电子邮箱", "电子邮件", "e-mail", "email", "mail"),
    "mobile": ("手机", "手机号", "手机号码", "电话", "联系电话", "mobile", "phone"),
    "roles": ("角色", "建议角色", "权限", "role", "roles"),
}
KNOWN = {said: field for field, names in HEADINGS.items() for said in names}
BETWEEN = re.compile(r"[、，,;；/]+")


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


def read_roster(text: str) -> list[Entry]:
    """The people of a pasted or uploaded list. Raises ``Invalid`` for one without headings."""
    rows = _rows(text)
    if not rows:
        raise Invalid(N_("Please paste the list, or choose a file."), field="text")
    (_line, head), *below = rows
    columns = [KNOWN.get(cell.strip().rstrip("*＊").casefold(), "") for cell in head]
    if "name" not in columns:
        raise Invalid(
            N_("The first line must name the columns, e.g. 姓名, 部门, 岗位, 角色."), field="text"
        )
    if len(below) > MOST:
        raise Invalid(
            N_("At most %(most)s people at once; the list has %(count)s."),
            field="text",
            most=MOST,
            count=len(below),
        )
    return [
        Entry(
            line, {name: cell.strip() for name, cell in zip(columns, cells, strict=False) if name}
        )
        for line, cells in below
    ]


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
