"""Who is signed in: a database row behind a random token, looked up on every request."""

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import Request
from flask_login import UserMixin
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import LoginSession, User
from views.context import now
from views.extensions import db, login

COOKIE = "sid"


class Login(UserMixin):
    """What Flask-Login keeps of a user, so that ``models`` need not know it."""

    def __init__(self, user: User, session_id: int) -> None:
        self.id = user.id
        self.name = user.name
        self.session_id = session_id
        self.must_change_password = user.must_change_password
        self.language = str(user.preferences.get("language", ""))
        self.preferences = user.preferences


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    session: Session, user_id: int, moment: datetime, *, address: str = "", agent: str = ""
) -> str:
    """Write the session's row and return its token: 256 random bits, shown once (ASVS 7.2.3)."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=hashed(token), user_id=user_id, created_at=moment, seen_at=moment,
            address=address, agent=agent[:200],
        )
    )  # fmt: skip
    return token


@login.request_loader
def load(request: Request) -> Login | None:
    """The person behind the cookie, while their session, account and time limits hold."""
    token = request.cookies.get(COOKIE, "")
    if not token:
        return None
    found = db.session.execute(
        select(LoginSession, User)
        .join(User, User.id == LoginSession.user_id)
        .where(LoginSession.token_hash == hashed(token), LoginSession.ended_at.is_(None))
    ).first()
    if found is None or not found[1].active or _too_old(found[0]):
        return None
    return Login(found[1], found[0].id)


def _too_old(row: LoginSession) -> bool:
    moment = now()
    return moment - row.seen_at > timedelta(minutes=30) or moment - row.created_at > timedelta(
        hours=12
    )
