"""Values of formulas: exact, empty stays empty, and days by the calendar."""

import json
from datetime import UTC, date, datetime, time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.platform.calendar.rules import Calendar
from portal.platform.expressions.evaluate import MOST_STEPS, evaluate
from portal.platform.expressions.grammar import read_formula
from portal.platform.expressions.values import tidy, to_number, to_text, to_truth
from portal.platform.expressions.world import Scope, World
from tests.conftest import SHARED

VECTORS = SHARED / "vectors/expressions.json"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # Monday, 12:00 in Shanghai
AUTUMN = Calendar({date(2026, 10, 1): False, date(2026, 10, 10): True}, frozenset({2026}))
WORLD = World(
    now=NOON,
    calendar=AUTUMN,
    setting={"sample_limit": Fraction(200)}.get,
    lookup=lambda table, *keys: Fraction(5) if (table, *keys) == ("fees", "a", "b") else None,
    word_number=lambda field, word: Fraction(80) if (field, word) == ("grade", "good") else None,
    choice_label=lambda field, word: "良好" if (field, word) == ("grade", "good") else None,
    actor=lambda what: "sales" if what == "department" else None,
    old=lambda field: Fraction(1) if field == "n" else None,
)
ITEMS = [
    {"kind": "x", "amount": Fraction(3), "on": date(2026, 3, 2)},
    {"kind": "y", "amount": Fraction(5), "on": date(2026, 3, 1)},
    {"kind": "x", "amount": None, "on": None},
]
SCOPE = Scope(
    values={
        "n": Fraction(7),
        "none": None,
        "grade": "good",
        "words": ("a", "b"),
        "day": date(2026, 2, 28),
        "at": datetime(2026, 2, 28, 16, 30, tzinfo=UTC),
        "hour": time(8, 30),
        "yes": True,
        "customer.region": "杭州",
        "text": "  17.50 ",
    },
    lines={"items": ITEMS, "empty": []},
    own="x",
    columns={"city": "hz"},
    world=WORLD,
)


