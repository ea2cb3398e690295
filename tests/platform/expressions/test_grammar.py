"""Formulas as text: what is read, and what is refused with the place."""

from fractions import Fraction

import pytest

from portal.errors import Invalid
from portal.platform.expressions.grammar import read_formula
from portal.platform.expressions.tree import (
    Call,
    Chain,
    Column,
    Minus,
    Name,
    Number,
    Own,
    Text,
    names_in,
    to_json,
)

ONE, TWO, THREE = (Number(Fraction(n)) for n in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("1.50", Number(Fraction(3, 2))),
        (".5", Number(Fraction(1, 2))),
        ("5.", Number(Fraction(5))),
        ("'a \"b\"'", Text('a "b"')),
        ("“是”", Text("是")),
        ("‘yes’", Text("yes")),
        ("${ any_trees }", Name("any_trees")),
        ("${b2.2.4}", Name("b2.2.4")),
        (".", Own()),
        ("grade", Column("grade")),
        ("-1", Minus(ONE)),
        ("- -1", Minus(Minus(ONE))),
        ("1 + 2 * 3", Chain(ONE, (("+", Chain(TWO, (("*", THREE),))),))),
        ("1 - 2 - 3", Chain(ONE, (("-", TWO), ("-", THREE)))),
        ("(1 - 2) * 3", Chain(Chain(ONE, (("-", TWO),)), (("*", THREE),))),
        ("1 < 2 and 2 < 3", Chain(Chain(ONE, (("<", TWO),)), (("and", Chain(TWO, (("<", THREE),))),))),
        ("6 div 3 mod 2", Chain(Number(Fraction(6)), (("div", THREE), ("mod", TWO)))),
        ("count-selected(.)", Call("count-selected", (Own(),))),
        ("jr:choice-name(${q}, 'q')", Call("jr:choice-name", (Name("q"), Text("q")))),
        ("today()", Call("today", ())),
        ("if(. = '', 1, 2)", Call("if", (Chain(Own(), (("=", Text("")),)), ONE, TWO))),
        ("today()-1", Chain(Call("today", ()), (("-", ONE),))),
    ],
)  # fmt: skip
def test_what_a_formula_is_read_as(text, tree):
    assert read_formula(text) == tree
    assert read_formula(f"\n {text}\t") == tree


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ends too soon"),
        ("1 +", "ends too soon"),
        ("(1", "«)» is missing"),
        ("sum(1,", "ends too soon"),
        ("sum(1", "«,» is missing"),
        ("1 2", "character 3: «2»"),
        ("1 & 2", "character 3: «& 2»"),
        ("${}", "character 1: «${}»"),
        ("/data/x", "character 1: «/data/x»"),
        ("a[1]", "character 2: «[1]»"),
        ("'open", "character 1: «'open»"),
        ("1)", "character 2: «)»"),
        ("1 = = 2", "character 5: «=»"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text, said):
    with pytest.raises(
        Invalid,
        match=said.replace("(", r"\(")
        .replace(")", r"\)")
        .replace("[", r"\[")
        .replace("$", r"\$")
        .replace("{", r"\{"),
    ):
        read_formula(text)


def test_a_formula_has_4000_characters_at_most():
    assert read_formula("1" * 4000)
    with pytest.raises(Invalid, match="at most 4000 characters; this one has 4001"):
        read_formula("1" * 4001)


def test_a_formula_is_60_levels_deep_at_most():
    assert read_formula("-" * 59 + "1")
    assert read_formula("(" * 60 + "1" + ")" * 60) == ONE
    for text in ("-" * 60 + "1", "(" * 61 + "1" + ")" * 61, "abs(" * 60 + "1" + ")" * 60):
        with pytest.raises(Invalid, match="at most 60 levels deep"):
            read_formula(text)


def test_a_long_chain_is_wide_not_deep():
    assert len(read_formula(" or ".join(["${a} = 1"] * 300)).rest) == 299


def test_the_names_that_a_formula_reads():
    node = read_formula("if(${a} > 1, sum(${items.n}, ${kind} = 'x'), -${customer.region})")
    assert names_in(node) == {"a", "items.n", "kind", "customer.region"}


def test_the_phone_gets_lists_and_no_rounded_number():
    assert to_json(read_formula("-${a} + 0.1 >= max(., 'x', word)")) == [
        "chain",
        ["chain", ["minus", ["name", "a"]], ["+", ["number", "1", "10"]]],
        [">=", ["call", "max", ["own"], ["text", "x"], ["column", "word"]]],
    ]  # fmt: skip
