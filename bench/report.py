"""One table for people, one JSON file for the record: ours, the peer's, the floor's, the ratios."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import Timing

RESULTS = Path(__file__).parent / "results"
ASKED_AT = 1_000_000  # rows; a smaller run tells times and ratios, and judges none
# What the benchmark must reach: metric → (ratio to stock, ratio to raw), at most.
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
}
# Those whose measure is another metric of our own: at most so many times its time.
OWN = {
    "deep": ("list", 1.5),
    **{
        f"clerk_{name}": (name, 1.5)
        for name in ("list", "filter", "sort", "search_hit", "search_none")
    },
}


@dataclass
class Metric:
    """One line of the table; a throughput also says its requests per second."""

    ours: Timing
    stock: Timing | None = None
    raw: Timing | None = None
    per_second: float | None = None
    stock_per_second: float | None = None
    note: str = ""

    def data(self) -> dict[str, Any]:
        """As the bar asks for it; a throughput's ratio is of requests per second, not of times."""
        stock = self.ours.p50 / self.stock.p50 if self.stock else None
        if self.per_second and self.stock_per_second:
            stock = self.per_second / self.stock_per_second
        found = {
            "p50_ms": self.ours.p50,
            "p95_ms": self.ours.p95,
            "stock_p50_ms": self.stock.p50 if self.stock else None,
            "raw_p50_ms": self.raw.p50 if self.raw else None,
            "ratio_stock": stock,
            "ratio_raw": self.ours.p50 / self.raw.p50 if self.raw else None,
            "per_second": self.per_second,
            "stock_per_second": self.stock_per_second,
            "note": self.note or None,
        }
        more = ("per_second", "stock_per_second", "note")
        return {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in found.items()
            if value is not None or name not in more
        }


def write(database: str, rows: int, metrics: dict[str, Metric]) -> Path:
    """``bench/results/<db>-<rows>.json``; the newest run of each is committed."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{database}-{rows}.json"
    data = {"db": database, "rows": rows, "metrics": {n: m.data() for n, m in metrics.items()}}
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    return path


def table(database: str, rows: int, metrics: dict[str, Metric]) -> str:
    """The same for people, with the aim beside what was reached."""
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
        told = f"{metric.per_second:.0f}/s" if metric.per_second else metric.note
        said = _aim(name, metrics) if rows >= ASKED_AT else told
        lines.append(f"{name:<16}{numbers}{ratio}  {said}")
    return "\n".join(lines)


def _aim(name: str, metrics: dict[str, Metric]) -> str:
    metric = metrics[name]
    if name in OWN:
        other, most = OWN[name]
        times = metric.ours.p50 / metrics[other].ours.p50
        return f"{'ok' if times <= most else 'MISSED'} ({times:.2f} × {other}, ≤ {most})"
    if metric.per_second:
        times = metric.data()["ratio_stock"] or 0
        said = "ok" if times >= 10 else "MISSED"
        return f"{metric.per_second:.0f}/s, {times:.1f} × stock: {said} (≥ 10)"
    data, aims = metric.data(), AIMS.get(name, (None, None))
    said = [
        f"{'ok' if data[key] <= aim else 'MISSED'} (≤ {aim} {word})"
        for key, aim, word in zip(("ratio_stock", "ratio_raw"), aims, ("stock", "raw"), strict=True)
        if aim is not None and data[key] is not None
    ]
    return " ".join([*said, metric.note])
