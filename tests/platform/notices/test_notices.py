"""Notices: told once, read by their owner, mailed when still true, retried when not sent (D8)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.lending.loans import Loan
from models.lending.requests import RequestLine
from models.people import User
from models.platform.notices import Dispatch, Notice
from models.words.kinds import Kind
from models.words.platform import NoticeState
from portal.errors import NotFound
from portal.lending import returns
from portal.lending.request_rules import LINE
from portal.office import mailing
from portal.office.topics import TOPICS, tell_topic
from portal.platform.notices import inbox
from portal.platform.notices.outbox import tell
from portal.platform.workflow.states import move_state
from tests.support import loans
from tests.support.post_office import post_office
from tests.support.rows import locked
from tests.support.runs import Run


@pytest.fixture
def loan(stage):
    """Lent while mail is set up, to Ann who has an address."""
    with stage.work() as work:
        loans.load_2026(work)
        work.session.get(User, stage.people["ann"]).email = "ann@example.com"
    stage.config = replace(stage.config, smtp="smtp://127.0.0.1:9", mail_from="qj@example.com")
    id = loans.lend(stage)
    with stage.work("wang") as work:  # nothing of it waits at the desk any more
        move_state(work, LINE, work.session.scalars(select(RequestLine)).one(), "hand_out")
    return id


def at(stage, server):
    port = server.server_address[1]
    stage.config = replace(stage.config, smtp=f"smtp://127.0.0.1:{port}")


def outcome(stage):
    stage.session.expire_all()
    return stage.session.scalars(select(Dispatch)).one()


def test_d8_a_mail_leaves_once_with_the_sentence_and_a_link(stage, loan):
    with post_office() as server:
        at(stage, server)
        mailing.send_mail(Run(stage))
        mailing.send_mail(Run(stage))
    (letter,) = server.kept
    assert letter["To"] == "ann@example.com"
    assert letter["Subject"].startswith("你已借阅 KH-2026-0001")
    assert f"/bell/{outcome(stage).notice_id}/" in letter.get_content()
    assert (outcome(stage).outcome, outcome(stage).sent_at) == (NoticeState.SENT, stage.now)


def test_d8_a_mail_that_is_no_longer_true_is_dropped(stage, loan):
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
    with post_office() as server:
        at(stage, server)
        mailing.send_mail(Run(stage))
    assert [m["Subject"] for m in server.kept] == ["KH-2026-0001 已收回，正在验收。"]
    stage.session.expire_all()
    outcomes = stage.session.scalars(select(Dispatch.outcome).order_by(Dispatch.id)).all()
    assert outcomes == [NoticeState.DROPPED, NoticeState.SENT]


def test_d8_a_dead_server_undoes_nothing_and_is_tried_again_later(stage, loan):
    mailing.send_mail(Run(stage))
    row = outcome(stage)
    assert (row.outcome, row.attempts, bool(row.error)) == (NoticeState.PENDING, 1, True)
    assert loans.the_loan(stage, loan).number == "JY-2026-00001"
    with post_office() as server:
        at(stage, server)
        mailing.send_mail(Run(stage))
        assert server.kept == []  # not before its time
        stage.now += timedelta(minutes=3)
        mailing.send_mail(Run(stage))
        assert len(server.kept) == 1
    assert outcome(stage).outcome is NoticeState.SENT


def test_d8_after_eight_tries_it_has_failed_for_good(stage, loan):
    with stage.work() as work:
        work.session.get(User, stage.people["ann"]).email = "refuse@example.com"
    with post_office() as server:
        at(stage, server)
        for _ in range(8):
            mailing.send_mail(Run(stage))
            stage.now += timedelta(hours=5)
    assert (outcome(stage).outcome, outcome(stage).attempts) == (NoticeState.FAILED, 8)
    assert "refused" in outcome(stage).error


def test_without_a_mail_server_nothing_is_queued(stage):
    with stage.work() as work:
        loans.load_2026(work)
    loans.lend(stage)
    assert stage.session.scalars(select(Dispatch)).all() == []
    assert len(stage.session.scalars(select(Notice)).all()) == 1


def test_d8_the_same_is_told_once_and_never_to_oneself(stage):
    with stage.work("wang") as work:
        people = [stage.people["ann"], stage.people["wang"], stage.people["ann"], 0]
        for _ in range(2):
            tell(work, people, "loan.received", Kind.LOAN, 1, stage="x", number="KH-1")
    assert stage.session.scalars(select(Notice.user_id)).all() == [stage.people["ann"]]


def test_people_read_their_own_notices_only(stage):
    with stage.work("wang") as work:
        for name in ("ann", "bo"):
            tell(work, [stage.people[name]], "loan.received", Kind.LOAN, 1, number="KH-1")
    with stage.work("ann") as work:
        (mine,) = inbox.own_notices(work)
        assert inbox.count_unread(work) == 1
        theirs = work.session.scalars(
            select(Notice.id).where(Notice.user_id == stage.people["bo"])
        ).one()
        with pytest.raises(NotFound):
            inbox.own_notice(work, theirs)
        inbox.mark_read(work, [mine.id, theirs])
        assert inbox.count_unread(work) == 0
    with stage.work("bo") as work:
        assert inbox.count_unread(work) == 1


def test_every_topic_can_be_said_without_all_its_values():
    for topic in TOPICS:
        assert "—" in tell_topic(topic, {}, lambda text: text + "%(x)s")
