"""The second officer's verbs: confirm, refuse, withdraw, and what follows (SEC-3)."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from models.officers import OfficerAct
from models.people import Role, User
from models.words.people import OfficerActSort, OfficerActState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.load import actor_for
from portal.access.policy import can
from portal.errors import Conflict, NotAllowed, PortalError
from portal.people import giving, role_changes, second_officer, step_up
from portal.people.links import Issued, deliver_link
from portal.people.second_officer_rules import SECOND
from portal.platform.workflow.states import check_move, move_state
from portal.work import Work

# What the maker had to be allowed to ask for it.
ASKED_WITH: Mapping[OfficerActSort, P] = {
    OfficerActSort.LINK: P.USER_EDIT,
    OfficerActSort.ROLES: P.ROLE_EDIT,
    OfficerActSort.GRANTS: P.ROLE_EDIT,
}


def confirm_objection(work: Work, act: OfficerAct) -> PortalError | None:
    """Why the actor cannot be the second officer of this act, or None."""
    if act.state is not OfficerActState.WAITING:
        return None  # the workflow says so
    if work.actor.id == act.maker_id:
        return NotAllowed(N_("You asked for this yourself. Another officer confirms it."))
    if work.actor.id == act.receiver_id:
        return NotAllowed(N_("This is about yourself. Another officer confirms it."))
    return _not_the_second(work, act)


def _not_the_second(work: Work, act: OfficerAct) -> PortalError | None:
    maker = actor_for(work.session, act.maker_id or 0, work.now)
    if maker is None or not can(maker, ASKED_WITH[act.sort]):
        return Conflict(N_("Who asked for this may not do so any more. Refuse it."))
    second = second_officer.who_may_confirm(work.session, act)
    if not second.ids:
        return NotAllowed(second_officer.ALONE)
    if work.actor.id in second.ids:
        return None
    names = "、".join(second_officer.names_of(work.session, second.ids))
    return NotAllowed(N_("This is confirmed by %(names)s."), names=names)


def confirm_act(work: Work, act: OfficerAct) -> Issued:
    """Confirm what another officer asked for, with a proof of person; it is carried out at once.

    Returns what became of a link. Raises ``NotAllowed`` for the maker, the receiver and the wrong
    duty, ``Conflict`` where what it stands on has changed.
    """
    step_up.require_proof(work)
    check_move(work, SECOND, act, "second_confirm")
    if objection := confirm_objection(work, act):
        raise objection
    second = second_officer.who_may_confirm(work.session, act)
    _settle(work, act, "second_confirm", by_auditor=second.by_auditor)
    work.session.flush()  # the lock of an officer's role asks for the confirmed act
    issued = CARRY_OUT[act.sort](work, act)
    second_officer.tell_all(work, "officer.confirmed", act, stage="settled")
    return issued


def refuse_act(work: Work, act: OfficerAct, *, reason: str) -> None:
    """Refuse what another officer asked for; whom it is about may do so, too."""
    if work.actor.id == act.maker_id:
        raise NotAllowed(N_("You asked for this yourself. Withdraw it instead."))
    _settle(work, act, "second_refuse", reason=reason.strip())
    second_officer.tell_all(work, "officer.refused", act, stage="settled", why=reason.strip())


def withdraw_act(work: Work, act: OfficerAct) -> None:
    """Take back what one asked for oneself; a trace stays."""
    if work.actor.id != act.maker_id:
        raise NotAllowed(N_("Only who asked for this can withdraw it. You can refuse it."))
    _settle(work, act, "second_withdraw")
    second_officer.tell_all(work, "officer.withdrawn", act, stage="settled")


def acknowledge_act(work: Work, act: OfficerAct) -> None:
    """An auditor takes note of a reset on the machine itself; until then the workbench shows it."""
    _settle(work, act, "acknowledge")


def _settle(
    work: Work, act: OfficerAct, action: str, *, reason: str = "", by_auditor: bool = False
) -> None:
    """Move it, with who and when; looked at first, for what is settled is never written to."""
    check_move(work, SECOND, act, action)
    act.decided_by, act.decided_at, act.settlement = work.actor.id, work.now, reason
    facts = {"by_auditor": True} if by_auditor else {}
    move_state(work, SECOND, act, action, reason=reason, **facts)


def _send_link(work: Work, act: OfficerAct) -> Issued:
    person = _receiver(work, act)
    if not person.active:
        raise Conflict(N_("This account is disabled. Enable it first."))
    return deliver_link(work, person, str(act.wanted["purpose"]))


def _give_roles(work: Work, act: OfficerAct) -> Issued:
    person = _receiver(work, act)
    codes = {*act.wanted["added"], *act.wanted["removed"]}
    known = {r.code: r for r in work.session.scalars(select(Role).where(Role.code.in_(codes)))}
    held = {role.id: role for role in person.roles}
    added = [known[c] for c in act.wanted["added"] if known[c].id not in held]
    removed = [known[c] for c in act.wanted["removed"] if known[c].id in held]
    wanted = {**held, **{role.id: role for role in added}}
    for role in removed:
        del wanted[role.id]
    giving.check_roles(work, person, wanted.values(), removed)
    giving.give_roles(
        work, person, added=added, removed=removed, by=act.maker_id or 0, asked_by=act.maker_id or 0
    )
    return Issued()


def _widen_role(work: Work, act: OfficerAct) -> Issued:
    role = work.lock(work.session.scalars(select(Role).where(Role.id == act.role_id)).one())
    change = role_changes.from_json(act.wanted)
    role_changes.check_rights(role, change)
    role_changes.apply_rights(work, role, change)
    return Issued()


def _receiver(work: Work, act: OfficerAct) -> User:
    return work.lock(work.session.scalars(select(User).where(User.id == act.receiver_id)).one())


CARRY_OUT: Mapping[OfficerActSort, Callable[[Work, OfficerAct], Issued]] = {
    OfficerActSort.LINK: _send_link,
    OfficerActSort.ROLES: _give_roles,
    OfficerActSort.GRANTS: _widen_role,
}
