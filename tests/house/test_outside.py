"""What comes from outside becomes a number in one place (``portal.platform.fields.outside``)."""

import ast

from tests.house.tree import calls, nodes

# Numbers that no request spells: settings, stored mappings and counts, clocks, drawings.
INSIDE = (
    "settings.get(",
    "batch.counts.get(",
    "now().timestamp()",
    "index",
    "i",
    "id",  # of the signed cookie
    "urgent",  # a tick
    "value",  # of a figure
    "super().received(",  # bytes of a body
    "end - start > math.pi",
    "4 * power * next(",
)


def ours(argument):
    text = ast.unparse(argument)
    return any(text == each or (len(each) > 8 and text.startswith(each)) for each in INSIDE)


def test_no_screen_turns_a_text_into_a_number_by_itself():
    found = [
        where
        for where, node in nodes(ast.Call, "views/")
        if isinstance(node.func, ast.Name) and node.func.id in ("int", "float", "Decimal")
        if node.args and not ours(node.args[0])
    ]
    assert not found, "use whole, parse_id or a kind of field"


def test_no_screen_reads_a_day_by_itself():
    found = [
        where
        for name in ("fromisoformat", "strptime")
        for where, node in calls(name, "views/")
        if ast.unparse(node.args[0]) != "due"  # as an act keeps it
    ]
    assert not found, "use read_day or a kind of field"
