"""The monthly report: every figure is that of plain SQL, months add up, nothing counts too soon."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Date, bindparam, event, text

from models.lending.loans import Loan
from models.types import UtcDateTime
from models.words.customers import Lifecycle
from portal.customers import cards
from portal.office import answer_book
from portal.office.catalog import BOOKS
from portal.platform.language import translate_text as say
from portal.platform.sheets.answers import Shape
from portal.platform.sheets.span import read_month, span_until
from portal.work import HERE
from tests.conftest import ON_POSTGRES
from tests.support import loans, make
from tests.support.random_office import fill_office

MONTHLY = BOOKS["monthly"]
SEEDS = range(4)
DAY = timedelta(days=1)
RUNNING = "('issued', 'claimed_returned', 'searching')"
LEFT = """(SELECT CASE WHEN f.life = 'void' THEN
        (SELECT n.voided_at FROM number_ledger n WHERE n.number = f.number)
    ELSE (SELECT max(p.since) FROM placements p WHERE p.file_id = f.id) END)"""
KEPT = f"(f.life NOT IN ('void', 'lost') OR {LEFT} >= :until)"
LIVE = "f.life = 'filed' AND f.filed_at < :until"


def here(column):
    """The day of a moment, in the SQL of each database."""
    if ON_POSTGRES:
        return f"CAST(timezone('Asia/Shanghai', {column}) AS DATE)"
    return f"date({column}, '+8 hours')"


# Late by the end of the month: came back after its day, or had not come back and was past it.
LATE = f"""(received_at < :until AND {here("received_at")} > due_on
    OR (received_at IS NULL OR received_at >= :until) AND due_on < :end
    AND (received_at IS NOT NULL OR state IN {RUNNING} OR decided_on >= :after))"""
# Measure → what plain SQL counts for one month: [first, after) are days, [since, until) moments.
PLAIN = {
    ("loans_by_department", "loans"): (
        "SELECT count(*) FROM loans WHERE issued_on >= :first AND issued_on < :after"
    ),
    ("punctuality", "due"): (
        "SELECT count(*) FROM loans WHERE due_on >= :first AND due_on < :after AND due_on <= :today"
    ),
    ("punctuality", "late"): (
        f"SELECT count(*) FROM loans WHERE due_on >= :first AND due_on < :after AND {LATE}"
    ),
    ("punctuality", "back"): (
        "SELECT count(*) FROM loans WHERE received_at >= :since AND received_at < :until"
    ),
    ("punctuality", "out"): (
        "SELECT count(*) FROM loans WHERE issued_on < :after"
        " AND (received_at IS NULL OR received_at >= :until)"
        f" AND (received_at IS NOT NULL OR state IN {RUNNING} OR decided_on >= :after)"
    ),
    ("never_lent", "stock"): f"SELECT count(*) FROM files f WHERE f.filed_at < :until AND {KEPT}",
    ("never_lent", "never"): (
        f"SELECT count(*) FROM files f WHERE f.filed_at < :until AND {KEPT} AND NOT EXISTS"
        " (SELECT 1 FROM loans l WHERE l.file_id = f.id AND l.issued_on < :after)"
    ),
    ("approvals", "settled"): (
        "SELECT count(*) FROM approvals WHERE state IN ('granted', 'refused')"
        " AND settled_at >= :since AND settled_at < :until"
    ),
    ("approvals", "refused"): (
        "SELECT count(*) FROM approvals WHERE state = 'refused'"
        " AND settled_at >= :since AND settled_at < :until"
    ),
    ("stock", "filed"): (
        "SELECT count(*) FROM files WHERE filed_at >= :since AND filed_at < :until"
    ),
    ("stock", "void"): (
        "SELECT count(*) FROM number_ledger WHERE voided_at >= :since AND voided_at < :until"
    ),
    ("stock", "lost"): (
        f"SELECT count(*) FROM files f WHERE life = 'lost' AND {LEFT} >= :since AND {LEFT} < :until"
    ),
    ("stock", "closing"): f"SELECT count(*) FROM files f WHERE f.filed_at < :until AND {KEPT}",
    ("completeness", "parts"): f"SELECT sum(parts_due) FROM files f WHERE {LIVE}",
    ("completeness", "lacking"): (
        "SELECT count(*) FROM deficiencies d JOIN files f ON f.id = d.file_id"
        " WHERE f.life = 'filed' AND d.found_on < :after"
        " AND (d.closed_on IS NULL OR d.closed_on >= :after)"
    ),
    ("new_and_lost", "new"): (
        "SELECT count(*) FROM customers WHERE state <> 'merged'"
        " AND created_at >= :since AND created_at < :until"
    ),
    ("new_and_lost", "lost"): (
        "SELECT count(*) FROM customers WHERE state <> 'merged' AND lifecycle = 'lost'"
        " AND lost_on >= :first AND lost_on < :after"
    ),
    ("new_and_lost", "closing"): (
        "SELECT count(*) FROM customers WHERE state <> 'merged' AND created_at < :until"
        " AND (state = 'active' OR archived_at >= :until)"
    ),
    ("exports", "sheets"): (
        "SELECT count(*) FROM exports WHERE rows IS NOT NULL"
        " AND created_at >= :since AND created_at < :until"
    ),
    ("exports", "rows"): (
        "SELECT sum(rows) FROM exports WHERE created_at >= :since AND created_at < :until"
    ),
}
# Totals of tables → the same by plain SQL, for the month reported on or all months of the axis.
TOTALS = {
    (
        "classes",
        "loans",
    ): "SELECT count(*) FROM loans WHERE issued_on >= :first AND issued_on < :after",
    (
        "classes",
        "year",
    ): "SELECT count(*) FROM loans WHERE issued_on >= :start AND issued_on < :after",
    ("classes", "stock"): PLAIN[("never_lent", "stock")],
    ("classes", "never"): PLAIN[("never_lent", "never")],
    ("completeness_by_class", "files"): f"SELECT count(*) FROM files f WHERE {LIVE}",
    ("completeness_by_class", "parts"): PLAIN[("completeness", "parts")],
    ("completeness_by_class", "lacking"): (
        f"SELECT count(*) FROM deficiencies d JOIN files f ON f.id = d.file_id WHERE {LIVE}"
        " AND d.found_on < :after AND (d.closed_on IS NULL OR d.closed_on >= :after)"
    ),
    ("missing_by_part", "lacking"): PLAIN[("completeness", "lacking")],
    ("missing_by_part", "late"): (
        "SELECT count(*) FROM deficiencies d JOIN files f ON f.id = d.file_id"
        " WHERE f.life = 'filed' AND d.found_on < :after"
        " AND (d.offered_on IS NULL OR d.offered_on >= :after)"
        " AND (d.closed_on IS NULL OR d.closed_on >= :after) AND d.cure_by < :end"
    ),
    ("missing_by_part", "found"): (
        "SELECT count(*) FROM deficiencies d JOIN files f ON f.id = d.file_id"
        " WHERE f.life = 'filed' AND d.found_on >= :first AND d.found_on < :after"
    ),
    ("missing_by_part", "cured"): (
        "SELECT count(*) FROM deficiencies d JOIN files f ON f.id = d.file_id"
        " WHERE f.life = 'filed' AND d.state = 'cured'"
        " AND d.closed_on >= :first AND d.closed_on < :after"
    ),
    ("exports_by_person", "sheets"): PLAIN[("exports", "sheets")],
    ("exports_by_person", "all_sheets"): (
        "SELECT count(*) FROM exports WHERE rows IS NOT NULL"
        " AND created_at >= :begin AND created_at < :until"
    ),
}


def filled(stage, month="2026-11", who="li"):
    with stage.work(who) as work:
        day = answer_book.check_month(work, MONTHLY, {"month": month})
        return answer_book.fill_book(work, MONTHLY, day, say)


def answered(book, name):
    return next(each for each in book.answers if each.answer.name == name)


def column(found, measure):
    """The numbers of a measure, row by row; of a cross table the sums by month."""
    if found.answer.shape is Shape.CROSS:
        return list(found.months[measure])
    place = len(found.columns) - len(found.answer.measures)
    place += [m.name for m in found.answer.measures].index(measure)
    return [row[place] for row in found.rows]


def plain(stage, sql, month, start="2026-11"):
    """What plain SQL counts, with the edges of a month reckoned here, not by the report."""
    year, number = map(int, month.split("-"))
    first = date(year, number, 1)
    after = first + timedelta(days=monthrange(year, number)[1])
    begin = date(*map(int, start.split("-")), 1)
    with stage.work() as work:
        today = work.today
    after = min(after, today + DAY)
    days = {"first": first, "after": after, "today": today, "start": begin, "end": after - DAY}
    moments = {
        name: datetime(day.year, day.month, day.day, tzinfo=HERE)
        for name, day in (("since", first), ("until", after), ("begin", begin))
    }
    typed = [bindparam(n, v, Date()) for n, v in days.items() if f":{n}" in sql]
    typed += [bindparam(n, v, UtcDateTime()) for n, v in moments.items() if f":{n}" in sql]
    return stage.session.scalar(text(sql).bindparams(*typed)) or 0


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("month", ["2026-11", "2026-10", "2026-02"])
def test_every_figure_of_every_month_is_that_of_plain_sql(stage, seed, month):
    fill_office(stage, seed)
    book = filled(stage, month)
    assert book.span.names[-1] == month
    assert 3 <= len(book.span.months) <= 12
    for (name, measure), sql in PLAIN.items():
        values = column(answered(book, name), measure)
        expected = [plain(stage, sql, each) for each in book.span.names]
        assert values == expected, (name, measure)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("month", ["2026-11", "2026-06"])
def test_every_total_is_that_of_plain_sql(stage, seed, month):
    fill_office(stage, seed)
    book = filled(stage, month)
    for (name, measure), sql in TOTALS.items():
        total = sum(column(answered(book, name), measure))
        assert total == plain(stage, sql, month, book.span.names[0]), (name, measure)
    grades = answered(book, "grades")
    counted = "SELECT count(*) FROM customers WHERE state = 'active' AND created_at < :until"
    assert sum(row[-2] for row in grades.rows) == plain(stage, counted, month)
    loans = answered(book, "loans_by_department")
    assert [sum(row[n] for row in loans.rows) for n in range(1, len(book.span.months) + 1)] == (
        column(loans, "loans")
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_months_add_up_whichever_report_shows_them(stage, seed):
    """A month has the same figures as the last of its own report and as one of a later one."""
    fill_office(stage, seed)
    later = filled(stage, "2026-11")
    for month in ("2026-10", "2026-05", "2025-12"):
        own = filled(stage, month)
        place = later.span.names.index(month)
        for mine, theirs in zip(own.figures, later.figures, strict=True):
            assert mine.values[-1] == theirs.values[place], (mine.title, month)


@pytest.mark.parametrize("seed", SEEDS)
def test_averages_and_medians_are_those_of_the_rows(stage, seed):
    fill_office(stage, seed)
    book = filled(stage)
    times = {}
    rows = stage.session.execute(
        text(
            "SELECT created_at, settled_at FROM approvals WHERE state IN ('granted', 'refused')"
        ).columns(created_at=UtcDateTime(), settled_at=UtcDateTime())
    )
    for begun, settled in rows:
        month = f"{settled.astimezone(HERE):%Y-%m}"
        times.setdefault(month, []).append(round((settled - begun).total_seconds() / 60))
    approvals = answered(book, "approvals")
    for n, month in enumerate(book.span.names):
        took = sorted(times.get(month, []))
        expected = ["—", "—"]
        if took:
            ranks = (-(-len(took) * 5 // 10), -(-len(took) * 9 // 10))
            expected = [round(Decimal(took[rank - 1]) / 60, 2) for rank in ranks]
        assert [column(approvals, m)[n] for m in ("median", "ninth")] == expected
    found = answered(book, "punctuality")
    for part, whole, mean in (("days_late", "late", "mean_late"), ("days_out", "back", "mean_out")):
        for days, count, value in zip(
            *(column(found, m) for m in (part, whole, mean)), strict=True
        ):
            assert value == (round(Decimal(days) / count, 6) if count else "—")
    with stage.work("li") as work:
        today = work.today
    held = [
        ((loan.received_at.astimezone(HERE).date() - loan.issued_on).days)
        for loan in stage.session.query(Loan)
        if loan.received_at and loan.received_at.astimezone(HERE).date() >= date(2025, 12, 1)
    ]
    assert sum(column(found, "days_out")) == sum(held)
    assert today == date(2026, 11, 23)


def test_w8_the_figures_of_a_month_that_is_over_stay_what_they_are(stage):
    """Late and days late are as of its last day, whenever they are asked for and what came since."""
    fill_office(stage, 1)
    names = ("punctuality", "approvals", "stock", "missing_by_part")
    before = [answered(filled(stage, "2026-10"), name).rows for name in names]
    stage.now += 20 * DAY
    back = text(
        "UPDATE loans SET received_at = :now WHERE received_at IS NULL AND state = 'issued'"
    )
    stage.session.execute(back.bindparams(bindparam("now", stage.now, UtcDateTime())))
    stage.session.execute(
        text("UPDATE deficiencies SET offered_on = '2026-12-01' WHERE state = 'open'")
    )
    stage.session.commit()
    assert [answered(filled(stage, "2026-10"), name).rows for name in names] == before


def test_w8_days_late_are_counted_to_the_end_of_the_month(stage):
    """Due on the 20th and the 30th and still out in December: 10 days in November, and none."""
    ids = [loans.lend(stage, serial=n) for n in (1, 2)]
    with stage.work() as work:
        for id, day in zip(ids, (20, 30), strict=True):
            row = work.session.get(Loan, id)
            row.issued_on, row.due_on = date(2026, 11, 2), date(2026, 11, day)
    for days in (10, 25):
        stage.now = datetime(2026, 11, 30, 12, tzinfo=HERE) + days * DAY
        found = answered(filled(stage), "punctuality")
        assert [column(found, m)[-1] for m in ("due", "late", "days_late")] == [2, 1, 10]


def test_what_is_not_due_yet_counts_for_nobody(stage):
    """A loan due tomorrow is neither due nor late; due today and still out, it is due, not late."""
    with stage.work("wang") as work:
        loans.load_2026(work)
    loan = loans.lend(stage)
    for days, due, late in ((1, 0, 0), (0, 1, 0), (-1, 1, 1)):
        with stage.work() as work:
            work.session.get(Loan, loan).due_on = work.today + days * DAY
        found = answered(filled(stage), "punctuality")
        assert (sum(column(found, "due")), sum(column(found, "late"))) == (due, late), days
    assert column(found, "rate")[-1] == 1


def test_a_month_with_nothing_due_has_no_rate_and_no_change(stage):
    fill_office(stage, 0, loans=3)
    book = filled(stage, "2026-01")
    rate = next(f for f in book.figures if f.title == "Overdue rate")
    assert "—" in rate.values
    assert all(value == "—" or isinstance(value, Decimal) for value in rate.values)


def test_an_office_without_records_has_figures_of_nought_and_no_trend(stage):
    book = filled(stage)
    assert book.span.names == ["2026-11"]
    assert {figure.change for figure in book.figures} == {"—"}
    assert {value for figure in book.figures for value in figure.values} == {0, "—"}
    assert all(each.chart is None or each.answer.chart != "line" for each in book.answers)


def test_the_first_month_has_no_trend_and_the_axis_begins_with_the_office(stage):
    make.filed(stage, make.file_class(stage), make.customer(stage), make.box(stage))
    assert filled(stage).span.names == ["2026-11"]
    assert {figure.change for figure in filled(stage).figures} == {"—"}
    stage.now += timedelta(days=62)
    book = filled(stage, "2027-01")
    assert book.span.names == ["2026-11", "2026-12", "2027-01"]
    assert {figure.title: figure.change for figure in book.figures}[
        "Files in stock at the end"
    ] == 0


def test_without_a_month_it_is_the_last_that_is_over(stage):
    make.began(stage, 2025, 9)
    assert filled(stage, "").span.month == date(2026, 10, 1)
    stage.now = stage.now.replace(month=1)
    assert filled(stage, "").span.month == date(2025, 12, 1)


@pytest.mark.parametrize("text", ["2026", "2026-13", "202611", "2026-1x", "2026-12", "０-1", "-"])
def test_what_is_no_month_or_has_not_begun_is_refused(text):
    from portal.errors import Invalid

    with pytest.raises(Invalid):
        read_month(text, date(2026, 11, 23))


def test_twelve_months_end_with_the_one_asked_for():
    span = span_until(date(2026, 2, 1), date(2026, 11, 23), date(2020, 1, 1))
    assert (span.names[0], span.names[-1], len(span.names)) == ("2025-03", "2026-02", 12)
    assert span.end == date(2026, 2, 28)
    assert span_until(date(2026, 11, 1), date(2026, 11, 23), None).end == date(2026, 11, 23)


@pytest.mark.parametrize("who", ["gm", "wang"])
def test_the_general_manager_and_the_archive_get_the_figures_of_all(stage, who):
    fill_office(stage, 1)
    mine, all_of_it = filled(stage, who=who), filled(stage)
    assert [f.values for f in mine.figures] == [f.values for f in all_of_it.figures]
    with stage.work(who) as work:
        assert say(answer_book.scope_of(work, mine)) == "全部部门"


@pytest.mark.parametrize("who", ["sun", "zhang"])
def test_a_head_gets_the_figures_of_the_own_department(stage, who):
    """The same SQL, cut to the department (and what is the head's own)."""
    fill_office(stage, 1)
    book = filled(stage, who=who)
    with stage.work(who) as work:
        own = f"(department_id = {work.actor.department_id} OR owner_id = {work.actor.id})"
        assert say(answer_book.scope_of(work, book)) == "本部门及下级部门"
    for name, measure in (
        ("loans_by_department", "loans"),
        ("punctuality", "due"),
        ("stock", "filed"),
        ("new_and_lost", "new"),
        ("exports", "sheets"),
    ):
        sql = PLAIN[(name, measure)] + f" AND {own}"
        expected = [plain(stage, sql, month) for month in book.span.names]
        assert column(answered(book, name), measure) == expected, name
    names = {row[0] for row in answered(book, "loans_by_department").rows}
    assert names <= {{"sun": "销售部", "zhang": "客务部"}[who], "Not filled in", "未填写", "销售部"}


def test_fields_hidden_from_a_role_are_in_no_table(stage):
    """Grade by region is not there for whom either is hidden or masked (D4)."""
    from models.people import Role, RoleFieldRule
    from models.words.access import FieldRule
    from models.words.kinds import Kind

    with stage.work() as work:
        role = work.session.query(Role).filter_by(code="records_manager").one()
        rule = {"subject": Kind.CUSTOMER, "field": "grade", "rule": FieldRule.MASKED}
        work.session.add(RoleFieldRule(role_id=role.id, **rule))
    names = [each.answer.name for each in filled(stage).answers]
    assert "grades" not in names
    assert "new_and_lost" in names


@pytest.mark.parametrize("size", [20, 200])
def test_statements_are_as_many_as_questions_whatever_the_size(stage, size):
    """Two settings of the actor apart, one statement an answer, one for the first day."""
    fill_office(stage, 2, files=size, loans=size, customers=size)
    asked = []
    with stage.work("li") as work:
        engine = work.session.get_bind()
        event.listen(engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
        month = answer_book.check_month(work, MONTHLY, {"month": "2026-11"})
        book = answer_book.fill_book(work, MONTHLY, month, say)
        made = len(asked)
        assert len(book.answers) == len(MONTHLY.answers)
    assert (
        made == len(MONTHLY.answers) + 3
    )  # the first day twice, and departments that have nothing


def test_regions_and_grades_beyond_the_page_are_counted_together(stage):
    fill_office(stage, 3, customers=400)
    found = answered(filled(stage), "grades")
    assert len(found.rows) == 32  # thirty by name, the others, and those without
    assert [row[0] for row in found.rows[-2:]] == ["其他", "未填写"]
    heads = [column.title for column in found.columns]
    assert heads[1:-2] == ["A", "B", "C", "D", "重要", "未填写"]


def test_cf41_a_customer_is_lost_since_the_day_its_stage_says_so(stage):
    with stage.work("owen") as work:
        row = cards.create_customer(work, {"name": "北京恒通商贸有限公司"}, required=frozenset())
        for stage_, day in ((Lifecycle.LOST, True), (Lifecycle.PARTNERED, False)):
            cards.edit_customer(work, row, {"lifecycle": stage_})
            assert row.lost_on == (work.today if day else None)
