"""A person's second factor: whether there is one, whether it is required, and its codes."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import SecondFactor
from models.words.access import Duty
from portal import settings
from portal.access.actor import Actor
from portal.access.roles import ROLES
from portal.config import is_loopback
from portal.people import code_rules
from portal.people.demo_people import is_demo_account
from portal.work import Work

OFFICERS = frozenset(code for code, role in ROLES.items() if role.duty is not Duty.BUSINESS)
HEADS = OFFICERS | {"approver", "department_head", "records_manager"}
REQUIRED_OF = {"nobody": frozenset(), "officers": OFFICERS, "heads": HEADS}


def find_second_factor(
    session: Session, user_id: int, *, lock: bool = False
) -> SecondFactor | None:
    statement = select(SecondFactor).where(SecondFactor.user_id == user_id)
    return session.scalar(statement.with_for_update() if lock else statement)


def has_second_factor(session: Session, user_id: int) -> bool:
    """Whether this person has a confirmed second factor."""
    factor = find_second_factor(session, user_id)
    return factor is not None and factor.confirmed_at is not None


def needs_second_factor(work: Work, actor: Actor) -> bool:
    """Whether the setting ``second_factor`` requires one of this person, who has none yet.

    Accounts of the demo company are exempt on a desk: where the portal has a loopback address and
    the browser, too.
    """
    setting: Any = settings.get(work.session, "second_factor")
    roles = REQUIRED_OF.get(setting, OFFICERS)
    if setting != "everybody" and not roles & set(actor.roles):
        return False
    if has_second_factor(work.session, actor.id):
        return False
    on_a_desk = work.config.on_loopback and is_loopback(actor.address)
    return not (on_a_desk and is_demo_account(work.session, actor.id))


def factor_secret(work: Work, factor: SecondFactor) -> str:
    return code_rules.derive_secret(work.config.secret_key, factor.salt)


def accept_code(work: Work, factor: SecondFactor, code: str) -> str:
    """Use up a code; returns «code» or «recovery», or «» if it is wrong or was used before.

    The caller has locked ``factor`` (ASVS 6.5.1).
    """
    seconds = int(work.now.timestamp())
    step = code_rules.matching_step(factor_secret(work, factor), code, seconds, factor.last_step)
    if step is not None:
        factor.last_step = step
        return "code"
    code_hash = code_rules.hash_code(code)
    if factor.confirmed_at is not None and code_hash in factor.recovery:
        factor.recovery = [one for one in factor.recovery if one != code_hash]
        return "recovery"
    return ""
