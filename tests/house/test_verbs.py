"""K-2: doors lock, once; a verb takes the locked row and neither loads nor locks it again."""

import ast

from tests.house.tree import nodes

WINGS = ("approvals", "customers", "files", "lending", "office", "people")
DOORS = "portal/lending/locks.py"


def verbs():
    """Every function of a wing that is handed ``work`` and no event, with its parameters."""
    for wing in WINGS:
        for where, node in nodes(ast.FunctionDef, f"portal/{wing}/"):
            names = [each.arg for each in (*node.args.args, *node.args.kwonlyargs)]
            if names[:1] == ["work"] and "event" not in names and not where.startswith(DOORS):
                yield where, node, set(names[1:])


def locked(node):
    """What is locked: the rows of ``work.lock`` and of ``work.get(…, lock=True)``."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        options = {ast.unparse(option) for option in call.keywords}
        if call.func.attr == "lock" or (call.func.attr == "refresh" and options):
            yield ast.unparse(call.args[0])
        elif call.func.attr == "get" and "lock=True" in options:
            yield ast.unparse(call.args[1]).removesuffix(".id")


def test_k2_a_verb_does_not_lock_what_it_is_handed():
    """A second row that the form names, such as who a customer is merged into, is its own."""
    found = list(verbs())
    again = {
        f"{where} {node.name}: {what}"
        for where, node, given in found
        for what in locked(node)
        if what in given and what != "into_id"
    }
    assert not again, "the door locks it: a screen's Act.lock, a job, a reaction"
    assert len(found) > 200


def test_k2_what_is_locked_is_seen():
    code = "def close(work, row, id):\n    work.lock(row)\n    work.get(Row, id, SEE, lock=True)\n"
    more = "    work.get(Row, row.id, SEE, lock=True)\n    work.get(Row, other.id, SEE)\n"
    assert list(locked(ast.parse(code + more))) == ["row", "id", "row"]