def value_of(text, scope=SCOPE):
    return evaluate(read_formula(text), scope)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # arithmetic
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1 div 3 * 3", 1),
        ("7 mod -3", 1),
        ("-7 mod 3", -1),
        ("5.5 mod 2", Fraction(3, 2)),
        ("${n} div 0", None),
        ("${n} mod 0", None),
        ("${n} + ${none}", None),
        ("'a' + 1", None),
        ("${text} * 2", 35),
        ("true() + 1", 2),
        ("-${none}", None),
        ("pow(2, -3)", Fraction(1, 8)),
        ("pow(0, -1)", None),
        ("pow(2, 0.5)", None),
        ("pow(2, 64)", 2**64),
        ("pow(2, 65)", None),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(31.25, 1)", Fraction(313, 10)),
        ("round(149, -2)", 100),
        ("round(1, 13)", None),
        ("floor(-1.5)", -2),
        ("ceiling(-1.5)", -1),
        ("int(-1.5)", -1),
        ("abs(-1.5)", Fraction(3, 2)),
        ("number('x')", None),
        # comparisons
        ("${none} = ''", True),
        ("${none} != ''", False),
        ("${n} = ''", False),
        ("${n} != ''", True),
        ("'' = ''", True),
        ("${none} = ${none}", False),
        ("${none} != 3", False),
        ("${none} < 3", False),
        ("${n} = '7.0'", True),
        ("${n} = 'x'", False),
        ("${n} != 'x'", True),
        ("${yes} = 1", True),
        ("1 < 2 < 3", True),
        ("'b' > 'a'", False),
        ("${day} = '2026-02-28'", True),
        ("'2026-02-29' = ${day}", False),
        ("${day} < '2026-03-01'", True),
        ("${at} > ${day}", True),
        ("${at} = '2026-03-01T00:30'", True),
        ("${at} = '2026-02-28T16:30:00Z'", True),
        ("${hour} < '09:00'", True),
        ("'7:00' < ${hour}", False),
        ("${words} = 'a b'", True),
        # logic and choices
        ("0 or ''", False),
        ("'0' and 1", True),
        ("not(${none})", True),
        ("boolean('x')", True),
        ("false()", False),
        ("selected(${words}, 'b')", True),
        ("selected(${words}, 'a b')", False),
        ("selected(${grade}, 'goo')", False),
        ("count-selected(${words})", 2),
        ("count-selected(${none})", 0),
        ("selected-at(${words}, 1)", "b"),
        ("selected-at(${words}, 2)", None),
        ("selected-at(${words}, -1)", None),
        ("if(${none}, 1, 2)", 2),
        ("if(1, 1, nothing(2))", 1),
        ("coalesce(${none}, '', 'x', 'y')", "x"),
        ("once(5)", "x"),
        ("jr:choice-name(${grade}, '${grade}')", "良好"),
        ("jr:choice-name(${grade}, ${grade})", "良好"),
        ("checklist(1, 2, true(), false(), ${n})", True),
        ("checklist(-1, 1, 1, 1)", False),
        ("checklist(3, -1, 1, 1)", False),
        ("weighted-checklist(5, 9, 1, 5, 0, 9)", True),
        ("weighted-checklist(6, 9, 1, 5, 0, 9)", False),
        # texts
        ("string(1 div 3)", "0.333333333333"),
        ("string(-0.5)", "-0.5"),
        ("string(12.0)", "12"),
        ("string(${at})", "2026-03-01T00:30:00+08:00"),
        ("string(${hour})", "08:30"),
        ("concat('a', ${n}, ${none}, ${day})", "a72026-02-28"),
        ("concat(${none})", None),
        ("join('、', ${items.kind})", "x、y、x"),
        ("join('、', ${items.amount}, ${items.kind} = 'x')", "3"),
        ("join(', ', 'a', '', 'b')", "a, b"),
        ("string-length('翟𠮷')", 2),
        ("contains(${grade}, 'oo')", True),
        ("starts-with(${grade}, 'go')", True),
        ("ends-with(${grade}, 'go')", False),
        ("substr('abcdef', 1, 3)", "bc"),
        ("substr('abcdef', -2)", "ef"),
        ("substr('abc', 5)", None),
        ("normalize-space('  a　 b ')", "a b"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("translate('abcabc', 'ac', 'x')", "xbxb"),
        ("regex('A-12', '[A-Z]-[0-9]+')", True),
        ("regex('A-12x', '[A-Z]-[0-9]+')", False),
        # lines
        ("sum(${items.amount})", 8),
        ("sum(${items.amount}, ${items.kind} = 'x')", 3),
        ("sum(${items.amount} * 2, ${kind} = 'y')", 10),
        ("count(${items.amount})", 2),
        ("count(${items})", 3),
        ("count(${items}, ${items.kind} = 'z')", 0),
        ("avg(${items.amount})", 4),
        ("avg(${empty.amount})", None),
        ("sum(${empty.amount})", 0),
        ("min(${items.amount})", 3),
        ("max(${items.on})", date(2026, 3, 2)),
        ("min(${items.on})", date(2026, 3, 1)),
        ("max(${empty.amount})", None),
        ("any(${items.amount} > 4)", True),
        ("all(${items.amount} > 4)", False),
        ("all(${items.kind} = 'x', ${items.amount} = 3)", True),
        ("max(1, ${n}, ${none})", 7),
        ("sum(1, 2, 'x')", 3),
        # days
        ("today()", date(2026, 11, 23)),
        ("now()", NOON),
        ("today() - ${day}", 268),
        ("${day} + 1", date(2026, 3, 1)),
        ("${day} + 1.9", date(2026, 3, 1)),
        ("${day} - 1", date(2026, 2, 27)),
        ("${day} + 99999999", None),
        ("${at} + 0.5", datetime(2026, 3, 1, 4, 30, tzinfo=UTC)),
        ("date('2026-02-30')", None),
        ("date('2026-02-28T16:30')", date(2026, 2, 28)),
        ("date(${at})", date(2026, 3, 1)),
        ("decimal-date-time('1970-01-11')", 10),
        ("decimal-date-time('1970-01-11T20:00:00+08:00')", Fraction(21, 2)),
        ("format-date(${at}, '%Y年%n月%e日 %H:%M')", "2026年3月1日 00:30"),
        ("format-date('x', '%Y')", None),
        ("workdays('2026-09-30', '2026-10-12')", 8),
        ("workdays('2026-10-12', '2026-09-30')", 0),
        ("add_workdays('2026-09-30', 1)", date(2026, 10, 2)),
        ("add_workdays('2026-09-30', -1)", None),
        ("add_months('2026-01-31', 1)", date(2026, 2, 28)),
        ("add_months('2024-03-31', -1)", date(2024, 2, 29)),
        ("add_months(${day}, 1201)", None),
        ("last_day('2028-02-03')", date(2028, 2, 29)),
        ("weekday('2026-11-29')", 7),
        ("period('2026-03-10', 'ten_days')", "2026-03-T1"),
        ("period('2026-03-31', 'ten_days')", "2026-03-T3"),
        ("period(${day}, 'month')", "2026-02"),
        ("period('2026-04-01', 'quarter')", "2026-Q2"),
        ("period('2026-06-30', 'half')", "2026-H1"),
        ("period(${day}, 'year')", "2026"),
        ("period(${day}, 'week')", None),
        ("years_between('2008-02-29', '2026-02-28')", 17),
        ("years_between('2008-02-29', '2026-03-01')", 18),
        ("age('1990-11-23')", 36),
        ("age('1990-11-24')", 35),
        # the office
        ("${n} <= setting('sample_limit')", True),
        ("setting('unknown')", None),
        ("lookup('fees', 'a', 'b')", 5),
        ("word_number(${grade})", 80),
        ("word_number(${none})", None),
        ("actor('department')", "sales"),
        ("old('n')", 1),
        ("money_upper(1234.5)", "壹仟贰佰叁拾肆元伍角整"),
        ("money_upper(0.005)", "壹分"),
        ("money_upper(${none})", None),
        ("${customer.region}", "杭州"),
        ("${unknown}", None),
        (". = 'x'", True),
        ("city", "hz"),
    ],
)
def test_the_value_of_a_formula(text, value):
    found = value_of(text)
    assert (found, type(found)) == (tidy(value), type(tidy(value)))


