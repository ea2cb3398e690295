"""Days as people and programs write them; a month is no day."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from portal.platform.fields import clauses, days, parsing, taking
from portal.platform.fields.kind import Spec

DAY = date(2008, 6, 1)
PLAIN = Spec()
SPELLINGS = [
    "2008-06-01",
    "2008-6-1",
    "2008/6/1",
    "2008/06/01",
    "2008.6.1",
    "2008.06.01.",
    "2008. 6. 1.",
    "2008\\6\\1",
    "2008、6、1",
    "2008·6·1",
    "2008_06_01",
    "2008—6—1",
    "2008–06–01",
    "2008−06−01",
    "2008 6 1",
    "20080601",
    "2008年6月1日",
    "2008年06月01日",
    "2008 年 6 月 1 日",
    " 2008年 6月 1号 ",
    "2008年6月1",
    "２００８年６月１日",
    "２００８－０６－０１",
    "２００８／６／１",
    "２００８．６．１",
    "２００８０６０１",
    "二〇〇八年六月一日",
    "二○○八年六月一日",
    "二零零八年六月一号",
    "2008年六月一日",
    "2008-06-01 00:00:00",
    "2008-06-01 00:00:00.0",
    "2008-06-01 10:30:00.000000",
    "2008/6/1 0:00",
    "2008/6/1 10:30",
    "2008/6/1 下午 10:30",
    "2008/6/1 10:30 PM",
    "2008-06-01T00:00:00",
    "2008-06-01T10:30",
    "2008-06-01T00:00:00+08:00",
    "2008-06-01 00:00:00+08",
    "2008-05-31T16:00:00Z",  # midnight in Shanghai
    "2008-05-31T16:00:00.000Z",
    "2008-05-31 16:00:00+0000",
    "2008年6月1日10:30",
    "2008年6月1日 10时30分",
    "2008年6月1日 上午10点",
    "2008年6月1日星期日",
    "2008/6/1 星期日",
    "2008年6月1日（周日） 10:30",
    "20080601 10:30",
    "1-Jun-2008",
    "1 June 2008",
    "01-Jun-2008 00:00:00",
    "June 1, 2008",
    "Jun 1st, 2008",
    "2008-Jun-01",
    "Sun Jun 01 00:00:00 CST 2008",  # Java
    "Sun, 01 Jun 2008 00:00:00",
    "\u202d2008-06-01\u202c",
    "2008\u200e年6月\ufe0f1日",
    "\ufeff2008\u200b0601",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_day_is_read_in_each_spelling(text):
    assert days.read_day(text) == DAY


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇〇八年十二月三十一日", date(2008, 12, 31)),
        ("二零二四年二月二十九日", date(2024, 2, 29)),
        ("二〇一〇年十月廿一日", date(2010, 10, 21)),
        ("2010年11月卅日", date(2010, 11, 30)),
        ("20081231", date(2008, 12, 31)),
    ],
)
def test_numerals_of_every_month_and_day(text, day):
    assert days.read_day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "200812",
        "201011",
        "2008-12",
        "2008/12",
        "2008.12",
        "2008.1",
        "2008年12月",
        "2008 年 12 月",
        "2008年12月份",
        "2008年12月初",
        "２００８年１２月",
        "２００８１２",
        "二〇〇八年十二月",
        "12/2008",
        "Dec-2008",
        "December 2008",
        "2008-Dec",
        "2008-12-00",
        "20081200",
        "\u202d200812\u202c",
    ],
)
def test_a_month_without_a_day_says_that_the_day_is_missing(text):
    with pytest.raises(Invalid, match=r"^The day is missing"):
        days.read_day(text)


@pytest.mark.parametrize("text", ["2008", "2008年", "２００８ 年"])
def test_a_year_says_that_month_and_day_are_missing(text):
    with pytest.raises(Invalid, match=r"^The month and the day are missing"):
        days.read_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "2008111",  # 11-1 or 1-11
        "2008100",
        "200861",
        "08-06-01",
        "08/6/1",
        "080601",
        "6/1/2008",
        "06/01/2008",
        "Jun-08",
        "20080601103000",
        "2008-13-01",
        "2008-02-30",
        "2026-02-29",
        "20081301",
        "39600",  # a day as Excel counts it
        "2008-06-01 25:00",
        "2008-06-01 10:30 或更早",
        "约2008年6月1日",
        "٢٠٠٨-06-01",
        "2008-06-01+99:00",
        "Jun 01 20080000 2008",  # eight digits are no clock
        "Jun 01 2008:::: 2008",
        "Jun 01 :::::::: 2008",
        "Jun 01 99:99:99 2008",
        "Jun 01 24:00:00 2008",
        "Jun 01 12:3:000 2008",
        "Jun 31 12:30:00 2008",
        "Jun 01 12:30:00 EST 2008",
        "昨天",
        "",
    ],
)
def test_what_is_no_day_is_refused_and_never_guessed(text):
    with pytest.raises(Invalid, match=r"^Please give a date"):
        days.read_day(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23 09:30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026/11/23 9:30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026年11月23日 下午3:05", datetime(2026, 11, 23, 7, 5, tzinfo=UTC)),
        ("2026-11-23 12:05 am", datetime(2026, 11, 22, 16, 5, tzinfo=UTC)),
        ("2026-11-23T01:30:15Z", datetime(2026, 11, 23, 1, 30, 15, tzinfo=UTC)),
        ("2026-11-23", datetime(2026, 11, 22, 16, tzinfo=UTC)),
        ("\u200e２０２６-11-23 09：30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_shanghai_unless_it_says_otherwise(text, moment):
    assert days.read_moment(text) == moment


@pytest.mark.parametrize("text", ["", "soon"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(Invalid, match=r"^Please enter a time"):
        days.read_moment(text)


@pytest.mark.parametrize("text", ["2008 年 6 月 1 日", "\u202d2008/6/1\u202c", "２００８０６０１"])
def test_forms_imports_and_filters_read_the_same_days(text):
    assert parsing.day(text, PLAIN) == taking.day(text, PLAIN) == DAY

    class Column:
        def __ge__(self, other):
            return {other}

        __le__ = __ge__

    assert clauses.days(Column(), text, None) == {DAY}


def test_a_moment_given_as_a_day_is_its_day_here():
    assert taking.day(datetime(2008, 6, 1, 10, 30), PLAIN) == DAY  # noqa: DTZ001
    assert taking.day(datetime(2008, 5, 31, 16, tzinfo=UTC), PLAIN) == DAY
    assert type(taking.day(datetime(2008, 6, 1), PLAIN)) is date  # noqa: DTZ001


@given(
    st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d 0:00"]),
)
def test_every_day_comes_back(day, form):
    assert days.read_day(day.strftime(form)) == day


@given(st.text(st.sampled_from("0123456789年月日-/.: 二〇十一零号初JunTZ+下午"), max_size=20))
def test_any_text_is_a_day_or_refused_in_words(text):
    for read in (days.read_day, days.read_moment):
        with suppress(Invalid):
            assert read(text)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-23 00:30", datetime(2026, 11, 22, 16, 30, tzinfo=UTC)),
        ("2026-11-23 12:30 pm", datetime(2026, 11, 23, 4, 30, tzinfo=UTC)),
        ("2026-11-23 上午12:30", datetime(2026, 11, 22, 16, 30, tzinfo=UTC)),
        ("2026-11-23 am 9:30", datetime(2026, 11, 23, 1, 30, tzinfo=UTC)),
        ("2026-11-23 12:30", datetime(2026, 11, 23, 4, 30, tzinfo=UTC)),
        ("2026-11-23 中午12点", datetime(2026, 11, 23, 4, tzinfo=UTC)),
        ("2026-11-23 9点", datetime(2026, 11, 23, 1, tzinfo=UTC)),
        ("2026-11-23T09:30+05:30", datetime(2026, 11, 23, 4, tzinfo=UTC)),
        ("2026-11-23T09:30-11:00", datetime(2026, 11, 23, 20, 30, tzinfo=UTC)),
        ("2026-11-23T09:30+10", datetime(2026, 11, 22, 23, 30, tzinfo=UTC)),
        ("2026-11-23T09:30-0330", datetime(2026, 11, 23, 13, tzinfo=UTC)),
        ("Mon Nov 23 09:30:15 CST 2026", datetime(2026, 11, 23, 1, 30, 15, tzinfo=UTC)),
        ("Mon Nov 23 09:30:15 UTC 2026", datetime(2026, 11, 23, 9, 30, 15, tzinfo=UTC)),
        ("Nov 23 09:30:15 2026", datetime(2026, 11, 23, 1, 30, 15, tzinfo=UTC)),
    ],
)
def test_a_clock_says_its_half_of_the_day_and_its_zone(text, moment):
    assert days.read_moment(text) == moment


@pytest.mark.parametrize("text", ["15 September 2008", "Sept 15, 2008", "2008-Sep-15"])
def test_a_month_abroad_is_known_by_three_letters(text):
    assert days.read_day(text) == date(2008, 9, 15)


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2200, 12, 31)])
def test_the_first_and_the_last_day_of_papers_are_days(day):
    assert days.read_day(day.isoformat()) == day


@pytest.mark.parametrize("text", ["2008-00", "200800", "2008年0月", "2008-13"])
def test_a_month_that_is_none_lacks_no_day(text):
    with pytest.raises(Invalid, match=r"^Please give a date"):
        days.read_day(text)
