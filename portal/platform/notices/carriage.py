"""One sender for each letter: it is claimed by its row before it is handed to the mail server (D8).

The claim is committed before the hand-over and ended after it. A sender that dies in between leaves
its claim: the letter is handed over again under the same Message-ID, and an audit entry says so.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from models.platform.notices import Digest, Dispatch, Notice
from models.words.kinds import Kind
from models.words.platform import Channel, NoticeState
from portal.events import Done
from portal.platform.notices.mail import Letter, Told
from portal.work import Work

HAND_OVER = timedelta(minutes=5)  # longer than a mail server may keep a sender waiting
MOST_TRIES = 8
TABLES: dict[str, Any] = {"notice": Dispatch, "digest": Digest}


def is_free(table: Any, now: datetime) -> ColumnElement[bool]:
    """Nobody holds it: never claimed, or by a claim that ran out or by a clock that ran ahead."""
    until = table.claimed_until
    return or_(until.is_(None), until < now, until > now + 2 * HAND_OVER)


def is_due(table: Any, now: datetime) -> ColumnElement[bool]:
    """Its pause is over, or is longer than any: set by a clock that ran ahead."""
    at = table.next_at
    return or_(at.is_(None), at <= now, at > now + timedelta(minutes=2**MOST_TRIES))


def waiting_mails(work: Work, most: int) -> list[tuple[Dispatch, Notice]]:
    """Mails that are due to leave, oldest first."""
    query = (
        select(Dispatch, Notice)
        .join(Notice, Notice.id == Dispatch.notice_id)
        .where(Dispatch.outcome == NoticeState.PENDING, Dispatch.channel == Channel.MAIL)
        .where(is_due(Dispatch, work.now), is_free(Dispatch, work.now))
        .order_by(Dispatch.id)
        .limit(most)
        .with_for_update(of=Dispatch, skip_locked=True)
    )
    return [(dispatch, notice) for dispatch, notice in work.session.execute(query)]


def claim_letter(work: Work, letter: Letter) -> str | None:
    """Take a letter that is still to be sent; the claim's token, or None when another has it."""
    name, _, id = letter.key.partition("-")
    table = TABLES[name]
    row = work.session.scalar(
        select(table)
        .where(table.id == int(id), table.outcome == NoticeState.PENDING)
        .where(is_free(table, work.now), is_due(table, work.now))
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    if row.attempts >= MOST_TRIES:
        row.outcome = NoticeState.FAILED
        return None
    if row.claim:
        _say_again(work, row, letter)
    row.claim, row.claimed_until = secrets.token_hex(16), work.now + HAND_OVER
    row.attempts += 1
    if isinstance(row, Digest):
        row.covered = list(letter.covered)
    return str(row.claim)


def settle_letter(work: Work, letter: Letter, claim: str, told: Told) -> None:
    """Note how the hand-over ended. A letter that left is sent, whoever holds it by now."""
    name, _, id = letter.key.partition("-")
    table = TABLES[name]
    row = work.session.scalars(select(table).where(table.id == int(id)).with_for_update()).one()
    if told.error and row.claim != claim:
        return
    row.error = told.error
    if not told.unclear:
        row.claim = ""
    row.claimed_until = None
    if not told.error:
        row.outcome, row.sent_at = NoticeState.SENT, work.now
        if isinstance(row, Digest):
            _settle_covered(work, letter)
    elif row.attempts >= MOST_TRIES:
        row.outcome = NoticeState.FAILED
    else:
        row.next_at = work.now + timedelta(minutes=2**row.attempts)


def _settle_covered(work: Work, letter: Letter) -> None:
    """The notices that a digest carried are sent with it."""
    for dispatch in work.session.scalars(select(Dispatch).where(Dispatch.id.in_(letter.covered))):
        dispatch.outcome, dispatch.sent_at = NoticeState.SENT, work.now


def _say_again(work: Work, row: Dispatch | Digest, letter: Letter) -> None:
    """The end of the last hand-over is unknown: this one may be the second of the same letter."""
    facts = {"message_id": letter.message_id, "attempts": row.attempts + 1}
    user: int
    if isinstance(row, Digest):
        user = row.user_id
    else:
        of = select(Notice.user_id).where(Notice.id == row.notice_id)
        user = work.session.scalars(of).one()
    work.record(Done(kind=Kind.USER, id=user, action="letter_again", facts=facts))
