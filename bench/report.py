"""Writes the results, with ratios to peer and floor, as a table for people and as JSON."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import Timing

RESULTS = Path(__file__).parent / "results"
ASKED_AT = 1_000_000  # rows; the aims are checked only in runs of this size
# Upper limits: metric → (ratio to stock, ratio to raw).
AIMS = {
    "list": (0.2, None),
    "filter": (0.2, None),
    "sort": (0.2, None),
    "search_hit": (0.01, None),
    "search_none": (0.01, None),
    "edit": (0.5, None),
    "save": (1.0, None),
    "export": (None, 1.15),
    "export_bulk": (None, 0.5),
    "export_job": (None, 1.5),
}
# Upper limits of memory in MiB and of the import in seconds.
LIGHT = {
    "memory_start": 110.0,
    "memory_after_5000": 150.0,
    "memory_worker": 130.0,
    "import_seconds": 1.2,
}
# Upper limits that differ by database: of milliseconds, and of bytes of the search index for each
# byte of the rows it serves.
BY_DATABASE = {
    "import_write": {"sqlite": 15_000.0, "postgresql": 20_000.0},
    "index_bytes": {"sqlite": 1.5, "postgresql": 3.0},
}
FLAT = 5.0  # MiB of growth after the share ``memory.WARM`` of the requests, at most
# Metrics compared with another one of ours: (metric, upper limit of the ratio).
OWN = {
    "deep": ("list", 1.5),
    "record": ("list", 0.9),
    "sort_desc": ("list", 1.1),
    "import_write_100k": ("import_write", 11.0),
    **{
        f"clerk_{name}": (name, 1.5)
        for name in ("list", "filter", "sort", "search_hit", "search_none")
    },
}


@dataclass
class Metric:
    """One line of the table; a throughput also has requests per second."""

    ours: Timing
    stock: Timing | None = None
    raw: Timing | None = None
    per_second: float | None = None
    stock_per_second: float | None = None
    note: str = ""
    own: float | None = None  # times the other metric of OWN, measured in the same turns

    def data(self) -> dict[str, Any]:
        """The metric for JSON; the ratio of a throughput is of requests per second, not times."""
        stock = self.ours.p50 / self.stock.p50 if self.stock else None
        if self.per_second and self.stock_per_second:
            stock = self.per_second / self.stock_per_second
        values = {
            "p50_ms": self.ours.p50,
            "p95_ms": self.ours.p95,
            "stock_p50_ms": self.stock.p50 if self.stock else None,
            "raw_p50_ms": self.raw.p50 if self.raw else None,
            "ratio_stock": stock,
            "ratio_raw": self.ours.p50 / self.raw.p50 if self.raw else None,
            "per_second": self.per_second,
            "stock_per_second": self.stock_per_second,
            "ratio_own": self.own,
            "note": self.note or None,
        }
        more = ("per_second", "stock_per_second", "ratio_own", "note")
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in values.items()
            if value is not None or name not in more
        }


@dataclass
class Weight:
    """Memory of a process in MiB, or time of the import in seconds, with that of the peer."""

    ours: float
    stock: float | None = None
    growth: float | None = None
    unit: str = "mib"
    note: str = ""

    def data(self) -> dict[str, Any]:
        """The weight for JSON; values that were not measured are left out."""
        values = {
            self.unit: round(self.ours, 3),
            f"stock_{self.unit}": round(self.stock, 3) if self.stock else None,
            "ratio_stock": round(self.ours / self.stock, 4) if self.stock else None,
            f"growth_{self.unit}": round(self.growth, 3) if self.growth is not None else None,
            "note": self.note or None,
        }
        return {name: value for name, value in values.items() if value is not None}


Measured = dict[str, Metric | Weight]


def write(database: str, rows: int, metrics: Measured) -> Path:
    """Write ``bench/results/<db>-<rows>.json``; the newest run of each is committed."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{database}-{rows}.json"
    data = {"db": database, "rows": rows, "metrics": {n: m.data() for n, m in metrics.items()}}
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    return path


