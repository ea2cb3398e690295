"""What is wrong with a formula is said before its form is published."""

import pytest

from portal.errors import Invalid
from portal.platform.expressions.calls import Result
from portal.platform.expressions.check import Known, find_cycle, find_faults, kind_of
from portal.platform.expressions.grammar import read_formula
from portal.platform.expressions.patterns import check_pattern

KNOWN = Known(
    {
        "n": Result.NUMBER,
        "day": Result.DAY,
        "grade": Result.WORDS,
        "customer.region": Result.TEXT,
        "items.amount": Result.NUMBER,
        "parts.count": Result.NUMBER,
    },
    frozenset({"items", "parts"}),
    Result.NUMBER,
    frozenset({"city"}),
)


def faults_of(text, known=KNOWN):
    return [str(fault) for fault in find_faults(read_formula(text), known)]


@pytest.mark.parametrize(
    "text",
    [
        "if(${n} > 1 and ${day} < today(), sum(${items.amount}, ${items.amount} > 0), 0)",
        "${customer.region} = '杭州' or city = 'x'",
        "${n} = '' and . > '5'",
        "${day} = '2026-03-02'",
        "${day} + 1 > '2026-03-02'",
        "count(${items})",
        "regex(., '^[A-Z]{2}[0-9]{4,6}$')",
        "coalesce(${n}, 0)",
    ],
)
def test_what_may_be_published(text):
    assert faults_of(text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("${x}", "no field «x»"),
        ("${customer.region.head}", "over two references"),
        ("grade = 1", "write ${grade}"),
        ("nothing()", "no function «nothing»"),
        ("round()", "round() takes 1 to 2 values; here are 0"),
        ("if(1, 2)", "if() takes 3 to 3 values; here are 2"),
        ("concat()", "concat() takes 1 to … values; here are 0"),
        ("${n} + 'x'", "«x» is no number"),
        ("'abc' > ${n}", "«abc» is no number"),
        ("${n} = 'good'", "«good» is no number"),
        ("${day} < '2.3.2026'", "«2.3.2026» is no day"),
        ("${n} > ''", "greater or less than an empty text"),
        ("${items.amount} > 1", "put it into sum()"),
        ("sum(${items.amount} * ${parts.count})", "one table only"),
        ("regex(., ${grade})", "written in quotes"),
        ("regex(., '(a+)+')", "could take for ever"),
        ("regex(., '[')", "cannot be read"),
    ],
)
def test_what_is_refused(text, said):
    assert any(said in fault for fault in faults_of(text)), faults_of(text)


def test_a_formula_of_a_line_reads_its_line():
    within = Known(KNOWN.names, KNOWN.lines, line_of="items")
    assert faults_of("${items.amount} * 2", within) == []
    assert faults_of("${parts.count} * 2", within) != []


def test_all_faults_are_told_at_once():
    assert len(faults_of("${x} + ${y} + nothing() + 'z'")) == 4


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1", Result.NUMBER),
        ("'x'", Result.TEXT),
        ("${day}", Result.DAY),
        ("${unknown}", Result.ANY),
        (".", Result.NUMBER),
        ("${n} > 1", Result.TRUTH),
        ("1 or 0", Result.TRUTH),
        ("${n} + 1", Result.NUMBER),
        ("${day} + 1", Result.ANY),
        ("today()", Result.DAY),
        ("nothing()", Result.ANY),
        ("-${n}", Result.NUMBER),
    ],
)
def test_the_kind_of_a_formula(text, kind):
    assert kind_of(read_formula(text), KNOWN) is kind


def test_a_ring_of_fields_is_found():
    assert find_cycle({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    ring = find_cycle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}})
    assert ring[0] == ring[-1]
    assert set(ring) == {"a", "b", "c"}
    assert find_cycle({"a": {"a"}}) == ["a", "a"]


@pytest.mark.parametrize(
    "pattern",
    [
        "[0-9]{11}",
        "(?:a|b)+c*",
        "([0-9]{2}-){2}",
        r"\(\d+\)",
        "[+*(]+",
        "(a+)?b",
        r"[\]+]{1,2}x",
        "a" * 200,
        "(a|b{3})*",
    ],
)
def test_patterns_that_end(pattern):
    check_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a*)*b",
        "((a|b)+c)*",
        "(a{1,5}){9}",
        r"(a)\1",
        "(?=a)b",
        "(?<!a)b",
        "a*" * 13,
        "a" * 201,
        "(",
    ],
)
def test_patterns_that_could_take_for_ever(pattern):
    with pytest.raises(Invalid):
        check_pattern(pattern)
