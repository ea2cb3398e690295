"""Finds the approval chain for a request and previews who will be asked (C2, R-09)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from models.approvals import Approval, Chain, Route
from models.people import User
from models.words.text import N_
from portal.approvals import approvers, engine, routing_rules, rules
from portal.approvals.engine import Plan, Subject
from portal.approvals.routing_rules import Rule, Want
from portal.errors import IllegalMove
from portal.work import Work

EXTERNAL = "external"  # the chain that is added when copies leave the office (C15)


def current_chain(work: Work, code: str) -> Chain:
    """The newest version of a chain. Raises ``IllegalMove`` if it is missing or switched off."""
    newest = select(Chain).where(Chain.code == code).order_by(Chain.version.desc()).limit(1)
    chain = work.session.scalar(newest)
    if chain is None or not chain.active:
        raise IllegalMove(N_("The approval chain «%(code)s» is switched off."), code=code)
    return chain


def active_rules(work: Work) -> list[Rule]:
    """The rows of the routing table that are in use."""
    rows = work.session.scalars(select(Route).where(Route.active).order_by(Route.id))
    return [
        Rule(r.id, r.chain_code, r.class_id, r.secrecy, r.action, r.own_department) for r in rows
    ]


def plan_approval(work: Work, wants: Sequence[Want], *, external: bool = False) -> Plan:
    """One plan that satisfies the route of every want. Raises ``IllegalMove`` without a route."""
    table = active_rules(work)
    codes: dict[str, None] = {}
    for want in wants:
        rule = routing_rules.choose_rule(table, want)
        if rule is None:
            raise IllegalMove(
                N_("No approval route is set for this. Please tell the records manager.")
            )
        codes[rule.chain_code] = None
    if external:
        codes[EXTERNAL] = None
    chains = [current_chain(work, code) for code in codes]
    lead = max(chains, key=lambda chain: len(chain.steps))
    return Plan("+".join(codes), lead.version, rules.merge_steps([chain.steps for chain in chains]))


def preview_approvers(work: Work, subject: Subject, plan: Plan) -> list[dict[str, Any]]:
    """Who would be asked, step by step: ``[{"name", "people": [names], "workdays"}]``.

    Writes nothing; a step without people has nobody qualified at the moment.
    """
    steps = rules.freeze_steps(plan.steps, subject.department_id, subject.owners)
    sketch = Approval(
        subject=subject.kind,
        owner_id=subject.applicant_id,
        department_id=subject.department_id,
        steps=steps,
        excluded=list(subject.excluded),
    )
    preview: list[dict[str, Any]] = []
    decided: set[int] = set()
    for step in steps:
        user_ids = approvers.find_candidates(work, sketch, step, but=decided)
        # whoever decides one step will not be asked again at a later one
        decided |= set(user_ids) if len(user_ids) == 1 else set()
        names = select(User.name).where(User.id.in_(user_ids)).order_by(User.id)
        preview.append(
            {
                "name": step["name"],
                "people": list(work.session.scalars(names)),
                "workdays": step.get("workdays"),
            }
        )
    return preview


def open_routed_approval(
    work: Work, subject: Subject, wants: Sequence[Want], *, external: bool = False
) -> Any:
    """Plan and open an approval in one go, for features with a single want (renewal, loss)."""
    return engine.open_approval(work, subject, plan_approval(work, wants, external=external))
