"""The way back in on the machine itself, when no second officer is left (SEC-3)."""

from sqlalchemy import select

from models.officers import OfficerAct
from models.people import User
from models.words.kinds import Kind
from models.words.people import OfficerActSort
from models.words.text import N_
from portal.errors import Conflict, NotFound
from portal.events import Done
from portal.people import officers, second_factors, second_officer, sessions
from portal.people.second_officer_rules import SECOND
from portal.platform.workflow.states import move_state
from portal.work import Work


def break_glass(work: Work, login: str) -> str:
    """Reset one officer: second factor and sessions go, a link sets a new password.

    Returns its token. Everybody on duty is told, and the workbench shows it until an auditor has
    taken note. Raises ``NotFound`` and, for somebody who is no officer, ``Conflict``.
    """
    person = work.session.scalar(select(User).where(User.login == login, User.active))
    if person is None:
        raise NotFound(N_("There is no active account “%(login)s”."), login=login)
    if not officers.is_officer(work.session, person.id):
        raise Conflict(
            N_("%(name)s is no officer: flask link %(login)s is enough."),
            name=person.name,
            login=login,
        )
    factor = second_factors.find_second_factor(work.session, person.id, lock=True)
    if factor is not None:
        work.session.delete(factor)
        work.record(Done(kind=Kind.USER, id=person.id, action="second_factor_reset"))
    sessions.close_sessions(work, person.id, "second_factor")
    act = work.add(OfficerAct(sort=OfficerActSort.GLASS, receiver_id=person.id, wanted={}))
    move_state(work, SECOND, act, "break_glass", user_id=person.id)
    second_officer.tell_all(work, "officer.glass", act, stage="opened")
    return sessions.make_set_up_link(work, person.id, "reset")
