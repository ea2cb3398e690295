"""Makes a report for a head out of answers: one page of figures first, then a tab an answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import select

from models.words.access import Reach
from models.words.plurals import fill
from models.words.text import N_
from models.words.values import ValueKind as V
from portal import settings
from portal.errors import Invalid, NotAllowed
from portal.platform.sheets import layout
from portal.platform.sheets.answering import Answered, find_answer
from portal.platform.sheets.answers import Answer, Book, Measure, open_answers
from portal.platform.sheets.columns import fit_columns
from portal.platform.sheets.formats import Change
from portal.platform.sheets.readers import register_reach
from portal.platform.sheets.sheet import DASH, Column, Say, Sheet
from portal.platform.sheets.span import Span, last_months, name_of, read_month, span_until
from portal.work import HERE, Work

COUNT = "#,##0"
SHARE = "0.0%"
POINTS = "#,##0.0"  # of percentage points


@dataclass(frozen=True)
class Figure:
    """One line of the first page: a measure over the months, and what it is against the last."""

    title: str
    unit: str
    format: str
    values: Sequence[Any]

    @property
    def change(self) -> Any:
        """This month less the month before, of shares in percentage points; a dash where one of
        them has no number.
        """
        last = self.values[-2:]
        if len(last) < 2 or any(isinstance(value, str) for value in last):
            return DASH
        return (last[1] - last[0]) * (100 if self.is_share else 1)

    @property
    def is_share(self) -> bool:
        return self.format == SHARE

    @property
    def changed(self) -> Change:
        """How its change is shown."""
        return Change(POINTS if self.is_share else self.format, points=self.is_share)


@dataclass(frozen=True)
class Filled:
    """A book with its answers, for one month and one person."""

    book: Book
    span: Span
    answers: Sequence[Answered]

    @property
    def figures(self) -> list[Figure]:
        return [figure for each in self.answers for figure in _figures(each)]


def _figures(found: Answered) -> Iterator[Figure]:
    for name, values in found.months.items():
        measure = found.answer.measure(name)
        yield Figure(measure.lead, measure.unit, _format(measure), values)


def _format(measure: Measure) -> str:
    return SHARE if measure.kind is V.PERCENT else measure.format or COUNT


def check_month(work: Work, book: Book, args: Mapping[str, str]) -> date:
    """The month asked for, or the last that is over. Raises ``Invalid`` for one before anything
    was recorded, and one to come.
    """
    first = _first_month(work, book)
    if not args.get("month"):
        return max(first, last_months(work.today, 2)[-1])
    month = read_month(args["month"], work.today)
    if month < first:
        raise Invalid(
            N_("Records begin in %(first)s; %(month)s has none. Please give a later month."),
            field="month",
            first=name_of(first),
            month=name_of(month),
        )
    return month


def open_months(work: Work, book: Book, most: int) -> list[date]:
    """The months to choose from, this one first: none before anything was recorded."""
    first = _first_month(work, book)
    return [month for month in last_months(work.today, most) if month >= first]


def _first_month(work: Work, book: Book) -> date:
    return (_began(work, open_answers(work, book)) or work.today).replace(day=1)


def require_book(work: Work, book: Book) -> list[Answer]:
    """The answers this actor may have. Raises ``NotAllowed`` where there is none."""
    found = open_answers(work, book)
    if not found:
        raise NotAllowed(N_("You need the right to export records to see this report."))
    return found


def fill_book(work: Work, book: Book, month: date, say: Say) -> Filled:
    """Ask every question once; statements are as many as answers, and one for the first day."""
    answers = require_book(work, book)
    span = span_until(month, work.today, _began(work, answers))
    return Filled(book, span, [find_answer(work, answer, span, say) for answer in answers])


def _began(work: Work, answers: Sequence[Answer]) -> date | None:
    """The first day anything was recorded: no trend looks back beyond it."""
    firsts = [answer.since() for answer in answers if answer.since]
    if not firsts:
        return None
    row = work.session.execute(select(*(select(first).scalar_subquery() for first in firsts))).one()
    days = [
        each.astimezone(HERE).date() if isinstance(each, datetime) else each
        for each in row
        if each is not None
    ]
    return min(days, default=None)


def make_sheets(work: Work, book: Book, month: date, say: Say) -> list[Sheet]:
    """The tabs: the first page with its signatures, then each answer on its own."""
    filled = fill_book(work, book, month, say)
    office = str(settings.get(work.session, "office_name"))
    whose: dict[str, Any] = {"office": office, "maker": work.actor.name, "made_at": work.now}
    notes = _notes(work, filled, office, say)
    first = _first_page(filled, notes, whose, say)
    return [first, *(_tab(each, filled, notes, whose, say) for each in filled.answers)]


def _notes(work: Work, filled: Filled, office: str, say: Say) -> list[tuple[str, str]]:
    """Office, period, scope, moment and maker."""
    span = filled.span
    period = fill(say(N_("%(start)s to %(end)s")), {"start": span.month, "end": span.end})
    maker = work.actor.name + (f"（{work.actor.department}）" if work.actor.department else "")
    return [
        (N_("Office"), office),
        (N_("Period"), period),
        (N_("Scope"), say(scope_of(work, filled))),
        (N_("As of"), f"{work.now.astimezone(HERE):%Y-%m-%d %H:%M}"),
        (N_("Prepared by"), maker),
    ]


def scope_of(work: Work, filled: Filled) -> str:
    """Whose records are counted, in words; what is not this person's is in no figure."""
    reaches = {register_reach(work.actor, each.answer.permission) for each in filled.answers}
    if reaches == {Reach.ALL}:
        return N_("All departments")
    return N_("Own departments") if Reach.ALL not in reaches else N_("As far as your rights reach")


