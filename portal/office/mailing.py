"""Sends queued mail and plans the daily digests; both are scheduled jobs (D8)."""

import time

from sqlalchemy.exc import OperationalError

from models.platform.notices import Digest, Dispatch
from models.words.platform import NoticeState
from portal.errors import Conflict
from portal.office import digests, topics
from portal.platform.jobs.queue import Run
from portal.platform.notices import carriage, mail
from portal.work import Work

BATCH = 50
PAUSES = (1, 2, 4, 8, 16, 30)  # seconds between tries to note what became of a letter


def send_mail(run: Run) -> None:
    """Send what waits: each letter is re-checked, claimed, handed over, and its end noted.

    However many workers send, a letter has one sender (``carriage``). After a crash only the
    letter that was being handed over may leave twice, under one Message-ID; none is ever lost.
    """
    while True:
        with run.work() as work:
            letters, config = _pick(work), work.config
        if not letters:
            return
        with mail.Post(config) as post:
            for letter in letters:
                _send(run, post, letter)


def _send(run: Run, post: mail.Post, letter: mail.Letter) -> None:
    post.open()
    with run.work() as work:
        claim = carriage.claim_letter(work, letter)
    if claim is None:
        return
    told = post.hand_over(letter)
    for pause in (*PAUSES, None):
        try:
            with run.afterwards() as work:
                carriage.settle_letter(work, letter, claim, told)
        except (OperationalError, Conflict):  # what is known now must not be forgotten
            if pause is None:
                raise
            time.sleep(pause)
        else:
            return


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
                mail.compose_notice(
                    work,
                    row,
                    notice,
                    topics.tell_topic,
                    link=topics.link_of(work.config, notice),
                    urgent=topics.is_urgent(notice.topic),
                )
                if topics.is_still_true(work, notice)
                else None,
            )
            for row, notice in carriage.waiting_mails(work, BATCH)
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
