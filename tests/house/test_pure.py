"""A test of a rule is quick: it loads neither the application nor a database.

What is imported is measured, not time: a machine may be busy.
"""

import subprocess
import sys
import tomllib
from itertools import chain

import pytest

from tests.house.tree import PURE, ROOT

# Pure as well, but words, sentences and values without a decision in them.
NO_RULES = {"models.words", "portal.errors", "portal.events"}
POLICY = "portal.access.policy"
TESTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mutants"]["tests"]
HEAVY = {"app", "flask", "flask_admin", "jinja2", "playwright", "sqlalchemy", "views"}
TRY = """
import sys, pytest
code = pytest.main(["-q", "-n0", "-p", "no:cacheprovider", *sys.argv[1:]])
print("LOADED", *sorted(name for name in sys.modules if "." not in name))
sys.exit(code)
"""


def loaded(*arguments):
    """The packages a run of pytest has imported at its end."""
    done = subprocess.run(
        [sys.executable, "-c", TRY, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = next(line for line in done.stdout.splitlines() if line.startswith("LOADED"))
    return set(said.split()[1:])


def test_every_rule_has_tests_of_its_own_and_they_are_there():
    assert set(TESTS) == (set(PURE) - NO_RULES) | {POLICY}
    assert all(TESTS.values())
    assert not [file for file in chain(*TESTS.values()) if not (ROOT / file).is_file()]


def test_tests_of_rules_load_neither_flask_nor_sqlalchemy_nor_the_application():
    files = sorted(set(chain(*(TESTS[module] for module in TESTS if module != POLICY))))
    packages = loaded("--collect-only", *files)
    assert "hypothesis" in packages
    assert not packages & HEAVY


@pytest.mark.parametrize("module", ["portal.platform.fields.masks", "portal.lending.rules"])
def test_a_test_of_a_rule_runs_without_them_to_its_end(module):
    packages = loaded(*TESTS[module])
    assert "portal" in packages
    assert not packages & HEAVY


def test_the_measure_sees_what_is_loaded():
    assert loaded("--collect-only", *TESTS[POLICY]) & HEAVY == {"sqlalchemy"}
