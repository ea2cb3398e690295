"""Measures: percentiles of repeated calls, a server in its own process, parallel clients."""

import http.client
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Timing:
    """Median and 95th percentile of repeated calls, in milliseconds."""

    p50: float
    p95: float

    @classmethod
    def of(cls, seconds: list[float]) -> "Timing":
        """The timing of calls that took ``seconds`` each."""
        ordered = sorted(seconds)
        last = min(len(ordered) - 1, round(len(ordered) * 0.95))
        return cls(statistics.median(ordered) * 1000, ordered[last] * 1000)


def clocked(call: Callable[[], object]) -> Callable[[], float]:
    """Wrap ``call`` to return the seconds it takes."""

    def run() -> float:
        start = time.perf_counter()
        call()
        return time.perf_counter() - start

    return run


def in_turns(
    calls: dict[str, Callable[[], float]], repeat: int, warm: int = 3
) -> dict[str, Timing]:
    """Time the calls in turns, ``repeat`` rounds after ``warm`` unmeasured ones."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(warm + repeat):
        for name, call in calls.items():
            took = call()
            if turn >= warm:
                seconds[name].append(took)
    return {name: Timing.of(times) for name, times in seconds.items()}


class Client:
    """One keep-alive connection to a server on this machine."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port, self.cookie = port, cookie
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def get(self, path: str) -> bytes:
        """The body. Raises ``RuntimeError`` unless the status is 200."""
        self.connection.request("GET", path, headers=self._headers())
        return self._answer(path, {200})

    def post(self, path: str, form: dict[str, str], expected: set[int]) -> bytes:
        """Post a form. Raises ``RuntimeError`` unless the status is one of ``expected``."""
        headers = {**self._headers(), "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", path, urlencode(form), headers)
        return self._answer(path, expected)

    def _headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}

    def _answer(self, path: str, expected: set[int]) -> bytes:
        response = self.connection.getresponse()
        body = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self._keep(cookie.split(";")[0])
        if response.status not in expected:
            raise RuntimeError(f"{path}: {response.status} {body[:400]!r}")
        return body

    def _keep(self, pair: str) -> None:
        name = pair.partition("=")[0]
        rest = [c for c in self.cookie.split("; ") if c and c.partition("=")[0] != name]
        self.cookie = "; ".join([*rest, pair])


@contextmanager
def server(application: str, workers: int, environment: dict[str, str]) -> Iterator[int]:
    """Run gunicorn in its own process; yields the port."""
    with served(application, workers, environment) as (port, _pid):
        yield port


@contextmanager
def served(
    application: str, workers: int, environment: dict[str, str], threads: int = 4
) -> Iterator[tuple[int, int]]:
    """Run gunicorn; yields the port and the process id of its master."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        application,
        "-k",
        "views.shell.serving.Buffered",
        "--threads",
        str(threads),
        "-w",
        str(workers),
        "-b",
        f"127.0.0.1:{port}",
        "-t",
        "900",
        "--keep-alive",
        "75",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True
    )
    try:
        _wait(port, workers)
        yield port, process.pid
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def throughput(
    port: int, cookie: str, path: str, clients: int, seconds: float
) -> tuple[float, Timing]:
    """Requests per second of several clients at once, and the timing of single requests."""
    waited: list[list[float]] = [[] for _ in range(clients)]
    stop = time.perf_counter() + seconds

    def run(index: int) -> None:
        client = Client(port, cookie)
        while (start := time.perf_counter()) < stop:
            client.get(path)
            waited[index].append(time.perf_counter() - start)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(clients)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [each for one in waited for each in one]
    return len(every) / (time.perf_counter() - start), Timing.of(every)


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, workers: int) -> None:
    """Wait for the server, then send enough requests for every worker to have answered once."""
    for _ in range(600):
        try:
            for _worker in range(8 * workers):
                probe = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                probe.request("GET", "/nothing-here")
                probe.getresponse().read()
                probe.close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not start")
