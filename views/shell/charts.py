"""Charts as SVG without script or inline style; colours are CSS classes (UX-3)."""

import math
from collections.abc import Callable, Sequence

from views.shell.i18n import gettext as _
from views.shell.markup import Markup, built, escape

Series = tuple[str, Sequence[int], str]  # name, values, class of its colour
LEFT, RIGHT, TOP, BOTTOM = 34, 10, 10, 24


def line_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    width: int = 440,
    height: int = 214,
) -> Markup:
    """Lines over shared labels, the first one filled below; every point has a tooltip."""
    top = nice_top(max(max(values) for _name, values, _c in series))
    inner, tall, last = width - LEFT - RIGHT, height - TOP - BOTTOM, max(len(labels) - 1, 1)

    def across(index: int) -> float:
        return LEFT + inner * index / last

    def up(value: float) -> float:
        return TOP + tall * (1 - value / top)

    parts = _grid(top, width, up) + _labels(labels, across, height, width)
    for number, (_name, values, colour) in enumerate(series):
        points = " ".join(f"{across(i):.1f},{up(v):.1f}" for i, v in enumerate(values))
        if number == 0:
            area = f"{LEFT},{up(0):.1f} {points} {across(last):.1f},{up(0):.1f}"
            parts.append(f'<polygon class="area {colour}" points="{area}"/>')
        parts.append(f'<polyline class="line {colour}" points="{points}"/>')
        end = up(values[-1])
        parts.append(
            f'<circle class="dot {colour}" cx="{across(last):.1f}" cy="{end:.1f}" r="3.5"/>'
        )
    step = inner / last
    for i, label in enumerate(labels):
        tip = f"{label}｜" + "，".join(f"{name} {values[i]}" for name, values, _c in series)
        parts.append(
            f'<rect class="hit" x="{across(i) - step / 2:.1f}" y="{TOP}" width="{step:.1f}"'
            f' height="{tall}" data-tip="{escape(tip)}"/>'
        )
    return _svg(width, height, title, parts)


def donut_chart(
    title: str, parts: Sequence[tuple[str, int, str]], *, middle: str, unit: str
) -> Markup:
    """A donut of shares; ``parts`` are (name, value, class)."""
    size, thick = 168, 22
    total, angle = sum(value for _n, value, _c in parts) or 1, -math.pi / 2
    centre, outer, drawn = size / 2, size / 2 - 4, []

    def at(radius: float, turn: float) -> str:
        return f"{centre + radius * math.cos(turn):.2f} {centre + radius * math.sin(turn):.2f}"

    for name, value, colour in parts:
        sweep = 2 * math.pi * value / total
        start, end = angle + 0.018, angle + sweep - 0.018
        angle += sweep
        if end <= start:
            continue
        end = min(end, start + 2 * math.pi - 0.04)
        large, inner = int(end - start > math.pi), outer - thick
        tip = escape(f"{name}｜{value:,} {unit}, {value / total:.0%}")
        drawn.append(
            f'<path class="bar {colour}" data-tip="{tip}" d="M{at(outer, start)}A{outer} {outer} 0'
            f" {large} 1 {at(outer, end)}L{at(inner, end)}A{inner} {inner} 0 {large} 0"
            f' {at(inner, start)}Z"/>'
        )
    drawn.append(
        f'<text class="donut-v" x="{centre}" y="{centre + 4}" text-anchor="middle">'
        f'{escape(middle)}</text><text class="tick" x="{centre}" y="{centre + 22}"'
        f' text-anchor="middle">{escape(unit)}</text>'
    )
    return _svg(size, size, title, drawn, "donut")


def sparkline(values: Sequence[int], colour: str = "s1") -> Markup:
    """A small line without axes, as decoration beside a number."""
    low, span, steps = min(values), max(values) - min(values) or 1, max(len(values) - 1, 1)
    points = [(2 + 78 * i / steps, 3 + 22 * (1 - (v - low) / span)) for i, v in enumerate(values)]
    text, (x, y) = " ".join(f"{px:.1f},{py:.1f}" for px, py in points), points[-1]
    return built(
        '<svg class="spark" viewBox="0 0 84 28" width="84" height="28" aria-hidden="true">'
        f'<polyline class="line {colour}" points="{text}"/>'
        f'<circle class="dot {colour}" cx="{x:.1f}" cy="{y:.1f}" r="2.5"/></svg>'
    )


def nice_top(value: float) -> int:
    """The end of an axis: four steps of 1, 2, 3, 4, 5 or 10 times a power of ten."""
    step = max(value / 4, 1)
    power = 10 ** math.floor(math.log10(step))
    return int(4 * power * next(k for k in (1, 2, 3, 4, 5, 10) if step <= k * power))


def month_name(number: int) -> str:
    """The short name of a month, 1 to 12, in the reader's language."""
    return _("month %(number)s", number=number)


def _grid(top: int, width: int, up: Callable[[float], float]) -> list[str]:
    parts = []
    for quarter in range(5):
        value = top * quarter // 4
        y, base = up(value), " base" if quarter == 0 else ""
        parts.append(
            f'<line class="grid{base}" x1="{LEFT}" x2="{width - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
        )
    return parts


def _labels(
    labels: Sequence[str], across: Callable[[int], float], height: int, width: int
) -> list[str]:
    every = max(1, math.ceil(len(labels) / (width / 62)))
    return [
        f'<text class="tick" x="{across(i):.1f}" y="{height - 6}" text-anchor="middle">'
        f"{escape(text)}</text>"
        for i, text in enumerate(labels)
        if (len(labels) - 1 - i) % every == 0
    ]


def _svg(width: int, height: int, title: str, parts: Sequence[str], look: str = "") -> Markup:
    return built(
        f'<svg class="chart {look}" viewBox="0 0 {width} {height}" role="img"'
        f' aria-label="{escape(title)}" focusable="false">{"".join(parts)}</svg>'
    )
