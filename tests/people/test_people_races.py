"""People at once, on both databases: tries are counted one by one, two delegations form no ring."""

from datetime import timedelta

from sqlalchemy import func, select

from models.people import Delegation, LoginAttempt, User
from portal.errors import Problems
from portal.people import delegations, password_hashes, sign_in


def test_parallel_guesses_are_counted_one_after_another(arena):
    with arena.work() as work:
        user = work.session.scalars(select(User).where(User.login == "ann")).one()
        user.password_hash = password_hashes.hash_password("correct horse battery")

    def guess():
        with arena.work() as work:
            known = sign_in.find_credentials(work, "ann")
            return sign_in.sign_in(work, "ann", known, good=False, agent="").refusal.text

    said = arena.race(*[guess] * 12)
    assert not [answer for answer in said if isinstance(answer, BaseException)]
    with arena.work() as work:
        assert work.session.scalar(select(func.count(LoginAttempt.id))) == 5
        known = sign_in.find_credentials(work, "ann")
        assert sign_in.sign_in(work, "ann", known, good=True, agent="").token == ""


def test_sc05_two_delegations_at_once_form_no_ring(arena):
    def give(giver, taker):
        def act():
            with arena.work(giver) as work:
                end = work.now + timedelta(days=2)
                delegations.grant_delegation(
                    work, to_id=arena.people[taker], starts_at=work.now, ends_at=end, reason="出差"
                )
            return "given"

        return act

    for giver, taker in (("ann", "bo"), ("owen", "sun")):
        said = arena.race(give(giver, taker), give(taker, giver))
        assert sorted(type(answer).__name__ for answer in said) == ["Problems", "str"]
        assert any(isinstance(answer, Problems) for answer in said)
    with arena.work() as work:
        assert work.session.scalar(select(func.count(Delegation.id))) == 2
