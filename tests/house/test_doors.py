"""One door for each dangerous thing: commits, states, the audit table, rows by id."""

import ast

from models.base import Base, Record
from models.words import tasks as words
from portal.errors import NotFound
from portal.schedule import TASKS
from tests.house.tree import ROOT, calls, nodes

GOVERNED = {
    column
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Record)
    for column in mapper.class_.governed
}


CONNECTED = {"session", "engine", "connection"}


def test_one_commit():
    sites = [where.split(":")[0] for where, _ in calls("commit")]
    assert set(sites) == {"portal/transaction.py"}
    opened = [w for w, n in calls("begin") if ast.unparse(n.func.value).split(".")[-1] in CONNECTED]
    assert not opened


def test_only_engines_assign_a_state():
    """By attribute, by ``setattr`` with a literal, or in the values of an update."""
    by_hand = {
        where
        for kind in (ast.Assign, ast.AugAssign, ast.AnnAssign)
        for where, node in nodes(kind)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr in GOVERNED
    }
    by_update = {
        where for where, node in calls("values") if any(k.arg in GOVERNED for k in node.keywords)
    }
    assert not [w for w in by_hand | by_update if not w.startswith("portal/platform/")]


def test_one_writer_of_the_audit():
    entries = {
        where.split(":")[0]
        for where, node in nodes(ast.Call)
        if isinstance(node.func, ast.Name)
        and (
            node.func.id == "AuditEntry"
            or (
                node.func.id in {"insert", "update", "delete"}
                and any(
                    ast.unparse(a).split(".")[0] in ("AuditEntry", "ENTRIES") for a in node.args
                )
            )
        )
    }
    assert entries == {"portal/platform/audit/chain.py"}


OPEN = ("models/", "portal/platform/")  # tables; machinery that knows no subject


def test_rows_come_through_the_policy():
    """``session.get`` and literal SQL have no place where people ask for things."""
    got = [
        where
        for where, node in calls("get")
        if isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "session"
    ]
    literal = [
        where
        for where, node in nodes(ast.Call)
        if isinstance(node.func, ast.Name) and node.func.id == "text"
    ]
    assert not [where for where in got + literal if not where.startswith(OPEN)]


def test_a_flush_says_why():
    silent = [
        where
        for where, _ in calls("flush")
        if "#"
        not in (ROOT / where.split(":")[0]).read_text().splitlines()[int(where.split(":")[1]) - 1]
    ]
    assert not [w for w in silent if "stream" not in line_of(w)]


def line_of(where):
    path, line = where.split(":")
    return (ROOT / path).read_text().splitlines()[int(line) - 1]


def test_imports_stand_at_the_top():
    late = {
        where
        for kind in (ast.FunctionDef, ast.AsyncFunctionDef)
        for where, node in nodes(kind)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    }
    assert not late


def test_every_task_has_a_name_for_people():
    assert set(TASKS) == set(words.TASKS)


def test_what_is_missing_or_hidden_is_said_in_one_sentence():
    spelt = [where for where, node in nodes(ast.Constant) if node.value == NotFound().text]
    assert len(spelt) == 1, "raise NotFound: it says so by itself"
