"""Step-up authentication: checks the password or code that was asked for again (ASVS 7.5.3)."""

from sqlalchemy import select

from models.people import LoginSession, User
from models.words.kinds import Kind
from models.words.lending import SignedBy
from models.words.text import N_
from portal import settings
from portal.errors import Invalid, NotAllowed
from portal.events import Done, Refused
from portal.people import attempts, second_factors
from portal.work import Work


def password_hash_of(work: Work, user_id: int | None = None) -> str:
    """The password hash of ``user_id``, by default the actor's; «» if there is none."""
    owner_id = work.actor.id if user_id is None else user_id
    return work.session.scalar(select(User.password_hash).where(User.id == owner_id)) or ""


def prove_identity(work: Work, session_id: int, *, good: bool, typed: str) -> NotAllowed | None:
    """Note the proof on the session and return None, or return the refusal.

    ``good``: the password was right (verified before, it is slow on purpose); otherwise
    ``typed`` may be a second-factor code. Wrong attempts are counted as at sign-in.
    """
    name = attempts.counted_name(work.actor.id)
    if not attempts.tries_left(work, name):
        return _refused(work, "sign_in_locked", _lock_refusal(work))
    if _record_attempt(work, name, work.actor.id, good=good, typed=typed) is None:
        return _refused(
            work, "proof_failed", NotAllowed(N_("Wrong password or code. Please try again."))
        )
    row = work.session.scalar(select(LoginSession).where(LoginSession.id == session_id))
    if row is not None:
        row.data = {**row.data, "proved_at": work.now.isoformat()}
    work.record(Done(kind=Kind.USER, id=work.actor.id, action="prove"))
    return None


def prove_recipient(work: Work, user_id: int, *, good: bool, typed: str) -> SignedBy | Invalid:
    """How the recipient proved their identity at the desk, or the error at field ``word``.

    Wrong attempts are counted, so that nobody can guess another person's password here.
    """
    name = attempts.counted_name(user_id)
    if not attempts.tries_left(work, name):
        minutes = settings.get(work.session, "lock_minutes")
        return Invalid(
            N_("Too many wrong attempts. Try again in %(minutes)s minutes."),
            field="word",
            minutes=minutes,
        )
    way = _record_attempt(work, name, user_id, good=good, typed=typed)
    if way is None:
        work.record(Refused(kind=Kind.USER, id=user_id, action="proof_failed", reason="signature"))
        return Invalid(N_("This is not the recipient's password or code."), field="word")
    return way


def _record_attempt(
    work: Work, name: str, user_id: int, *, good: bool, typed: str
) -> SignedBy | None:
    """Record the attempt; returns what proved the identity, or None."""
    way = SignedBy.PASSWORD if good else None
    factor = second_factors.find_second_factor(work.session, user_id, lock=True)
    if way is None and factor is not None and factor.confirmed_at is not None:
        way = SignedBy.CODE if second_factors.accept_code(work, factor, typed) else None
    attempts.note_try(work, name, good=way is not None)
    return way


def _refused(work: Work, action: str, error: NotAllowed) -> NotAllowed:
    work.record(Refused(kind=Kind.USER, id=work.actor.id, action=action, reason="proof"))
    return error


def _lock_refusal(work: Work) -> NotAllowed:
    minutes = settings.get(work.session, "lock_minutes")
    return NotAllowed(
        N_("Too many wrong attempts. Try again in %(minutes)s minutes."), minutes=minutes
    )
