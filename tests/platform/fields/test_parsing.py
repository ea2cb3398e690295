"""What our own controls post is read strictly, and shown again as it was."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from models.words.access import Secrecy
from portal.errors import Invalid
from portal.platform.fields import parsing
from portal.platform.fields.kind import Spec

PLAIN = Spec()


@pytest.mark.parametrize(
    ("parse", "given", "value"),
    [
        (parsing.text, "  恒通  ", "恒通"),
        (parsing.text, " ", ""),
        (parsing.number, "1,200", 1200),
        (parsing.number, " -5 ", -5),
        (parsing.number, "9" * 18, 10**18 - 1),
        (parsing.number, " ", None),
        (parsing.money, "1,000.50", Decimal("1000.50")),
        (parsing.money, "-0.01", Decimal("-0.01")),
        (parsing.money, "1.100", Decimal("1.1")),
        (parsing.money, "999999999999999.99", Decimal("999999999999999.99")),
        (parsing.money, "-999999999999999.99", Decimal("-999999999999999.99")),
        (parsing.money, "", None),
        (parsing.day, " 2024-02-29 ", date(2024, 2, 29)),
        (parsing.day, " ", None),
        (parsing.moment, "2026-11-23 09:30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        (parsing.moment, "2026-11-23T00:00", datetime(2026, 11, 22, 16, tzinfo=UTC)),
        (parsing.moment, "2026-11-23T09:30+00:00", datetime(2026, 11, 23, 9, 30, tzinfo=UTC)),
        (parsing.moment, " ", None),
        (parsing.yes, "y", True),
        (parsing.yes, "", False),
        (parsing.yes, "false", False),
        (parsing.record, " 12 ", 12),
        (parsing.record, "9" * 15, 10**15 - 1),
        (parsing.record, " ", None),
        (parsing.word, "free", "free"),
        (parsing.word, "", None),
    ],
)
def test_what_is_posted_is_read(parse, given, value):
    found = parse(given, PLAIN)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("parse", "given"),
    [
        (parsing.number, "1.5"),
        (parsing.number, "x"),
        (parsing.number, "9" * 19),
        (parsing.money, "0.001"),
        (parsing.money, "1000000000000000"),
        (parsing.money, "-1000000000000000"),
        (parsing.money, "NaN"),
        (parsing.money, "Infinity"),
        (parsing.money, "x"),
        (parsing.day, "2026-02-29"),
        (parsing.day, "23.11.2026"),
        (parsing.moment, "yesterday"),
        (parsing.moment, "0001-01-01 00:00"),
        (parsing.record, "9" * 16),
        (parsing.record, "-1"),
        (parsing.record, "١٢"),
        (parsing.record, "x"),
    ],
)
def test_what_is_none_of_its_kind_is_refused(parse, given):
    with pytest.raises(Invalid):
        parse(given, PLAIN)


def test_a_word_is_one_of_its_vocabulary():
    graded = Spec(words=Secrecy)
    assert parsing.word("top", graded) is Secrecy.TOP
    assert parsing.word("", graded) is None
    with pytest.raises(Invalid):
        parsing.word("secretive", graded)


@pytest.mark.parametrize(
    ("given", "id"),
    [("7", 7), ("0", 0), ("", None), ("-7", None), ("7 ", None), ("²", None), ("9" * 16, None)],
)
def test_the_id_a_text_spells(given, id):
    assert parsing.whole(given) == id


def test_a_value_as_its_control_holds_it():
    assert [parsing.typed(v) for v in (None, 0, "甲", date(2026, 1, 2))] == [
        "",
        "0",
        "甲",
        "2026-01-02",
    ]
    noon = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)
    assert [parsing.typed_moment(v) for v in (None, noon)] == ["", "2026-11-23T12:05"]
    assert [parsing.typed_yes(v) for v in (True, False, None)] == ["y", "", ""]


@pytest.mark.parametrize(
    ("given", "share"),
    [
        ("83.3%", "0.833"),
        (" 83.3 ％ ", "0.833"),
        ("12.345678%", "0.12345678"),
        ("0.833", "0.833"),
        ("0.12345678", "0.12345678"),
        ("1,234.5", "1234.5"),
        ("-5%", "-0.05"),
        ("999999999999999", "999999999999999"),
    ],
)
def test_a_share_is_read_with_its_sign_or_without(given, share):
    assert parsing.percent(given, PLAIN) == parsing.share_of(given) == Decimal(share)


@pytest.mark.parametrize(
    "given",
    [
        "x",
        "%",
        "83.3%%",
        "0.123456789",
        "1.2345678%",
        "NaN",
        "Infinity%",
        "1000000000000000",
        "1e15%",
    ],
)
def test_what_is_no_share_is_refused(given):
    with pytest.raises(Invalid, match="share"):
        parsing.percent(given, PLAIN)


def test_a_share_left_empty_is_none_and_is_shown_as_a_percentage():
    assert parsing.percent(" ", PLAIN) is None
    assert [parsing.typed_percent(v) for v in (None, Decimal("0.833"))] == ["", "83.3%"]


def test_what_shows_nothing_is_empty_and_lines_stay_lines():
    assert parsing.text("\u200b", PLAIN) == parsing.lines(" \u2800\n", PLAIN) == ""
    assert parsing.lines(" 一 \n二 ", PLAIN) == "一 \n二"
