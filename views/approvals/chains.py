"""Approval chains and the routing table, edited as plain form rows (C2)."""

from typing import Any

from sqlalchemy import select

from models.approvals import Chain, Route
from models.people import User
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.approvals import chain_editing as chains
from portal.approvals.lists import CHAINS, ROUTES
from portal.work import Work
from views.approvals.forms import ChainForm, chain_codes, classes, either
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
    purpose = N_("Who must agree, step by step; what runs keeps its version")
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
        return chains.save_chain(
            work, code, values["name"], values["steps"], active=values["active"], new=row is None
        )

    def facts(self, work: Work, row: Chain) -> list[Card]:
        steps = [
            Fact(f"step{number}", f"{number}", _step(work, step), wide=True)
            for number, step in enumerate(row.steps, start=1)
        ]
        about = [
            Fact("code", N_("Code"), row.code),
            Fact("version", N_("Version"), row.version, "number"),
            Fact("active", N_("In use"), row.active, "flag"),
        ]
        return [Card(N_("Approval chain"), about), Card(N_("Steps"), steps)]


def _step(work: Work, step: dict[str, Any]) -> str:
    """«部门负责人 · 申请部门负责人», with the role or the person where one is named."""
    person = work.session.scalar(select(User.name).where(User.id == step.get("user_id")))
    role = role_name(step.get("role") or "")
    from_words = [step["name"], label(chains.who(step)), role, person or ""]
    if step.get("workdays"):
        from_words.append(_("decides within %(days)s working days", days=step["workdays"]))
    return " · ".join(part for part in from_words if part)


class RouteView(RecordView):
    listing = ROUTES
    one = N_("approval route")
    purpose = N_("Which files for which use go through which chain; the most special row wins")
    icon = "signpost-split"
    create = edit = P.CHAIN_EDIT
    column_labels = {
        "action": N_("Use"),
        "active": N_("In use"),
        "chain_code": N_("Approval chain"),
        "class_id": N_("File class"),
        "own_department": N_("File of the own department"),
        "secrecy": N_("Secrecy"),
    }
    form_rules = (
        Section(
            N_("For which requests"),
            ("class_id", "secrecy", "action", "own_department"),
            N_("Empty: any"),
        ),
        Section(N_("Chain to follow"), ("chain_code", "active")),
    )
    form_args = {
        "chain_code": {"options": chain_codes, "blank": True},
        "class_id": {"options": classes},
        "own_department": {"options": either},
    }

    def title(self, row: Route) -> str:
        return chains.name_of(reading(), row.chain_code)

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
        return chains.save_route(work, row, values)
