"""SC-04: many people, one file, the same moment: one loan, clear refusals, no doubles (I-1, C9)."""

import pytest
from sqlalchemy import func, select, text

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.people import Role, User, UserRole
from models.platform.records import Setting
from models.words.files import Custody
from models.words.lending import LineState, LoanMode
from portal.errors import Conflict
from portal.lending import desk, issue
from portal.lending.locks import lock_line
from portal.platform.audit import chain
from tests.support import loans
from tests.support.cheating import unlock
from tests.support.drills import times
from tests.support.signing import BY_HAND

CUSTODIANS = ("wang", "he", "li")


def crowd(arena, size):
    """One file and ``size`` READY lines of different people for it: a data glitch (SC-04)."""
    with arena.work() as work:
        unlock(work.session, "request_lines")
        work.session.execute(text("DROP INDEX uq_request_lines_one_ready"))
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, arena.people["owen"])
        people = [
            work.add(
                User(
                    login=f"p{n}",
                    name=f"陈{n}",
                    employee_number=f"P{n}",
                    department_id=work.session.get(User, arena.people["ann"]).department_id,
                )
            )
            for n in range(size)
        ]
        applicant = work.session.scalars(select(Role.id).where(Role.code == "applicant")).one()
        work.session.add_all(UserRole(user_id=p.id, role_id=applicant) for p in people)
        lines = [loans.ready(work, file, person.id).id for person in people]
        loans.set_aside(work, file)
        return file.id, lines


def hand_out(arena, custodian, line_id):
    def run():
        with arena.work(custodian, about="loan.issue") as work:
            return desk.hand_out_file(
                work, lock_line(work, line_id), signed=BY_HAND, items=2, pages=120
            ).id

    return run


def test_sc04_twenty_people_one_file_one_loan_and_19_clear_refusals(arena):
    file_id, lines = crowd(arena, 20)
    answers = arena.race(
        *(hand_out(arena, CUSTODIANS[n % 3], line) for n, line in enumerate(lines))
    )
    won = [answer for answer in answers if isinstance(answer, int)]
    refused = [answer for answer in answers if isinstance(answer, Conflict)]
    assert (len(won), len(refused)) == (1, 19), answers
    with arena.work() as work:
        loan = work.session.scalars(select(Loan)).one()
        assert work.session.get(CustomerFile, file_id).custody is Custody.OUT
        for refusal in refused:
            assert refusal.text.startswith("%(name)s has borrowed this file")
            assert refusal.values["name"] == loan.borrower.name
            assert refusal.values["due"] == "2026-12-07"
            assert refusal.values["place"] == 1
        assert list(chain.verify_chain(work.session, arena.config.audit_key)) == []


@pytest.mark.parametrize("round_number", range(3))
def test_sc04_of_two_custodians_on_one_line_one_lends_and_the_other_hears_who(arena, round_number):
    with arena.work() as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, arena.people["owen"])
        line = loans.ready(work, file, arena.people["ann"]).id
        loans.set_aside(work, file)
    answers = arena.race(*(hand_out(arena, who, line) for who in ("wang", "wang", "he", "he")))
    one, other = answers[:2], answers[2:]
    won, lost = (one, other) if isinstance(one[0], int) else (other, one)
    assert won[0] == won[1], "a double click gets the same loan"
    assert isinstance(won[0], int), answers
    for refusal in lost:
        assert isinstance(refusal, Conflict), answers
        assert refusal.values["name"] == ("王档" if won is one else "何档")
        assert (refusal.values["person"], refusal.values["at"]) == ("安安", "2026-11-23 12:00")
    with arena.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Loan)) == 1


ROUNDS = times(80, 400)


@pytest.mark.slow
def test_sc04_again_and_again_two_lines_two_custodians_and_a_double_click_on_each(arena):
    """K-2: chen and liu both READY by a glitch, wang and he at once, each clicking twice: one loan."""
    rounds = twins(arena, ROUNDS)
    for chen, liu in rounds:
        answers = arena.race(
            hand_out(arena, "wang", chen),
            hand_out(arena, "he", liu),
            hand_out(arena, "wang", chen),
            hand_out(arena, "he", liu),
        )
        first, second = answers[::2], answers[1::2]
        won, lost = (first, second) if isinstance(first[0], int) else (second, first)
        assert won[0] == won[1], "both clicks get the same loan"
        assert isinstance(won[0], int), answers
        for refusal in lost:
            assert isinstance(refusal, Conflict), answers
            assert refusal.text.startswith("%(name)s has borrowed this file")
            assert refusal.values["name"] == ("安安" if won is first else "薄荷")
            assert (refusal.values["due"], refusal.values["place"]) == ("2026-12-07", 1)
    with arena.work() as work:
        loans_of = select(Loan.file_id, func.count()).group_by(Loan.file_id)
        assert [count for _, count in work.session.execute(loans_of)] == [1] * ROUNDS
        assert list(chain.verify_chain(work.session, arena.config.audit_key)) == []


def twins(arena, count):
    """So many files, each READY for ann and for bo at once: pairs of line ids."""
    with arena.work() as work:
        unlock(work.session, "request_lines")
        work.session.execute(text("DROP INDEX uq_request_lines_one_ready"))
        most = {"value": 500}
        work.add(Setting(name="loans_per_person", value=most, changed_at=work.now, changed_by=0))
        kind, place = loans.file_class(work), loans.shelf(work)
        pairs = []
        for serial in range(1, count + 1):
            file = loans.filed(work, kind, place, arena.people["owen"], serial)
            pairs.append(
                tuple(loans.ready(work, file, arena.people[who]).id for who in ("ann", "bo"))
            )
            loans.set_aside(work, file)
        return pairs


def test_i1_a_second_open_loan_is_refused_by_the_database_itself(arena):
    with arena.work("wang") as work:
        kind, place = loans.file_class(work), loans.shelf(work)
        file = loans.filed(work, kind, place, arena.people["owen"])
        line = loans.ready(work, file, arena.people["ann"])
        loans.set_aside(work, file)
        first = issue.issue_loan(work, line, items=2, pages=120, mode=LoanMode.TAKE_OUT)
        values = {c.name: getattr(first, c.key) for c in Loan.__table__.columns if c.name != "id"}
        other = loans.ready(work, file, arena.people["bo"], LineState.APPROVED)
        second = values | {"number": "JY-X", "line_id": other.id}
    with pytest.raises(Conflict, match="already out on loan"), arena.work() as work:
        work.session.execute(Loan.__table__.insert().values(second))
