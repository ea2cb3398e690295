"""F3, R-63, R-69: what a review finds wrong, how it reads, and how often in a row."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.files import return_rules

PAPERS = {7: "营业执照", 8: "合同"}


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ({"paper": 7, "fault": "illegible"}, ("营业执照", "illegible", "")),
        ({"paper": None, "fault": "missing", "remark": " 第3页 "}, ("", "missing", "第3页")),
        ({"fault": "other", "remark": "纸张太薄"}, ("", "other", "纸张太薄")),
        ({"paper": 0, "fault": "wrong", "remark": None}, ("", "wrong", "")),
        ({"paper": 8, "fault": "unsigned", "remark": "字" * 200}, ("合同", "unsigned", "字" * 200)),
    ],
)
def test_a_fault_is_kept_with_the_name_of_its_paper(row, kept):
    found, problems = return_rules.check_faults([row], PAPERS)
    assert problems == {}
    assert found == [dict(zip(("paper", "fault", "remark"), kept, strict=True))]


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({"paper": 9, "fault": "missing"}, ["paper"]),
        ({"paper": 7}, ["fault"]),
        ({"paper": 7, "fault": "ugly", "remark": "x"}, ["fault"]),
        ({"paper": 7, "fault": "other", "remark": "  "}, ["remark"]),
        ({"paper": 7, "fault": "missing", "remark": "字" * 201}, ["remark"]),
        ({"paper": 9, "fault": None, "remark": "字" * 201}, ["paper", "fault", "remark"]),
    ],
)
def test_what_is_wrong_with_a_fault_is_named_by_row_and_field(row, fields):
    good = {"paper": 7, "fault": "missing"}
    found, problems = return_rules.check_faults([good, row], PAPERS)
    assert list(problems) == [f"faults-1-{field}" for field in fields]
    assert len(found) == 2


def test_a_remark_that_is_too_long_says_how_long_it_may_be():
    _found, problems = return_rules.check_faults([{"fault": "other", "remark": "字" * 201}], PAPERS)
    assert problems["faults-0-remark"].values == {"limit": 200}


def fault(paper="", fault="illegible", remark=""):
    return {"paper": paper, "fault": fault, "remark": remark}


def plainly(text):
    """Says a sentence as it stands, without «(» and «)» of its own."""
    return {" (%(text)s)": "<%(text)s>", ": ": "=", "; ": "|"}.get(text, text)


def test_a_fault_reads_as_its_paper_what_is_wrong_and_where():
    what = return_rules.format_fault(fault(), plainly).partition("=")[2]
    assert return_rules.format_fault(fault(), plainly) == f"The whole file={what}"
    assert return_rules.format_fault(fault("合同"), plainly) == f"合同={what}"
    assert (
        return_rules.format_fault(fault("合同", remark="第3页"), plainly) == f"合同={what}<第3页>"
    )
    assert return_rules.format_fault(
        fault("合同", "unsigned"), plainly
    ) != return_rules.format_fault(fault("合同"), plainly)


def test_all_faults_are_one_tail_of_a_sentence_and_none_are_nothing():
    one, two = fault("合同"), fault("执照", "missing")
    said = [return_rules.format_fault(each, plainly) for each in (one, two)]
    assert return_rules.format_faults([], plainly) == ""
    assert return_rules.format_faults([one], plainly) == f"<{said[0]}>"
    assert return_rules.format_faults([one, two], plainly) == f"<{said[0]}|{said[1]}>"


NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


def hours(*numbers):
    return [NOON + timedelta(hours=n) for n in numbers]


@pytest.mark.parametrize(
    ("returned", "filed", "most"),
    [
        ([], [], 0),
        ([], [1, 2], 0),
        ([1], [], 1),
        ([1, 2, 3], [], 3),
        ([1, 2, 3], [2.5], 2),
        ([1, 3, 5], [2, 4], 1),
        ([1, 2, 4, 5, 6], [3], 3),
        ([4, 5, 7], [1, 2, 3, 6], 2),
        ([1, 2], [2], 1),  # filed at the moment of the second: what came before is over
        ([1, 2, 3, 5, 6], [4], 3),
    ],
)
def test_r69_only_a_filing_in_between_ends_a_row(returned, filed, most):
    assert return_rules.longest_run(hours(*returned), hours(*filed)) == most


@given(st.lists(st.integers(0, 40), unique=True), st.lists(st.integers(0, 40), unique=True))
def test_r69_as_counted_by_walking_through_both(returned, filed):
    run = best = 0
    for hour in range(41):
        run = 0 if hour in filed else run
        run += hour in returned
        best = max(best, run)
    assert return_rules.longest_run(hours(*sorted(returned)), hours(*sorted(filed))) == best
