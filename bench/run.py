"""One database under measure: our pages, the peer's, the floor, and what many clients get."""

import time
from dataclasses import dataclass

from bench import jobs
from bench.measure import Timing, server, throughput, timed
from bench.pages import Ours, Stock, sign_in
from bench.prepare import WORK
from bench.raw import Raw
from bench.report import Metric
from models.engine import build

WORDS = ("三通", "鑫龘")  # about thirty hits at a million; none
ENDLESS = {"search_hit", "search_none"}  # slow for the peer: asked less often


@dataclass(frozen=True)
class Run:
    """One database under measure. ``repeat`` calls per page, ``seconds`` of throughput."""

    kind: str
    rows: int
    url: str
    repeat: int
    seconds: float

    def environment(self) -> dict[str, str]:
        folder = WORK / f"instance-{self.kind}"
        return {"PORTAL_DATABASE": self.url, "PORTAL_INSTANCE": str(folder)}

    def measure(self) -> dict[str, Metric]:
        """Every metric of part 12, by name."""
        metrics = {name: Metric(timing) for name, timing in self.ours().items()}
        for name, timing in self.stock().items():
            metrics[name].stock = timing
        for name, timing in self.raw().items():
            metrics[name].raw = timing
        metrics["throughput"] = self.throughput()
        return {**metrics, **self.long_jobs(metrics["list"].ours)}

    def ours(self) -> dict[str, Timing]:
        engine = build(self.url)
        with server("app:serve()", 1, self.environment()) as port:
            ours = Ours(port, sign_in(engine, "all"), self.rows, WORDS)
            found = {n: timed(call, self.repeat) for n, call in ours.calls().items()}
            found["save"] = _saves(ours, self.repeat)
            clerk = Ours(port, sign_in(engine, "clerk"), self.rows, WORDS)
            calls = clerk.calls()
            found |= {f"clerk_{n}": timed(calls[n], self.repeat)
                      for n in ("list", "filter", "sort", "search_hit", "search_none")}  # fmt: skip
        engine.dispose()
        return found

    def stock(self) -> dict[str, Timing]:
        with server("bench.stock:create_app()", 1, {"BENCH_DATABASE": self.url}) as port:
            stock = Stock(port, self.rows, WORDS)
            few = {n: 5 if n in ENDLESS else self.repeat // 2 for n in stock.calls()}
            found = {n: timed(call, few[n]) for n, call in stock.calls().items()}
            return {**found, "save": _saves(stock, self.repeat // 2)}

    def raw(self) -> dict[str, Timing]:
        engine = build(self.url)
        floor = Raw(engine, self.rows)
        found = {n: timed(call, self.repeat) for n, call in floor.calls(*WORDS).items()}
        floor.close()
        engine.dispose()
        return found

    def throughput(self) -> Metric:
        engine = build(self.url)
        cookie = sign_in(engine, "all")
        engine.dispose()
        with server("app:serve()", 2, self.environment()) as port:
            ours = throughput(port, cookie, "/customers/", 8, self.seconds)
        with server("bench.stock:create_app()", 2, {"BENCH_DATABASE": self.url}) as port:
            stock = throughput(port, "", "/admin/customers/", 8, self.seconds)
        return Metric(ours[1], stock[1], per_second=ours[0], stock_per_second=stock[0])

    def long_jobs(self, idle: Timing) -> dict[str, Metric]:
        engine = build(self.url)
        cookie = sign_in(engine, "all")
        engine.dispose()
        with server("app:serve()", 1, self.environment()) as port:
            page = jobs.list_page(port, cookie)
            page()
            rows = min(self.rows // 5, 100_000)
            return jobs.measure(self.url, self.environment(), rows, page, idle)


def _saves(peer: Ours | Stock, repeat: int) -> Timing:
    """Only the post is timed: the form it needs is fetched before."""
    seconds: list[float] = []
    for _ in range(repeat):
        form = peer.form()
        start = time.perf_counter()
        peer.save(form)
        seconds.append(time.perf_counter() - start)
    return Timing.of(seconds)
