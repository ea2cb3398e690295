"""The version stands in one place, and the newest heading of CHANGELOG.md says the same."""

import ast
import re

from portal.config import VERSION
from tests.house.tree import ROOT, nodes

UNRELEASED = "## Unreleased"
HEADING = re.compile(r"^## (\d+\.\d+\.\d+) \((\d{4}-\d\d-\d\d)\)$", re.MULTILINE)


def test_the_version_stands_in_one_place():
    where = [where for where, node in nodes(ast.Constant) if node.value == VERSION]
    assert len(where) == 1, where
    assert where[0].startswith("portal/config.py:")


def test_the_newest_entry_of_the_changelog_is_this_version():
    """Newest first, each with its day; whoever upgrades finds notes in it."""
    text = (ROOT / "CHANGELOG.md").read_text()
    versions = HEADING.findall(text)
    assert versions[0][0] == VERSION
    headings = re.findall(r"^## .*$", text, re.MULTILINE)
    released = headings[1:] if headings[0] == UNRELEASED else headings
    assert released == [f"## {v} ({day})" for v, day in versions]
    days = [day for _, day in versions]
    assert days == sorted(days, reverse=True)
    assert "### Upgrade notes" in text.split("\n## ")[1]
