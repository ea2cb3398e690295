"""A test waits for what it needs, in one place, and never for a time."""

import ast

from tests.house.tree import ROOT, name

PLACE = ROOT / "tests" / "support" / "waiting.py"
NAMES = {"sleep", "wait_for_timeout"}


def test_no_test_waits_for_a_time():
    found = [
        f"{name(path)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if path != PLACE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in NAMES
    ]
    assert not found
