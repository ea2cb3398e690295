"""Sends letters by SMTP; failures are retried and undo nothing (D8)."""

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
from models.platform.notices import Dispatch, Notice
from portal import settings
from portal.config import Config
from portal.platform import language
from portal.platform.notices import outbox
from portal.platform.notices.topic import Tell
from portal.work import Work

FOLDER = Path(__file__).parents[3] / "templates" / "mail"
TIMEOUT = 20  # seconds
LONGEST_SUBJECT = 120


@dataclass(frozen=True)
class Letter:
    """One mail; its ``message_id`` is the same at every try, so a receiver can drop a double.

    ``key`` names what it carries: «notice-5», «digest-7».
    """

    key: str
    to: str
    subject: str
    body: str
    message_id: str


def compose_notice(work: Work, dispatch: Dispatch, notice: Notice, tell: Tell) -> Letter | None:
    """The letter for a notice in its receiver's language; None without an address or the wish."""
    user = work.session.execute(
        select(User.name, User.email, User.preferences).where(User.id == notice.user_id)
    ).one()
    if not user.email or outbox.mail_preference(user.preferences) == outbox.NONE:
        return None
    tongue = str(user.preferences.get("language") or "zh_CN")
    said = tell(notice.topic, notice.values, lambda text: language.translate_text(text, tongue))
    return fill_letter(
        work,
        f"notice-{dispatch.id}",
        user.email,
        said,
        "notice",
        tongue,
        name=user.name,
        sentence=said,
        link=f"{work.config.base_url}/bell/{notice.id}/",
    )


def fill_letter(
    work: Work, key: str, to: str, subject: str, template: str, tongue: str, **values: str
) -> Letter:
    """A letter from one of the templates of mail; ``values`` fill its places."""
    text = (FOLDER / f"{template}.{tongue}.txt").read_text(encoding="utf-8")
    body = text % {**values, "office": settings.get(work.session, "office_name")}
    domain = work.config.mail_from.rpartition("@")[2] or "localhost"
    short = " ".join(subject.split())[:LONGEST_SUBJECT]
    return Letter(key, to, short, body, f"<{key}@{domain}>")


def send_letters(config: Config, letters: Sequence[Letter]) -> dict[str, str]:
    """Send all over one connection: key → what went wrong, empty for sent."""
    outcome = {letter.key: "not sent" for letter in letters}
    try:
        with ExitStack() as stack:
            server = stack.enter_context(_connect(config.smtp))
            for letter in letters:
                outcome[letter.key] = _send(server, config.mail_from, letter)
    except (OSError, smtplib.SMTPException) as error:
        for key, said in outcome.items():
            outcome[key] = said and type(error).__name__
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