def table(database: str, rows: int, metrics: Measured) -> str:
    """The results for people, with the aims."""
    timed = {name: metric for name, metric in metrics.items() if isinstance(metric, Metric)}
    weighed = {name: metric for name, metric in metrics.items() if isinstance(metric, Weight)}
    return "\n".join([*_times(database, rows, timed), "", *_weights(database, weighed)])


def _weights(database: str, weights: dict[str, Weight]) -> list[str]:
    """The table of weights, checked in runs of any size as they do not depend on it."""
    heads = ("ours", "stock", "/stock", "growth")
    lines = [f"{'MiB or seconds':<18}" + "".join(f"{h:>10}" for h in heads) + "  aim"]
    for name, weight in weights.items():
        ratio = weight.data().get("ratio_stock")
        cells = (weight.ours, weight.stock, ratio, weight.growth)
        numbers = "".join(f"{c:>10.2f}" if c is not None else f"{'–':>10}" for c in cells)
        lines.append(f"{name:<18}{numbers}  {weight.note or _light(database, name, weight)}")
    return lines


def _light(database: str, name: str, weight: Weight) -> str:
    most = BY_DATABASE[name][database] if name in BY_DATABASE else LIGHT[name]
    light = weight.ours <= most and (weight.growth or 0) <= FLAT
    flat = f", growth ≤ {FLAT:g}" if weight.growth is not None else ""
    return f"{_said(light)} (≤ {most:g}{flat})"


def _times(database: str, rows: int, metrics: dict[str, Metric]) -> list[str]:
    lines = [
        f"{database}, {rows:,} customers, milliseconds",
        f"{'metric':<16}"
        + "".join(f"{head:>10}" for head in ("p50", "p95", "stock", "raw"))
        + f"{'/stock':>9}{'/raw':>9}  aim",
    ]
    for name, metric in metrics.items():
        data = metric.data()
        cells = [data["p50_ms"], data["p95_ms"], data["stock_p50_ms"], data["raw_p50_ms"]]
        ratios = [data["ratio_stock"], data["ratio_raw"]]
        numbers = "".join(f"{c:>10.1f}" if c is not None else f"{'–':>10}" for c in cells)
        ratio = "".join(f"{r:>9.3f}" if r is not None else f"{'–':>9}" for r in ratios)
        note = f"{metric.per_second:.0f}/s" if metric.per_second else metric.note
        note = _aim(database, name, metrics) if rows >= ASKED_AT else note
        lines.append(f"{name:<16}{numbers}{ratio}  {note}")
    return lines


def _aim(database: str, name: str, metrics: dict[str, Metric]) -> str:
    metric = metrics[name]
    if name in OWN:
        other, most = OWN[name]
        times = metric.own or metric.ours.p50 / metrics[other].ours.p50
        return f"{_said(times <= most)} ({times:.2f} × {other}, ≤ {most}) {metric.note}".strip()
    if name in BY_DATABASE:
        most = BY_DATABASE[name][database]
        return f"{_said(metric.ours.p50 <= most)} (≤ {most:g} ms) {metric.note}"
    if metric.per_second:
        times = metric.data()["ratio_stock"] or 0
        return f"{metric.per_second:.0f}/s, {times:.1f} × stock: {_said(times >= 10)} (≥ 10)"
    data, aims = metric.data(), AIMS.get(name, (None, None))
    verdicts = [
        f"{_said(data[key] <= aim)} (≤ {aim} {word})"
        for key, aim, word in zip(("ratio_stock", "ratio_raw"), aims, ("stock", "raw"), strict=True)
        if aim is not None and data[key] is not None
    ]
    return " ".join([*verdicts, metric.note])


def _said(met: bool) -> str:
    return "ok" if met else "MISSED"
