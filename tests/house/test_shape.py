"""Files fit in the head, functions on a screen, and names say what is inside."""

import ast
import codecs
import re
import subprocess

import pytest

from tests.house.tree import FILES, ROOT, TEMPLATES, name, nodes, tree

SHAPELESS = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "handlers"}
# Turned by rot13, so that this file does not find itself.
TELLTALE = re.compile(
    codecs.decode(
        r"pbcvybg|pungtcg|bcranv|naguebcvp|pynhqr|ynathntr zbqry|trarengrq ol nv|(vaqrk|yvaxf)[ =]\F*://",
        "rot13",
    ),
    re.IGNORECASE,
)
TEXTS = {".py", ".md", ".html", ".toml", ".txt", ".in", ".js", ".css", ".po", ".yaml", ".ini", ""}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_fits_in_the_head(path):
    assert len(path.read_text().splitlines()) <= 300


def test_a_function_fits_on_a_screen():
    long = [
        where
        for kind in (ast.FunctionDef, ast.AsyncFunctionDef)
        for where, node in nodes(kind)
        if node.end_lineno - node.lineno >= 40
    ]
    assert not long


def test_every_module_opens_with_a_sentence():
    silent = [
        name(path)
        for path in FILES
        if not (ast.get_docstring(tree(path)) or "").split("\n\n")[0].endswith((".", "»", "?"))
    ]
    assert not silent


def test_a_package_file_is_one_docstring():
    busy = [name(p) for p in FILES if p.name == "__init__.py" and len(tree(p).body) != 1]
    assert not busy


def test_no_file_is_named_after_nothing():
    assert not [name(p) for p in FILES if p.stem in SHAPELESS]


def test_templates_speak_through_the_catalogue():
    """Chinese stands in the catalogues alone; the names of the product and of a language stay."""
    found = [
        f"{name(path)}:{number}: {line.strip()[:60]}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if re.search(r"[\u4e00-\u9fff]", re.sub(r"青简|简体中文|中文|\{#.*?#\}", "", line))
    ]
    assert not found


def kept():
    """What git keeps or would keep; of an unpacked archive, or without git, what lies there."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
    except (FileNotFoundError, subprocess.CalledProcessError):
        own = [p for p in ROOT.iterdir() if not p.name.startswith(".") and p.name != "instance"]
        return [*(p for p in own if p.is_file()), *(p for d in own for p in d.rglob("*"))]
    return [ROOT / line for line in listed.stdout.decode().splitlines()]


def test_the_repository_speaks_of_the_project_alone():
    texts = [p for p in kept() if p.is_file() and p.suffix in TEXTS]
    assert len(texts) > len(FILES)
    assert not [name(p) for p in texts if TELLTALE.search(p.read_text(errors="replace"))]
