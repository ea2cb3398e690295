"""When a step is through, how chains merge and freeze, and which chains are refused."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.access import Secrecy
from models.words.approvals import ApprovalState as A
from models.words.approvals import StepNeed, StepRole, Verdict
from models.words.approvals import TaskState as T
from models.words.lending import Action
from portal.approvals import routing_rules as routing
from portal.approvals import rules as approval
from portal.approvals.routing_rules import Rule, Want
from portal.approvals.rules import Turn
from portal.errors import Invalid, Problems

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
    assert approval.step_outcome(need, turns) is result


@given(
    st.sampled_from(list(StepNeed)), st.lists(st.builds(Turn, st.sampled_from(T), st.booleans()))
)
def test_i14_no_step_is_approved_without_an_approval(need, turns):
    if approval.step_outcome(need, turns) is Verdict.APPROVE:
        assert any(t.state is T.APPROVED for t in turns)
        assert not any(t.state in (T.REJECTED, T.RETURNED) for t in turns)
        assert not any(t.required and t.state is T.OPEN for t in turns)


def step(who, name="x", **more):
    return {"name": name, "who": who, "need": ONE, **more}


def test_a_stranger_file_asks_both_heads_and_ones_own_only_one():
    chain = [step(StepRole.APPLICANT_HEAD), step(StepRole.OWNER_HEAD)]
    assert [s["department_id"] for s in approval.freeze_steps(chain, 1, [2])] == [1, 2]
    assert [s["department_id"] for s in approval.freeze_steps(chain, 1, [1])] == [1]
    assert [s["department_id"] for s in approval.freeze_steps(chain, 1, [2, 3, 2])] == [1, 2, 3]


def test_merged_chains_ask_everybody_once():
    head, boss = step(StepRole.APPLICANT_HEAD), step(StepRole.ROLE, role="approver")
    law = step(StepRole.PERSON, user_id=9)
    merged = approval.merge_steps([[head], [head, boss], [head, law]])
    assert [s["who"] for s in merged] == [StepRole.APPLICANT_HEAD, StepRole.ROLE, StepRole.PERSON]


def test_a_chain_that_names_nobody_is_refused_at_its_field():
    with pytest.raises(Invalid):
        approval.check_steps([])
    with pytest.raises(Problems) as caught:
        approval.check_steps([step(StepRole.ROLE), step(StepRole.PERSON, name=" ")])
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
    assert routing.choose_rule(RULES, want).chain_code == chain
    assert routing.choose_rule(reversed(RULES), want).chain_code == chain


def test_c2_no_route_is_no_route():
    want = Want(1, Secrecy.NORMAL, Action.VIEW, own_department=True)
    assert routing.choose_rule(RULES[1:], want) is None


def test_a_head_of_no_department_is_not_the_same_as_a_role():
    chain = [step(StepRole.ROLE, role="approver"), step(StepRole.APPLICANT_HEAD)]
    assert len(approval.freeze_steps(chain, None, [])) == 2
    assert len(approval.freeze_steps([*chain, *chain], None, [])) == 3, "a role may be asked twice"


def test_without_an_owner_department_the_applicants_head_stands_in():
    frozen = approval.freeze_steps([step(StepRole.OWNER_HEAD), step(StepRole.SUPERIOR)], 5, [])
    assert [s["department_id"] for s in frozen] == [5, None]


def test_two_roles_and_two_persons_are_four_steps_and_the_chains_stay_as_they_were():
    roles = [step(StepRole.ROLE, role="approver"), step(StepRole.ROLE, role="auditor")]
    people = [step(StepRole.PERSON, user_id=8), step(StepRole.PERSON, user_id=9)]
    head = [step(StepRole.APPLICANT_HEAD)]
    merged = approval.merge_steps([head, people, [*roles, *head]])
    assert merged == [*roles, *head, *people]
    merged[0]["name"] = "y"
    assert roles[0]["name"] == "x"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"who": StepRole.SUPERIOR, "name": ""}, "name"),
        ({"who": StepRole.SUPERIOR}, "name"),
        ({"who": StepRole.ROLE, "name": "x", "role": ""}, "role"),
        ({"who": StepRole.PERSON, "name": "x", "user_id": None}, "user_id"),
        ({"who": StepRole.SUPERIOR, "name": "x", "workdays": 0}, "workdays"),
        ({"who": StepRole.SUPERIOR, "name": "x", "workdays": 61}, "workdays"),
    ],
)
def test_each_fault_of_a_step_is_named_at_its_field(given, field):
    good = step(StepRole.ROLE, role="approver", workdays=1)
    with pytest.raises(Problems) as caught:
        approval.check_steps([good, given])
    [(name, problem)] = caught.value.problems.items()
    assert (name, problem.field) == (f"steps-1-{field}", field)


@pytest.mark.parametrize("workdays", [None, 1, 60])
def test_a_step_may_take_one_to_sixty_working_days_or_have_no_limit(workdays):
    approval.check_steps([step(StepRole.PERSON, user_id=9, workdays=workdays)])


def test_a_chain_without_steps_is_refused_at_the_steps():
    with pytest.raises(Invalid) as caught:
        approval.check_steps([])
    assert caught.value.field == "steps"


def test_who_stops_an_approval_or_passes_it_on_says_why():
    said = {move.action for move in approval.TASK.moves if move.needs_reason}
    assert said == {"reject", "return", "transfer"}
    assert not [move.action for move in approval.APPROVAL.moves if move.needs_reason]


def test_a_decided_approval_is_over_and_one_that_is_stuck_can_go_on():
    ends = {A.GRANTED, A.REFUSED, A.RETURNED, A.WITHDRAWN}
    assert approval.APPROVAL.final() == ends
    assert approval.TASK.final() == set(T) - {T.OPEN}
    assert approval.APPROVAL.find(A.STUCK, "resume").target is A.OPEN
    assert approval.APPROVAL.find(A.STUCK, "grant") is None


def test_turns_and_routes_are_values():
    assert len({Turn(T.OPEN), Turn(T.OPEN, required=False), Turn(T.OPEN, required=True)}) == 2
    assert len({RULES[0], Rule(1, "head")}) == 1
    want = Want(1, Secrecy.TOP, Action.VIEW, own_department=True)
    assert len({want, replace(want)}) == 1


# C2: secrecy says more than a class, a class more than an action, an action more than «own».
ORDER = [
    Rule(1, "none"),
    Rule(2, "own", own_department=True),
    Rule(3, "action", action=Action.VIEW),
    Rule(4, "action own", action=Action.VIEW, own_department=True),
    Rule(5, "class", class_id=7),
    Rule(6, "class own", class_id=7, own_department=True),
    Rule(7, "class action", class_id=7, action=Action.VIEW),
    Rule(8, "class action own", class_id=7, action=Action.VIEW, own_department=True),
    Rule(9, "secrecy", secrecy=Secrecy.TOP),
    Rule(10, "secrecy own", secrecy=Secrecy.TOP, own_department=True),
    Rule(11, "secrecy action", secrecy=Secrecy.TOP, action=Action.VIEW),
    Rule(12, "secrecy class", secrecy=Secrecy.TOP, class_id=7),
]


@pytest.mark.parametrize("count", range(1, len(ORDER) + 1))
def test_c2_more_special_rows_win_over_all_that_say_less(count):
    want = Want(7, Secrecy.TOP, Action.VIEW, own_department=True)
    assert routing.choose_rule(ORDER[:count], want) == ORDER[count - 1]
    assert routing.choose_rule(ORDER[count - 1 :: -1], want) == ORDER[count - 1]


def test_c2_of_two_rows_that_say_as_much_the_older_wins():
    rows = [Rule(n, f"chain {n}", class_id=7) for n in (4, 2, 3)]
    want = Want(7, Secrecy.NORMAL, Action.COPY, own_department=False)
    assert routing.choose_rule(rows, want).id == 2


@pytest.mark.parametrize(
    "other",
    [
        Want(8, Secrecy.TOP, Action.VIEW, own_department=False),
        Want(None, Secrecy.TOP, Action.VIEW, own_department=False),
        Want(7, Secrecy.SECRET, Action.VIEW, own_department=False),
        Want(7, Secrecy.TOP, Action.COPY, own_department=False),
        Want(7, Secrecy.TOP, Action.VIEW, own_department=True),
    ],
)
def test_c2_a_row_matches_only_when_all_its_columns_do(other):
    row = Rule(1, "x", class_id=7, secrecy=Secrecy.TOP, action=Action.VIEW, own_department=False)
    assert routing.rule_matches(row, Want(7, Secrecy.TOP, Action.VIEW, own_department=False))
    assert not routing.rule_matches(row, other)
    assert routing.rule_matches(Rule(2, "all"), other)
