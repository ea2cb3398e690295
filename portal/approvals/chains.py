"""Finds the chain for what is wanted, and says beforehand who will be asked (C2, R-09)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from models.approvals import Approval, Chain, Route
from models.people import User
from models.words.text import N_
from portal.approvals import approvers, rules
from portal.approvals import engine as approvals
from portal.approvals import routing_rules as routing
from portal.approvals.engine import Plan, Subject
from portal.approvals.routing_rules import Rule, Want
from portal.errors import IllegalMove
from portal.work import Work

EXTERNAL = "external"  # the chain that is added when copies leave the house (C15)


def current(work: Work, code: str) -> Chain:
    """The newest version of a chain. Raises ``IllegalMove`` when it is gone or switched off."""
    newest = select(Chain).where(Chain.code == code).order_by(Chain.version.desc()).limit(1)
    chain = work.session.scalar(newest)
    if chain is None or not chain.active:
        raise IllegalMove(N_("The approval chain «%(code)s» is switched off."), code=code)
    return chain


def rules_now(work: Work) -> list[Rule]:
    """The routing table as it is."""
    rows = work.session.scalars(select(Route).where(Route.active).order_by(Route.id))
    return [
        Rule(r.id, r.chain_code, r.class_id, r.secrecy, r.action, r.own_department) for r in rows
    ]


def plan_for(work: Work, wants: Sequence[Want], *, external: bool = False) -> Plan:
    """One plan that satisfies the routes of everything wanted. Raises ``IllegalMove``."""
    table = rules_now(work)
    codes: dict[str, None] = {}
    for want in wants:
        rule = routing.choose(table, want)
        if rule is None:
            raise IllegalMove(
                N_("No approval route is set for this. Please tell the records manager.")
            )
        codes[rule.chain_code] = None
    if external:
        codes[EXTERNAL] = None
    chains = [current(work, code) for code in codes]
    lead = max(chains, key=lambda chain: len(chain.steps))
    return Plan("+".join(codes), lead.version, rules.merge([chain.steps for chain in chains]))


def preview(work: Work, subject: Subject, plan: Plan) -> list[dict[str, Any]]:
    """Who would be asked, step by step: ``[{"name", "people": [names], "workdays"}]``.

    Nothing is written; a step with no people shows that nobody is qualified just now.
    """
    steps = rules.freeze(plan.steps, subject.department_id, subject.owners)
    sketch = Approval(
        owner_id=subject.applicant_id,
        department_id=subject.department_id,
        steps=steps,
        excluded=list(subject.excluded),
    )
    asked: list[dict[str, Any]] = []
    met: list[int] = list(subject.excluded)
    for step in steps:
        sketch.excluded = met
        people = approvers.candidates(work, sketch, step)
        # whoever decides one step will not be asked again at a later one
        met = met + people if len(people) == 1 else met
        names = work.session.scalars(select(User.name).where(User.id.in_(people)).order_by(User.id))
        asked.append(
            {"name": step["name"], "people": list(names), "workdays": step.get("workdays")}
        )
    return asked


def begin(work: Work, subject: Subject, wants: Sequence[Want], *, external: bool = False) -> Any:
    """Route, freeze and open in one go, for features that ask for one thing (renewals, loss)."""
    return approvals.begin(work, subject, plan_for(work, wants, external=external))
