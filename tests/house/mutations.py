"""Small mistakes one could make in a rule: what is changed, one place at a time.

Most operators are cosmic-ray's; the three here are what it lacks: a condition that always or never
holds, ``in`` for ``not in``, and an exception that is not caught. Hints of types are left alone.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

Place = tuple[tuple[int, int], tuple[int, int]]

# Of each kind the nearest mistakes: a boundary and the opposite, not all that can be written.
BORROWED = (
    "ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_Lt_GtE",
    "ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_LtE_Gt",
    "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_Gt_LtE",
    "ReplaceComparisonOperator_GtE_Gt", "ReplaceComparisonOperator_GtE_Lt",
    "ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq",
    "ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is",
    "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBinaryOperator_Mul_Add", "ReplaceBinaryOperator_Mul_FloorDiv",
    "ReplaceBinaryOperator_FloorDiv_Mul", "ReplaceBinaryOperator_Mod_Mul",
    "ReplaceBinaryOperator_Mod_FloorDiv", "ReplaceBinaryOperator_Pow_Mul",
    "ReplaceBinaryOperator_BitOr_BitAnd", "ReplaceBinaryOperator_BitAnd_BitOr",
    "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_Delete_USub",
    "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "NumberReplacer",
    "ZeroIterationForLoop", "RemoveDecorator",
)  # fmt: skip


class Condition:
    """``if due < today`` becomes ``if True`` and ``if False``: a check that is not made."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        for place in self._places(node):
            for _ in ("True", "False"):
                found = node.children[place]
                yield found.start_pos, found.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        place = self._places(node)[index // 2]
        node.children[place] = parso.parse(f" {('True', 'False')[index % 2]}")
        return node

    def _places(self, node: Any) -> list[int]:
        if node.type == "if_stmt":
            return [n + 1 for n, c in enumerate(node.children) if c.type == "keyword"
                    and c.value in ("if", "elif")]  # fmt: skip
        return {"ternary": [2], "test": [2], "comp_if": [1]}.get(node.type, [])


class Membership:
    """``in`` becomes ``not in``, and the other way round."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        for place in self._places(node):
            yield node.children[place].start_pos, node.children[place].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        place = self._places(node)[index]
        said = node.children[place].get_code().split()
        node.children[place] = parso.parse(" in" if len(said) == 2 else " not in")
        return node

    def _places(self, node: Any) -> list[int]:
        if node.type != "comparison":
            return []
        said = [c.get_code().split() for c in node.children]
        return [n for n, c in enumerate(said) if n % 2 and c in (["in"], ["not", "in"])]


class Handler:
    """``except ValueError`` becomes ``except ()``: nothing is caught."""

    def mutation_positions(self, node: Any) -> Iterator[Place]:
        if node.type == "except_clause":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = parso.parse(" ()")
        return node


OWN = (Condition(), Membership(), Handler())


@dataclass(frozen=True)
class Mutant:
    """One changed place: ``change`` names it as «before ⇒ after», whatever its line number."""

    line: int
    change: str
    code: str


def mutants(source: str) -> list[Mutant]:
    """Every mutant of a module once, by line."""
    found: dict[str, Mutant] = {}
    hints, tree = _hints(source), get_ast(source)
    for operator in [*(get_operator(f"core/{name}")() for name in BORROWED), *OWN]:
        places = [p for node in ast_nodes(tree) for p in operator.mutation_positions(node)]
        for number, (start, _end) in enumerate(places):
            if any(first <= start < last for first, last in hints):
                continue
            code = mutate_code(source, operator, number)
            if code is None or code in found or code == source or not _compiles(code):
                continue
            found[code] = Mutant(start[0], _change(source, code), code)
    return sorted(found.values(), key=lambda mutant: (mutant.line, mutant.change))


def _hints(source: str) -> list[Place]:
    """Where annotations stand."""
    tree = ast.parse(source)
    nodes = [getattr(n, "annotation", None) or getattr(n, "returns", None) for n in ast.walk(tree)]
    return [((n.lineno, n.col_offset), (n.end_lineno or 0, n.end_col_offset or 0))
            for n in nodes if n is not None]  # fmt: skip


def _compiles(code: str) -> bool:
    try:
        compile(code, "mutant", "exec")
    except SyntaxError:
        return False
    return True


def _change(before: str, after: str) -> str:
    """The lines that differ, without the blanks before and between their words."""
    gone, come = before.splitlines(), after.splitlines()
    while gone and come and gone[0] == come[0]:
        del gone[0], come[0]
    while gone and come and gone[-1] == come[-1]:
        del gone[-1], come[-1]
    texts = (" ".join(" ".join(lines).split()) or "(nothing)" for lines in (gone, come))
    return " ⇒ ".join(re.sub(r"(?<=[\[({]) ", "", text) for text in texts)
