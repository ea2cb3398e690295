"""C18: what a file should hold while differences are open, and how a case is settled."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from models.words.files import DifferenceState as D
from portal.files.difference_rules import DIFFERENCE, Count, expected_count


def case(items=(2, 2), pages=(120, 118)):
    return SimpleNamespace(
        items_due=items[0], items_found=items[1], pages_due=pages[0], pages_found=pages[1]
    )


FILE = SimpleNamespace(items_count=2, pages_count=120)


def test_c18_without_a_case_the_list_is_expected():
    assert expected_count(FILE, []) == Count(2, 120)


def test_c18_what_is_known_to_be_missing_is_not_expected_again():
    assert expected_count(FILE, [case()]) == Count(2, 118)
    assert expected_count(FILE, [case(), case((2, 1), (118, 60))]) == Count(1, 60)


def test_c18_what_was_too_much_is_expected_as_well():
    assert expected_count(FILE, [case(pages=(120, 121))]) == Count(2, 121)


@given(st.lists(st.integers(0, 200), max_size=6))
def test_c18_after_any_chain_of_counts_the_last_one_is_expected(counts):
    cases, due = [], 120
    for found in counts:
        cases.append(case(pages=(due, found)))
        due = found
    assert expected_count(FILE, cases).pages == due


def test_c18_a_case_is_settled_in_one_of_two_ways_with_a_reason():
    assert DIFFERENCE.final() == {D.EXPLAINED, D.CORRECTED}
    assert all(move.needs_reason for move in DIFFERENCE.moves)
