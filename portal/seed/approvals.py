"""The approval chains and routes every installation starts with; repeatable."""

from typing import Any

from sqlalchemy import select

from models.approvals import Chain, Route
from models.words.access import Secrecy
from models.words.approvals import StepNeed, StepRole
from portal.approvals import chain_editing
from portal.work import Work


def _step(name: str, who: StepRole, workdays: int, role: str | None = None) -> dict[str, Any]:
    return {"name": name, "who": who, "role": role, "need": StepNeed.ONE, "workdays": workdays}


HEAD = _step("部门负责人", StepRole.APPLICANT_HEAD, 2)
OWNER_HEAD = _step("档案所属部门负责人", StepRole.OWNER_HEAD, 2)
GENERAL_MANAGER = _step("总经理", StepRole.ROLE, 3, "approver")
# the applicant's department head, and for another department's file its head too; R-09: GM.
CHAINS = {
    "head": ("部门负责人审批", [HEAD]),
    "cross": ("跨部门审批", [HEAD, OWNER_HEAD]),
    "top": ("总经理审批", [HEAD, OWNER_HEAD, GENERAL_MANAGER]),
    "external": ("对外提供审批", [HEAD, GENERAL_MANAGER]),
}
ROUTES: tuple[dict[str, Any], ...] = (
    {"chain_code": "head"},
    {"chain_code": "cross", "own_department": False},
    {"chain_code": "top", "secrecy": Secrecy.TOP},
)


def seed_approvals(work: Work) -> None:
    """Add the chains that are missing, and the routes if there are none."""
    for code, (name, steps) in CHAINS.items():
        if not work.session.scalar(select(Chain.id).where(Chain.code == code).limit(1)):
            chain_editing.save_chain(work, code=code, name=name, steps=steps)
    if not work.session.scalar(select(Route.id).limit(1)):
        for values in ROUTES:
            chain_editing.save_route(work, None, values)
