"""Step-up authentication: what is hard to undo needs a recent proof of identity (ASVS 7.5.3)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models.platform.audit import AuditEntry
from models.words.text import N_
from portal import settings
from portal.errors import NotAllowed
from portal.work import Work

ASKED = N_("Please confirm your identity: enter your password or a code again.")


class Unproven(NotAllowed):
    """The last proof is too old; the same request goes through with a password or a code."""


def require_proof(work: Work) -> None:
    """Raise ``Unproven`` if the actor's last proof is older than ``step_up_minutes``.

    Jobs and commands have no browser and pass: whoever asked for them gave the proof then.
    """
    proved_at = work.actor.proved_at
    if proved_at is None:
        return
    minutes: Any = settings.get(work.session, "step_up_minutes")
    if work.now - proved_at > timedelta(minutes=minutes):
        raise Unproven(ASKED)


def require_proof_for_reveals(work: Work) -> None:
    """Raise ``Unproven`` once ``step_up_reveals`` values were revealed since the last proof.

    An unattended browser shows that many and no more; each has a reason and an entry (D4).
    """
    proved_at = work.actor.proved_at
    if proved_at is None:
        return
    most: Any = settings.get(work.session, "step_up_reveals")
    statement = select(AuditEntry.seq).where(
        AuditEntry.actor_id == work.actor.id,
        AuditEntry.happened == "reveal",
        AuditEntry.at >= proved_at,
        AuditEntry.refused.is_(False),
    )
    if len(work.session.scalars(statement.limit(most)).all()) >= most:
        raise Unproven(ASKED)


def require_proof_for_rows(work: Work, size: Callable[[int], int]) -> None:
    """``require_proof`` for a sheet of more than ``step_up_rows`` rows.

    ``size(limit)`` counts the rows and may stop at ``limit``.
    """
    if work.actor.proved_at is None:
        return
    most: Any = settings.get(work.session, "step_up_rows")
    if size(most + 1) > most:
        require_proof(work)
