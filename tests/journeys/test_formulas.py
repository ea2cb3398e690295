"""Formulas have one value, on the server and on the phone."""

import json
from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.platform.calendar.rules import Calendar
from portal.platform.expressions.grammar import read_formula
from portal.platform.expressions.tree import to_json
from portal.platform.expressions.values import tidy, to_number, to_text, to_truth
from portal.platform.expressions.world import Scope, World
from tests.conftest import SHARED
from tests.support.formulas import answer_of, packed, trees, values
from views.shell.assets import asset_content

VECTORS = SHARED / "vectors/expressions.json"
BRIDGE = """
(() => {
  const V = portal.values;
  const unpack = v => {
    if (v === null || typeof v !== 'object') return v;
    if (Array.isArray(v)) return v;
    if ('n' in v) return new V.Ratio(BigInt(v.n), BigInt(v.d));
    if ('ms' in v) return new V.Moment(v.ms);
    return 'days' in v ? new V.Day(v.days) : new V.Hour(v.minutes);
  };
  const all = table => Object.fromEntries(Object.entries(table).map(([k, v]) => [k, unpack(v)]));
  const pack = v => {
    if (v === null || typeof v !== 'object' || Array.isArray(v)) return v;
    if (v instanceof V.Ratio) return { n: String(v.n), d: String(v.d) };
    return { ...v };
  };
  window.answer = ({ tree, scope }) => {
    const world = { ...scope.world, now: new V.Moment(scope.world.now) };
    const lines = Object.fromEntries(Object.entries(scope.lines).map(([k, v]) => [k, v.map(all)]));
    const at = { ...scope, line: all(scope.line || {}), own: unpack(scope.own), values: all(scope.values), columns: all(scope.columns), lines, world };
    try { return pack(portal.formula.evaluate(tree, at)); } catch (e) {
      if (e instanceof V.Refused) return 'refused!';
      throw e;
    }
  };
})();
"""
NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
AUTUMN = Calendar({date(2026, 10, 1): False, date(2026, 10, 10): True}, frozenset({2026}))


@pytest.fixture(scope="module")
def phone(chromium):
    page = chromium.new_page()
    page.evaluate("window.portal = {}")
    page.evaluate(asset_content("formulas.js").decode() + "; null")
    page.evaluate(BRIDGE + "; null")
    yield page
    page.close()


def case_of(node, scope):
    table = {day.isoformat(): worked for day, worked in scope.world.calendar.days.items()}
    world = {"now": int(scope.world.now.timestamp() * 1000), "calendar": {"days": table}}
    lines = {
        k: [{n: packed(v) for n, v in line.items()} for line in v] for k, v in scope.lines.items()
    }
    plain = {"values": scope.values, "columns": scope.columns}
    told = {k: {n: packed(v) for n, v in table.items()} for k, table in plain.items()}
    return {
        "tree": to_json(node),
        "scope": {**told, "lines": lines, "own": packed(scope.own), "world": world},
    }


scopes = st.builds(
    lambda a, b, c, region, own, lines: Scope(
        {"a": a, "b": b, "c": c, "customer.region": region},
        {"items": [{"n": n, "day": day} for n, day in lines]},
        own,
        {"word": c},
        World(now=NOW, calendar=AUTUMN),
    ),
    values, values, values, values, values, st.lists(st.tuples(values, values), max_size=4),
)  # fmt: skip


@settings(max_examples=400, suppress_health_check=list(HealthCheck), deadline=None)
@given(trees, scopes)
def test_a_formula_has_one_value_on_both_sides(phone, node, scope):
    assert phone.evaluate("c => answer(c)", case_of(node, scope)) == answer_of(node, scope)


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors of the office are not here")
def test_the_phone_passes_every_vector(phone):
    wrong = []
    for vector in json.loads(VECTORS.read_text())["vectors"]:
        env = {name: tidy(value) for name, value in vector["env"].items()}
        scope = Scope(env, own=env.get("."), world=World(now=NOW))
        found = phone.evaluate("c => answer(c)", case_of(read_formula(vector["expr"]), scope))
        value = Fraction(int(found["n"]), int(found["d"])) if isinstance(found, dict) else found
        kinds = {"boolean": to_truth, "string": to_text, "number": to_number}
        said = kinds[vector["type"]](value)
        if (float(said) if isinstance(said, Fraction) else said) != vector["expect"]:
            wrong.append((vector, said))
    assert wrong == []


def test_a_line_reads_its_own_values_on_both_sides(phone):
    items = [{"n": Fraction(2)}, {"n": Fraction(3)}]
    at = Scope({}, {"items": items}, world=World(now=NOW)).within("items", items[1])
    for text, value in (("${n} * 10 + ${items.n}", "33"), ("sum(${items.n}, ${n} > 2)", "3")):
        node = read_formula(text)
        case = case_of(node, at)
        case["scope"] |= {"lineOf": "items", "line": {"n": packed(at.line["n"])}}
        assert (
            phone.evaluate("c => answer(c)", case) == answer_of(node, at) == {"n": value, "d": "1"}
        )
