"""What ``make mutants`` makes, asks for and has written down."""

import re
import tomllib

import pytest

from tests.house import mutants_report as report
from tests.house.mutants_report import Score
from tests.house.mutations import mutants
from tests.house.test_pure import TESTS

SOURCE = '''"""A rule."""
LIMIT = 5
def late(day: int | None, due: int = 3) -> bool | None:
    """Is it?"""
    try:
        if day is None or day not in (1, 2):
            return None
    except ValueError:
        return False
    return day + 1 > due and not LIMIT == day
'''


def changes():
    return {mutant.change for mutant in mutants(SOURCE)}


@pytest.mark.parametrize(
    "change",
    [
        "LIMIT = 5 ⇒ LIMIT = 6",
        "if day is None or day not in (1, 2): ⇒ if day is not None or day not in (1, 2):",
        "if day is None or day not in (1, 2): ⇒ if day is None and day not in (1, 2):",
        "if day is None or day not in (1, 2): ⇒ if day is None or day in (1, 2):",
        "if day is None or day not in (1, 2): ⇒ if day is None or day not in (1, 3):",
        "if day is None or day not in (1, 2): ⇒ if True:",
        "if day is None or day not in (1, 2): ⇒ if False:",
        "except ValueError: ⇒ except ():",
        "return False ⇒ return True",
        "return day + 1 > due and not LIMIT == day ⇒ return day - 1 > due and not LIMIT == day",
        "return day + 1 > due and not LIMIT == day ⇒ return day + 1 >= due and not LIMIT == day",
        "return day + 1 > due and not LIMIT == day ⇒ return day + 1 > due or not LIMIT == day",
        "return day + 1 > due and not LIMIT == day ⇒ return day + 1 > due and LIMIT == day",
        "return day + 1 > due and not LIMIT == day ⇒ return day + 1 > due and not LIMIT != day",
    ],
)
def test_a_small_mistake_is_made(change):
    assert change in changes()


def test_hints_of_types_and_sentences_are_left_alone_and_nothing_is_made_twice():
    made = mutants(SOURCE)
    assert not [m.change for m in made if "int &" in m.change or "bool &" in m.change]
    assert len({m.code for m in made}) == len(made)
    assert all(SOURCE.split("\n")[m.line - 1] not in m.code for m in made if "(1, 2)" in m.change)
    assert "int = 2" in " ".join(changes()), "a default is no hint"


def said(scores, reasons, capsys, monkeypatch, tmp_path):
    kept = tmp_path / "reasons.toml"
    kept.write_text(reasons)
    monkeypatch.setattr(report, "REASONS", kept)
    code = report.finish(scores, {"m": ["t"]}, write=False)
    out = capsys.readouterr().out
    assert code == bool(out)
    return out


@pytest.mark.parametrize(
    ("score", "reasons", "fault"),
    [
        (Score("m", 100, []), "", ""),
        (Score("m", 100, [(7, f"a{n} ⇒ b") for n in range(9)]), "", "92 are asked"),
        (Score("m", 100, [(7, "a ⇒ b")]), "", "m:7: no reason"),
        (Score("m", 100, [(7, "a ⇒ b")]), '[m]\n"a ⇒ b" = "the same"', ""),
        (Score("m", 100, []), '[m]\n"a ⇒ b" = "the same"', "drop its reason"),
    ],
)
def test_what_is_below_the_bar_or_lacks_a_reason_is_said(
    score, reasons, fault, capsys, monkeypatch, tmp_path
):
    out = said([score], reasons, capsys, monkeypatch, tmp_path)
    assert fault in out
    assert bool(out) is bool(fault)


def test_the_page_that_is_kept_names_every_rule_and_reaches_the_bar():
    page = report.PAGE.read_text()
    rows = dict(re.findall(r"^\| ([\w.*]+) \| \d+ \| \d+ \| ([\d.]+) \|", page, re.MULTILINE))
    without = {"portal.platform.search.syllables"}  # a list of words: there is nothing to mistake
    assert set(rows) == set(TESTS) - without | {"**all**"}
    assert {name: p for name, p in rows.items() if float(p) < report.BAR} == {}


def test_the_page_gives_every_reason_that_is_kept():
    page = report.PAGE.read_text()
    reasons = tomllib.loads(report.REASONS.read_text())
    assert "(no reason yet)" not in page
    assert [why for kept in reasons.values() for why in kept.values() if why not in page] == []
