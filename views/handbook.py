"""Writes docs/generated from the tables of the house: what the documentation says is what runs."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog

from models.words.labels import label
from models.words.permissions import Permission
from portal import reactions, schedule, settings
from portal.access.actor import Actor
from portal.access.policy import can
from portal.access.roles import ROLES, Baseline
from portal.approvals.rules import APPROVAL, TASK
from portal.customers.rules import CUSTOMER
from portal.files.completeness_rules import DEFICIENCY, PENALTY
from portal.files.difference_rules import DIFFERENCE
from portal.files.rules import CUSTODY, FILE_LIFE
from portal.lending.request_rules import COPYING, LINE, REQUEST, VIEWING
from portal.lending.rules import LOAN
from portal.office import catalog
from portal.people.delegation_rules import DELEGATION
from portal.platform.imports.rules import IMPORT
from portal.platform.sheets.export_rules import EXPORT
from portal.platform.sheets.readers import may_read, reads_outside, register_reach
from portal.platform.sheets.register import Report
from portal.platform.workflow.machine import Machine
from views.shell import catalogues
from views.shell.dialect.options import OPTIONS

FOLDER = Path(__file__).parents[1] / "docs" / "generated"
MEASURED = frozenset({"mutants.md"})  # written by a run of its own: make mutants
MACHINES: Sequence[Machine[Any]] = (
    APPROVAL,
    COPYING,
    CUSTODY,
    CUSTOMER,
    DEFICIENCY,
    DELEGATION,
    DIFFERENCE,
    EXPORT,
    FILE_LIFE,
    IMPORT,
    LINE,
    LOAN,
    PENALTY,
    REQUEST,
    TASK,
    VIEWING,
)
NOTE = "<!-- Written by `make docs`. Do not edit. -->\n"


def handbook_pages() -> dict[str, str]:
    """File name → text of every generated page."""
    written = {
        "workflows.md": workflows_page(),
        "permissions.md": permissions_page(),
        "settings.md": options_page(),
        "jobs.md": jobs_page(),
        "reactions.md": reactions_page(),
        "sheets.md": sheets_page(),
        "flask-admin.md": dialect_page(),
    }
    return {name: f"{NOTE}\n{text.rstrip()}\n" for name, text in written.items()}


def write_handbook() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in handbook_pages().items():
        (FOLDER / name).write_text(text)


def stale_pages() -> list[str]:
    """The pages that say something else than the tables do."""
    kept = {p.name: p.read_text() for p in FOLDER.glob("*.md") if p.name not in MEASURED}
    written = handbook_pages()
    return sorted(n for n in kept.keys() | written.keys() if kept.get(n) != written.get(n))


def state_machines() -> list[Machine[Any]]:
    """Every state machine of the house, by name."""
    return sorted(MACHINES, key=lambda machine: machine.name)


def workflows_page() -> str:
    parts = ["# Workflows 流程\n"]
    for machine in state_machines():
        rows = [
            (
                m.rule,
                m.action,
                in_chinese(m.label),
                " ".join(_name(s) for s in m.sources),
                _name(m.target),
                f"`{m.permission}`",
                "✓" if m.needs_reason else "",
            )
            for m in machine.moves
        ]
        head = ("rule", "action", "动作", "from", "to", "permission", "reason")
        parts += [
            f"## {machine.name}\n",
            f"```mermaid\n{machine.diagram()}\n```\n",
            markdown_table(head, rows),
        ]
    return "\n".join(parts)


def permissions_page() -> str:
    rows = []
    for permission in Permission:
        held = [
            f"{in_chinese(r.name)} ({in_chinese(label(r.grants[permission]))})"
            for r in ROLES.values()
            if permission in r.grants
        ]
        rows.append((f"`{permission}`", in_chinese(label(permission)), "、".join(held)))
    return "# Permissions 权限\n\n" + markdown_table(
        ("permission", "含义", "初始角色（范围）"), rows
    )


def options_page() -> str:
    rows = [
        (
            f"`{s.name}`",
            in_chinese(s.group),
            in_chinese(s.label),
            s.default,
            _bounds(s),
            f"`{s.permission}`",
        )
        for s in settings.SPECS.values()
    ]
    return "# Settings 系统设置\n\n" + markdown_table(
        ("setting", "组", "含义", "default", "range", "changed by"), rows
    )


def jobs_page() -> str:
    rows = []
    for name, task in sorted(schedule.TASKS.items()):
        every = schedule.EVERY.get(name)
        clock = "" if every is None else f"every {every.interval}"
        clock = f"daily at {every.at:%H:%M}" if every and every.at else clock
        clock = f"monthly on day {every.day} at {every.at:%H:%M}" if every and every.day else clock
        rows.append((f"`{name}`", _verb(task.verb), "long" if task.long else "short", clock))
    return "# Jobs 后台任务\n\n" + markdown_table(
        ("job", "verb", "kind", "clock (Asia/Shanghai)"), rows
    )


def reactions_page() -> str:
    rows = [
        (event.__name__, kind or "any", action or "any", ", ".join(_verb(v) for v in verbs))
        for (event, kind, action), verbs in reactions.REACTIONS.items()
    ]
    return "# Reactions 联动\n\n" + markdown_table(
        ("event", "kind", "action", "what follows"), rows
    )


def _books() -> str:
    """Reports made of answers: which they are, and how each answer is counted (D9)."""
    books = [(b.code, in_chinese(b.title), in_chinese(b.about)) for b in catalog.BOOKS.values()]
    answers = [
        (b.code, in_chinese(a.title), in_chinese(a.unit), f"`{a.permission}`", in_chinese(a.about))
        for b in catalog.BOOKS.values()
        for a in b.answers
    ]
    return (
        "\n## Reports 月报\n\n"
        + markdown_table(("code", "名称", "用途"), books)
        + "\n"
        + markdown_table(("report", "tab", "unit", "permission", "how it is counted"), answers)
    )


def sheets_page() -> str:
    rows = [
        (
            r.code,
            in_chinese(r.title),
            in_chinese(r.about),
            f"`{r.permission}`",
            "、".join(in_chinese(c.title) for c in r.columns),
        )
        for r in catalog.REPORTS.values()
    ]
    given = [
        (r.code, in_chinese(r.title), r.basis, *(_receives(role, r) for role in ROLES.values()))
        for r in catalog.REPORTS.values()
    ]
    lists = [(in_chinese(x.title), f"`{x.name}`", f"`{p}`") for x, p in catalog.LISTINGS.values()]
    return (
        "# Sheets 报表\n\n## Registers 登记簿与目录\n\n"
        + markdown_table(("code", "名称", "用途", "permission", "columns"), rows)
        + _books()
        + "\n## Who receives them 发放范围\n\n"
        + "Roles as installed; the rules are in [docs/rules](../rules/README.md). ◎ is the "
        + "finished sheet: masked, and of rows above the grade in `registers_up_to` the number "
        + "alone.\n\n"
        + markdown_table(
            ("code", "名称", "rules", *(in_chinese(role.name) for role in ROLES.values())), given
        )
        + "\n## Lists that can be exported 可导出的列表\n\n"
        + markdown_table(("名称", "list", "permission"), lists)
    )


def _receives(role: Baseline, report: Report) -> str:
    """How far a register goes to a role: its reach, marked where it is a finished sheet."""
    who = Actor(id=0, name="", grants=dict(role.grants))
    if not (may_read(who, report) and can(who, Permission.EXPORT_TAKE)):
        return ""
    reach = register_reach(who, report.permission)
    return (
        f"{in_chinese(label(reach))}{' ◎' if reads_outside(who, report) else ''}" if reach else ""
    )


def dialect_page() -> str:
    """Option by option: what Flask-Admin's names become here, and what is refused."""
    understood = [(f"`{n}`", o.becomes) for n, o in sorted(OPTIONS.items()) if o.becomes]
    refused = [(f"`{n}`", o.instead) for n, o in sorted(OPTIONS.items()) if not o.becomes]
    return (
        "# Flask-Admin, option by option\n\n## Understood\n\n"
        + markdown_table(("name", "what it becomes"), understood)
        + "\n## Refused when the application starts\n\n"
        + markdown_table(("name", "instead"), refused)
    )


def markdown_table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    lines += [
        "| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def in_chinese(text: str) -> str:
    """The Chinese of a msgid."""
    message = _chinese().get(text)
    return str(message.string) if message and message.string else text


@cache
def _chinese() -> Catalog:
    return catalogues.merged_catalogue()


def _name(state: Any) -> str:
    return in_chinese(label(state))


def _verb(verb: Any) -> str:
    return f"`{verb.__module__.removeprefix('portal.')}.{verb.__qualname__}`"


def _bounds(spec: settings.Spec) -> str:
    return "" if spec.lowest is None else f"{spec.lowest}–{spec.highest}"
