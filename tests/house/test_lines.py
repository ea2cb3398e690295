"""Templates are read in a diff: short lines, one thing on each."""

import re

import pytest

from tests.house.tree import TEMPLATES, name

BLOCKS = (
    "article|aside|body|dd|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|legend"
    "|li|main|nav|ol|option|p|script|section|select|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul"
)
OPENING = re.compile(rf"<(?:{BLOCKS})\b")
STATEMENT = re.compile(r"{% (?:block|call|for|if|macro|with)\b")


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_lines_are_short_and_files_fit_in_the_head(path):
    lines = path.read_text().splitlines()
    assert len(lines) <= 300
    assert [f"{n}: {len(line)}" for n, line in enumerate(lines, start=1) if len(line) > 120] == []
    assert [n for n, line in enumerate(lines, start=1) if line != line.rstrip(" \t")] == []
    assert "\t" not in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_template_has_one_block_a_line(path):
    """One tag that opens a block, one statement beside the tags; nesting shows, two spaces each."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        beside = re.sub(r"<[^<>]*(?:>|$)", "", line)  # an «if» within a tag belongs to the tag
        if len(OPENING.findall(line)) > 1 or len(STATEMENT.findall(beside)) > 1:
            found.append(f"{number}: {line.strip()[:80]}")
        if (len(line) - len(line.lstrip(" "))) % 2:
            found.append(f"{number}: indented by an odd number")
    assert found == []
