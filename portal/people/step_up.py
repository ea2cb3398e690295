"""Before what is hard to take back, people show again that it is they (ASVS 7.5.3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models.platform.audit import AuditEntry
from models.words.text import N_
from portal import settings
from portal.errors import NotAllowed
from portal.work import Work

ASKED = N_("Please show that it is you: type your password or a code again.")


class Unproven(NotAllowed):
    """Too long since the password or a code was typed; the same post with it goes through."""


def require(work: Work) -> None:
    """Raise ``Unproven`` when this browser showed who it is too long ago.

    Jobs and commands have no browser and pass: their asker showed it when asking.
    """
    shown = work.actor.proved_at
    if shown is None:
        return
    minutes: Any = settings.get(work.session, "step_up_minutes")
    if work.now - shown > timedelta(minutes=minutes):
        raise Unproven(ASKED)


def require_for_reveals(work: Work) -> None:
    """The same after ``step_up_reveals`` values that were revealed since it was shown.

    A browser left open tells that many and no more; each has its own reason and entry (D4).
    """
    shown = work.actor.proved_at
    if shown is None:
        return
    most: Any = settings.get(work.session, "step_up_reveals")
    lately = select(AuditEntry.seq).where(
        AuditEntry.actor_id == work.actor.id,
        AuditEntry.happened == "reveal",
        AuditEntry.at >= shown,
        AuditEntry.refused.is_(False),
    )
    if len(work.session.scalars(lately.limit(most)).all()) >= most:
        raise Unproven(ASKED)


def require_for_rows(work: Work, size: Callable[[int], int]) -> None:
    """The same for a sheet of more than ``step_up_rows`` rows; ``size`` counts up to a limit."""
    if work.actor.proved_at is None:
        return
    most: Any = settings.get(work.session, "step_up_rows")
    if size(most + 1) > most:
        require(work)
