"""No inline script, style or handler; text becomes HTML in one module alone (UX-5)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHUT = {
    "an inline style": r"\sstyle\s*=",
    "a style element": r"<style",
    "an inline handler": r"\son[a-z]+\s*=\s*[\"']",
    "a script address": r"javascript:",
    "an unescaped value": r"\|\s*safe\b|autoescape false",
}
SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_template_holds_nothing_inline(path):
    text = path.read_text()
    assert [name for name, pattern in SHUT.items() if re.search(pattern, text)] == []
    assert not SCRIPT.search(text)


def test_markup_is_made_in_one_module():
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "views").rglob("*.py")
        if re.search(r"\bMarkup\(", path.read_text())
    }
    assert found <= {"views/shell/markup.py"}


def test_ux4_flask_admins_own_templates_are_never_drawn():
    """None of ours builds on them, and no view names one."""
    drawn = re.compile(r"(?:extends|include|import|from)\s+[\"']admin/|_template\s*=\s*[\"']admin/")
    paths = [*TEMPLATES, *(ROOT / "views").rglob("*.py")]
    assert not [path.name for path in paths if drawn.search(path.read_text())]
    assert not (ROOT / "templates" / "admin").exists()


def test_crumbs_are_items_of_their_list():
    loose = [
        path.name
        for path in TEMPLATES
        for inside in re.findall(
            r"{% block crumbs %}(.*?){% endblock %}", path.read_text(), re.DOTALL
        )
        if inside.strip() and not inside.strip().startswith("<li")
    ]
    assert not loose
