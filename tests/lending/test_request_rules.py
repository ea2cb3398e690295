"""What a request must say (FM-20, FM-21, FM-22), and how its lines, sessions and copies go on."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from models.words.access import Secrecy
from models.words.lending import Action, LoanMode
from models.words.lending import CopyState as C
from models.words.lending import LineState as L
from models.words.lending import RequestState as R
from models.words.lending import ViewingState as V
from portal.lending import request_rules

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


def ask(action, **changed):
    """A request of one kind, filled in as it should be."""
    good = {
        "accepted_terms": True,
        "action": action,
        "place": "阅览室",
        "planned_on": TODAY,
        "mode": LoanMode.ON_SITE,
        "pages": "3-5",
        "copies": 1,
        "external": False,
        "return_by": None,
    }
    return SimpleNamespace(**good | changed)


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        (ask(Action.VIEW), []),
        (ask(Action.VIEW, accepted_terms=False), ["accepted_terms"]),
        (ask(Action.VIEW, place=" "), ["place"]),
        (ask(Action.VIEW, planned_on=None), ["planned_on"]),
        (ask(Action.VIEW, planned_on=YESTERDAY), ["planned_on"]),
        (ask(Action.VIEW, planned_on=TOMORROW), []),
        (
            ask(Action.VIEW, accepted_terms=False, place="", planned_on=None),
            ["accepted_terms", "place", "planned_on"],
        ),
        # what only the other kinds need
        (ask(Action.VIEW, mode=None, pages="", copies=None, external=True), []),
        (ask(Action.BORROW), []),
        (ask(Action.BORROW, mode=LoanMode.TAKE_OUT), []),
        (ask(Action.BORROW, mode=None), ["mode"]),
        (ask(Action.BORROW, place="", planned_on=None, pages="", copies=0, external=True), []),
        (ask(Action.COPY), []),
        (ask(Action.COPY, pages=" "), ["pages"]),
        (ask(Action.COPY, copies=None), ["copies"]),
        (ask(Action.COPY, copies=0), ["copies"]),
        (ask(Action.COPY, copies=-1), ["copies"]),
        (ask(Action.COPY, copies=99), []),
        (ask(Action.COPY, copies=100), ["copies"]),
        (ask(Action.COPY, pages="", copies=0), ["pages", "copies"]),
        (ask(Action.COPY, place="", planned_on=None, mode=None), []),
    ],
)
def test_each_kind_of_request_needs_its_own_fields(asked, fields):
    assert list(request_rules.check_fields(asked, TODAY)) == fields


@pytest.mark.parametrize(
    ("external", "return_by", "refused"),
    [
        (True, None, True),
        (True, YESTERDAY, True),
        (True, TODAY, False),
        (True, TOMORROW, False),
        (False, None, False),
        (False, YESTERDAY, False),  # copies that stay in the house come back from nowhere
    ],
)
def test_who_takes_copies_outside_says_by_when_they_come_back(external, return_by, refused):
    asked = ask(Action.COPY, external=external, return_by=return_by)
    assert ("return_by" in request_rules.check_fields(asked, TODAY)) is refused


@pytest.mark.parametrize(
    ("text", "category", "fields"),
    [
        ("核对合同条款", "contract", []),
        ("核对", "contract", ["purpose"]),
        ("   核对   ", "other", ["purpose"]),
        ("核对合", "service", ["purpose"]),
        ("核对合同", "service", []),
        ("核对合同", "", ["purpose_category"]),
        ("", "curiosity", ["purpose", "purpose_category"]),
    ],
)
def test_ac13_a_purpose_is_said_in_words_and_has_a_category(text, category, fields):
    found = request_rules.check_purpose(text, category, 4)
    assert list(found) == fields
    if "purpose" in fields:
        assert found["purpose"].values == {"count": 4}


def test_ln10_the_categories_of_a_purpose():
    assert set(request_rules.REASONS) == {
        "service",
        "contract",
        "litigation",
        "credit",
        "complaint",
        "audit",
        "other",
    }


TAKE, STAY = LoanMode.TAKE_OUT, LoanMode.ON_SITE


@pytest.mark.parametrize(
    ("action", "mode", "modes", "secrecy", "said"),
    [
        (Action.BORROW, TAKE, [], Secrecy.NORMAL, None),
        (Action.BORROW, TAKE, [], Secrecy.INTERNAL, None),  # as high as is let out
        (Action.BORROW, TAKE, [], Secrecy.SECRET, "on site only"),
        (Action.BORROW, TAKE, [], Secrecy.TOP, "on site only"),
        (Action.BORROW, STAY, [], Secrecy.TOP, None),
        (Action.BORROW, None, ["on_site"], Secrecy.TOP, None),
        (Action.BORROW, TAKE, ["on_site"], Secrecy.NORMAL, "not lent in this way"),
        (Action.BORROW, STAY, ["take_out"], Secrecy.NORMAL, "not lent in this way"),
        (Action.BORROW, TAKE, ["take_out", "on_site"], Secrecy.NORMAL, None),
        (Action.BORROW, TAKE, ["take_out"], Secrecy.SECRET, "on site only"),
        (Action.VIEW, TAKE, ["on_site"], Secrecy.TOP, None),
        (Action.COPY, TAKE, [], Secrecy.TOP, None),
    ],
)
def test_r28_a_class_and_a_grade_say_how_a_file_is_lent(action, mode, modes, secrecy, said):
    answer = request_rules.check_mode(action, mode, modes, secrecy, Secrecy.INTERNAL)
    assert answer is None if said is None else said in answer


@pytest.mark.parametrize(
    ("days", "taken"), [(None, False), (0, False), (1, True), (14, True), (15, False), (-1, False)]
)
def test_a_term_is_one_day_to_the_longest_of_its_class(days, taken):
    problem = request_rules.check_term(days, 14)
    assert (problem is None) is taken
    if problem:
        assert (problem.field, problem.values) == ("term_days", {"days": 14})


@pytest.mark.parametrize(
    ("lines", "move"),
    [
        ([], None),
        ([L.OPEN], None),
        ([L.READY, L.OPEN], None),
        ([L.READY, L.APPROVED, L.REJECTED], "ready"),
        ([L.APPROVED, L.FULFILLED], "approved"),
        ([L.FULFILLED, L.WAITING], "fulfilled"),
        ([L.WAITING, L.DONE], "queued"),
        ([L.DONE, L.LAPSED, L.REJECTED], "closed"),
        ([L.LAPSED, L.WITHDRAWN], "lapsed"),
        ([L.WITHDRAWN, L.CANCELLED], "withdraw"),
        ([L.CANCELLED, L.REJECTED], "cancel"),
        ([L.REJECTED], "rejected"),
    ],
)
def test_i11_a_request_follows_from_its_lines(lines, move):
    assert request_rules.derive_header(lines) == move
    assert request_rules.derive_header(lines[::-1]) == move


def test_i11_a_derived_move_leads_from_every_other_state_after_the_decision():
    after = {R.IN_APPROVAL, R.APPROVED, R.READY, R.FULFILLED, R.WAITLISTED}
    for move in request_rules.REQUEST.moves:
        if move.action in (
            "approved",
            "rejected",
            "ready",
            "fulfilled",
            "lapsed",
            "queued",
            "closed",
        ):
            assert set(move.sources) == after - {move.target}, move.action


def test_r27_a_session_ends_when_the_cabinet_is_closed():
    move = request_rules.VIEWING.find(V.OPEN, "close")
    assert move.unless(SimpleNamespace(cabinet_closed=True), None) is None
    assert "cabinet" in move.unless(SimpleNamespace(cabinet_closed=False), None)


def test_which_acts_need_a_reason():
    machines = (
        request_rules.REQUEST,
        request_rules.LINE,
        request_rules.VIEWING,
        request_rules.COPYING,
    )
    assert {(m.name, move.action) for m in machines for move in m.moves if move.needs_reason} == {
        ("request", "return"),
        ("request_line", "reject"),
        ("copying", "keep"),
    }


def test_what_is_over_stays_over():
    assert request_rules.REQUEST.final() == {
        R.CLOSED,
        R.WITHDRAWN,
        R.CANCELLED,
        R.REJECTED,
        R.LAPSED,
    }
    assert request_rules.LINE.final() == {L.REJECTED, L.DONE, L.LAPSED, L.WITHDRAWN, L.CANCELLED}
    assert request_rules.VIEWING.final() == {V.CLOSED}
    assert request_rules.COPYING.final() == {C.RETURNED, C.DESTROYED, C.KEPT, C.CANCELLED}
    assert request_rules.LINE.find(L.FULFILLED, "withdraw") is None, (
        "what was handed out comes back first"
    )


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("3-5, 9", [(3, 5), (9, 9)]),
        ("1", [(1, 1)]),
        ("1-1", [(1, 1)]),
        (", 2；4", [(2, 2), (4, 4)]),
        ("第３～５页、12", [(3, 5), (12, 12)]),
        ("p. 7", [(7, 7)]),
        ("", None),
        ("、", None),
        ("0", None),
        ("0-3", None),
        ("5-3", None),
        ("全文x", None),
        ("3-5, x", None),
    ],
)
def test_fm22_pages_are_numbers_and_ranges(text, ranges):
    assert request_rules.parse_pages(text) == ranges


@pytest.mark.parametrize(
    ("text", "most", "fault"),
    [
        ("全部", 12, None),
        ("3-12", 12, None),
        ("3-13", 12, "is not in it"),
        ("13, 2", 12, "is not in it"),
        ("99", 0, None),
        ("x", 12, "numbers and ranges"),
        ("x", 0, "numbers and ranges"),
    ],
)
def test_fm22_pages_must_be_in_the_file(text, most, fault):
    problem = request_rules.check_pages(text, "JY-1", most)
    assert (problem is None) if fault is None else (fault in str(problem))
    if fault == "is not in it":
        assert problem.values == {"number": "JY-1", "most": 12, "last": 13}
    assert problem is None or problem.field == "pages"


def test_fm22_what_is_copied_is_in_every_file_that_is_asked_for():
    thick, thin = (SimpleNamespace(number=n, pages_count=p) for n, p in (("A", 20), (None, 4)))
    copy = ask(Action.COPY, pages="3-5")
    assert request_rules.page_problems(copy, [thick]) == {}
    assert request_rules.page_problems(copy, []) == {}
    problems = request_rules.page_problems(copy, [thick, thin])
    assert list(problems) == ["pages"]
    assert problems["pages"].values == {"number": "", "most": 4, "last": 5}
    named = request_rules.page_problems(ask(Action.COPY, pages="21"), [thick])
    assert named["pages"].values["number"] == "A"
    assert request_rules.page_problems(ask(Action.COPY, pages=" "), [thin]) == {}
    assert request_rules.page_problems(ask(Action.VIEW, pages="99"), [thin]) == {}


@pytest.mark.parametrize(
    ("action", "mode", "visitor", "external", "outside"),
    [
        (Action.COPY, None, None, True, True),
        (Action.COPY, None, None, False, False),
        (Action.COPY, LoanMode.TAKE_OUT, 7, False, False),
        (Action.BORROW, LoanMode.TAKE_OUT, 7, False, True),
        (Action.BORROW, LoanMode.TAKE_OUT, None, False, False),
        (Action.BORROW, LoanMode.ON_SITE, 7, False, False),
        (Action.VIEW, LoanMode.ON_SITE, 7, None, False),
    ],
)
def test_c15_what_leaves_with_somebody_from_outside(action, mode, visitor, external, outside):
    asked = ask(action, mode=mode, visitor_id=visitor, external=external)
    assert request_rules.goes_outside(asked) is outside
