"""The walks of docs/architecture.md are so: each step exists, is called from before it, none climbs."""

import ast
import re
import tomllib

import pytest

from tests.house.tree import ROOT, tree

STEP = re.compile(r"^\d+\. `([\w/]+\.py)` · `([\w.]+)`", re.MULTILINE)
WALKS = {
    title: STEP.findall(body)
    for title, body in re.findall(
        r"^### (.+?)\n(.*?)(?=^##)",
        (ROOT / "docs/architecture.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
}
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
LAYERS = {c["name"]: c["layers"] for c in CONTRACTS["contracts"] if "layers" in c}
PORTAL, VIEWS = (
    [set(re.split(r" [|:] ", layer)) for layer in LAYERS[name]]
    for name in ("Every wing has its place", "Screens stand in the order of the wings")
)


def height(path):
    """How high a module stands: screens above the portal, each by the order of its wings."""
    shelf, wing = path.removesuffix(".py").split("/")[:2]
    floors = VIEWS if shelf == "views" else PORTAL
    return shelf == "views", -next(n for n, names in enumerate(floors) if wing in names)


def modules(path):
    """What a module imports, as paths."""
    found = set()
    for node in ast.walk(tree(ROOT / path)):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {f"{name.replace('.', '/')}.py" for name in found}


def defined(path):
    """Its functions and classes, and the methods of those."""
    for node in tree(ROOT / path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
            yield from (
                f"{node.name}.{n.name}"
                for n in node.body
                if isinstance(n, ast.FunctionDef) and isinstance(node, ast.ClassDef)
            )


def test_there_are_three_walks_and_their_end():
    assert len(WALKS) == 4
    assert all(len(steps) >= 4 for steps in WALKS.values())


@pytest.mark.parametrize("title", WALKS)
def test_every_step_is_there(title):
    assert not [f"{p} {name}" for p, name in WALKS[title] if name not in set(defined(p))]


@pytest.mark.parametrize("title", WALKS)
def test_no_step_climbs(title):
    """Within the base of screens a step may go to the screen that builds on it, as a method does."""
    paths = [path for path, _ in WALKS[title] if not path.startswith("views/shell/")]
    assert paths == sorted(paths, key=height, reverse=True)


@pytest.mark.parametrize("title", WALKS)
def test_a_step_is_known_to_one_before_it(title):
    paths = [path for path, _ in WALKS[title]]
    unknown = [
        path
        for n, path in enumerate(paths[1:], start=1)
        if not any(path in modules(before) or before in modules(path) for before in paths[:n])
    ]
    assert not unknown
