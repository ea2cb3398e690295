"""Saves approval chains and the routing table; an edited chain becomes a new version (C2)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from models.approvals import Chain, Route
from models.people import Role, User
from models.words.access import Duty
from models.words.approvals import StepRole
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.approvals import rules
from portal.errors import Invalid
from portal.events import Saved
from portal.people import officers
from portal.work import Work

ROUTE_FIELDS = ("class_id", "secrecy", "action", "own_department", "chain_code", "active")


def save_chain(
    work: Work,
    *,
    code: str,
    name: str,
    steps: Sequence[Mapping[str, Any]],
    active: bool = True,
    new: bool = False,
) -> Chain:
    """Save a chain as version 1 or as the next version; running approvals keep theirs.

    ``steps``: ``[{"name", "who": StepRole, "role", "user_id", "need": StepNeed, "workdays"}]``.
    ``new`` refuses a code that is taken. Raises ``Invalid`` or ``Problems`` at a step's field.
    """
    work.require(P.CHAIN_EDIT)
    _check_chain(work, code, name, steps)
    newest = work.session.scalar(
        select(Chain).where(Chain.code == code).order_by(Chain.version.desc()).limit(1)
    )
    if new and newest is not None:
        raise Invalid(N_("The code «%(code)s» is taken."), field="code", code=code)
    stored_steps = [_stored_step(step) for step in steps]
    if newest and (newest.name, newest.steps, newest.active) == (name, stored_steps, active):
        return newest
    chain: Chain = work.add(
        Chain(
            code=code,
            name=name,
            steps=stored_steps,
            active=active,
            version=newest.version + 1 if newest else 1,
        )
    )
    _record_version(work, newest, chain)
    return chain


def chain_name(work: Work, code: str) -> str:
    """The name of a chain's newest version; the code if there is no such chain."""
    statement = select(Chain.name).where(Chain.code == code).order_by(Chain.version.desc()).limit(1)
    return work.session.scalar(statement) or code


def _record_version(work: Work, before: Chain | None, after: Chain) -> None:
    changes = {
        name: [getattr(before, name) if before else None, getattr(after, name)]
        for name in ("name", "steps", "active")
    }
    work.record(Saved(kind=after.kind, id=after.id, created=before is None, changes=changes))


def _check_chain(work: Work, code: str, name: str, steps: Sequence[Mapping[str, Any]]) -> None:
    if not code.strip() or not code.replace("-", "").replace("_", "").isalnum():
        raise Invalid(
            N_("Please enter a short code of letters and digits, e.g. head."), field="code"
        )
    if not name.strip():
        raise Invalid(N_("Please name the chain, e.g. «Department head»."), field="name")
    rules.check_steps(steps)
    roles = set(work.session.scalars(select(Role.code).where(Role.duty == Duty.BUSINESS)))
    for number, step in enumerate(steps):
        if StepRole(step["who"]) is StepRole.ROLE and step.get("role") not in roles:
            raise Invalid(N_("There is no such role."), field=f"steps-{number}-role")
        if StepRole(step["who"]) is StepRole.PERSON:
            known = select(func.count()).where(User.id == step.get("user_id"), User.active)
            if not work.session.scalar(known):
                raise Invalid(N_("There is no such person."), field=f"steps-{number}-user_id")
            if officers.is_officer(work.session, int(step["user_id"])):
                raise Invalid(officers.NO_BUSINESS, field=f"steps-{number}-user_id")


def step_role(step: Mapping[str, Any]) -> StepRole:
    """Whom a stored step asks."""
    return StepRole(step["who"])


def _stored_step(step: Mapping[str, Any]) -> dict[str, Any]:
    who = StepRole(step["who"])
    return {
        "name": str(step["name"]).strip(),
        "who": who.value,
        "role": step.get("role") if who is StepRole.ROLE else None,
        "user_id": step.get("user_id") if who is StepRole.PERSON else None,
        "need": str(step.get("need") or "one"),
        "workdays": step.get("workdays"),
    }


def save_route(work: Work, route: Route | None, values: Mapping[str, Any]) -> Route:
    """Create or change one row of the routing table. Raises ``Invalid`` for an unknown chain."""
    work.require(P.CHAIN_EDIT)
    known = select(func.count()).select_from(Chain).where(Chain.code == values["chain_code"])
    if not work.session.scalar(known):
        raise Invalid(N_("Please choose an approval chain."), field="chain_code")
    created = route is None
    before = {f: getattr(route, f) if route else None for f in ROUTE_FIELDS}
    row = route or Route(chain_code=values["chain_code"])
    for name in ROUTE_FIELDS:
        if name in values:
            setattr(row, name, values[name])
    if created:
        work.add(row)
    changes = {
        f: [before[f], getattr(row, f)] for f in ROUTE_FIELDS if before[f] != getattr(row, f)
    }
    if changes:
        work.record(Saved(kind=row.kind, id=row.id, created=created, changes=changes))
    return row
