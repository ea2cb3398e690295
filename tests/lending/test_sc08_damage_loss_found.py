"""SC-08: damage, «I returned it», loss and finding: people decide, and never alone (L4–L15)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.files import Custody, FileLife
from models.words.kinds import Kind
from models.words.lending import Condition, LoanState
from portal.errors import IllegalMove, Invalid, NotAllowed, NotFound
from portal.files import custody
from portal.lending import limits, losses, returns, statements
from portal.lending.rules import overdue_days
from portal.platform.audit import chain
from portal.schedule import EVERY, TASKS
from tests.support import loans
from tests.support.loans import the_loan
from tests.support.rows import locked
from tests.support.runs import Run

INTACT = Condition.INTACT


@pytest.fixture
def loan(stage):
    return loans.lend(stage)


def paper(stage, loan_id):
    file = stage.session.get(CustomerFile, the_loan(stage, loan_id).file_id)
    return file.custody, file.life


def come_back(stage, loan_id, who="wang", **counted):
    with stage.work(who) as work:
        returns.receive_loan(work, locked(work, Loan, loan_id))
    with stage.work(who) as work:
        returns.check_return(
            work,
            locked(work, Loan, loan_id),
            **{"items": 2, "pages": 120, "condition": INTACT, **counted},
        )


def topics(stage, name):
    query = select(Notice.topic).where(Notice.user_id == stage.people[name])
    return set(stage.session.scalars(query))


def test_l4_to_l7_the_plain_way_home(stage, loan):
    come_back(stage, loan)
    assert the_loan(stage, loan).state is LoanState.RETURNED
    assert paper(stage, loan) == (Custody.IN_TRANSIT, FileLife.FILED)
    with stage.work("wang") as work:
        returns.shelve_loan(work, locked(work, Loan, loan))
    row = the_loan(stage, loan)
    assert (row.state, row.checked_by) == (LoanState.CLOSED, stage.people["wang"])
    assert row.closed_at == stage.now
    assert paper(stage, loan) == (Custody.IN_PLACE, FileLife.FILED)
    happened = stage.session.scalars(
        select(AuditEntry.happened).where(AuditEntry.subject == Kind.LOAN).order_by(AuditEntry.seq)
    ).all()
    assert happened == ["create", "receive", "pass", "shelve"]
    assert list(chain.verify_chain(stage.session, stage.config.audit_key)) == []


@pytest.mark.parametrize(
    "counted", [{"pages": 118}, {"items": 1}, {"pages": 121}, {"condition": Condition.DAMAGED}]
)
def test_sc08_what_differs_cannot_be_returned(stage, loan, counted):
    come_back(stage, loan, **counted)
    row = the_loan(stage, loan)
    assert (row.state, row.answer_by) == (LoanState.RETURN_CHECK, date(2026, 11, 24))
    assert "loan.differs" in topics(stage, "ann")
    assert paper(stage, loan)[0] is Custody.IN_TRANSIT
    with pytest.raises(IllegalMove), stage.work("wang") as work:
        returns.shelve_loan(work, locked(work, Loan, loan))
    with pytest.raises(IllegalMove, match="On its way back"), stage.work("wang") as work:
        custody.reserve_paper(work, work.session.get(CustomerFile, row.file_id))


def test_sc08_a_page_found_in_time_makes_it_whole(stage, loan):
    come_back(stage, loan, pages=119)
    with stage.work("wang") as work:
        row, whole = locked(work, Loan, loan), {"items": 2, "pages": 120, "condition": INTACT}
        returns.check_return(work, row, **whole, remark="第 120 页已补交")
    assert the_loan(stage, loan).state is LoanState.RETURNED


def test_sc08_the_borrower_is_heard_for_a_working_day(stage, loan):
    come_back(stage, loan, pages=118)
    with pytest.raises(IllegalMove, match="heard first"), stage.work("wang") as work:
        returns.settle_as_damaged(work, locked(work, Loan, loan))
    with stage.work("ann") as work:
        returns.answer_difference(work, locked(work, Loan, loan), statement="第 3 页本来就没有")
    with stage.work("wang") as work:
        returns.settle_as_damaged(work, locked(work, Loan, loan))
    row = the_loan(stage, loan)
    assert (row.state, row.statement) == (LoanState.RETURNED_DAMAGED, "第 3 页本来就没有")
    assert "loan.damaged" in topics(stage, "sun")


def test_sc08_a_silent_borrower_loses_the_word_after_that_day(stage, loan):
    come_back(stage, loan, pages=118)
    stage.now += timedelta(days=2)
    with stage.work("wang") as work:
        assert (
            returns.settle_as_damaged(work, locked(work, Loan, loan)).state
            is LoanState.RETURNED_DAMAGED
        )


def damaged(stage, loan_id):
    come_back(stage, loan_id, pages=118)
    with stage.work("ann") as work:
        returns.answer_difference(work, locked(work, Loan, loan_id), statement="不清楚")
    with stage.work("wang") as work:
        returns.settle_as_damaged(work, locked(work, Loan, loan_id))


def assess(stage, loan_id, who="li", amount="200.00"):
    with stage.work(who) as work:
        returns.assess_damage(
            work, locked(work, Loan, loan_id), assessment="缺 2 页", amount=Decimal(amount)
        )


def decide(stage, loan_id, who="gm", amount="200.00"):
    with stage.work(who) as work:
        losses.decide_compensation(
            work, locked(work, Loan, loan_id), amount=Decimal(amount), reason="保管不善"
        )


def test_sc08_assess_decide_settle_and_only_then_shelve(stage, loan):
    damaged(stage, loan)
    with pytest.raises(NotFound):
        assess(stage, loan, "wang")  # a custodian has no right to
    assess(stage, loan)
    with pytest.raises(IllegalMove, match="approver must decide"), stage.work("li") as work:
        losses.settle_compensation(work, locked(work, Loan, loan), voucher="V-1")
    decide(stage, loan)
    row = the_loan(stage, loan)
    assert (row.compensation, row.factor, row.assessed_by, row.decided_by) == (
        Decimal("200.00"),
        1,
        stage.people["li"],
        stage.people["gm"],
    )
    assert row.appeal_until == date(2026, 12, 7)
    with stage.work("li") as work:
        losses.settle_compensation(work, locked(work, Loan, loan), voucher="V-2026-11")
    with stage.work("wang") as work:
        returns.shelve_loan(work, locked(work, Loan, loan))
    assert the_loan(stage, loan).settlement == "V-2026-11"
    assert paper(stage, loan)[0] is Custody.IN_PLACE


def test_sc08_who_checked_does_not_assess(stage, loan):
    with stage.work("li") as work:  # the records manager is at the counter herself
        returns.receive_loan(work, locked(work, Loan, loan))
        returns.check_return(work, locked(work, Loan, loan), items=2, pages=118, condition=INTACT)
        statements.add_note(work, locked(work, Loan, loan), note="借阅人口头说明")
    with pytest.raises(NotAllowed, match="note of your own"), stage.work("li") as work:
        returns.answer_difference(work, locked(work, Loan, loan), statement="代写")
    with stage.work("ann") as work:
        returns.answer_difference(work, locked(work, Loan, loan), statement="口头说明")
    with stage.work("li") as work:
        returns.settle_as_damaged(work, locked(work, Loan, loan))
    with pytest.raises(NotAllowed, match="somebody else assesses"):
        assess(stage, loan, "li")


def test_sc08_the_second_case_in_a_month_doubles_and_a_new_month_starts_anew(stage, loan):
    """R-39: the second case of a month costs double."""
    amounts = []
    ids = [loan, loans.lend(stage, "ann", 2)]
    for number in ids:
        damaged(stage, number)
        assess(stage, number)
        decide(stage, number)
        amounts.append(the_loan(stage, number).compensation)
    stage.now += timedelta(days=14)
    later = loans.lend(stage, "ann", 3)
    damaged(stage, later)
    assess(stage, later)
    decide(stage, later)
    assert [*amounts, the_loan(stage, later).compensation] == [
        Decimal("200.00"),
        Decimal("400.00"),
        Decimal("200.00"),
    ]


@pytest.mark.parametrize("amount", ["-1", "0.001", "10000000.01", "NaN", "1e30"])
def test_an_amount_that_is_none_is_refused(stage, loan, amount):
    damaged(stage, loan)
    with pytest.raises(Invalid) as refusal:
        assess(stage, loan, amount=amount)
    assert refusal.value.field == "amount"


def test_a_borrower_does_not_check_their_own_return(stage):
    loan = None
    with stage.work("he") as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, stage.people["owen"])
        line = loans.ready(work, file, stage.people["wang"])
        loans.set_aside(work, file)
        loan = loans.issue(work, line).id
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
    with pytest.raises(NotAllowed, match="colleague checks"), stage.work("wang") as work:
        returns.check_return(work, locked(work, Loan, loan), items=2, pages=120, condition=INTACT)
    with stage.work("he") as work:
        returns.check_return(work, locked(work, Loan, loan), items=2, pages=120, condition=INTACT)


def claimed(stage, loan_id):
    with stage.work("ann") as work:
        losses.claim_returned(work, locked(work, Loan, loan_id), statement="周五交给了前台")


def look(stage, loan_id, who, result="没有"):
    with stage.work(who) as work:
        losses.log_search(work, locked(work, Loan, loan_id), where="A库 1盒", result=result)


def test_sc08_a_claim_keeps_the_loan_open_and_pauses_the_block(stage, loan):
    stage.now += timedelta(days=30)
    with stage.work("wang") as work:
        assert limits.count_blocking_loans(work, stage.people["ann"]) == 1
    claimed(stage, loan)
    row = the_loan(stage, loan)
    assert row.state is LoanState.CLAIMED_RETURNED
    assert overdue_days(row.state, row.due_on, row.received_at, date(2026, 12, 23)) == 16
    with stage.work("wang") as work:
        assert limits.find_open_loan(work, row.file_id).id == loan
        assert limits.count_blocking_loans(work, stage.people["ann"]) == 0
    assert "loan.claimed" in topics(stage, "li")


def test_sc08_found_on_the_shelf_by_two_is_returned_on_the_day_it_was_claimed(stage, loan):
    claimed(stage, loan)
    said = stage.now
    stage.now += timedelta(days=40)
    look(stage, loan, "wang", "在架上")
    counted = {"items": 2, "pages": 120, "condition": INTACT}
    with pytest.raises(IllegalMove, match="second person"), stage.work("wang") as work:
        returns.confirm_claim(work, locked(work, Loan, loan), **counted)
    with pytest.raises(IllegalMove, match="differs"), stage.work("he") as work:
        returns.confirm_claim(work, locked(work, Loan, loan), **{**counted, "pages": 119})
    with stage.work("he") as work:
        returns.confirm_claim(work, locked(work, Loan, loan), **counted)
    row = the_loan(stage, loan)
    assert (row.state, row.received_at) == (LoanState.RETURNED, said)
    assert overdue_days(row.state, row.due_on, row.received_at, date(2027, 1, 2)) == 0
    with stage.work("he") as work:
        returns.shelve_loan(work, locked(work, Loan, loan))
    assert paper(stage, loan)[0] is Custody.IN_PLACE


def test_l10_not_found_the_loan_runs_on(stage, loan):
    claimed(stage, loan)
    look(stage, loan, "he")
    with stage.work("wang") as work:
        losses.deny_claim(work, locked(work, Loan, loan), reason="架上没有")
    row = the_loan(stage, loan)
    assert (row.state, row.claimed_at) == (LoanState.ISSUED, None)
    assert "loan.claim_denied" in topics(stage, "ann")


def reported(stage, loan_id):
    with stage.work("ann") as work:
        losses.report_loss(work, locked(work, Loan, loan_id), reason="出差途中遗失")


def test_l11_a_loss_reported_by_the_borrower_starts_a_search(stage, loan):
    reported(stage, loan)
    row = the_loan(stage, loan)
    assert (row.state, row.search_until) == (LoanState.SEARCHING, date(2026, 12, 7))
    assert paper(stage, loan) == (Custody.MISSING, FileLife.FILED)
    for name in ("sun", "owen", "li"):
        assert "loan.searching" in topics(stage, name)


def confirm(stage, loan_id, who="gm"):
    with stage.work(who) as work:
        losses.confirm_loss(work, locked(work, Loan, loan_id), reason="查找期满")


def test_sc08_a_loss_needs_two_searchers_and_the_whole_period(stage, loan):
    reported(stage, loan)
    look(stage, loan, "wang")
    stage.now += timedelta(days=15)
    with pytest.raises(IllegalMove, match="Two different people"):
        confirm(stage, loan)
    look(stage, loan, "wang")
    with pytest.raises(IllegalMove, match="Two different people"):
        confirm(stage, loan)
    look(stage, loan, "he")
    with pytest.raises(NotFound):
        confirm(stage, loan, "wang")
    stage.now -= timedelta(days=1)
    with pytest.raises(IllegalMove, match="not ended"):
        confirm(stage, loan)
    stage.now += timedelta(days=1)
    confirm(stage, loan)
    assert the_loan(stage, loan).state is LoanState.LOST_CONFIRMED
    assert paper(stage, loan) == (Custody.MISSING, FileLife.LOST)


def lost(stage, loan_id):
    reported(stage, loan_id)
    look(stage, loan_id, "wang")
    look(stage, loan_id, "he")
    stage.now += timedelta(days=15)
    confirm(stage, loan_id)
    decide(stage, loan_id, amount="1000")


def test_sc08_six_months_later_the_file_turns_up(stage, loan):
    lost(stage, loan)
    number = stage.session.get(CustomerFile, the_loan(stage, loan).file_id).number
    with stage.work("li") as work:
        losses.settle_compensation(work, locked(work, Loan, loan), voucher="V-9")
    with pytest.raises(IllegalMove, match="lost and cannot be shelved"), stage.work("wang") as work:
        returns.shelve_loan(work, locked(work, Loan, loan))
    stage.now += timedelta(days=180)
    for bad in ("wang", "ann"):
        with pytest.raises(Invalid) as refusal, stage.work("wang") as work:
            losses.report_found(
                work, locked(work, Loan, loan), where="搬家时", witness_id=stage.people[bad]
            )
        assert refusal.value.field == "witness_id"
    with stage.work("wang") as work:
        losses.report_found(
            work, locked(work, Loan, loan), where="搬家时", witness_id=stage.people["he"]
        )
    assert paper(stage, loan) == (Custody.IN_PLACE, FileLife.FILED)
    file = stage.session.get(CustomerFile, the_loan(stage, loan).file_id)
    assert file.number == number
    assert the_loan(stage, loan).compensation == Decimal(1000)
    with stage.work("gm") as work:
        losses.decide_refund(work, locked(work, Loan, loan), reason="退还 800 元")
    row = the_loan(stage, loan)
    assert (row.state, row.settlement) == (LoanState.CLOSED, "退还 800 元")
    assert {"loan.found", "loan.concluded"} <= topics(stage, "ann")


def test_l14_waiving_is_the_approvers_and_needs_a_reason(stage, loan):
    lost(stage, loan)
    with pytest.raises(Invalid), stage.work("gm") as work:
        losses.waive_compensation(work, locked(work, Loan, loan), reason=" ")
    with pytest.raises(NotFound), stage.work("li") as work:
        losses.waive_compensation(work, locked(work, Loan, loan), reason="x")
    with stage.work("gm") as work:
        losses.waive_compensation(work, locked(work, Loan, loan), reason="不可抗力")
    assert the_loan(stage, loan).state is LoanState.WAIVED


def test_l13_who_handled_the_loan_does_not_decide(stage, loan):
    lost(stage, loan)
    with stage.work() as work:
        work.session.get(Loan, loan).issued_by = stage.people["gm"]
    with pytest.raises(NotAllowed, match="handled"):
        decide(stage, loan)


def test_sc08_no_timer_returns_or_loses_a_loan(stage, loan):
    """Every task of the schedule, for two months: the loan is as it was, and only reminded of."""
    for _ in range(12):
        stage.now += timedelta(days=5)
        for name in EVERY:
            task = TASKS[name]
            if task.long:
                task.verb(Run(stage))
                continue
            with stage.work() as work:
                task.verb(work)
    row = the_loan(stage, loan)
    assert (row.state, row.received_at, row.file.custody) == (LoanState.ISSUED, None, Custody.OUT)
    assert row.file.life is FileLife.FILED
    moved = select(AuditEntry.happened).where(AuditEntry.subject == Kind.LOAN)
    assert set(stage.session.scalars(moved)) == {"create", "remind"}


def test_l13_the_borrower_appeals_once_in_time_and_nothing_is_paid_meanwhile(stage, loan):
    damaged(stage, loan)
    with stage.work("li") as work:
        returns.assess_damage(
            work, locked(work, Loan, loan), assessment="缺两页", amount=Decimal(100)
        )
    with pytest.raises(IllegalMove, match="no decision to appeal"), stage.work("ann") as work:
        losses.appeal_compensation(work, locked(work, Loan, loan), statement="还没有决定")
    decide(stage, loan)
    with pytest.raises(NotAllowed, match="person concerned"), stage.work("wang") as work:
        losses.appeal_compensation(work, locked(work, Loan, loan), statement="替她申诉")
    with stage.work("ann") as work:
        losses.appeal_compensation(
            work, locked(work, Loan, loan), statement="借出时就缺，交接单可证"
        )
    with pytest.raises(IllegalMove, match="must decide again"), stage.work("li") as work:
        losses.settle_compensation(work, locked(work, Loan, loan), voucher="V-1")
    decide(stage, loan, amount="50.00")
    row = the_loan(stage, loan)
    assert (row.compensation, row.appeal_until, row.appeal) == (
        Decimal(50),
        None,
        "借出时就缺，交接单可证",
    )
    with pytest.raises(IllegalMove, match="already"), stage.work("ann") as work:
        losses.appeal_compensation(work, locked(work, Loan, loan), statement="还要申诉")
    with stage.work("li") as work:
        losses.settle_compensation(work, locked(work, Loan, loan), voucher="V-1")


def test_l13_an_appeal_after_its_day_is_refused(stage, loan):
    damaged(stage, loan)
    with stage.work("li") as work:
        returns.assess_damage(
            work, locked(work, Loan, loan), assessment="缺两页", amount=Decimal(100)
        )
    decide(stage, loan)
    stage.now += timedelta(days=20)
    with pytest.raises(IllegalMove, match="has ended"), stage.work("ann") as work:
        losses.appeal_compensation(work, locked(work, Loan, loan), statement="迟了")
