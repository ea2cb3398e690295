"""The tutorial is followed to the letter: what it writes is clean, translated and green."""

import os
import subprocess
import sys

import pytest

from tests.house import tutorial


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tutorial")
    return folder, tutorial.follow(folder)


def run(folder, *command):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "TEST_", "COV_"))}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**kept, "PORTAL_INSTANCE": str(folder / "instance")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_its_tests_are_green(house):
    folder, written = house
    tests = [name for name in written if name.startswith("tests/")]
    assert len(tests) == 2
    run(folder, "pytest", "-q", "-p", "no:cacheprovider", *tests)


def test_its_code_is_as_clean_as_ours(house):
    folder, written = house
    ours = [name for name in written if name.endswith(".py")]
    run(folder, "ruff", "check", "--no-cache", *ours, "views/menu.py")
    run(folder, "ruff", "format", "--check", "--no-cache", *ours, "views/menu.py")


def test_its_sentences_are_translated(house):
    run(house[0], "flask", "--app", "app", "i18n", "--check")
