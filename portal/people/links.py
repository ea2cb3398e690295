"""One-time links to set a password: for the person, not for whoever makes them (SEC-3)."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass

from models.officers import OfficerAct
from models.people import User
from models.words.kinds import Kind
from portal.people import sessions
from portal.platform.notices import outbox
from portal.work import Work


@dataclass(frozen=True)
class Issued:
    """What became of a link: its token, to be shown once; or the address it was mailed to; or the
    act that waits for a second officer.
    """

    token: str = ""
    mailed_to: str = ""
    act: OfficerAct | None = None


def deliver_link(work: Work, person: User, purpose: str) -> Issued:
    """Make a link and mail it to the person; without mail, hand back its token.

    The letter's row keeps a salt alone: the token follows from it and the installation's key, so
    that whoever reads the database has no link.
    """
    if not (work.config.smtp and person.email):
        return Issued(token=sessions.make_set_up_link(work, person.id, purpose))
    salt = secrets.token_urlsafe(16)
    sessions.make_set_up_link(
        work, person.id, purpose, token=mailed_token(work.config.secret_key, salt)
    )
    outbox.tell_by_letter(
        work,
        [person.id],
        "account.set_up",
        Kind.USER,
        person.id,
        stage=salt,
        salt=salt,
        hours=sessions.LINK_HOURS,
    )
    return Issued(mailed_to=person.email)


def mailed_token(key: bytes, salt: str) -> str:
    """The token of a mailed link: 256 bits from the installation's key and the letter's salt."""
    digest = hmac.new(key, b"set-up link:" + salt.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
