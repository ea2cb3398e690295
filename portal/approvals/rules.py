"""Rules of approvals: state machines, the outcome of a step, validity of chains."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.words.approvals import ApprovalState as A
from models.words.approvals import StepNeed, StepRole, Verdict
from models.words.approvals import TaskState as T
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, PortalError, Problems
from portal.platform.workflow.machine import Machine, Move

# People move their own task; the moves of the whole approval follow from those (I-11).
APPROVAL = Machine(
    "approval",
    A,
    start=A.OPEN,
    moves=[
        Move("grant", [A.OPEN], A.GRANTED, P.SYSTEM_RUN, N_("Approved"), "Q6"),
        Move("refuse", [A.OPEN], A.REFUSED, P.SYSTEM_RUN, N_("Rejected"), "Q7"),
        Move("send_back", [A.OPEN], A.RETURNED, P.SYSTEM_RUN, N_("Returned"), "Q8"),
        Move("stick", [A.OPEN], A.STUCK, P.SYSTEM_RUN, N_("Nobody qualified"), "I-4"),
        Move("resume", [A.STUCK], A.OPEN, P.SYSTEM_RUN, N_("Goes on")),
        Move("withdraw", [A.OPEN, A.STUCK], A.WITHDRAWN, P.APPROVAL_SEE, N_("Withdraw"), "Q12"),
    ],
)
TASK = Machine(
    "approval_task",
    T,
    start=T.OPEN,
    moves=[
        Move("approve", [T.OPEN], T.APPROVED, P.APPROVAL_DECIDE, N_("Approve"), "Q6"),
        Move(
            "reject", [T.OPEN], T.REJECTED, P.APPROVAL_DECIDE, N_("Reject"), "Q7", needs_reason=True
        ),
        Move(
            "return",
            [T.OPEN],
            T.RETURNED,
            P.APPROVAL_DECIDE,
            N_("Return"),
            "Q8",
            needs_reason=True,
        ),
        Move(
            "transfer",
            [T.OPEN],
            T.TRANSFERRED,
            P.APPROVAL_DECIDE,
            N_("Transfer"),
            "C4",
            needs_reason=True,
        ),
        Move("pass", [T.OPEN], T.PASSED, P.SYSTEM_RUN, N_("No longer needed")),
    ],
)
DONE_BY = {Verdict.APPROVE: "approve", Verdict.REJECT: "reject", Verdict.RETURN: "return"}
ENDS = {Verdict.REJECT: "refuse", Verdict.RETURN: "send_back"}
HEAD_ROLES = (StepRole.APPLICANT_HEAD, StepRole.OWNER_HEAD)


@dataclass(frozen=True)
class Turn:
    """One person's turn at a step; a ``required`` one was added and must agree as well (加签)."""

    state: T
    required: bool = False


def step_outcome(need: StepNeed, turns: Iterable[Turn]) -> Verdict | None:
    """The verdict of a step, or None while it waits. Silence never approves (I-14)."""
    turns = list(turns)
    states = [t.state for t in turns]
    if T.REJECTED in states:
        return Verdict.REJECT
    if T.RETURNED in states:
        return Verdict.RETURN
    if any(t.required and t.state is T.OPEN for t in turns):
        return None
    ordinary = [t.state for t in turns if not t.required]
    through = T.APPROVED in ordinary and (need is StepNeed.ONE or T.OPEN not in ordinary)
    return Verdict.APPROVE if through else None


def freeze_steps(
    steps: Sequence[Mapping[str, Any]], applicant_department: int | None, owners: Sequence[int]
) -> list[dict[str, Any]]:
    """The steps of one approval: heads bound to departments, one step per owning department.

    ``owners`` are the ids of the departments that own what is asked for. A step that would ask
    the same department's head again is dropped.
    """
    frozen: list[dict[str, Any]] = []
    for step in steps:
        who = StepRole(step["who"])
        departments: Sequence[int | None] = [None]
        if who is StepRole.APPLICANT_HEAD:
            departments = [applicant_department]
        elif who is StepRole.OWNER_HEAD:
            departments = list(dict.fromkeys(owners)) or [applicant_department]
        for department_id in departments:
            bound = {**step, "department_id": department_id}
            if not (who in HEAD_ROLES and any(_same_head(bound, s) for s in frozen)):
                frozen.append(bound)
    return frozen


def _same_head(step: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return StepRole(other["who"]) in HEAD_ROLES and other["department_id"] == step["department_id"]


def merge_steps(chains: Iterable[Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """One list of steps that satisfies every chain: the longest, then what the others add.

    A request for files of several classes follows all their routes, and nobody is asked twice.
    """
    merged: list[dict[str, Any]] = []
    for chain in sorted(chains, key=len, reverse=True):
        known = {_approver_key(step) for step in merged}
        merged += [dict(step) for step in chain if _approver_key(step) not in known]
    return merged


def _approver_key(step: Mapping[str, Any]) -> tuple[Any, ...]:
    return (step["who"], step.get("role"), step.get("user_id"))


def check_steps(steps: Sequence[Mapping[str, Any]]) -> None:
    """Raise ``Problems`` unless every step names its approvers in a way that can be resolved."""
    if not steps:
        raise Invalid(N_("A chain needs at least one step."), field="steps")
    problems: dict[str, PortalError] = {}
    for number, step in enumerate(steps):
        if problem := _step_problem(step):
            field, text = problem
            problems[f"steps-{number}-{field}"] = Invalid(text, field=field)
    if problems:
        raise Problems(problems)


def _step_problem(step: Mapping[str, Any]) -> tuple[str, str] | None:
    """(field, msgid) of the first problem of a step, or None."""
    who, workdays = StepRole(step["who"]), step.get("workdays")
    if not str(step.get("name", "")).strip():
        return "name", N_("Please name this step, e.g. «Department head».")
    if who is StepRole.ROLE and not step.get("role"):
        return "role", N_("Please choose the role that decides here.")
    if who is StepRole.PERSON and not step.get("user_id"):
        return "user_id", N_("Please choose the person who decides here.")
    if workdays is not None and not 1 <= workdays <= 60:
        return "workdays", N_("Between 1 and 60 working days.")
    return None
