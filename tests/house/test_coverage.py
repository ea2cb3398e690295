"""The bar of coverage says what fell, and its list names files that exist."""

from tests.house import covered
from tests.house.tree import ROOT


def found(lines, missing):
    """What coverage reports of a file without branches."""
    summary = {
        "num_statements": lines,
        "covered_lines": lines - len(missing),
        "num_branches": 0,
        "covered_branches": 0,
    }
    return {"summary": summary, "missing_lines": missing, "missing_branches": []}


HOUSE = {
    "portal/lending/rules.py": found(20, []),
    "portal/access/load.py": found(20, []),
    "portal/transaction.py": found(20, []),
    "models/base.py": found(20, []),
}


def test_a_house_that_is_whole_passes():
    assert covered.faults(HOUSE, set(HOUSE)) == []


def test_a_rule_without_a_test_is_below_the_bar():
    said = covered.faults(HOUSE | {"portal/lending/rules.py": found(20, [7])}, set())
    assert ["portal/lending/rules.py" in line.split(":")[0] for line in said] == [True]


def test_a_file_that_was_whole_may_not_fall():
    said = covered.faults(HOUSE | {"models/base.py": found(20, [7])}, {"models/base.py"})
    assert said == ["models/base.py: was whole, lacks lines [7], branches []"]


def test_the_list_names_files_that_exist():
    kept = covered.KEPT.read_text().split()
    assert len(kept) > 100
    assert kept == sorted(kept)
    assert not [name for name in kept if not (ROOT / name).is_file()]