def _first_page(
    filled: Filled, notes: Sequence[tuple[str, str]], whose: Mapping[str, Any], say: Say
) -> Sheet:
    """Every figure on one page: its months, how it changed, and a small line."""
    book, figures, count = filled.book, filled.figures, len(filled.span.months)
    rows = [[say(f.title), say(f.unit), *f.values, f.change, ""] for f in figures]
    bases = [pair for each in filled.answers for pair in each.bases.items()]
    told = [
        (N_("Base"), "，".join(f"{say(title)} {count:,}" for title, count in bases)),
        (N_("Change"), say(N_("against the month before; of shares in points; “—” without it"))),
    ]
    return Sheet(
        title=book.title,
        tab=N_("Summary"),
        columns=_figure_columns(filled.span),
        rows=rows,
        code=book.code,
        version=book.version,
        notes=[*notes, *told],
        signatures=book.signatures,
        formats=[f.format for f in figures],
        changes=[f.changed for f in figures],
        change=2 + count,
        trend=(3 + count, 2, 1 + count) if count > 1 else None,
        **whose,
    )


def _figure_columns(span: Span) -> list[Column]:
    return [
        Column(N_("Figure"), V.TEXT, 20),
        Column(N_("Unit"), V.TEXT, 5),
        *(Column(name, V.INTEGER, 7) for name in span.names),
        Column(N_("Change"), V.INTEGER, 12),
        Column(N_("Trend"), V.TEXT, 8),
    ]


def first_columns(work: Work, book: Book) -> list[Column]:
    """The columns of its first page, which is signed, for the last month that is over."""
    began = _began(work, open_answers(work, book))
    return _figure_columns(span_until(check_month(work, book, {}), work.today, began))


def _is_upright(columns: Sequence[Column], say: Say) -> bool:
    """A high page has room for a chart under the rows; it is taken where the columns fit it."""
    paper = list(takewhile(lambda column: column.paper, columns))
    return layout.print_scale(fit_columns(paper, say).widths, portrait=True) == 1


def _tab(
    found: Answered,
    filled: Filled,
    notes: Sequence[tuple[str, str]],
    whose: Mapping[str, Any],
    say: Say,
) -> Sheet:
    """One answer: its unit and how it is counted over the rows, a chart under them."""
    answer, names = found.answer, filled.span.names
    axis = (N_("Months"), f"{names[0]} … {names[-1]}" if len(names) > 1 else names[0])
    counted = (N_("Counted so"), say(answer.about))
    return Sheet(
        title=answer.title,
        columns=found.columns,
        rows=found.rows,
        notes=[*notes, (N_("Unit"), say(answer.unit)), axis, counted],
        table=True,
        portrait=_is_upright(found.columns, say),
        chart=found.chart,
        **whose,
    )
