"""Separation of duties among the three officers (三员分立, SEC-3): who may hold what together."""

from collections.abc import Collection, Mapping

from models.words.access import Duty
from models.words.permissions import Permission
from models.words.text import N_

OFFICERS = (Duty.AUDIT, Duty.SECURITY, Duty.SYSTEM)


def clash_objection(duties: Collection[Duty]) -> str | None:
    """Why one person cannot hold roles of these duties together (a msgid), or None."""
    if len(set(duties)) > 1 and set(duties) & set(OFFICERS):
        return N_(
            "Auditor, security officer and system administrator cannot be combined with each "
            "other or with business roles."
        )
    return None


def grant_objection(
    duty: Duty, permission: Permission, usual: Mapping[Duty, Collection[Permission]]
) -> str | None:
    """Why a role of ``duty`` cannot hold ``permission`` (a msgid), or None.

    ``usual`` maps each duty to the permissions its built-in roles start with. An officer's role
    holds no others, and a business role holds none that only officers start with.
    """
    mine = permission in usual.get(duty, ())
    if duty is not Duty.BUSINESS:
        return None if mine else N_("An officer's role cannot hold the permissions of other roles.")
    reserved = any(permission in usual.get(officer, ()) for officer in OFFICERS)
    if permission is Permission.SYSTEM_RUN or (reserved and not mine):
        return N_("Only an officer's role can hold this permission.")
    return None
