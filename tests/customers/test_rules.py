"""CF-01 … CF-09, FM-02: what each field of a card takes, what is left out, and what is missing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words.access import Secrecy
from models.words.customers import ContactRole, Gap, Nature
from models.words.customers import CustomerState as S
from portal.customers import rules
from portal.errors import Invalid
from portal.platform.fields.kinds import KINDS

TODAY = date(2026, 11, 23)


def taken(name, value):
    """What the field of a card or of its traits keeps of ``value``. Raises what it refuses."""
    field = (rules.CARD | rules.BLOCKS["traits"])[name]
    return KINDS[field.kind].take(value, replace(field.spec, today=TODAY))


def refused(name, value):
    with pytest.raises(Invalid) as problem:
        taken(name, value)
    return problem.value


def test_a_short_text_is_one_line_of_at_most_200_characters():
    assert taken("name", " 恒通\t（集团）\n") == "恒通 （集团）"
    assert taken("name", "字" * 200) == "字" * 200
    assert refused("name", "字" * 201).values == {"limit": 200}


def test_a_long_text_keeps_its_lines_and_has_at_most_2000_characters():
    assert taken("business_scope", "\n 一 \r\n二\u3000三\n\n") == "一 \n二\u3000三"
    assert taken("business_scope", "字" * 2000) == "字" * 2000
    assert refused("business_scope", "字" * 2001).values == {"limit": 2000}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0", "0.00"),
        ("0.01", "0.01"),
        ("1,000,000", "1000000.00"),
        ("100万元", "1000000.00"),
        ("1.5亿", "150000000.00"),
        ("12.345", "12.34"),
        ("12.355", "12.36"),
        (12, "12.00"),
        ("999999999999999.99", "999999999999999.99"),
    ],
)
def test_an_amount_is_kept_in_yuan_and_fen(typed, kept):
    found = taken("registered_capital", typed)
    assert found == Decimal(kept)
    assert str(found) == kept


@pytest.mark.parametrize(
    "typed", ["-0.01", "-1", "1000000000000000", "999999999999999.999", "1e30", "NaN", "x", ""]
)
def test_what_is_no_amount_is_refused(typed):
    refused("registered_capital", typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0", 0), ("120", 120), ("1,200", 1200), ("１２０", 120), ("9" * 9, 999999999)],
)
def test_a_count_is_a_whole_number(typed, kept):
    assert taken("headcount", typed) == kept


@pytest.mark.parametrize("typed", ["-1", "1.5", "1000000000", "", "一百", "½", "١٢"])
def test_what_is_no_count_is_refused(typed):
    refused("headcount", typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1900-01-01", date(1900, 1, 1)),
        ("2026年11月23日", TODAY),
        (TODAY, TODAY),
        (date(1949, 10, 1), date(1949, 10, 1)),
    ],
)
def test_a_day_lies_between_1900_and_today(typed, kept):
    assert taken("founded_on", typed) == kept


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("1899-12-31", "from 1900 to 2200"),
        ("2026-11-24", "future or too far"),
        (date(2026, 11, 24), "future or too far"),
        ("2026-02-30", "like"),
        ("", "like"),
    ],
)
def test_a_day_that_is_none_or_lies_outside_is_refused_in_its_own_words(typed, word):
    assert word in str(refused("founded_on", typed))


def test_a_word_is_one_of_its_list():
    assert taken("secrecy", "secret") is Secrecy.SECRET
    for unknown in ("SECRET", "", None, "normal "):
        refused("secrecy", unknown)


@pytest.mark.parametrize(
    ("name", "typed", "kept"),
    [
        ("postcode", "１００８７１", "100871"),
        ("phone", "(010)62345678", "010-62345678"),
        ("fax", "010 62345678", "010-62345678"),
        ("unified_credit_code", "91350100m000100y43", "91350100M000100Y43"),
        ("id_number", "11010519491231002x", "11010519491231002X"),
        ("email", "Li.Wei@Example.com", "li.wei@example.com"),
        ("secrecy", "top", Secrecy.TOP),
        ("nature", "person", Nature.PERSON),
        ("registered_capital", "100万", Decimal(1000000)),
        ("founded_on", "1996-09-17", date(1996, 9, 17)),
        ("business_scope", "甲\n乙", "甲\n乙"),
        ("address", "甲\n乙", "甲 乙"),
    ],
)
def test_each_field_of_a_card_is_taken_in_its_own_way(name, typed, kept):
    assert rules.clean_values({name: typed}, rules.CARD, TODAY) == ({name: kept}, {})


def test_a_contact_and_a_block_are_cleaned_as_a_card_is():
    contact = {"mobile": "+86 138 0013 8000", "role": "buyer", "birthday": "2000-02-29"}
    assert rules.clean_values(contact, rules.CONTACT, TODAY)[0] == {
        "mobile": "13800138000",
        "role": ContactRole.BUYER,
        "birthday": date(2000, 2, 29),
    }
    traits = rules.clean_values(
        {"headcount": "1,200", "turnover": "2亿"}, rules.BLOCKS["traits"], TODAY
    )
    assert traits == ({"headcount": 1200, "turnover": Decimal(200_000_000)}, {})


def test_what_is_wrong_is_named_by_field_and_the_rest_is_kept():
    given_ = {"name": "恒通", "postcode": "1", "unknown": "x", "nature": "planet", "region": None}
    kept, problems = rules.clean_values(given_, rules.CARD, TODAY)
    assert kept == {"name": "恒通", "region": ""}
    assert set(problems) == {"postcode", "nature"}
    assert problems["postcode"].field == "postcode"


@pytest.mark.parametrize("empty", [None, "", " \t", "\u3000", "\u200b"])
def test_an_empty_field_is_blank_in_its_own_way_and_a_chosen_one_stays(empty):
    names = ("address", "founded_on", "assets", "class_time", "secrecy", "customer_type")
    kept, problems = rules.clean_values(dict.fromkeys(names, empty), rules.CARD, TODAY)
    assert kept == {"address": "", "founded_on": None, "assets": None, "class_time": None}
    assert problems == {}


def test_texts_are_left_empty_and_dates_amounts_and_words_are_left_out():
    unset = {name for name in rules.CARD if KINDS[rules.CARD[name].kind].empty is None}
    assert unset == {
        "customer_type",
        "lifecycle",
        "secrecy",
        "registered_capital",
        "founded_on",
        "first_traded_on",
        "assets",
        "class_time",
        "class_trade",
        "nature",
        "class_volume",
    }
    assert {KINDS[rules.CARD[name].kind].empty for name in set(rules.CARD) - unset} == {""}
    contact = {name for name in rules.CONTACT if KINDS[rules.CONTACT[name].kind].empty is None}
    assert contact == {"role", "birthday"}


@given(st.dictionaries(st.sampled_from([*rules.CARD, "other"]), st.text(max_size=30) | st.none()))
def test_whatever_is_typed_a_field_is_kept_or_refused_and_nothing_is_made_up(values):
    kept, problems = rules.clean_values(values, rules.CARD, TODAY)
    assert not set(kept) & set(problems)
    assert set(kept) | set(problems) <= set(values) & set(rules.CARD)


NEEDED = frozenset({"address", "legal_representative", "postcode", "registered_capital"})


def test_cf02_a_card_lacks_what_is_asked_and_its_name_always():
    lacking = rules.missing_fields({}, NEEDED)
    assert list(lacking) == sorted({*NEEDED, "name"})
    assert all(problem.field == name for name, problem in lacking.items())
    assert list(rules.missing_fields({"name": ""}, frozenset())) == ["name"]
    filled = {"name": "恒通", "address": "x", "legal_representative": "王", "postcode": "100871"}
    assert list(rules.missing_fields(filled, NEEDED)) == ["registered_capital"]


def test_cf02_a_capital_of_nought_is_a_capital():
    assert rules.missing_fields({"name": "x", "registered_capital": Decimal(0)}, NEEDED).keys() == {
        "address",
        "legal_representative",
        "postcode",
    }


def test_cf02_a_person_needs_no_fields_of_a_company():
    person = {"name": "王伟", "nature": Nature.PERSON}
    needed = NEEDED | {"phone", "business_scope"}
    assert list(rules.missing_fields(person, needed)) == ["address", "phone"]
    company = {"name": "恒通", "nature": Nature.ORDINARY_COMPANY}
    assert set(rules.missing_fields(company, needed)) == needed


@pytest.mark.parametrize(
    ("contact", "lacking"),
    [
        ({}, ["name", "mobile"]),
        ({"name": "王伟"}, ["mobile"]),
        ({"name": "王伟", "mobile": "", "phone": ""}, ["mobile"]),
        ({"name": "王伟", "mobile": "13800138000"}, []),
        ({"name": "王伟", "phone": "010-62345678"}, []),
        ({"name": "", "phone": "010-62345678"}, ["name"]),
    ],
)
def test_fm02_a_contact_has_a_name_and_a_way_to_reach_them(contact, lacking):
    problems = rules.missing_contact_fields(contact)
    assert list(problems) == lacking
    assert [problem.field for problem in problems.values()] == lacking


def test_d4_what_tells_a_person_apart_is_masked():
    names = {
        "mobile",
        "phone",
        "fax",
        "id_number",
        "email",
        "unified_credit_code",
        "name",
        "home_address",
        "address",
        "legal_representative",
    }
    for name in names:
        assert "13800138" not in KINDS[rules.field_kind(name)].mask("北京市海淀区13800138000")


def test_a_merged_card_is_over_and_only_a_merge_needs_a_reason():
    assert rules.CUSTOMER.final() == {S.MERGED}
    assert {m.action for m in rules.CUSTOMER.moves if m.needs_reason} == {"merge"}
    assert rules.CUSTOMER.find(S.ARCHIVED, "merge").target is S.MERGED
    assert rules.CUSTOMER.find(S.ACTIVE, "restore") is None


def test_cf02_one_phone_anywhere_will_do_and_somebody_to_talk_to_is_named():
    both = {Gap.PHONE, Gap.CONTACT}
    assert rules.find_gaps({}, []) >= both
    assert rules.find_gaps({"phone": "95588"}, []) & both == {Gap.CONTACT}
    assert rules.find_gaps({}, [{"name": "王伟"}]) & both == {Gap.PHONE}
    assert not rules.find_gaps({}, [{"name": "王伟"}, {"mobile": "13800138000"}]) & both
    assert not rules.find_gaps({}, [{"phone": "95588"}]) & both


def test_remarks_have_at_most_as_many_characters_as_a_cell_of_excel():
    assert len(taken("remark", "字" * 32_000)) == 32_000
    assert refused("remark", "字" * 32_001).values == {"limit": 32_000}
