"""The progress bar of a request: who did what and when, and whose turn it is (ux/05)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from models.approvals import Approval, ApprovalTask
from models.lending.requests import AccessRequest
from models.words.approvals import ApprovalState, TaskState
from models.words.kinds import Kind
from models.words.lending import RequestState
from portal.platform.audit import history
from portal.work import Work
from views.shell import words
from views.shell.doers import doer, done_by
from views.shell.i18n import gettext as _

PAST_CHECK = (
    RequestState.IN_APPROVAL,
    RequestState.APPROVED,
    RequestState.READY,
    RequestState.FULFILLED,
    RequestState.CLOSED,
    RequestState.REJECTED,
    RequestState.LAPSED,
)
OUT = (RequestState.FULFILLED, RequestState.CLOSED)


def progress_steps(
    work: Work, row: AccessRequest, approval: Approval | None
) -> list[dict[str, str]]:
    """``[{"name", "note", "state": done | now | todo}]``, from request to collection."""
    sent = row.submitted_at is not None and row.state is not RequestState.DRAFT
    acts = history.last_acts(work, row.kind, (row.id,), ("submit", "take_up", "clear"))
    asked = {
        "name": _("Asked"),
        "note": done_by(work, acts.get("submit")) if sent else "",
        "state": "done" if sent and row.state is not RequestState.RETURNED else "now",
    }
    checked = {"name": _("Eligibility checked"), "note": "", "state": "todo"}
    if row.state in PAST_CHECK or approval is not None:
        checked["state"], checked["note"] = "done", done_by(work, acts.get("clear"))
    elif row.state in (RequestState.SUBMITTED, RequestState.PRECHECK, RequestState.WAITLISTED):
        taken = acts.get("take_up") if row.state is RequestState.PRECHECK else None
        who = doer(taken) + " " if taken else ""
        checked["state"], checked["note"] = "now", who + words.label(row.state)
    middle = approval_steps(work, approval, _named(row)) if approval else _foreseen(row)
    collected = {"name": _("Collected"), "note": "", "state": "todo"}
    if row.state in OUT:
        collected["state"], collected["note"] = "done", _handed(work, row)
    elif row.state in (RequestState.APPROVED, RequestState.READY):
        collected["state"], collected["note"] = "now", _until(row)
    return [asked, checked, *middle, collected]


def _handed(work: Work, row: AccessRequest) -> str:
    """Who handed the files out, and when."""
    lines = [line.id for line in row.lines]
    given = history.last_acts(work, Kind.REQUEST_LINE, lines, ("hand_out",))
    return done_by(work, given.get("hand_out"))


def _until(row: AccessRequest) -> str:
    days = [line.pick_up_until for line in row.lines if line.pick_up_until]
    return _("until %(day)s", day=f"{min(days):%m-%d}") if days else ""


def _named(row: AccessRequest) -> dict[str, str]:
    """Who was expected at each step when the request was sent."""
    return {step["name"]: step["note"] for step in _foreseen(row)}


def _foreseen(row: AccessRequest) -> list[dict[str, str]]:
    return [
        {"name": step["name"], "note": "、".join(step["people"]), "state": "todo"}
        for step in row.route.get("preview", [])
    ]


def approval_steps(
    work: Work, approval: Approval, named: Mapping[str, str] = MappingProxyType({})
) -> list[dict[str, str]]:
    """The steps of an approval, in the form of ``progress_steps``.

    ``named`` are the people expected at the steps still to come, by the step's name.
    """
    result = []
    for number, step in enumerate(approval.steps):
        turns = [task for task in approval.tasks if task.step == number]
        done = [task for task in turns if task.verdict is not None]
        now = number == approval.step and approval.state in (
            ApprovalState.OPEN,
            ApprovalState.STUCK,
        )
        state = "now" if now else "done" if done or step.get("waived") else "todo"
        note = _note(work, step, turns, now)
        if state == "todo":
            note = note or named.get(step["name"], "")
        result.append({"name": step["name"], "note": note, "state": state})
    return result


def _note(work: Work, step: dict[str, Any], turns: list[ApprovalTask], now: bool) -> str:
    if step.get("waived"):
        return _("waived by %(name)s", name=step["waived"]["name"])
    done = [task for task in turns if task.verdict is not None]
    if done and not now:
        return "、".join(
            f"{signature(task)} {words.label(task.verdict)} {_when(work, task.decided_at)}"
            for task in done
        )
    waiting = [task for task in turns if task.state is TaskState.OPEN]
    if now and not waiting:
        return _("Nobody is qualified")
    names = "、".join(task.assignee.name for task in waiting)
    due = waiting[0].due_on if waiting else None
    return f"{names} · {_('decide by %(day)s', day=f'{due:%m-%d}')}" if due else names


def signature(task: ApprovalTask) -> str:
    """Who decided, as recorded: «丁 代 张经理» (C4)."""
    signed = task.decided_as
    if signed.get("for"):
        return _("%(name)s for %(giver)s", name=signed["name"], giver=signed["for"])
    return str(signed.get("name", ""))


def time_left(work: Work, task: ApprovalTask) -> str:
    """The time left for a task: «剩 2 天», «逾期 1 天»; empty without a due day."""
    if task.due_on is None:
        return ""
    days = (task.due_on - work.today).days
    if days < 0:
        return _("%(days)s days overdue", days=-days)
    return _("%(days)s days left", days=days) if days else _("due today")


def _when(work: Work, at: Any) -> str:
    return words.stamp(at, work.today) if at else ""
