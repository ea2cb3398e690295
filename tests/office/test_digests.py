"""D8: one mail a day for who wants it: what is open, once, true when it leaves."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.lending.loans import Loan
from models.people import User
from models.platform.notices import Digest, Dispatch, Notice
from models.words.kinds import Kind
from models.words.platform import Channel, NoticeState
from portal.errors import Problems
from portal.lending import returns
from portal.office import mailing
from portal.people import preferences
from portal.platform.notices import inbox
from portal.platform.notices.outbox import tell
from tests.platform.notices.test_notices import at, loan
from tests.support import asking, loans
from tests.support.post_office import post_office
from tests.support.rows import locked
from tests.support.runs import Run

__all__ = ["loan"]  # a fixture: lent to ann, who has an address


def wants(stage, name, how):
    with stage.work(name) as work:
        preferences.save_preferences(work, {"mail": how})


def morning(stage, server):
    """The job of half past seven, then the post, twice each: nothing is done twice."""
    at(stage, server)
    for _ in range(2):
        with stage.work() as work:
            mailing.plan_digests(work)
        mailing.send_mail(Run(stage))
    return server.kept


def summaries(letters):
    return [letter for letter in letters if letter["Subject"].endswith("件待办")]


def outcomes(stage):
    stage.session.expire_all()
    return stage.session.scalars(select(Dispatch.outcome).order_by(Dispatch.id)).all()


def tell_ann(stage, number):
    with stage.work("wang") as work:
        tell(
            work,
            [stage.people["ann"]],
            "file_accepted",
            Kind.FILE,
            int(number),
            title="恒通",
            number=f"KH-{number}",
        )


def test_d8_one_mail_a_day_with_everything_that_is_open(stage, loan):
    wants(stage, "ann", "daily")
    tell_ann(stage, "7")
    tell_ann(stage, "8")
    stage.now += timedelta(days=30)  # the loan is overdue by now
    with post_office() as server:
        [letter] = summaries(morning(stage, server))
    body = letter.get_content()
    assert letter["Subject"] == "今天有 3 件待办"
    assert "1. 归还 KH-2026-0001，截止 2026-12-07" in body
    assert "KH-7" in body
    assert "KH-8" in body
    assert outcomes(stage)[1:] == [NoticeState.SENT, NoticeState.SENT]
    stage.now += timedelta(days=1)
    with post_office() as server:
        [letter] = morning(stage, server)
    assert letter["Subject"] == "今天有 1 件待办", "what was told is not told again"


def test_d8_what_is_no_longer_true_or_was_read_is_not_in_it(stage, loan):
    wants(stage, "ann", "daily")
    stage.now += timedelta(days=30)
    for number in ("7", "8"):
        tell_ann(stage, number)
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
    with stage.work("ann") as work:
        read = select(Notice.id).where(Notice.values["number"].as_string() == "KH-7")
        inbox.mark_read(work, work.session.scalars(read).all())
    with post_office() as server:
        [letter] = summaries(morning(stage, server))
    body = letter.get_content()
    assert "KH-8" in body
    assert "KH-7" not in body
    assert "归还" not in body
    assert NoticeState.DROPPED in outcomes(stage)


def test_d8_nothing_open_no_mail(stage, loan):
    wants(stage, "ann", "daily")
    with post_office() as server:
        assert summaries(morning(stage, server)) == []
    rows = stage.session.scalars(select(Digest.outcome)).all()
    assert rows == [NoticeState.DROPPED]


def test_d8_none_means_none_also_for_what_was_queued_before(stage, loan):
    wants(stage, "ann", "none")
    tell_ann(stage, "7")
    with post_office() as server:
        assert morning(stage, server) == []
    assert outcomes(stage) == [NoticeState.DROPPED]  # of the loan; the other was never queued
    assert len(stage.session.scalars(select(Notice)).all()) == 2, "in the portal as ever"


def test_d8_a_digest_of_a_dead_server_is_tried_again_and_leaves_once(stage, loan):
    wants(stage, "ann", "daily")
    tell_ann(stage, "7")
    with stage.work() as work:
        mailing.plan_digests(work)
    mailing.send_mail(Run(stage))
    assert stage.session.scalars(select(Digest.attempts)).one() == 1
    stage.now += timedelta(minutes=3)
    with post_office() as server:
        at(stage, server)
        mailing.send_mail(Run(stage))
        mailing.send_mail(Run(stage))
        assert len(summaries(server.kept)) == 1
    assert outcomes(stage)[-1] is NoticeState.SENT


def test_d8_turns_to_decide_are_open_until_decided(stage, loan):
    with stage.work() as work:
        work.session.get(User, stage.people["sun"]).email = "sun@example.com"
    wants(stage, "sun", "daily")
    asking.chains(stage)
    file = stage.session.scalars(select(loans.CustomerFile.id)).one()
    asking.cleared(stage, asking.submitted(stage, "ann", asking.ask(asking.Action.VIEW, [file])))
    with post_office() as server:
        [letter] = [m for m in morning(stage, server) if m["To"] == "sun@example.com"]
    assert letter.get_content().count("利用申请") == 1, "the turn and its notice are one line"
    assert stage.session.scalars(
        select(Dispatch.channel).join(Notice).where(Notice.user_id == stage.people["sun"])
    ).all() == [Channel.DIGEST]


def test_an_unknown_wish_is_refused(stage):
    with pytest.raises(Problems):
        wants(stage, "ann", "hourly")
