"""Sends queued mail and plans the daily digests; both are scheduled jobs (D8)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from models.platform.notices import Digest, Dispatch
from models.words.platform import NoticeState
from portal.office import digests, topics
from portal.platform.jobs.queue import Run
from portal.platform.notices import mail, outbox
from portal.work import Work

BATCH = 50
MOST_TRIES = 8


def send_mail(run: Run) -> None:
    """Send what waits, in batches: re-check, send outside any transaction, note the outcome.

    After a crash a letter may leave twice, under one Message-ID; none is ever lost.
    """
    while True:
        with run.work() as work:
            letters, config = _pick(work), work.config
        if not letters:
            return
        outcome = mail.send_letters(config, letters)
        with run.work() as work:
            _note(work, outcome)


def plan_digests(work: Work) -> None:
    """Every morning: one mail for each person who wants what is open once a day (D8)."""
    if work.config.smtp:
        digests.plan_all(work)


def _pick(work: Work) -> list[mail.Letter]:
    """The next letters; what is no longer true, or has no address, is dropped (D8)."""
    letters: list[mail.Letter] = []
    while not letters:
        found: list[tuple[Dispatch | Digest, mail.Letter | None]] = [
            (
                row,
                mail.compose_notice(work, row, notice, topics.tell_topic)
                if topics.is_still_true(work, notice)
                else None,
            )
            for row, notice in outbox.waiting_mails(work, BATCH)
        ]
        found += [
            (row, digests.compose_digest(work, row)) for row in digests.waiting_digests(work, BATCH)
        ]
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
                digests.settle_digest(work, row, work.now)
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
