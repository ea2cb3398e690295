"""Sends many mixed requests to one process, ours or the peer's, from eight clients at once."""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from urllib.parse import quote

from bench.forms import posted
from bench.load import names
from bench.measure import Client

VISITORS = 8
SCREENS = (
    "/",
    "/inbox/",
    "/files/",
    "/requests/",
    "/loans/",
    "/approvals/",
    "/places/",
    "/reports/",
    "/users/",
    "/departments/",
    "/deficiencies/",
    "/calendar/",
    "/desk/",
    "/numbers/",
    "/audit/",
    "/jobs/",
    "/roles/",
    "/customers/new/",
    "/customers/counts/",
    "/exports/",
)
SORTS = ("name", "-name", "number", "-updated_at")
STATES = ("partnered", "potential")
Visitor = Iterator[int]  # each step makes some requests and yields how many


def visit(visitors: Sequence[Visitor], requests: int) -> None:
    """Run all visitors in parallel until they have made ``requests`` together."""
    share = requests // len(visitors)

    def run(visitor: Visitor) -> None:
        made = 0
        while made < share:
            made += next(visitor)

    with ThreadPoolExecutor(len(visitors)) as pool:
        list(pool.map(run, visitors))


def ours(port: int, cookie: str, rows: int) -> list[Visitor]:
    """Visitors of our portal: lists, searches in Chinese and pinyin, records, saves, screens."""
    known = [name for name in names(min(rows, 2_000)) if len(name) >= 4]
    return [_ours(Client(port, cookie), rows, n, known) for n in range(VISITORS)]


def _ours(client: Client, rows: int, number: int, known: list[str]) -> Visitor:
    dice, screens = random.Random(number), cycle(SCREENS)
    own = range(number + 1, rows, VISITORS)  # each visitor edits other rows, to avoid conflicts

    def searched() -> None:
        start = dice.randrange(3)
        client.get(f"/customers/?search={quote(dice.choice(known)[start : start + 2])}")

    def saved() -> None:
        _save(client, f"/customers/{dice.choice(own)}/edit/", dice.randrange(10_000), 303)

    steps: list[tuple[Callable[[], object], int]] = [
        (lambda: client.get("/customers/"), 1),
        (lambda: client.get(f"/customers/?sort={dice.choice(SORTS)}"), 1),
        (lambda: client.get(f"/customers/?lifecycle={dice.choice(STATES)}"), 1),
        (searched, 1),
        (lambda: client.get("/customers/?search=santong"), 1),
        (lambda: client.get(f"/lookup/customer/?q={quote(dice.choice(known)[:2])}"), 1),
        (lambda: client.get(f"/customers/{dice.choice(own)}/"), 1),
        (lambda: client.get(next(screens)), 1),
        (lambda: client.get(f"/customers/?page={dice.randrange(1, max(rows // 100, 2))}"), 1),
        (lambda: client.get(next(screens)), 1),
        (saved, 2),
    ]
    return _walk(steps)


def stock(port: int, rows: int) -> list[Visitor]:
    """Visitors of the peer's one screen. Searches are rare, as each reads the whole table, and only
    one visitor saves, because the peer cannot have two writers on SQLite.
    """
    return [_stock(Client(port), rows, n) for n in range(VISITORS)]


def _stock(client: Client, rows: int, number: int) -> Visitor:
    dice, base = random.Random(number), "/admin/customers/"
    steps: list[tuple[Callable[[], object], int]] = [
        (lambda: client.get(base), 1),
        (lambda: client.get(f"{base}?sort={dice.randrange(2)}"), 1),
        (lambda: client.get(f"{base}?flt0_0=PARTNERED"), 1),
        (lambda: client.get(f"{base}details/?id={dice.randrange(1, rows)}"), 1),
        (lambda: client.get(f"{base}edit/?id={dice.randrange(1, rows)}"), 1),
    ] * 8
    if number == 0:
        steps.append((lambda: client.get(f"{base}?search={quote('三通')}"), 1))
        steps.append(
            (lambda: _save(client, f"{base}edit/?id={dice.randrange(1, rows)}", number, 302), 2)
        )
    return _walk(steps)


def _walk(steps: list[tuple[Callable[[], object], int]]) -> Visitor:
    for call, requests in cycle(steps):
        call()
        yield requests


def _save(client: Client, path: str, number: int, expected: int) -> None:
    form = {**posted(client.get(path)), "business_scope": f"批发与零售 {number}"}
    client.post(path, form, {expected})
