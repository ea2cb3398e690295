"""D8: a letter has one sender; what was being handed over when a sender died is said to be twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.people import User
from models.platform.audit import AuditEntry
from models.platform.jobs import Job
from models.platform.notices import Digest, Dispatch
from models.words.kinds import Kind
from models.words.platform import JobState, NoticeState
from portal.office import mailing
from portal.people import preferences
from portal.platform.jobs import queue
from portal.platform.notices import carriage, mail
from portal.platform.notices.outbox import tell
from tests.house.tree import ROOT
from tests.office.test_d3_audit_words import raw_words
from tests.support.drills import note
from tests.support.post_office import post_office
from tests.support.runs import Run
from tests.support.waiting import until

NOTICES = 60


def write_notices(arena, server, count=NOTICES):
    """So many notices to Ann, who has an address."""
    arena.config = replace(arena.config, smtp=server.url, mail_from="qj@example.com")
    with arena.work() as work:
        work.session.execute(update(User).where(User.login == "ann").values(email="a@example.com"))
    with arena.work("wang") as work:
        for number in range(count):
            tell(work, [arena.people["ann"]], "loan.received", Kind.LOAN, number + 1, number=number)


def ids(server):
    return Counter(letter["Message-ID"] for letter in server.kept)


def outcomes(arena):
    with arena.work() as work:
        return Counter(work.session.scalars(select(Dispatch.outcome)))


def said_twice(arena):
    with arena.work() as work:
        told = select(AuditEntry).where(AuditEntry.happened == "letter_again")
        found = work.session.scalars(told.order_by(AuditEntry.seq)).all()
        assert not raw_words(work)
        return [entry.details["facts"]["message_id"] for entry in found]


def test_two_who_send_at_once_send_each_letter_once(arena):
    with post_office() as server:
        write_notices(arena, server)
        answers = arena.race(*[lambda: mailing.send_mail(Run(arena))] * 2)
        assert answers == [None, None]
        assert set(ids(server).values()) == {1}
        assert len(server.kept) == NOTICES
    assert outcomes(arena) == {NoticeState.SENT: NOTICES}
    assert said_twice(arena) == []


def test_a_digest_that_another_sends_is_left_alone_and_carries_what_was_in_it(arena):
    with post_office() as server:
        write_notices(arena, server, 0)
        with arena.work("ann") as work:
            preferences.save_preferences(work, {"mail": "daily"})
        with arena.work("wang") as work:
            tell(work, [arena.people["ann"]], "loan.received", Kind.LOAN, 7, number="KH-7")
        with arena.work() as work:
            mailing.plan_digests(work)
        with arena.work() as work:
            (letter,) = mailing._pick(work)
            claim = carriage.claim_letter(work, letter)
        with arena.work("wang") as work:  # after it was composed: for the next digest
            tell(work, [arena.people["ann"]], "loan.received", Kind.LOAN, 8, number="KH-8")
        mailing.send_mail(Run(arena))
        assert server.kept == []
        with arena.work() as work:
            carriage.settle_letter(work, letter, claim, mail.Told())
    with arena.work() as work:
        assert work.session.scalars(select(Digest.outcome)).all() == [NoticeState.SENT]
    assert outcomes(arena)[NoticeState.PENDING] == 1


def test_a_hand_over_that_broke_off_is_tried_again_and_said(arena):
    with post_office() as server:
        write_notices(arena, server, 1)
        with arena.work() as work:
            (letter,) = mailing._pick(work)
            claim = carriage.claim_letter(work, letter)
        with arena.work() as work:
            carriage.settle_letter(
                work, letter, claim, mail.Told("SMTPServerDisconnected", unclear=True)
            )
        arena.now += timedelta(minutes=3)
        mailing.send_mail(Run(arena))
        assert len(server.kept) == 1
    assert said_twice(arena) == [letter.message_id]


def test_a_claim_by_a_clock_that_ran_ahead_holds_no_letter_back(arena):
    with post_office() as server:
        write_notices(arena, server, 1)
        arena.now += timedelta(days=1)
        with arena.work() as work:
            (letter,) = mailing._pick(work)
            assert carriage.claim_letter(work, letter)
        arena.now -= timedelta(days=1)
        mailing.send_mail(Run(arena))
        assert len(server.kept) == 1


def test_message_ids_are_the_same_at_every_try_and_differ_after_a_restore(arena):
    with post_office() as server:
        write_notices(arena, server, 1)
        with arena.work() as work:
            (first,) = mailing._pick(work)
            (second,) = mailing._pick(work)
            assert first.message_id == second.message_id
            (row,) = mail_rows(work)
            row[1].dedup = "another notice under the same id"
            assert mailing._pick(work)[0].message_id != first.message_id


def mail_rows(work):
    return carriage.waiting_mails(work, 5)


def start(arena):
    """A worker process that sends by the mail server of the arena."""
    command = [sys.executable, "-m", "tests.platform.jobs.job_worker", arena.url]
    command += [str(arena.config.instance), arena.config.smtp]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "LEASE": "5"},  # a busy machine loses a lease of one second
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def ask_to_send(arena, times):
    arena.now = datetime.now(UTC)
    with arena.work() as work:
        for _ in range(times):
            queue.enqueue(work, "send_mail")


def all_done(arena):
    with arena.work() as work:
        return set(work.session.scalars(select(Job.state))) == {JobState.DONE}


@pytest.mark.slow
def test_two_worker_processes_send_each_letter_once(arena):
    with post_office() as server:
        write_notices(arena, server)
        ask_to_send(arena, 2)
        crew = [start(arena) for _ in range(2)]
        try:
            until(lambda: all_done(arena), "the letters never left")
        finally:
            end(crew)
        assert set(ids(server).values()) == {1}
        assert len(server.kept) == NOTICES
    note("two workers send mail", arena.engine.dialect.name, letters=NOTICES, doubled=0, lost=0)


@pytest.mark.slow
def test_kill_9_in_the_hand_over_doubles_that_letter_alone_and_the_audit_says_which(arena):
    with post_office() as server:
        server.holds_at = 3
        write_notices(arena, server, 10)
        ask_to_send(arena, 1)
        first = start(arena)
        assert server.held.wait(timeout=300)
        first.send_signal(signal.SIGKILL)
        first.wait()
        server.holds_at = 0
        server.go_on.set()
        with arena.work() as work:  # the minutes of its claim are over
            past = datetime.now(UTC) - timedelta(minutes=1)
            claimed = update(Dispatch).where(Dispatch.claim != "")
            work.session.execute(claimed.values(claimed_until=past))
        ask_to_send(arena, 1)
        second = start(arena)
        try:
            until(lambda: all_done(arena), "the letters never left")
        finally:
            end([second])
        counted = ids(server)
        doubled = [key for key, count in counted.items() if count > 1]
        assert len(doubled) == 1
        assert sorted(counted.values()) == [1] * 9 + [2]
    assert said_twice(arena) == doubled
    make = arena.engine.dialect.name
    note("kill -9 in a hand-over", make, letters=10, doubled=1, named_by_the_audit=1, lost=0)


def end(crew):
    for worker in crew:
        worker.kill()
        worker.wait()
