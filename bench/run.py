"""Measures one database: our pages, the peer's, the floor, throughput, long jobs and memory."""

from collections.abc import Callable
from dataclasses import dataclass

from bench import flows, jobs, memory, stored
from bench.measure import Timing, clocked, in_turns, server, throughput
from bench.pages import Ours, Stock, sign_in
from bench.prepare import WORK
from bench.raw import Raw
from bench.report import Measured, Metric, Weight
from models.engine import build_engine

WORDS = ("三通", "鑫龘")  # about thirty hits in a million rows; no hit
BESIDE_LIST = ("deep", "sort_desc", "record")  # compared with our own list, so measured beside it
OF_A_CLERK = {"list", "filter", "sort", "search_hit", "search_none"}
ENDLESS = {"search_hit", "search_none"}  # slow for the peer, so measured less often


@dataclass(frozen=True)
class Run:
    """A run on one database: ``repeat`` calls per page, ``seconds`` of throughput, and the number
    of ``requests`` between two measurements of memory.
    """

    kind: str
    rows: int
    url: str
    repeat: int
    seconds: float
    requests: int

    def environment(self) -> dict[str, str]:
        """Environment variables of our processes."""
        folder = WORK / f"instance-{self.kind}"
        return {"PORTAL_DATABASE": self.url, "PORTAL_INSTANCE": str(folder)}

    def measure(self) -> Measured:
        """All metrics by name: pages, throughput, long jobs, memory."""
        metrics = self.pages()
        metrics["throughput"] = self.throughput()
        weights = {"index_bytes": stored.index_bytes(self.url), **self.weights()}
        return {**metrics, **weights, **self.long_jobs(metrics["list"].ours), **self.flows()}

    def flows(self) -> dict[str, Metric]:
        """Last, on a copy: what they import would be found by every later run."""
        with stored.copied(self.url) as url:
            flow = flows.Flows(url, {**self.environment(), "PORTAL_DATABASE": url})
            return flow.measure(min(self.rows // 5, 100_000))

    def pages(self) -> dict[str, Metric]:
        """Each page of ours, the peer and the floor in turns, so that a slow minute affects all."""
        engine, peer = build_engine(self.url), {"BENCH_DATABASE": self.url}
        cookies = {login: sign_in(engine, login) for login in ("all", "clerk")}
        with (
            server("app:serve()", 1, self.environment()) as port,
            server("bench.stock:create_app()", 1, peer) as other,
        ):
            ours = Ours(port, cookies["all"], self.rows, WORDS)
            clerk = Ours(port, cookies["clerk"], self.rows, WORDS)
            stock, floor = Stock(other, self.rows, WORDS), Raw(engine, self.rows)
            ours.grow_history(engine)
            groups = _groups(ours, stock, floor, clerk)
            times = {n: in_turns(calls, self.turns(n)) for n, calls in groups.items()}
            pages = {n: clocked(ours.calls()[n]) for n in ("list", *BESIDE_LIST)}
            beside = in_turns(pages, self.repeat)
            floor.close()
        engine.dispose()
        metrics = {n: Metric(t["ours"], t.get("stock"), t.get("raw")) for n, t in times.items()}
        for name in BESIDE_LIST:
            metrics[name].own = beside[name].p50 / beside["list"].p50
        clerks = {f"clerk_{n}": Metric(t["clerk"]) for n, t in times.items() if "clerk" in t}
        return {**metrics, **clerks}

    def turns(self, name: str) -> int:
        """How often a page is measured."""
        return min(self.repeat, 9) if name in ENDLESS else self.repeat

    def throughput(self) -> Metric:
        """Eight clients that fetch the list, ours and the peer's."""
        engine = build_engine(self.url)
        cookie = sign_in(engine, "all")
        engine.dispose()
        with server("app:serve()", 2, self.environment()) as port:
            ours = throughput(port, cookie, "/customers/", 8, self.seconds)
        with server("bench.stock:create_app()", 2, {"BENCH_DATABASE": self.url}) as port:
            stock = throughput(port, "", "/admin/customers/", 8, self.seconds)
        return Metric(ours[1], stock[1], per_second=ours[0], stock_per_second=stock[0])

    def long_jobs(self, idle: Timing) -> dict[str, Metric]:
        """Exports and the import of up to 100,000 rows; ``idle`` is the list without load."""
        engine = build_engine(self.url)
        cookie = sign_in(engine, "all")
        engine.dispose()
        with server("app:serve()", 1, self.environment()) as port:
            page = jobs.list_page(port, cookie)
            page()
            rows = min(self.rows // 5, 100_000)
            return jobs.measure(self.url, self.environment(), rows, page, idle)

    def weights(self) -> dict[str, Weight]:
        """Memory of web process and worker, and time of the import."""
        engine = build_engine(self.url)
        cookie = sign_in(engine, "all")
        engine.dispose()
        own, peer = self.environment(), {"BENCH_DATABASE": self.url}
        return {
            "import_seconds": memory.import_seconds(own, 5 if self.requests >= memory.FULL else 3),
            **memory.web(own, peer, cookie, self.rows, self.requests),
            "memory_worker": memory.worker(self.url, own),
        }


def _groups(
    ours: Ours, stock: Stock, floor: Raw, clerk: Ours
) -> dict[str, dict[str, Callable[[], float]]]:
    """Metric → who → a call that returns its seconds, for a save without fetching the form."""
    raw, peers, clerks = floor.calls(*WORDS), stock.calls(), clerk.calls()
    groups: dict[str, dict[str, Callable[[], float]]] = {}
    for name, call in ours.calls().items():
        groups[name] = {"ours": clocked(call), "stock": clocked(peers[name])}
        if name in raw:
            groups[name]["raw"] = clocked(raw[name])
        if name in OF_A_CLERK:
            groups[name]["clerk"] = clocked(clerks[name])
    groups["save"] = {
        "ours": lambda: _save(ours),
        "stock": lambda: _save(stock),
        "raw": clocked(raw["save"]),
    }
    return groups


def _save(peer: Ours | Stock) -> float:
    form = peer.form()
    return clocked(lambda: peer.save(form))()
