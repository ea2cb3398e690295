"""Q9, I-10: what is not on its shelf is looked for, never lost by itself; the queue waits."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.platform.audit import AuditEntry
from models.words.files import Custody, FileLife
from models.words.lending import Action
from models.words.lending import LineState as L
from models.words.lending import RequestState as R
from models.words.permissions import Permission as P
from portal.errors import IllegalMove, Invalid, NotAllowed, NotFound
from portal.lending import copying, desk, losses, missing, queue, viewing
from portal.lending.locks import lock_line
from tests.support import asking, loans
from tests.support.asking import approved, ask, header, line_ids, lines, told
from tests.support.rows import locked


@pytest.fixture
def office(stage):
    asking.chains(stage)
    return stage


def report(stage, file, who="wang", reason="原库位与相邻库位均未见"):
    with stage.work(who, about="files.report_missing") as work:
        missing.report_misplaced(
            work, work.get(CustomerFile, file, P.FILE_SEE, lock=True), reason=reason
        )


def found(stage, file, witness="he", who="wang"):
    with stage.work(who) as work:
        row = work.get(CustomerFile, file, P.FILE_SEE, lock=True)
        missing.end_search(work, row, where="B2 盒内", witness_id=stage.people[witness])


def custody_of(stage, file):
    stage.session.expire_all()
    return stage.session.get(CustomerFile, file).custody


@pytest.mark.parametrize("picked", [False, True])
def test_q9_not_found_is_a_search_and_the_applicant_waits(office, picked):
    [file] = asking.files(office)
    request = approved(office, "ann", ask(Action.VIEW, [file]))
    [line] = line_ids(office, request)
    if picked:
        with office.work("wang") as work:
            desk.set_aside_file(work, lock_line(work, line))
    report(office, file)
    assert custody_of(office, file) is Custody.MISSING
    assert office.session.get(CustomerFile, file).life is FileLife.FILED, "not lost"
    assert (lines(office, request), header(office, request)) == ([L.WAITING], R.WAITLISTED)
    assert {"ann", "owen", "sun", "li"} <= set(told(office, "file.missing"))
    with pytest.raises(Invalid, match="second person"):
        found(office, file, witness="wang")
    found(office, file)
    assert custody_of(office, file) is Custody.RESERVED, "kept for the first in line at once"
    assert lines(office, request) == [L.APPROVED]
    assert told(office, "request.your_turn") == ["ann"]
    with office.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
    acts = set(office.session.scalars(select(AuditEntry.happened)))
    assert {"report_missing", "wait", "find", "next"} <= acts


def test_q9_only_custodians_and_only_what_should_lie_there(office):
    [file] = asking.files(office)
    with pytest.raises(NotAllowed):
        report(office, file, "owen")
    with pytest.raises(NotFound):
        report(office, file, "bo")
    with pytest.raises(Invalid):
        report(office, file, reason=" ")
    with pytest.raises(IllegalMove):
        found(office, file)
    report(office, file)
    with pytest.raises(IllegalMove):
        report(office, file)


def test_l11_what_a_loan_answers_for_is_not_found_beside_it(stage):
    loan = loans.lend(stage)
    file = loans.the_loan(stage, loan).file_id
    with pytest.raises(IllegalMove, match="should lie"):
        report(stage, file)
    with stage.work("ann") as work:
        losses.report_loss(work, locked(work, Loan, loan), reason="出差途中遗失")
    assert custody_of(stage, file) is Custody.MISSING
    with pytest.raises(IllegalMove, match="under its loan"):
        found(stage, file)


def test_i14_no_job_finds_or_loses_a_missing_file(office):
    [file] = asking.files(office)
    request = approved(office, "ann", ask(Action.VIEW, [file]))
    report(office, file)
    for _ in range(40):
        office.now += timedelta(days=10)
        with office.work() as work:
            queue.lapse_expired(work)
            viewing.chase_unclosed(work)
            copying.chase_copies(work)
    assert custody_of(office, file) is Custody.MISSING
    assert lines(office, request) == [L.WAITING]
