"""What a package keeps to itself is touched in two folders alone, and its release is pinned."""

import ast
import re
from collections import Counter

from tests.house.tree import ROOT, nodes

FOLDERS = ("portal/fast/", "views/shell/fast/")
# Begin with an underscore and are documented all the same.
DOCUMENTED = {"_get_current_object", "_mapping", "_asdict", "_replace"}
# What the folders reach into; gc is Python's own.
TOUCHED = {"flask-admin", "jinja2", "markupsafe", "wtforms", "xlsxwriter"}


def inside(where: str) -> bool:
    return where.startswith(FOLDERS)


def private(text: str) -> bool:
    return text.startswith("_") and not text.startswith("__") and text not in DOCUMENTED


def test_nothing_private_is_used_outside_the_folders():
    """``super()._act()`` is ours where two of our classes have an ``_act``."""
    ours = Counter(node.name for _, node in nodes(ast.FunctionDef))
    found = []
    for where, node in nodes(ast.Attribute):
        asked = ast.unparse(node.value)
        own = asked in {"self", "cls"} or (asked == "super()" and ours[node.attr] > 1)
        if private(node.attr) and not own and not inside(where):
            found.append(f"{where}: {asked}.{node.attr}")
    for where, node in nodes(ast.ImportFrom):
        taken = [alias.name for alias in node.names if private(alias.name)]
        if taken and not inside(where):
            found.append(f"{where}: from {node.module} import {taken}")
    assert not found


def test_every_package_they_touch_is_pinned_to_one_release():
    chosen = (ROOT / "requirements.in").read_text()
    assert set(re.findall(r"^([\w-]+)==", chosen, re.MULTILINE)) >= TOUCHED
    imported = {
        node.module.split(".")[0].replace("_", "-")
        for where, node in nodes(ast.ImportFrom)
        if inside(where)
    }
    assert imported >= TOUCHED


def test_the_switch_is_read_in_one_place():
    """What asks for it asks ``portal.fast.switch``; the environment is read once."""
    asked = [where for where, node in nodes(ast.Constant) if node.value == "PORTAL_PLAIN"]
    assert len(asked) == 1, asked
