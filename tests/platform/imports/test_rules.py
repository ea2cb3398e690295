"""Headings found, whatever they are called; the undo window is half open."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.platform import ImportState as S
from models.words.values import ValueKind as V
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
    ("备注", "remark"),
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


A, B = rules.Field("a", "Alpha", ("First",)), rules.Field("b", "Beta", ("First", "客户（全称）"))


def test_the_first_field_that_claims_a_heading_keeps_it():
    known = rules.known_headings([A, B], {"Alpha": "甲", "Beta": "乙"})
    assert known == {"alpha": "a", "甲": "a", "first": "a", "beta": "b", "乙": "b", "客户": "b"}
    assert rules.known_headings([rules.Field("c", "***")]) == {}
    assert rules.known_headings([A]) == {"alpha": "a", "first": "a"}


def test_the_first_column_that_fits_gets_the_field():
    known = rules.known_headings([A, B])
    assert rules.propose_columns(["x", "First", "Beta*", "Alpha", "beta"], known) == {
        "1": "a",
        "2": "b",
    }
    assert rules.propose_columns([], known) == {}


def test_a_field_is_a_text_nobody_must_fill_unless_it_says_so():
    plain = rules.Field("a", "Alpha")
    assert plain == rules.Field("a", "Alpha", (), V.TEXT, None, False, "", 14)
    assert len({plain, rules.Field("a", "Alpha")}) == 1


HEADINGS = rules.known_headings([A, B])


@pytest.mark.parametrize(
    ("rows", "head"),
    [
        ([], None),
        ([(4, ["", ""])], (4, ["", ""])),
        ([(1, ["一览表", ""]), (2, ["x", "y"]), (3, ["u", "v", "w"])], (2, ["x", "y"])),
        ([(1, ["一览表"]), (2, [])], (1, ["一览表"])),
        ([(1, ["x", "y"]), (2, ["Alpha"])], (2, ["Alpha"])),
        (
            [(1, ["Alpha", "x"]), (2, ["Alpha", "Beta"]), (3, ["Beta", "First"])],
            (2, ["Alpha", "Beta"]),
        ),
        ([(1, ["Alpha", "first", "ALPHA"]), (2, ["x", "Beta"])], (1, ["Alpha", "first", "ALPHA"])),
        ([(1, ["Alpha", "first"]), (2, ["Alpha", "Beta"])], (2, ["Alpha", "Beta"])),
    ],
)
def test_the_head_is_the_row_with_most_known_headings_else_the_first_with_two_cells(rows, head):
    assert rules.find_head(rows, HEADINGS) == head


@pytest.mark.parametrize(("line", "found"), [(20, 20), (21, 1)])
def test_headings_stand_within_the_first_twenty_rows(line, found):
    rows = [(n, ["x", "y"]) for n in range(1, line)] + [(line, ["Alpha", "Beta"])]
    assert rules.find_head(rows, HEADINGS)[0] == found


def test_the_key_of_headings_is_half_of_their_sha_256():
    assert (
        rules.header_hash(["A", "b *"]) == "f04cdced9736a69da6103f08a4daaf8c"
    )  # of «a», \x1f and «b»


def test_a_closing_line_stands_in_the_first_two_cells_with_a_whole_hash():
    said = "SHA-256：" + "0123456789abcdef" * 4
    assert rules.is_closing([said])
    assert rules.is_closing(["", said])
    assert not rules.is_closing(["", "", said])
    assert not rules.is_closing([said[:-1]])
    assert not rules.is_closing([])


def test_a_heading_is_compared_without_units_marks_and_width():
    assert rules.plain_heading("注册资本（万元） *") == "注册资本"
    assert rules.plain_heading("［必填］ Ｐｈｏｎｅ－No.1") == "phoneno1"
    assert rules.plain_heading("【甲】(乙)[丙]") == ""


def test_each_heading_that_stands_twice_is_named_once():
    headings = ["电话", "电话*", "手机", "电话*", "手机", "", "", "*"]
    assert rules.repeated_headings(headings) == ["电话*", "手机"]


@pytest.mark.parametrize(
    ("text", "near"),
    [("abcd", "abxy"), ("abcde", ""), ("", "")],  # half alike is near enough, less is not
)
def test_half_alike_is_near(text, near):
    assert rules.nearest_word(text, ["abxy", "zzzz"]) == near


def test_only_a_written_import_is_undone_and_what_failed_can_be_matched_anew():
    moves = {(s, m.action, m.target) for m in rules.IMPORT.moves for s in m.sources}
    assert (S.WRITTEN, "undo", S.UNDONE) in moves
    assert {s for s, action, _ in moves if action == "map"} == {
        S.UPLOADED,
        S.MAPPED,
        S.CHECKED,
        S.FAILED,
    }
    assert {s for s, action, _ in moves if action == "write"} == {S.CHECKED}
    assert rules.IMPORT.final() == {S.UNDONE}


F = rules.Field
SMALL = (
    F("name", "客户名称", ("姓名",)),
    F("person", "联系人姓名", amid=("姓名",), companions=frozenset({"duty", "mobile", "mail"})),
    F("duty", "职务"),
    F("mobile", "手机"),
    F("mail", "邮箱"),
    F("note", "备注", gathers=("备注",)),
)


@pytest.mark.parametrize(
    ("headings", "fields"),
    [
        ("姓名 职务 手机 邮箱", "person duty mobile mail"),
        ("姓名 职务 手机", "name duty mobile"),
        ("姓名 职务 手机 备注", "name duty mobile note"),
        ("联系人姓名 姓名 职务 手机 邮箱", "person name duty mobile mail"),
        ("客户名称 职务 手机 邮箱", "name duty mobile mail"),
        ("备注 备注 职务", "note note duty"),
    ],
)
def test_a_heading_means_another_field_amid_its_companions(headings, fields):
    proposed = rules.propose_columns(headings.split(), rules.known_headings(SMALL), SMALL)
    assert list(proposed.values()) == fields.split()


def test_only_a_field_that_gathers_takes_two_columns():
    known = rules.known_headings(SMALL)
    proposed = rules.propose_columns(["职务", "职务", "备注", "备注"], known, SMALL)
    assert proposed == {"0": "duty", "2": "note", "3": "note"}
    assert rules.propose_columns(["备注", "备注"], known) == {"0": "note"}
