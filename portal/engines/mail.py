"""Letters to people's mailboxes by SMTP; what fails is tried again, and undoes nothing (D8)."""

import smtplib
import ssl
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sqlalchemy import select

from models.people import User
from models.system import Dispatch, Notice
from portal import settings
from portal.config import Config
from portal.engines import language, topics
from portal.work import Work

FOLDER = Path(__file__).parents[2] / "templates" / "mail"
TIMEOUT = 20  # seconds
LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class Letter:
    """One mail; its ``message_id`` is the same at every try, so a receiver can drop a double."""

    dispatch_id: int
    to: str
    subject: str
    body: str
    message_id: str


def compose(work: Work, dispatch: Dispatch, notice: Notice) -> Letter | None:
    """The letter for a notice in its receiver's language, or None without an address."""
    user = work.session.execute(
        select(User.name, User.email, User.preferences).where(User.id == notice.user_id)
    ).one()
    if not user.email:
        return None
    tongue = str(user.preferences.get("language") or "zh_CN")
    msgid, values = topics.sentence(notice.topic, notice.values)
    said = language.say(msgid, tongue) % values
    template = (FOLDER / f"notice.{tongue}.txt").read_text(encoding="utf-8")
    link = f"{work.config.base_url}/bell/{notice.id}/"
    office = settings.get(work.session, "office_name")
    body = template % {"name": user.name, "sentence": said, "link": link, "office": office}
    domain = work.config.mail_from.rpartition("@")[2] or "localhost"
    subject = " ".join(said.split())[:LONGEST_SUBJECT]
    return Letter(dispatch.id, user.email, subject, body, f"<notice-{notice.id}@{domain}>")


def deliver(config: Config, letters: Sequence[Letter]) -> dict[int, str]:
    """Send all over one connection: dispatch id → what went wrong, empty for sent."""
    outcome = {letter.dispatch_id: "not sent" for letter in letters}
    try:
        with ExitStack() as stack:
            server = stack.enter_context(_connect(config.smtp))
            for letter in letters:
                outcome[letter.dispatch_id] = _send(server, config.mail_from, letter)
    except (OSError, smtplib.SMTPException) as error:
        for id, said in outcome.items():
            outcome[id] = said and type(error).__name__
    return outcome


def _send(server: smtplib.SMTP, sender: str, letter: Letter) -> str:
    message = EmailMessage()
    message["From"], message["To"] = sender, letter.to
    message["Subject"], message["Message-ID"] = letter.subject, letter.message_id
    message.set_content(letter.body)
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused:
        return "the address was refused"
    return ""


def _connect(url: str) -> smtplib.SMTP:
    """``smtp://``, ``smtps://`` or ``smtp+tls://`` with ``user:password@host:port``."""
    parts = urlsplit(url)
    host, safe = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, parts.port or 465, timeout=TIMEOUT, context=safe
        )
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT)
    if parts.scheme == "smtp+tls":
        server.starttls(context=safe)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server
