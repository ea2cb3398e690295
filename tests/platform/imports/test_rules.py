"""Headings found, whatever they are called; the undo window is half open."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.customers.import_fields import FIELDS
from portal.platform.imports import rules

KNOWN = rules.known_headings(FIELDS, {"Customer name": "客户名称", "Phone": "电话"})
CLEAR = [
    ("客户名称", "name"),
    (" 客户 名称 ", "name"),
    ("＊客户名称", "name"),
    ("客户名称*", "name"),
    ("Customer Name", "name"),
    ("公司名称（全称）", "name"),
    ("电话", "phone"),
    ("联系电话", "phone"),
    ("注册资金(万元)", "registered_capital"),
    ("手机号码", "contact_mobile"),
    ("统一信用代码", "unified_credit_code"),
    ("ＩＤ", "id"),
    ("版次", "revision"),
    ("备注", None),
    ("", None),
]


@pytest.mark.parametrize(("heading", "field"), CLEAR)
def test_a_heading_means_its_field(heading, field):
    assert KNOWN.get(rules.plain_heading(heading)) == field


def test_no_two_fields_claim_one_heading():
    claims = {}
    for field in FIELDS:
        for text in (field.label, *field.synonyms):
            claims.setdefault(rules.plain_heading(text), set()).add(field.name)
    assert {k: v for k, v in claims.items() if len(v) > 1} == {}


@given(st.lists(st.text(max_size=12), max_size=30))
def test_any_headings_give_a_mapping_without_doubles(headings):
    mapping = rules.propose_columns(headings, KNOWN)
    assert len(set(mapping.values())) == len(mapping)
    assert all(0 <= int(i) < len(headings) for i in mapping)


@given(st.permutations([h for h, f in CLEAR if f in ("name", "phone", "id")][-3:]))
def test_the_order_of_columns_does_not_matter(headings):
    mapping = rules.propose_columns(headings, KNOWN)
    assert {headings[int(i)]: f for i, f in mapping.items()} == {
        h: KNOWN[rules.plain_heading(h)] for h in headings if h == _first(headings, h)
    }


def _first(headings, heading):
    same = [
        h for h in headings if KNOWN[rules.plain_heading(h)] == KNOWN[rules.plain_heading(heading)]
    ]
    return same[0]


@given(
    st.lists(st.tuples(st.integers(1, 99), st.lists(st.text(max_size=8), max_size=6)), max_size=9)
)
def test_finding_the_head_never_fails(rows):
    found = rules.find_head(rows, KNOWN)
    assert found is None or (found[0], found[1]) in [(n, list(c)) for n, c in rows]
    assert (found is None) == (not rows)


def test_the_head_is_found_below_title_and_notes():
    rows = [
        (1, ["客户一览表"]),
        (2, ["表单：QJ-02"]),
        (3, ["客户名称", "电话", "备注"]),
        (4, ["客户名称", "1", "2"]),
    ]
    assert rules.find_head(rows, KNOWN) == (3, ["客户名称", "电话", "备注"])


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (["客户名称", "电话"], [" 客户名称*", "电话（座机）"], True),
        (["客户名称", "电话"], ["电话", "客户名称"], False),
        (["客户名称"], ["客户名称", ""], False),
    ],
)
def test_remembered_by_headings_in_their_order(one, two, same):
    assert (rules.header_hash(one) == rules.header_hash(two)) is same


def test_our_own_closing_line_ends_the_rows():
    assert rules.is_closing(["共 3 行。数据的 SHA-256：" + "a" * 64])
    assert not rules.is_closing(["SHA-256 有限公司", "a" * 10])


def test_headings_that_stand_twice_are_named():
    assert rules.repeated_headings(["电话", "手机", "电话 ", "", ""]) == ["电话 "]


def test_undo_is_open_until_just_before_its_hours_are_over():
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    day = timedelta(hours=24)
    assert rules.may_undo(moment, moment, 24)
    assert rules.may_undo(moment, moment + day - timedelta(seconds=1), 24)
    assert not rules.may_undo(moment, moment + day, 24)
    assert not rules.may_undo(None, moment, 24)


@pytest.mark.parametrize(("text", "near"), [("内布", "内部"), ("王裆", "王档"), ("zzz", "")])
def test_the_nearest_choice_is_suggested(text, near):
    assert rules.nearest_word(text, ["内部", "机密", "王档"]) == near
