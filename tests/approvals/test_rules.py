"""When a step is through, how chains merge and freeze, and which chains are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.access import Secrecy
from models.words.approvals import StepNeed, StepRole, Verdict
from models.words.approvals import TaskState as T
from models.words.lending import Action
from portal.approvals import routing_rules, rules
from portal.approvals.routing_rules import Rule, Want
from portal.approvals.rules import Turn
from portal.errors import Invalid, Problems
from portal.seed import approvals as seed

ONE, ALL = StepNeed.ONE, StepNeed.ALL


@pytest.mark.parametrize(
    ("need", "turns", "result"),
    [
        (ONE, [Turn(T.OPEN)], None),
        (ONE, [Turn(T.APPROVED), Turn(T.OPEN)], Verdict.APPROVE),
        (ALL, [Turn(T.APPROVED), Turn(T.OPEN)], None),
        (ALL, [Turn(T.APPROVED), Turn(T.APPROVED)], Verdict.APPROVE),
        (ONE, [Turn(T.APPROVED), Turn(T.OPEN, required=True)], None),
        (ONE, [Turn(T.APPROVED), Turn(T.APPROVED, required=True)], Verdict.APPROVE),
        (ONE, [Turn(T.OPEN), Turn(T.APPROVED, required=True)], None),
        (ALL, [Turn(T.APPROVED), Turn(T.REJECTED)], Verdict.REJECT),
        (ONE, [Turn(T.OPEN), Turn(T.RETURNED)], Verdict.RETURN),
        (ONE, [Turn(T.TRANSFERRED), Turn(T.OPEN)], None),
        (ALL, [Turn(T.TRANSFERRED), Turn(T.APPROVED)], Verdict.APPROVE),
        (ALL, [Turn(T.PASSED)], None),
        (ONE, [], None),
    ],
)
def test_outcome_of_a_step(need, turns, result):
    assert rules.step_outcome(need, turns) is result


@given(
    st.sampled_from(list(StepNeed)), st.lists(st.builds(Turn, st.sampled_from(T), st.booleans()))
)
def test_i14_no_step_is_approved_without_an_approval(need, turns):
    if rules.step_outcome(need, turns) is Verdict.APPROVE:
        assert any(t.state is T.APPROVED for t in turns)
        assert not any(t.state in (T.REJECTED, T.RETURNED) for t in turns)
        assert not any(t.required and t.state is T.OPEN for t in turns)


def step(who, name="x", **more):
    return {"name": name, "who": who, "need": ONE, **more}


def test_a_stranger_file_asks_both_heads_and_ones_own_only_one():
    chain = [step(StepRole.APPLICANT_HEAD), step(StepRole.OWNER_HEAD)]
    assert [s["department_id"] for s in rules.freeze_steps(chain, 1, [2])] == [1, 2]
    assert [s["department_id"] for s in rules.freeze_steps(chain, 1, [1])] == [1]
    assert [s["department_id"] for s in rules.freeze_steps(chain, 1, [2, 3, 2])] == [1, 2, 3]


def test_merged_chains_ask_everybody_once():
    head, boss = step(StepRole.APPLICANT_HEAD), step(StepRole.ROLE, role="approver")
    law = step(StepRole.PERSON, user_id=9)
    merged = rules.merge_steps([[head], [head, boss], [head, law]])
    assert [s["who"] for s in merged] == [StepRole.APPLICANT_HEAD, StepRole.ROLE, StepRole.PERSON]


def test_a_chain_that_names_nobody_is_refused_at_its_field():
    with pytest.raises(Invalid):
        rules.check_steps([])
    with pytest.raises(Problems) as caught:
        rules.check_steps([step(StepRole.ROLE), step(StepRole.PERSON, name=" ")])
    assert list(caught.value.problems) == ["steps-0-role", "steps-1-name"]


RULES = [
    Rule(1, "head"),
    Rule(2, "cross", own_department=False),
    Rule(3, "top", secrecy=Secrecy.TOP),
    Rule(4, "contracts", class_id=7),
    Rule(5, "top-copy", secrecy=Secrecy.TOP, action=Action.COPY),
]


@pytest.mark.parametrize(
    ("want", "chain"),
    [
        (Want(1, Secrecy.NORMAL, Action.VIEW, own_department=True), "head"),
        (Want(1, Secrecy.NORMAL, Action.VIEW, own_department=False), "cross"),
        (Want(1, Secrecy.TOP, Action.VIEW, own_department=False), "top"),
        (Want(7, Secrecy.NORMAL, Action.VIEW, own_department=False), "contracts"),
        (Want(7, Secrecy.TOP, Action.COPY, own_department=True), "top-copy"),
    ],
)
def test_c2_the_most_special_route_wins(want, chain):
    assert routing_rules.choose_rule(RULES, want).chain_code == chain
    assert routing_rules.choose_rule(reversed(RULES), want).chain_code == chain


def test_c2_no_route_is_no_route():
    want = Want(1, Secrecy.NORMAL, Action.VIEW, own_department=True)
    assert routing_rules.choose_rule(RULES[1:], want) is None


@pytest.mark.parametrize("own", [True, False])
def test_r09_top_grades_ask_the_general_manager_from_the_first_day(own):
    routes = [Rule(id, **values) for id, values in enumerate(seed.ROUTES)]
    chain = routing_rules.choose_rule(
        routes, Want(1, Secrecy.TOP, Action.BORROW, own_department=own)
    )
    _, steps = seed.CHAINS[chain.chain_code]
    assert steps[-1]["role"] == "approver"
