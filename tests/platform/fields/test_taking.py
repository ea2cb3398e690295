"""Values as people write them: checked, and put into one spelling."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from models.words.access import Secrecy
from portal.errors import Invalid
from portal.platform.fields import taking
from portal.platform.fields.kind import Spec

PLAIN = Spec()
GRADED = Spec(words=Secrecy, spellings={"绝密": Secrecy.TOP, "top secret": Secrecy.TOP})


@pytest.mark.parametrize(
    ("take", "written", "value"),
    [
        (taking.short, " 恒通\t（集团）", "恒通 （集团）"),
        (taking.short, "字" * 200, "字" * 200),
        (taking.long, "\n一 \r\n二\u3000三\n", "一 \n二\u3000三"),
        (taking.long, "字" * 2000, "字" * 2000),
        (taking.number, "1,200元", 1200),
        (taking.number, "-5", -5),
        (taking.number, "９" * 18, 10**18 - 1),
        (taking.money, "100万元", Decimal("1000000.00")),
        (taking.money, "-12.345", Decimal("-12.34")),
        (taking.money, "999999999999999.99", Decimal("999999999999999.99")),
        (taking.day, "2026年11月23日", date(2026, 11, 23)),
        (taking.day, date(2026, 1, 2), date(2026, 1, 2)),
        (taking.moment, "2026-11-23 09:30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        (taking.moment, "2026-11-23", datetime(2026, 11, 22, 16, tzinfo=UTC)),
        (taking.yes, "是", True),
        (taking.yes, " YES ", True),
        (taking.yes, 1, True),
        (taking.yes, True, True),
        (taking.yes, "否", False),
        (taking.yes, "N", False),
        (taking.yes, False, False),
        (taking.record, 7, 7),
        (taking.record, " 7 ", 7),
        (taking.word, " 甲 乙 ", "甲 乙"),
        (taking.id_number, "11010519491231002x", "11010519491231002X"),
    ],
)
def test_what_is_written_is_taken(take, written, value):
    found = take(written, PLAIN)
    assert found == value
    assert type(found) is type(value)
    assert str(found) == str(value)


@pytest.mark.parametrize(
    ("take", "written"),
    [
        (taking.short, "字" * 201),
        (taking.long, "字" * 2001),
        (taking.number, "1.5"),
        (taking.number, "--1"),
        (taking.number, "1" * 19),
        (taking.number, "一"),
        (taking.number, "١"),
        (taking.money, "一百"),
        (taking.money, "1000000000000000"),
        (taking.money, "-1000000000000000"),
        (taking.money, "1e40"),
        (taking.day, "2026-02-29"),
        (taking.moment, ""),
        (taking.moment, "soon"),
        (taking.yes, "maybe"),
        (taking.record, "x"),
        (taking.record, True),
        (taking.id_number, "110105194912310021"),
    ],
)
def test_what_is_none_of_its_kind_is_refused(take, written):
    with pytest.raises(Invalid):
        take(written, PLAIN)


@pytest.mark.parametrize(("number", "taken"), [(0, False), (1, True), (12, True), (13, False)])
def test_numbers_and_amounts_lie_within_the_bounds_of_their_field(number, taken):
    month = Spec(lowest=1, highest=12)
    for take in (taking.number, taking.money):
        if taken:
            assert take(str(number), month) == number
        else:
            with pytest.raises(Invalid):
                take(str(number), month)
    assert taking.number("0", Spec(lowest=0)) == 0
    assert taking.number("0", Spec(highest=0)) == 0


def test_a_text_is_as_long_as_its_field_lets_it():
    for take in (taking.short, taking.long):
        assert take("字" * 5, Spec(longest=5)) == "字" * 5
        with pytest.raises(Invalid) as refused:
            take("字" * 6, Spec(longest=5))
        assert refused.value.values == {"limit": 5}


def test_a_moment_is_kept_in_utc():
    shanghai = timezone(timedelta(hours=8))
    found = taking.moment(datetime(2026, 11, 23, 9, 30, tzinfo=shanghai), PLAIN)
    assert found == datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("written", ["top", "绝密", "Top Secret", Secrecy.TOP])
def test_a_word_is_taken_by_itself_or_by_its_label(written):
    assert taking.word(written, GRADED) is Secrecy.TOP


def test_a_word_of_no_vocabulary_is_refused():
    for written in ("secretive", "", "TOP"):
        with pytest.raises(Invalid):
            taking.word(written, GRADED)


def test_a_record_is_taken_by_what_people_call_it_and_yes_by_its_own_words():
    called = Spec(spellings={"李四": 4, "kh-7": 7, "有": True, "无": False})
    assert [taking.record(w, called) for w in ("李四", " KH-7 ", "12", 0)] == [4, 7, 12, 0]
    assert [taking.yes(w, called) for w in ("有", "无", "是")] == [True, False, True]


def test_nobody_is_born_after_the_day_a_number_is_read_on():
    number = "11010519491231002X"
    assert taking.id_number(number, Spec(today=date(1949, 12, 31))) == number
    with pytest.raises(Invalid):
        taking.id_number(number, Spec(today=date(1949, 12, 30)))


def test_a_format_checks_a_text_whatever_was_given():
    assert taking.checked(str.upper)("ab", PLAIN) == "AB"
    assert taking.checked(str.upper)(12, PLAIN) == "12"


def test_an_id_is_taken_whatever_its_size():
    assert taking.record(10**16, PLAIN) == 10**16


@pytest.mark.parametrize(
    ("written", "taken"),
    [("1900-01-01", True), ("2026-11-23", True), ("2026-11-24", False)],
)
def test_a_day_that_has_been_lies_between_1900_and_today(written, taken):
    past = Spec(past=True, today=date(2026, 11, 23))
    if taken:
        assert taking.day(written, past) == date.fromisoformat(written)
        return
    with pytest.raises(Invalid):
        taking.day(written, past)
    assert taking.day(written, PLAIN) == date.fromisoformat(written), "where any day will do"


def test_a_code_is_half_width_and_bounded():
    assert taking.code(" ＫＨ－０７\u200b", PLAIN) == "KH-07"
    assert taking.code("7" * 200, PLAIN) == "7" * 200
    assert taking.code("7" * 5, Spec(longest=5)) == "7" * 5
    for value, spec, limit in (("7" * 201, PLAIN, 200), ("7" * 6, Spec(longest=5), 5)):
        with pytest.raises(Invalid) as refusal:
            taking.code(value, spec)
        assert refusal.value.values == {"limit": limit}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 23, 16, tzinfo=UTC), date(2026, 11, 24)),
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 59), date(2026, 11, 23)),  # noqa: DTZ001
        (datetime(2026, 11, 23, 0, 0), date(2026, 11, 23)),  # noqa: DTZ001
    ],
)
def test_a_moment_is_its_day_in_shanghai_or_where_it_was_written(moment, day):
    assert taking.day(moment, PLAIN) == day
