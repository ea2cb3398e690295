"""Rules of the second officer: what waits for one, who that may be, and the steps (SEC-3)."""

from collections.abc import Collection, Mapping

from models.words.access import Duty, FieldRule, Reach, Secrecy
from models.words.people import OfficerActState as S
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.platform.workflow.machine import Machine, Move

SECOND = Machine(
    "officer_act",
    S,
    start=S.WAITING,
    moves=[
        Move("second_confirm", [S.WAITING], S.CONFIRMED, P.OFFICER_CONFIRM, N_("Confirm"), "SEC-3"),
        Move(
            "second_refuse",
            [S.WAITING],
            S.REFUSED,
            P.OFFICER_CONFIRM,
            N_("Refuse"),
            "SEC-3",
            needs_reason=True,
        ),
        Move(
            "second_withdraw", [S.WAITING], S.WITHDRAWN, P.OFFICER_CONFIRM, N_("Withdraw"), "SEC-3"
        ),
        Move("break_glass", [S.WAITING], S.OPENED, P.SYSTEM_RUN, N_("Reset"), "SEC-3"),
        Move("acknowledge", [S.OPENED], S.ACKNOWLEDGED, P.AUDIT_SEE, N_("Take note"), "SEC-3"),
    ],
)
# At reach «everything» these make a role sensitive: reading, revealing, exporting, importing and
# handling what belongs to all departments.
SENSITIVE = frozenset(
    {
        P.CUSTOMER_EXPORT,
        P.CUSTOMER_IMPORT,
        P.CUSTOMER_REVEAL,
        P.EXPORT_TAKE,
        P.FILE_EXPORT,
        P.FILE_READ,
        P.LOAN_EXPORT,
        P.LOAN_HANDLE,
        P.REGISTER_READ,
        P.REQUEST_EXPORT,
        P.REQUEST_HANDLE,
    }
)
WIDTH = list(Reach)
STRICTNESS = list(FieldRule)
GRADES = list(Secrecy)


def is_guarded(
    duty: Duty, grants: Mapping[P, Reach | None], clearance: Secrecy | None = None
) -> bool:
    """Whether two officers give this role: an officer's, or a sensitive one, which reaches all
    there is or reads up to the highest grade.
    """
    far = {permission for permission, reach in grants.items() if reach is Reach.ALL}
    return duty is not Duty.BUSINESS or clearance is Secrecy.TOP or bool(far & SENSITIVE)


def raises_grade(old: Secrecy | None, new: Secrecy | None) -> bool:
    """Whether a clearance reads higher grades than it did."""
    return new is not None and (old is None or GRADES.index(new) > GRADES.index(old))


def widens(old: Reach | None, new: Reach | None) -> bool:
    """Whether a grant reaches further than it did."""
    return new is not None and (old is None or WIDTH.index(new) > WIDTH.index(old))


def softens(old: FieldRule, new: FieldRule) -> bool:
    """Whether a field rule shows or lets change more than it did."""
    return STRICTNESS.index(new) < STRICTNESS.index(old)


def counterpart(maker: Duty) -> Duty:
    """Who confirms what an officer of this duty asked for: system and security each other."""
    return Duty.SECURITY if maker is Duty.SYSTEM else Duty.SYSTEM


def second_officers(
    maker: Duty, holders: Mapping[Duty, Collection[int]], shut: Collection[int]
) -> tuple[Duty, list[int]]:
    """Who may be the second officer: the duty asked, and its people.

    ``holders`` are the active officers, ``shut`` who made or receives it. The auditors are asked
    only where nobody of the counterpart is left.
    """
    duty = counterpart(maker)
    for asked in (duty, Duty.AUDIT):
        if left := sorted(set(holders.get(asked, ())) - set(shut)):
            return asked, left
    return duty, []
