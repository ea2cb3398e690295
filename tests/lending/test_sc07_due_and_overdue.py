"""SC-07: due days, renewals and recalls at their edges, with a moved clock."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models.approvals import Approval, Chain, Route
from models.lending.loans import Loan
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.access import Secrecy
from models.words.approvals import ApprovalState, StepNeed, StepRole, Verdict
from models.words.kinds import Kind
from models.words.lending import Condition, LineState, LoanState
from portal.approvals import engine
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound
from portal.lending import limits, renewals, returns
from portal.lending.rules import overdue_days
from tests.support import loans
from tests.support.loans import the_loan
from tests.support.rows import locked


def shanghai(month, day, hour=0, minute=0, second=0, year=2026):
    return datetime(year, month, day, hour, minute, second, tzinfo=loans.HERE).astimezone(UTC)


@pytest.fixture
def loan(stage):
    """Lent on 2026-09-18 for 14 days: due on 10-08, the first working day after the holiday."""
    with stage.work() as work:
        loans.load_2026(work)
    stage.now = shanghai(9, 18, 10)
    loan_id = loans.lend(stage)
    assert the_loan(stage, loan_id).due_on == date(2026, 10, 8)
    return loan_id


@pytest.mark.parametrize(
    ("came", "days"),
    [
        (shanghai(10, 8, 23, 59, 59), 0),
        (shanghai(10, 9, 0, 0, 30), 1),
        (shanghai(10, 12, 9), 4),
    ],
)
def test_sc07_back_at_the_last_second_is_in_time(stage, loan, came, days):
    """K-4: a due day ends in Shanghai."""
    stage.now = came
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan), brought_by="赵")
    stage.now = shanghai(12, 1)
    row = the_loan(stage, loan)
    assert overdue_days(row.state, row.due_on, row.received_at, date(2026, 12, 1)) == days
    assert row.received_from == "赵"


def test_sc07_renewing_on_the_due_day_is_allowed_once(stage, loan):
    stage.now = shanghai(10, 8, 23, 59, 59)
    with stage.work("ann") as work:
        row = renewals.renew_loan(work, locked(work, Loan, loan))
        assert (row.old_due_on, row.new_due_on, row.seen) == (
            date(2026, 10, 8),
            date(2026, 10, 22),
            False,
        )
    with pytest.raises(IllegalMove, match="renewed 1 time;"), stage.work("ann") as work:
        renewals.renew_loan(work, locked(work, Loan, loan))
    assert (the_loan(stage, loan).renewals, the_loan(stage, loan).due_on) == (1, date(2026, 10, 22))


def test_sc07_renewing_thirty_seconds_late_is_refused(stage, loan):
    stage.now = shanghai(10, 9, 0, 0, 30)
    with pytest.raises(IllegalMove, match="overdue"), stage.work("ann", about="loan.renew") as work:
        renewals.renew_loan(work, locked(work, Loan, loan))
    last = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc())).first()
    assert (last.refused, last.happened) == (True, "loan.renew")


def test_a_stranger_cannot_renew(stage, loan):
    with pytest.raises(NotFound), stage.work("bo") as work:
        renewals.renew_loan(work, locked(work, Loan, loan))


def test_c12_the_second_renewal_needs_the_paper_on_the_table(stage, loan):
    with stage.work() as work:
        work.session.get(Loan, loan).file.file_class.renewals = 3
    with stage.work("ann") as work:
        renewals.renew_loan(work, locked(work, Loan, loan))
    with pytest.raises(IllegalMove, match="bring the file"), stage.work("ann") as work:
        renewals.renew_loan(work, locked(work, Loan, loan))
    with pytest.raises(NotAllowed), stage.work("ann") as work:
        renewals.renew_loan(work, locked(work, Loan, loan), seen=True)
    with stage.work("wang") as work:
        assert renewals.renew_loan(work, locked(work, Loan, loan), seen=True).seen
    row = the_loan(stage, loan)
    assert (row.renewals, row.unseen_renewals) == (2, 1)


def chain(work):
    step = {
        "name": "部门负责人",
        "who": StepRole.APPLICANT_HEAD,
        "role": None,
        "user_id": None,
        "need": StepNeed.ONE,
        "workdays": 2,
    }
    work.add(Chain(code="head", name="部门负责人", steps=[step]))
    work.add(Route(chain_code="head"))


@pytest.fixture
def waited_for(stage, loan):
    """Bo waits for the file that Ann has."""
    with stage.work() as work:
        chain(work)
        file = work.session.get(Loan, loan).file
        loans.ready(work, file, stage.people["bo"], LineState.WAITING)
        assert limits.count_waiting(work, file.id) == 1
    return loan


def approval_of(stage, loan_id):
    return stage.session.scalars(
        select(Approval).where(Approval.subject == Kind.LOAN, Approval.subject_id == loan_id)
    ).one()


@pytest.mark.parametrize(
    ("verdict", "due", "topic"),
    [
        (Verdict.APPROVE, date(2026, 10, 22), "loan.renewed"),
        (Verdict.REJECT, date(2026, 10, 8), "loan.renewal_refused"),
    ],
)
def test_sc07_while_somebody_waits_an_approver_decides(stage, waited_for, verdict, due, topic):
    with stage.work("ann") as work:
        assert renewals.renew_loan(work, locked(work, Loan, waited_for)) is None
    with pytest.raises(Conflict), stage.work("ann") as work:
        renewals.renew_loan(work, locked(work, Loan, waited_for))
    assert the_loan(stage, waited_for).due_on == date(2026, 10, 8)
    stage.now = shanghai(10, 9, 9)  # asked in time, decided a day later
    with stage.work("sun") as work:
        approval = locked(work, Approval, approval_of(stage, waited_for).id)
        engine.decide_approval(work, approval, verdict=verdict, comment="另有人等")
    row = the_loan(stage, waited_for)
    assert (row.due_on, row.renewal_asked_at) == (due, None)
    told = stage.session.scalars(select(Notice).where(Notice.topic == topic)).all()
    assert [notice.user_id for notice in told] == [stage.people["ann"]]
    assert stage.session.scalar(select(Approval.state)) in (
        ApprovalState.GRANTED,
        ApprovalState.REFUSED,
    )


def test_c12_a_secret_file_is_renewed_by_an_approver(stage, loan):
    with stage.work() as work:
        chain(work)
        work.session.get(Loan, loan).file.secrecy = Secrecy.SECRET
    with stage.work("ann") as work:
        assert renewals.renew_loan(work, locked(work, Loan, loan)) is None


def test_a_renewal_granted_after_a_recall_changes_nothing(stage, waited_for):
    with stage.work("ann") as work:
        renewals.renew_loan(work, locked(work, Loan, waited_for))
    with stage.work("wang") as work:
        renewals.recall_loan(
            work, locked(work, Loan, waited_for), by=date(2026, 9, 25), reason="检查"
        )
    with stage.work("sun") as work:
        approval = locked(work, Approval, approval_of(stage, waited_for).id)
        engine.decide_approval(work, approval, verdict=Verdict.APPROVE)
    assert the_loan(stage, waited_for).due_on == date(2026, 9, 25)


@pytest.mark.parametrize(
    ("by", "due"),
    [
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 9, 18), date(2026, 9, 21)),
        (date(2026, 12, 1), date(2026, 10, 8)),
    ],
)
def test_l3_a_recall_shortens_and_never_lengthens(stage, loan, by, due):
    with stage.work("wang") as work:
        renewals.recall_loan(work, locked(work, Loan, loan), by=by, reason="半年检查")
    assert the_loan(stage, loan).due_on == due
    told = stage.session.scalars(
        select(Notice.user_id).where(Notice.topic == "loan.recalled")
    ).all()
    assert set(told) == {stage.people["ann"], stage.people["sun"]}
    with pytest.raises(IllegalMove, match="recalled"), stage.work("ann") as work:
        renewals.renew_loan(work, locked(work, Loan, loan))


def test_l3_a_recall_for_a_day_that_is_over_is_refused_and_names_the_earliest(stage, loan):
    with pytest.raises(Invalid, match="2026-09-21") as refused, stage.work("wang") as work:
        renewals.recall_loan(work, locked(work, Loan, loan), by=date(2026, 9, 1), reason="检查")
    assert refused.value.field == "by"
    assert the_loan(stage, loan).recalled_at is None


def test_l3_a_recall_needs_a_reason_and_a_custodian(stage, loan):
    with pytest.raises(Invalid), stage.work("wang") as work:
        renewals.recall_loan(work, locked(work, Loan, loan), by=date(2026, 9, 30), reason=" ")
    with pytest.raises(NotFound), stage.work("ann") as work:
        renewals.recall_loan(work, locked(work, Loan, loan), by=date(2026, 9, 30), reason="x")


def test_sc07_beyond_the_known_calendar_a_due_day_is_provisional(stage):
    with stage.work() as work:
        loans.load_2026(work)
    stage.now = shanghai(12, 20, 9)
    row = the_loan(stage, loans.lend(stage))
    assert (row.due_on, row.due_provisional) == (date(2027, 1, 4), True)


def test_c13_the_block_starts_on_day_seven_and_ends_with_the_return(stage, loan):
    ann = stage.people["ann"]
    for moment, blocked in ((shanghai(10, 14, 23, 59, 59), 0), (shanghai(10, 15), 1)):
        stage.now = moment
        with stage.work("wang") as work:
            assert limits.count_blocking_loans(work, ann) == blocked
            assert limits.count_open_loans(work, ann) == 1
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
        assert limits.count_blocking_loans(work, ann) == 0
    with stage.work("wang") as work:
        returns.check_return(
            work, locked(work, Loan, loan), items=2, pages=120, condition=Condition.INTACT
        )
        assert limits.count_open_loans(work, ann) == 0
    assert the_loan(stage, loan).state is LoanState.RETURNED
