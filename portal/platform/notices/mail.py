"""Sends letters by SMTP; failures are retried and undo nothing (D8)."""

import hashlib
import smtplib
import ssl
from contextlib import suppress
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

    ``key`` names what it carries: «notice-5», «digest-7»; ``covered`` the dispatches in a digest.
    """

    key: str
    to: str
    subject: str
    body: str
    message_id: str
    covered: tuple[int, ...] = ()


def compose_notice(
    work: Work,
    dispatch: Dispatch,
    notice: Notice,
    tell: Tell,
    *,
    link: str = "",
    urgent: bool = False,
) -> Letter | None:
    """The letter for a notice in its receiver's language; None without an address or the wish.

    ``link`` stands instead of the notice's page; what is ``urgent`` asks for no wish.
    """
    user = work.session.execute(
        select(User.name, User.email, User.preferences).where(User.id == notice.user_id)
    ).one()
    unwished = not urgent and outbox.mail_preference(user.preferences) == outbox.NONE
    if not user.email or unwished:
        return None
    tongue = str(user.preferences.get("language") or "zh_CN")
    said = tell(notice.topic, notice.values, lambda text: language.translate_text(text, tongue))
    return fill_letter(
        work,
        f"notice-{dispatch.id}",
        user.email,
        said,
        tongue,
        mark=notice.dedup,
        name=user.name,
        sentence=said,
        link=link or f"{work.config.base_url}/bell/{notice.id}/",
    )


def fill_letter(
    work: Work,
    key: str,
    to: str,
    subject: str,
    tongue: str,
    *,
    mark: str,
    **values: str,
) -> Letter:
    """A letter from the template of mail that its key begins with; ``values`` fill its places.

    ``mark`` is what it is about, the same for ever: ids are used anew after a restore, and a
    receiver would drop a new letter under the Message-ID of an old one.
    """
    template = key.partition("-")[0]
    text = (FOLDER / f"{template}.{tongue}.txt").read_text(encoding="utf-8")
    body = text % {**values, "office": settings.get(work.session, "office_name")}
    domain = work.config.mail_from.rpartition("@")[2] or "localhost"
    digest = hashlib.sha256(mark.encode()).hexdigest()[:16]
    short = " ".join(subject.split())[:LONGEST_SUBJECT]
    return Letter(key, to, short, body, f"<{key}.{digest}@{domain}>")


class Post:
    """One connection to the mail server, opened when a letter is there and kept for the next.

    A server that cannot be reached is not asked again before the next batch.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._server: smtplib.SMTP | None = None
        self._away = ""

    def __enter__(self) -> "Post":
        return self

    def __exit__(self, *_error: object) -> None:
        self._hang_up()

    def open(self) -> None:
        """Connect before a letter is claimed: what takes long is no moment of hand-over."""
        if self._server is None and not self._away:
            try:
                self._server = _connect(self._config.smtp)
            except (OSError, smtplib.SMTPException) as error:
                self._away = type(error).__name__

    def hand_over(self, letter: Letter) -> "Told":
        """Hand one letter to the server and say what it answered."""
        if self._server is None:
            return Told(self._away or "not sent")
        try:
            self._server.send_message(_message(self._config.mail_from, letter))
        except smtplib.SMTPRecipientsRefused:
            return Told("the address was refused")
        except (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError, ValueError) as error:
            self._hang_up()  # it said no, or the letter cannot be written
            return Told(type(error).__name__)
        except (OSError, smtplib.SMTPException) as error:  # it broke off: taken or not?
            self._hang_up()
            return Told(type(error).__name__, unclear=True)
        return Told()

    def _hang_up(self) -> None:
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
        self._server = None


@dataclass(frozen=True)
class Told:
    """What became of a hand-over: an ``error``, empty for sent; ``unclear``: it may have left."""

    error: str = ""
    unclear: bool = False


def _message(sender: str, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = sender, letter.to
    message["Subject"], message["Message-ID"] = letter.subject, letter.message_id
    message.set_content(letter.body)
    return message


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