@pytest.mark.skipif(not VECTORS.exists(), reason="the vectors of the office are not here")
def test_every_vector_of_the_reference():
    wrong = []
    read = {"boolean": to_truth, "string": to_text, "number": to_number}
    for vector in json.loads(VECTORS.read_text())["vectors"]:
        env = {name: tidy(value) for name, value in vector["env"].items()}
        said = read[vector["type"]](value_of(vector["expr"], Scope(env, own=env.get("."))))
        if (float(said) if isinstance(said, Fraction) else said) != vector["expect"]:
            wrong.append((vector, said))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing(1)", "no function «nothing»"),
        ("${items.amount} + 1", "put it into sum"),
        ("regex('a', '(')", "cannot be read"),
        ("regex('" + "a" * 40 + "', '(a|aa)+$b')", "takes too long"),
        ("pow(pow(pow(2, 64), 64), 2)", "grows beyond"),
        ("concat(" + ",".join(["${long}"] * 3) + ")", "more than 20000 characters"),
    ],
)
def test_what_a_formula_may_not_do(text, said):
    scope = Scope({"long": "x" * 9000}, {"items": ITEMS})
    with pytest.raises(Invalid, match=said):
        value_of(text, scope)


def test_a_formula_takes_50000_steps_at_most():
    lines = {"items": [{"n": Fraction(1)}] * (MOST_STEPS // 2)}
    assert value_of("sum(${items.n})", Scope(lines=lines)) == MOST_STEPS // 2
    with pytest.raises(Invalid, match="more than 50000 steps"):
        value_of("sum(${items.n} + 1)", Scope(lines=lines))


def test_a_line_reads_its_own_values_first_and_all_lines_in_a_sum():
    line = SCOPE.within("items", ITEMS[1])
    assert value_of("${amount} * 10 + ${items.amount}", line) == 55
    assert value_of("${amount} div sum(${items.amount})", line) == Fraction(5, 8)
    assert value_of("${n}", line) == 7


@given(st.fractions(max_denominator=10**6), st.integers(-6, 6))
def test_rounding_is_half_away_from_nought(number, digits):
    scope = Scope({"x": number, "digits": Fraction(digits)})
    found = value_of("round(${x}, ${digits})", scope)
    step = Fraction(10) ** -digits
    assert (found / step).denominator == 1
    assert abs(found - number) <= step / 2
    if abs(found - number) == step / 2:
        assert abs(found) > abs(number)


@given(st.fractions(max_denominator=10**5))
def test_a_number_that_ends_is_read_back_from_its_text(number):
    text = to_text(number)
    ends = number.denominator
    for prime in (2, 5):
        while ends % prime == 0:
            ends //= prime
    read = to_number(text)
    assert (
        read == number
        if ends == 1 and len(text.partition(".")[2]) < 12
        else abs(read - number) < 1e-11
    )
