"""Screens of approval chains and of the routing table (C2)."""

from typing import Any

from sqlalchemy import select

from models.approvals import Chain, Route
from models.people import User
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.approvals.chain_editing import chain_name, save_chain, save_route, step_role
from portal.approvals.lists import CHAINS, ROUTES
from portal.work import Work
from views.approvals.forms import (
    ChainForm,
    chain_options,
    file_class_options,
    own_department_options,
)
from views.shell.context import reading
from views.shell.facts import Card, Fact
from views.shell.forms.base import Section
from views.shell.i18n import gettext as _
from views.shell.records import RecordView
from views.shell.words import label, role_name

OWN = {True: "yes", False: "no", None: None}


class ChainView(RecordView):
    listing = CHAINS
    one = N_("approval chain")
    purpose = N_("Who must agree, step by step; running approvals keep their version")
    icon = "diagram-2"
    create = edit = P.CHAIN_EDIT
    form = ChainForm

    def title(self, row: Chain) -> str:
        return f"{row.name} v{row.version}"

    def load(self, work: Work, row: Chain) -> dict[str, Any]:  # noqa: ARG002
        return {"code": row.code, "name": row.name, "active": row.active, "steps": row.steps}

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Chain:
        values = changes if row is None else self.load(work, row) | changes
        code = values["code"] if row is None else row.code
        return save_chain(work, **{**values, "code": code}, new=row is None)

    def facts(self, work: Work, row: Chain) -> list[Card]:
        steps = [
            Fact(f"step{number}", f"{number}", _step_text(work, step), wide=True)
            for number, step in enumerate(row.steps, start=1)
        ]
        about = [
            Fact("code", N_("Code"), row.code),
            Fact("version", N_("Version"), row.version, V.INTEGER),
            Fact("active", N_("In use"), row.active, V.YESNO),
        ]
        return [Card(N_("Approval chain"), about), Card(N_("Steps"), steps)]


def _step_text(work: Work, step: dict[str, Any]) -> str:
    """One line per step, like «部门负责人 · 申请部门负责人», with its role or person if named."""
    person = work.session.scalar(select(User.name).where(User.id == step.get("user_id")))
    role = role_name(step.get("role") or "")
    parts = [step["name"], label(step_role(step)), role, person or ""]
    if step.get("workdays"):
        parts.append(_("decides within %(days)s working days", days=step["workdays"]))
    return " · ".join(part for part in parts if part)


class RouteView(RecordView):
    listing = ROUTES
    one = N_("approval route")
    purpose = N_("Which files for which use go through which chain; the most specific row wins")
    icon = "signpost-split"
    create = edit = P.CHAIN_EDIT
    column_labels = {"class_id": N_("File class")}
    form_rules = (
        Section(
            N_("For which requests"),
            ("class_id", "secrecy", "action", "own_department"),
            N_("Empty: any"),
        ),
        Section(N_("Chain to follow"), ("chain_code", "active")),
    )
    form_args = {
        "chain_code": {"options": chain_options, "blank": True},
        "class_id": {"options": file_class_options},
        "own_department": {"options": own_department_options},
    }

    def title(self, row: Route) -> str:
        return chain_name(reading(), row.chain_code)

    def load(self, work: Work, row: Route) -> dict[str, Any]:  # noqa: ARG002
        return {
            "class_id": row.class_id,
            "secrecy": row.secrecy,
            "action": row.action,
            "own_department": OWN[row.own_department],
            "chain_code": row.chain_code,
            "active": row.active,
        }

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Route:
        values = dict(changes)
        if "own_department" in values:
            values["own_department"] = {"yes": True, "no": False}.get(values["own_department"])
        if row is not None:
            values.setdefault("chain_code", row.chain_code)
        return save_route(work, row, values)
