"""A person's notices: how many are unread, which they are, and the mails that carry them."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from models.platform.notices import Digest, Dispatch, Notice
from models.words.platform import NoticeState
from models.words.text import N_
from portal.errors import NotFound
from portal.office import digests
from portal.platform.jobs.queue import Run
from portal.platform.notices import mail
from portal.platform.notices import outbox as notices
from portal.work import Work

BATCH = 50
MOST_TRIES = 8


def unread(work: Work, *, most: int = 100) -> int:
    """How many of the actor's notices are unread, counted up to ``most``."""
    some = select(Notice.id).where(Notice.user_id == work.actor.id, Notice.read_at.is_(None))
    return work.session.scalar(select(func.count()).select_from(some.limit(most).subquery())) or 0


def mine(work: Work, *, before: int | None = None, most: int = 50) -> list[Notice]:
    """The actor's own notices, newest first; ``before`` is the id the page above ended with."""
    query = select(Notice).where(Notice.user_id == work.actor.id)
    if before is not None:
        query = query.where(Notice.id < before)
    return list(work.session.scalars(query.order_by(Notice.id.desc()).limit(most)))


def one(work: Work, notice_id: int) -> Notice:
    """One of the actor's own notices. Raises ``NotFound`` for anybody else's."""
    query = select(Notice).where(Notice.id == notice_id, Notice.user_id == work.actor.id)
    found = work.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such record, or you may not see it."))
    return found


def mark_read(work: Work, ids: Iterable[int] | None = None) -> None:
    """Mark the actor's notices as read: those named, or all. Others' are left alone."""
    step = update(Notice).where(Notice.user_id == work.actor.id, Notice.read_at.is_(None))
    if ids is not None:
        step = step.where(Notice.id.in_(list(ids)))
    work.session.execute(step.values(read_at=work.now))


def send_mail(run: Run) -> None:
    """Send what waits, in batches: re-check, send outside any transaction, note the outcome.

    After a crash a letter may leave twice, under one Message-ID; none is ever lost.
    """
    while True:
        with run.work() as work:
            letters, config = _pick(work), work.config
        if not letters:
            return
        outcome = mail.deliver(config, letters)
        with run.work() as work:
            _note(work, outcome)


def plan_digests(work: Work) -> None:
    """Every morning: one mail for each person who wants what is open once a day (D8)."""
    if work.config.smtp:
        digests.plan(work)


def _pick(work: Work) -> list[mail.Letter]:
    """The next letters; what is no longer true, or has no address, is dropped (D8)."""
    letters: list[mail.Letter] = []
    while not letters:
        found: list[tuple[Dispatch | Digest, mail.Letter | None]] = [
            (row, mail.compose(work, row, notice) if notices.is_true(work, notice) else None)
            for row, notice in notices.waiting(work, BATCH)
        ]
        found += [(row, digests.compose(work, row)) for row in digests.waiting(work, BATCH)]
        if not found:
            break
        for row, letter in found:
            if letter is None:
                row.outcome = NoticeState.DROPPED
            else:
                letters.append(letter)
        work.session.flush()  # the next look must not find the dropped ones again
    return letters


def _note(work: Work, outcome: dict[str, str]) -> None:
    for row, error in _carried(work, outcome):
        row.attempts += 1
        row.error = error
        if not error:
            row.outcome, row.sent_at = NoticeState.SENT, work.now
            if isinstance(row, Digest):
                digests.settle(work, row, work.now)
        elif row.attempts >= MOST_TRIES:
            row.outcome = NoticeState.FAILED
        else:
            row.next_at = work.now + timedelta(minutes=2**row.attempts)


def _carried(work: Work, outcome: dict[str, str]) -> Iterator[tuple[Dispatch | Digest, str]]:
    """What the letters carried, each with what went wrong."""
    tables: tuple[tuple[str, Any], ...] = (("notice-", Dispatch), ("digest-", Digest))
    for prefix, table in tables:
        ids = [int(key.removeprefix(prefix)) for key in outcome if key.startswith(prefix)]
        for row in work.session.scalars(select(table).where(table.id.in_(ids))):
            yield row, outcome[f"{prefix}{row.id}"]
