"""The branches nobody takes on a good day: each says a sentence, or nothing, and never breaks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import SimpleNamespace

import pytest

from models.words.access import Secrecy
from models.words.lending import Action, LoanMode
from models.words.permissions import Permission
from portal.approvals import rules
from portal.customers import rules as customers
from portal.errors import Invalid, Problems
from portal.lending import request_rules
from portal.lending import rules as lending
from portal.platform.fields import identifiers, taking
from portal.platform.search import names, tokens
from portal.platform.workflow.machine import Machine, Move

TODAY = date(2026, 11, 23)


class Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"


OPEN = Move("open", {Door.SHUT}, Door.OPEN, Permission.FILE_SEE, "Open", "D1")
SHUT = Move("shut", {Door.OPEN}, Door.SHUT, Permission.FILE_SEE, "Shut")


def test_a_machine_draws_itself_with_the_rules_that_have_an_id():
    text = Machine("door", Door, Door.SHUT, (OPEN, SHUT)).diagram()
    assert text.splitlines() == [
        "stateDiagram-v2",
        "    [*] --> shut",
        "    shut --> open: D1 open",
        "    open --> shut: shut",
    ]


def test_a_machine_with_two_ways_of_one_name_or_an_island_is_refused():
    with pytest.raises(ValueError, match="share a source"):
        Machine("door", Door, Door.SHUT, (OPEN, replace(OPEN, rule="D2")))
    with pytest.raises(ValueError, match="unreachable"):
        Machine("door", Door, Door.SHUT, ())


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ({"who": "person", "name": "法务"}, "user_id"),
        ({"who": "superior", "name": "上级", "workdays": 61}, "workdays"),
        ({"who": "superior", "name": "上级", "workdays": 0}, "workdays"),
        ({"who": "superior", "name": "上级", "workdays": 60}, None),
    ],
)
def test_a_step_of_a_chain_says_what_it_lacks(step, field):
    if field is None:
        rules.check_steps([step])
        return
    with pytest.raises(Problems) as refused:
        rules.check_steps([step])
    assert set(refused.value.problems) == {f"steps-0-{field}"}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("100万元", 1_000_000),
        ("￥1,000.5", "1000.5"),
        ("人民币2亿", 200_000_000),
        ("12圆整", 12),
        ("1.2.3", None),
        ("一百", None),
        ("", None),
    ],
)
def test_an_amount_is_read_or_is_none(text, amount):
    assert names.parse_amount(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize("text", ["1" * 30, "1e40", "一百", "-1"])
def test_an_amount_beyond_all_reason_is_refused(text):
    with pytest.raises(Invalid):
        taking.money(text, customers.CARD["registered_capital"].spec)


def test_a_date_of_a_card_is_a_day_that_has_been():
    field = {"founded_on": customers.CARD["founded_on"]}
    assert customers.clean_values({"founded_on": "2026-11-23"}, field, TODAY) == (
        {"founded_on": TODAY},
        {},
    )
    for text in ("2026-11-24", "1799-12-31", "23.11.2026"):
        kept, problems = customers.clean_values({"founded_on": text}, field, TODAY)
        assert isinstance(problems["founded_on"], Invalid)
        assert not kept


def test_what_is_left_empty_is_blank_and_what_is_chosen_stays_as_it_was():
    fields = customers.CARD
    kept, problems = customers.clean_values({"address": "　", "secrecy": ""}, fields, TODAY)
    assert (kept, problems) == ({"address": ""}, {})


@pytest.mark.parametrize("text", ["", "li", "li@", "li@office", "li wei@example.com"])
def test_what_is_no_address_is_refused_at_its_field(text):
    with pytest.raises(Invalid) as refused:
        identifiers.normalize_email(text)
    assert refused.value.field == "email"


def test_what_was_never_reported_lost_cannot_turn_up():
    move = next(m for m in lending.LOAN.moves if m.rule == "L15")
    assert move.unless(SimpleNamespace(search_until=None), None)
    assert move.unless(SimpleNamespace(search_until=TODAY), None) is None


@pytest.mark.parametrize(
    ("modes", "secrecy", "said"),
    [
        (["on_site"], Secrecy.NORMAL, "not lent in this way"),
        ([], Secrecy.SECRET, "on site only"),
        ([], Secrecy.INTERNAL, None),
    ],
)
def test_a_class_says_how_it_is_lent(modes, secrecy, said):
    """R-28: on site, taken out, and up to which grade."""
    answer = request_rules.check_mode(
        Action.BORROW, LoanMode.TAKE_OUT, modes, secrecy, Secrecy.INTERNAL
    )
    assert answer is None if said is None else said in answer


def test_a_service_number_is_one_line_and_found_by_its_tail():
    assert tokens.of_phone("400-810-8888") == {"t4008108888", "t8888"}


def test_nothing_begins_with_no_letter():
    assert tokens.beginnings("。") == frozenset()


def test_an_address_is_kept_in_lower_case():
    assert identifiers.normalize_email(" Li.Wei＠Example.COM ") == "li.wei@example.com"
