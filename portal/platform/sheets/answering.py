"""Answers with their numbers: what a query gave, as the columns and rows of a tab."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.sheets.answers import OTHERS, Answer, Measure, Shape, Stock
from portal.platform.sheets.chart import Chart
from portal.platform.sheets.sheet import DASH, Column, Say, Share, Total, share_of
from portal.platform.sheets.span import BEFORE, Span
from portal.work import Work

Found = Sequence[Mapping[str, Any]]
SUM = N_("Sum")
PAGE = 74  # characters over an upright page, in all columns


@dataclass(frozen=True)
class Answered:
    """An answer with its numbers: columns and rows of its tab; by month what leads on page one,
    and what its shares are of in the month reported on, by title.
    """

    answer: Answer
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    months: Mapping[str, Sequence[Any]]
    chart: Chart | None = None
    bases: Mapping[str, int] = field(default_factory=dict)


def find_answer(work: Work, answer: Answer, span: Span, say: Say) -> Answered:
    """Ask it: one statement; what comes back is as many rows as there are groups."""
    found = [dict(row) for row in work.session.execute(answer.query(work, span)).mappings()]
    if answer.shape is Shape.SERIES:
        return _series(answer, found, span)
    if answer.shape is Shape.CROSS:
        return _cross(work, answer, found, span, say)
    return _table(answer, found, say)


def _series(answer: Answer, found: Found, span: Span) -> Answered:
    """A row a month, also where nothing happened."""
    by_month = {row["month"]: row for row in found}
    stocks = dict.fromkeys((m.name for m in answer.measures if m.stock), 0)
    for name in stocks:
        stocks[name] = _number(by_month.get(BEFORE, {}).get(answer.measure(name).source))
    rows, months = list[list[Any]](), {m.name: list[Any]() for m in answer.measures}
    for month in span.names:
        numbers = _month(answer, by_month.get(month, {}), stocks)
        rows.append([month, *numbers.values()])
        for name, value in numbers.items():
            months[name].append(value)
    columns = [Column(N_("Month"), V.TEXT, 13), *_measured(answer)]
    leads = {m.name: months[m.name] for m in answer.measures if m.lead}
    wholes = [answer.measure(m.whole) for m in answer.measures if m.lead and m.kind is V.PERCENT]
    bases = {m.title: _number(months[m.name][-1]) for m in wholes}
    return Answered(answer, columns, rows, leads, _chart(answer, columns, rows), bases)


def _month(answer: Answer, row: Mapping[str, Any], stocks: dict[str, int]) -> dict[str, Any]:
    """The measures of a month; stocks carry on from the month before."""
    numbers = dict[str, Any]()
    for m in answer.measures:
        if m.stock:
            moved = _number(row.get(m.source))
            numbers[m.name] = stocks[m.name] + (moved if m.stock is Stock.CLOSING else 0)
            stocks[m.name] += moved
        elif not m.is_ratio:
            numbers[m.name] = _plain(m, row.get(m.name))
    return _in_order(answer, numbers)


def _in_order(answer: Answer, numbers: Mapping[str, Any]) -> dict[str, Any]:
    """All measures in their order, ratios from the numbers beside them."""
    return {
        m.name: share_of(numbers[m.part], numbers[m.whole])
        if m.is_ratio and not m.of_all
        else numbers.get(m.name)
        for m in answer.measures
    }


def _plain(measure: Measure, value: Any) -> Any:
    """Nothing counted is nought; of a median of nothing there is none."""
    if value is None:
        return 0 if measure.added else DASH
    return int(value) if measure.per == 1 else round(Decimal(value) / measure.per, 2)


def _number(value: Any) -> int:
    return int(value or 0)


def _measured(answer: Answer) -> list[Column]:
    titles = {m.name: m.title for m in answer.measures}
    printed = sum(m.paper for m in answer.measures)
    width = max(8, min(18, (PAGE - sum(k.width for k in answer.keys)) // printed))
    return [
        Column(
            m.title,
            m.kind,
            width,
            m.paper,
            _total(m, titles),
            m.format,
        )
        for m in answer.measures
    ]


def _total(measure: Measure, titles: Mapping[str, str]) -> Total | Share | None:
    """What its column comes to: stocks and medians of months add up to nothing."""
    if measure.stock or not measure.added:
        return None
    if measure.is_ratio:
        return Share(titles[measure.part], titles[measure.whole or measure.part])
    return Total.SUM


def _table(answer: Answer, found: Found, say: Say) -> Answered:
    """A row a group, in the order of the query; then those in which nothing was counted."""
    lines = [dict(row) for row in found]
    totals = {m.part: sum(_number(r[m.part]) for r in lines) for m in answer.measures if m.of_all}
    rows = list[list[Any]]()
    for line in lines:
        plain = {m.name: _plain(m, line.get(m.name)) for m in answer.measures if not m.is_ratio}
        plain |= {
            m.name: share_of(plain[m.part], totals[m.part]) for m in answer.measures if m.of_all
        }
        keys = [_word(line[key.name], say) for key in answer.keys]
        rows.append([*keys, *_in_order(answer, plain).values()])
    columns = [*(Column(k.title, V.TEXT, k.width) for k in answer.keys), *_measured(answer)]
    return Answered(answer, columns, rows, {}, _chart(answer, columns, rows))


def _cross(work: Work, answer: Answer, found: Found, span: Span, say: Say) -> Answered:
    """Groups as rows, months or words as columns, the sum and its share at the end."""
    key, (measure,) = answer.keys[0], answer.measures
    heads = span.names if answer.across == "month" else _words_across(answer, found)
    lines = _lines(work, answer, found)
    cells = {(row["id"], row[answer.across] or ""): _number(row[measure.name]) for row in found}
    whole = sum(cells.values())
    rows = list[list[Any]]()
    for id, name in lines.items():
        counts = [cells.get((id, head), 0) for head in heads]
        total = sum(counts)
        rows.append([_word(name, say), *counts, total, share_of(total, whole)])
    columns = [
        Column(key.title, V.TEXT, key.width),
        *(Column(_word(head, say), V.INTEGER, 7, total=Total.SUM) for head in heads),
        Column(SUM, V.INTEGER, 7, total=Total.SUM),
        Column(N_("Share of all"), V.PERCENT, 8, total=Share(SUM, SUM)),
    ]
    sums = [sum(cells.get((id, head), 0) for id in lines) for head in heads]
    leads = {measure.name: sums} if measure.lead and answer.across == "month" else {}
    return Answered(answer, columns, rows, leads, _chart(answer, columns, rows))


def _lines(work: Work, answer: Answer, found: Found) -> dict[Any, Any]:
    """The rows of a cross table by their ids: those that always stand, then those found."""
    lines: dict[Any, Any] = dict(answer.every(work)) if answer.every else {}
    for row in found:
        lines.setdefault(row["id"], row[answer.keys[0].name])
    last = [id for id in lines if lines[id] in (OTHERS, "", None)]
    for id in sorted(last, key=lambda id: lines[id] != OTHERS):
        lines[id] = lines.pop(id)
    return lines


def _words_across(answer: Answer, found: Found) -> list[str]:
    """Words in their order; then what was folded together, and those without one."""
    words = {str(row[answer.across] or "") for row in found}
    return sorted(words, key=lambda word: (word == "", word == OTHERS, word))


def _word(value: Any, say: Say) -> str:
    if value == OTHERS:
        return say(N_("Others"))
    return str(value) if value else say(N_("Not filled in"))


def _chart(
    answer: Answer, columns: Sequence[Column], rows: Sequence[Sequence[Any]]
) -> Chart | None:
    """Lines need two points; a chart of nothing is none."""
    if answer.shape is Shape.CROSS:
        places: Sequence[int] = range(1, len(columns) - 2)
    else:
        drawn = {answer.measure(name).title for name in answer.drawn}
        places = [n for n, column in enumerate(columns) if column.title in drawn]
    numbers = sum(any(not isinstance(row[n], str) for n in places) for row in rows)
    if not answer.chart or numbers < (2 if answer.chart == "line" else 1):
        return None
    cross = answer.shape is Shape.CROSS
    along = answer.along if cross else columns[0].title
    return Chart(answer.title, answer.chart, places, answer.drawn_unit, along, by_row=cross)
