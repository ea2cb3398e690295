"""C18: counts at hand-out, reading and return against the file's own list; cases, and who settles."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.files.differences import Difference
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import Viewing
from models.words.files import Custody, DifferenceSource, DifferenceState
from models.words.lending import Action, Condition, LineState, LoanState
from models.words.permissions import Permission as P
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed
from portal.files import differences
from portal.lending import desk, losses, returns, viewing
from portal.lending.locks import lock_line
from tests.support import asking, loans
from tests.support.asking import approved, ask, line_ids
from tests.support.rows import locked
from tests.support.signing import BY_HAND, DRAWN

INTACT = Condition.INTACT


def prepared(stage, who="ann"):
    """A file of two items and 120 pages, set aside for a borrower: (file id, line id)."""
    with stage.work("wang") as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, stage.people["owen"])
        line = loans.ready(work, file, stage.people[who])
        loans.set_aside(work, file)
        return file.id, line.id


def hand_out(stage, line, who="wang", **counted):
    counted = {"items": 2, "pages": 120, "signed": BY_HAND, **counted}
    with stage.work(who) as work:
        return desk.hand_out_file(work, lock_line(work, line), **counted).id


def cases(stage):
    stage.session.expire_all()
    return list(stage.session.scalars(select(Difference).order_by(Difference.id)))


def settle(stage, verb, who="li", reason="核对无误"):
    with stage.work(who) as work:
        row = work.get(Difference, cases(stage)[-1].id, P.FILE_SEE, lock=True)
        verb(work, row, reason=reason)


def pages_of(stage, file):
    stage.session.expire_all()
    row = stage.session.get(CustomerFile, file)
    return row.items_count, row.pages_count


@pytest.mark.parametrize("counted", [{"pages": 119}, {"items": 1}, {"items": 1, "pages": 60}])
def test_c18_fewer_at_hand_out_need_a_reason_and_open_a_case(stage, counted):
    file, line = prepared(stage)
    with pytest.raises(Invalid, match="should hold 2 items and 120 pages") as refusal:
        hand_out(stage, line, **counted)
    assert refusal.value.field == "reason"
    assert cases(stage) == []
    loan = hand_out(stage, line, reason="第 7 页在装订室", **counted)
    [case] = cases(stage)
    found = {"items": 2, "pages": 120} | counted
    assert (case.items_found, case.pages_found) == (found["items"], found["pages"])
    assert (case.items_due, case.pages_due) == (2, 120)
    assert (case.source, case.state) == (DifferenceSource.HAND_OUT, DifferenceState.OPEN)
    assert (case.file_id, case.reason) == (file, "第 7 页在装订室")
    assert loans.the_loan(stage, loan).pages_out == found["pages"]
    assert "li" in asking.told(stage, "file.differs")


def test_c18_a_whole_file_needs_no_reason(stage):
    _file, line = prepared(stage)
    hand_out(stage, line)
    assert cases(stage) == []


def test_c18_what_is_lost_is_not_handed_out(stage):
    _file, line = prepared(stage)
    with pytest.raises(Invalid, match="lost cannot be handed out") as refusal:
        hand_out(stage, line, condition=Condition.LOST)
    assert refusal.value.field == "condition"


def test_c18_what_went_out_short_comes_back_short_without_a_second_case(stage):
    file, line = prepared(stage)
    loan = hand_out(stage, line, pages=118, reason="两页在装订室")
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
        returns.check_return(work, locked(work, Loan, loan), items=2, pages=118, condition=INTACT)
        returns.shelve_loan(work, locked(work, Loan, loan))
    assert loans.the_loan(stage, loan).state is LoanState.CLOSED
    assert len(cases(stage)) == 1
    assert pages_of(stage, file) == (2, 120), "the count follows settled cases only"


def test_c18_who_counted_does_not_settle_and_the_count_follows(stage):
    file, line = prepared(stage)
    hand_out(stage, line, "li", pages=118, reason="缺两页")
    with pytest.raises(NotAllowed, match="somebody else settles"):
        settle(stage, differences.correct_count, "li")
    with pytest.raises(NotAllowed):
        settle(stage, differences.correct_count, "wang")
    with stage.work() as work:
        row = work.get(Difference, cases(stage)[0].id, P.FILE_SEE, lock=True)
        differences.correct_count(work, row, reason="确认缺失")
    assert pages_of(stage, file) == (2, 118)
    assert cases(stage)[0].state is DifferenceState.CORRECTED


def test_c18_complete_after_all_the_count_stays(stage):
    file, line = prepared(stage)
    hand_out(stage, line, pages=118, reason="两页在装订室")
    settle(stage, differences.explain_difference)
    assert pages_of(stage, file) == (2, 120)
    with pytest.raises(IllegalMove):
        settle(stage, differences.correct_count)


def test_c18_a_corrected_count_outlives_a_new_paper(stage):
    from portal.files import items

    file, line = prepared(stage)
    hand_out(stage, line, pages=118, reason="缺两页")
    settle(stage, differences.correct_count)
    with stage.work("wang") as work:
        row = work.get(CustomerFile, file, P.FILE_SEE, lock=True)
        items.add_item(work, row, {"title": "补充协议", "pages": 3})
    assert pages_of(stage, file) == (3, 121)


def test_c18_what_returns_is_compared_with_the_file_too(stage):
    """Lent short, found complete meanwhile: what comes back as lent is short of the file again."""
    file, line = prepared(stage)
    loan = hand_out(stage, line, pages=118, reason="两页在装订室")
    settle(stage, differences.explain_difference)
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
    count = {"items": 2, "pages": 118, "condition": INTACT}
    with pytest.raises(Invalid, match="should hold") as refusal, stage.work("wang") as work:
        returns.check_return(work, locked(work, Loan, loan), **count)
    assert refusal.value.field == "remark"
    with stage.work("wang") as work:
        returns.check_return(work, locked(work, Loan, loan), remark="装订室两页未归卷", **count)
    assert loans.the_loan(stage, loan).state is LoanState.RETURNED
    assert [case.source for case in cases(stage)] == [
        DifferenceSource.HAND_OUT,
        DifferenceSource.RETURN,
    ]
    assert pages_of(stage, file) == (2, 120)


def test_c18_what_was_paid_for_is_not_expected_any_more(stage):
    file, line = prepared(stage)
    loan = hand_out(stage, line)
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
        returns.check_return(work, locked(work, Loan, loan), items=2, pages=118, condition=INTACT)
    with stage.work("ann") as work:
        returns.answer_difference(work, locked(work, Loan, loan), statement="丢了两页")
    with stage.work("wang") as work:
        returns.settle_as_damaged(work, locked(work, Loan, loan))
    assert [case.pages_found for case in cases(stage)] == [118]
    from decimal import Decimal

    with stage.work("li") as work:
        returns.assess_damage(
            work, locked(work, Loan, loan), assessment="缺两页", amount=Decimal(40)
        )
    with stage.work("gm") as work:
        losses.decide_compensation(
            work, locked(work, Loan, loan), amount=Decimal(40), reason="照价"
        )
    with stage.work("li") as work:
        losses.settle_compensation(work, locked(work, Loan, loan), voucher="V-1")
    assert pages_of(stage, file) == (2, 118)
    assert cases(stage)[0].state is DifferenceState.CORRECTED


def reading(stage):
    """A reading session of a file of three pages: (file id, viewing id)."""
    asking.chains(stage)
    [file] = asking.files(stage)
    [line] = line_ids(stage, approved(stage, "ann", ask(Action.VIEW, [file])))
    with stage.work("wang") as work:
        desk.set_aside_file(work, lock_line(work, line))
        return file, desk.hand_out_file(work, lock_line(work, line), signed=BY_HAND).id


def end(stage, id, pages, remark=""):
    with stage.work("wang") as work:
        viewing.end_viewing(
            work,
            locked(work, Viewing, id),
            pages_after=pages,
            items_seen="1",
            cabinet_closed=True,
            remark=remark,
        )


def test_c18_a_reading_that_ends_with_a_missing_page_opens_a_case(stage):
    file, id = reading(stage)
    with pytest.raises(Invalid) as refusal:
        end(stage, id, 2)
    assert refusal.value.field == "remark"
    end(stage, id, 2, "缺第 3 页，读者称原本没有")
    [case] = cases(stage)
    assert (case.source, case.pages_due, case.pages_found) == (DifferenceSource.READING, 3, 2)
    assert stage.session.get(CustomerFile, file).custody is Custody.IN_PLACE
    assert stage.session.get(Viewing, id).pages_after == 2


LOCKS = {
    "DELETE FROM file_differences": "never deleted",
    "UPDATE file_differences SET pages_found = 120": "settled once",
}


def test_c18_the_database_itself_asks_for_the_case(arena):
    with arena.work() as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, arena.people["owen"])
        line = loans.ready(work, file, arena.people["ann"])
        loans.set_aside(work, file)
        line_id, file_id = line.id, file.id
    with arena.work("wang") as work:
        row = lock_line(work, line_id)
        loan = desk.hand_out_file(work, row, signed=BY_HAND, items=2, pages=120)
        values = {c.name: getattr(loan, c.key) for c in Loan.__table__.columns if c.name != "id"}
        values |= {"state": LoanState.CLOSED, "number": "JY-X", "items_out": 2, "pages_out": 119}
        other = loans.ready(work, row.file, arena.people["bo"], LineState.APPROVED)
        values["line_id"] = other.id
    for more, said in (
        ({}, "need a case"),
        ({"condition_out": Condition.LOST, "pages_out": 120}, "lost"),
    ):
        with pytest.raises(DBAPIError, match=said), Session(arena.engine) as session:
            session.execute(Loan.__table__.insert().values(values | more))
    with arena.work("wang") as work:
        locked_file = work.get(CustomerFile, file_id, P.FILE_SEE, lock=True)
        found = differences.Finding(
            line_id,
            DifferenceSource.RETURN,
            "JY-1",
            differences.Count(2, 100),
            "缺页",
        )
        differences.note_difference(work, locked_file, found)
    for statement, said in LOCKS.items():
        with pytest.raises(DBAPIError, match=said), Session(arena.engine) as session:
            session.execute(text(statement))


def test_sc04_two_custodians_on_one_line_the_second_hears_who_when_and_to_whom(stage):
    _file, line = prepared(stage)
    first = hand_out(stage, line, submission="page-1")
    assert hand_out(stage, line, submission="page-1") == first, "the same click, the same loan"
    for who, mark in (("he", "page-2"), ("he", "page-1"), ("wang", "page-3")):
        with pytest.raises(Conflict) as refusal:
            hand_out(stage, line, who, submission=mark)
        values = refusal.value.values
        assert (values["name"], values["person"]) == ("王档", "安安")
        assert values["at"] == "2026-11-23 12:00"
        assert values["number"].startswith("JY-2026")
    assert stage.session.scalar(select(func.count()).select_from(Loan)) == 1


def test_sc04_the_second_custodian_keeps_what_was_typed(web):
    with web.work("wang") as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, web.people["owen"])
        line = loans.ready(work, file, web.people["ann"])
        loans.set_aside(work, file)
        url = f"/requests/{line.request_id}/lines/{line.id}/lend/"
    typed = {"items": "2", "pages": "119", "condition": "worn", "reason": "缺第 9 页"}
    typed |= {"signature": DRAWN, "submission": "he-1"}
    done = {"items": "2", "pages": "120", "condition": "intact", "signature": DRAWN}
    done |= {"submission": "wang-1"}
    wang, he = web.as_("wang"), web.as_("he")
    assert 'value="lost"' not in wang.get(url).text, "遗失 is no condition at hand-out"
    assert wang.post(url, data=done).status_code == 303
    assert wang.post(url, data=done).status_code == 303, "a double click gets the first result"
    late = he.post(url, data=typed)
    assert late.status_code == 409
    for kept in ("王档", "2026-11-23 12:00", "缺第 9 页", 'value="119"'):
        assert kept in late.text, kept
    with web.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Loan)) == 1
        assert work.session.scalar(select(func.count()).select_from(Difference)) == 0


def test_c18_the_cases_have_a_list_and_a_page(web):
    with web.work("wang") as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, web.people["owen"])
        line = loans.ready(work, file, web.people["ann"])
        loans.set_aside(work, file)
        file_id, line_id = file.id, line.id
    with web.work("wang") as work:
        row = lock_line(work, line_id)
        desk.hand_out_file(work, row, signed=BY_HAND, items=2, pages=118, reason="缺两页")
        id = work.session.scalars(select(Difference.id)).one()
    li = web.as_("li")
    assert "118 / 120" in li.get("/differences/").text
    assert f"/differences/{id}/" in li.get(f"/files/{file_id}/").text
    assert "correct_count" in li.get(f"/differences/{id}/").text
    assert (
        li.post(f"/differences/{id}/do/correct_count/", data={"reason": "确认"}).status_code == 303
    )
    with web.work() as work:
        assert work.session.get(CustomerFile, file_id).pages_count == 118
    assert web.as_("bo").get(f"/differences/{id}/").status_code == 404


@pytest.mark.parametrize("rounds", range(3))
def test_c18_two_who_settle_at_once_correct_the_count_once(arena, rounds):
    with arena.work("wang") as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, arena.people["owen"])
        line = loans.ready(work, file, arena.people["ann"])
        loans.set_aside(work, file)
        file_id, line_id = file.id, line.id
    with arena.work("wang") as work:
        row = lock_line(work, line_id)
        desk.hand_out_file(work, row, signed=BY_HAND, items=2, pages=118, reason="缺两页")
        case = work.session.scalars(select(Difference.id)).one()

    def correct():
        with arena.work("li", about="differences.correct") as work:
            row = work.get(Difference, case, P.FILE_SEE, lock=True)
            differences.correct_count(work, row, reason="确认")
            return True

    answers = arena.race(*[correct] * 4)
    assert answers.count(True) == 1, answers
    with arena.work() as work:
        assert work.session.get(CustomerFile, file_id).pages_count == 118
