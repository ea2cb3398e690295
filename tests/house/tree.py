"""The source tree as syntax trees, read once, for the rules of the house."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[2]
PACKAGES = ("models", "portal", "views")
FILES = sorted([ROOT / "app.py", *(p for d in PACKAGES for p in (ROOT / d).rglob("*.py"))])
PURE = next(  # the modules that see no table, session or clock: one literal list
    contract["source_modules"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    if contract["name"] == "Rules are plain Python"
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
N = TypeVar("N", bound=ast.AST)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def nodes(kind: type[N], under: str = "") -> Iterator[tuple[str, N]]:
    """Every node of one kind, with «file:line»."""
    for path in FILES:
        if name(path).startswith(under):
            for node in ast.walk(tree(path)):
                if isinstance(node, kind):
                    yield f"{name(path)}:{getattr(node, 'lineno', 0)}", node


def calls(attribute: str, under: str = "") -> Iterator[tuple[str, ast.Call]]:
    """Every call of a method of that name."""
    for where, node in nodes(ast.Call, under):
        if isinstance(node.func, ast.Attribute) and node.func.attr == attribute:
            yield where, node
