"""The second factor of a person: is there one, must there be one, does a code prove it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import SecondFactor
from models.words.access import Duty
from portal import settings
from portal.access.actor import Actor
from portal.access.roles import ROLES
from portal.people import code_rules as rules
from portal.work import Work

OFFICERS = frozenset(code for code, role in ROLES.items() if role.duty is not Duty.BUSINESS)
HEADS = OFFICERS | {"approver", "department_head", "records_manager"}
MUST = {"nobody": frozenset(), "officers": OFFICERS, "heads": HEADS}


def of(session: Session, user_id: int, *, lock: bool = False) -> SecondFactor | None:
    query = select(SecondFactor).where(SecondFactor.user_id == user_id)
    return session.scalar(query.with_for_update() if lock else query)


def holds(session: Session, user_id: int) -> bool:
    """Has this person a confirmed one?"""
    found = of(session, user_id)
    return found is not None and found.confirmed_at is not None


def due(session: Session, actor: Actor) -> bool:
    """Must this person have one and has none yet? (setting ``second_factor``)"""
    wanted: Any = settings.get(session, "second_factor")
    asked = wanted == "everybody" or bool(MUST.get(wanted, OFFICERS) & set(actor.roles))
    return asked and not holds(session, actor.id)


def secret(work: Work, factor: SecondFactor) -> str:
    return rules.secret(work.config.secret_key, factor.salt)


def proves(work: Work, factor: SecondFactor, code: str) -> str:
    """«code» or «recovery» when ``code`` is right and was never taken before, else «».

    ``factor`` is locked by the caller; what is taken is used up (ASVS 6.5.1).
    """
    seconds = int(work.now.timestamp())
    step = rules.step_of(secret(work, factor), code, seconds, factor.last_step)
    if step is not None:
        factor.last_step = step
        return "code"
    mark = rules.hashed(code)
    if factor.confirmed_at is not None and mark in factor.recovery:
        factor.recovery = [one for one in factor.recovery if one != mark]
        return "recovery"
    return ""
