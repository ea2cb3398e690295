"""Templates, style sheets and scripts are read in a diff: short lines, one thing on each."""

import re

import pytest

from tests.house.tree import ROOT, TEMPLATES, name
from views.shell.assets import BUNDLES

STATIC = ROOT / "views" / "static"
STYLES = sorted(STATIC.rglob("*.css"))
SCRIPTS = sorted(STATIC.rglob("*.js"))
BLOCKS = (
    "article|aside|body|dd|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|legend"
    "|li|main|nav|ol|option|p|script|section|select|table|tbody|td|textarea|tfoot|th|thead|title|tr|ul"
)
OPENING = re.compile(rf"<(?:{BLOCKS})\b")
STATEMENT = re.compile(r"{% (?:block|call|for|if|macro|with)\b")
LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'|/\*.*?\*/")


@pytest.mark.parametrize("path", [*TEMPLATES, *STYLES, *SCRIPTS], ids=name)
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


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_a_style_sheet_has_one_rule_a_line(path):
    lines = enumerate(path.read_text().splitlines(), start=1)
    assert [n for n, line in lines if LITERAL.sub("", line).count("{") > 1] == []


def test_every_style_and_script_is_in_the_bundle_and_named_by_meaning():
    listed = {path for paths in BUNDLES.values() for path in paths}
    assert listed == {path for path in [*STYLES, *SCRIPTS] if path.parent != STATIC}
    assert [name(path) for path in listed if re.search(r"\d|more|misc", path.stem)] == []


def test_no_script_listens_to_a_mark_of_the_whole_page():
    """What stands on the root is above every element: any click would be meant."""
    shell = (ROOT / "templates" / "shell" / "shell.html").read_text()
    marks = re.findall(r"data-[a-z-]+", shell[: shell.index("<head>")])
    heard = re.compile(r"on\('\w+', '[^']*\[(data-[a-z-]+)")
    assert marks
    for path in SCRIPTS:
        assert not set(heard.findall(path.read_text())) & set(marks), path.name
