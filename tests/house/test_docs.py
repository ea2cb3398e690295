"""What the documentation says about the house is so."""

import re

import pytest

from tests.house.tree import ROOT, TEMPLATES, name
from views import handbook

# Every literal list a feature is entered in, by the name of its table.
LISTS = {
    "models/all.py",
    "models/triggers.py",
    "models/words/acts.py",
    "models/words/kinds.py",
    "models/words/labels.py",
    "models/words/permissions.py",
    "models/words/tasks.py",
    "models/words/tones.py",
    "portal/access/roles.py",
    "portal/reactions.py",
    "portal/office/catalog.py",
    "portal/office/todo.py",
    "portal/office/topics.py",
    "portal/schedule.py",
    "portal/seed/baseline.py",
    "portal/settings.py",
    "views/menu.py",
}


def test_add_a_module_names_exactly_the_lists_that_exist():
    text = (ROOT / "docs" / "add-a-module.md").read_text()
    table = text.split("## The lists")[1]
    named = set(re.findall(r"\| `([\w/]+\.py)` \|", table))
    assert named == LISTS
    assert not [path for path in named if not (ROOT / path).is_file()]


PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_links_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#:]+)\)", path.read_text())
    ours = [link for link in links if not link.startswith("/")]  # those of the manual are screens
    assert not [link for link in ours if not (path.parent / link).exists()]


def test_every_machine_has_a_diagram():
    text = handbook.workflows_page()
    assert text.count("stateDiagram-v2") == len(handbook.state_machines()) >= 8


def test_no_template_lies_idle():
    """Each is shown by a view or drawn into another."""
    texts = [p.read_text() for p in [*TEMPLATES, *sorted((ROOT / "views").rglob("*.py"))]]
    idle = [
        name(path)
        for path in TEMPLATES
        if not any(f"{path.relative_to(ROOT / 'templates')}" in text for text in texts)
    ]
    assert not idle
