"""The matrix: every address and method × nobody and nine people, in one table: permissions.txt.

Every address is asked with the id of a real record of sales (``tests/support/one_of_each.py``): zhang is
the head of another department and the stranger to all of it, so he is asked first, ann and owen
have their own, sun is their head, wang and li keep the files. Whoever posts finds the records as
they were made. The matrix asks 4,000 times and is marked slow; a rule without a row fails.
``PERMISSIONS=write pytest -m "" tests/shell/test_permissions.py``, run twice, writes what is missing
or has changed: read the difference before you keep it.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from views.shell import guards
from views.shell.records import RecordView

pytestmark = pytest.mark.drawn

TABLE = Path(__file__).with_name("permissions.txt")
PEOPLE = ("nobody", "zhang", "ann", "owen", "sun", "wang", "li", "audit", "sec", "sys")
PUBLIC = re.compile(r"/(assets/|sign_in/|health$|ready$)")  # a monitor asks without an account
EXAMPLES = {
    "kind": "customer",
    "code": "en",
    "token": "guess",
    "name": "portal.css",
    "act": "edit",
    "year": "2026",
    "day": "2026-11-23",
    "register": "customer_register",
    "book": "monthly",
    "screen": "inbox",
    "step": "classes",
}
ASKED = {"/exports/new/": "?source=list:customers", "/labels/": "?ids=1"}
Row = tuple[str, str]  # method, rule
WRITE = os.environ.get("PERMISSIONS") == "write"
# What somebody without any right may get: to the door, refused, or not there.
SHUT = {302, 400, 401, 403, 404, 405}


def wanted(app) -> Iterator[Row]:
    """Every method and rule of the application, acts one by one."""
    acts = {
        v.endpoint: [a.name for a in v.acts]
        for v in app.extensions["admin"][0]._views
        if isinstance(v, RecordView)
    }
    for rule in app.url_map.iter_rules():
        endpoint = rule.endpoint.split(".")[0]
        paths = [rule.rule]
        if rule.rule.endswith("/do/<action>/") and endpoint in acts:
            paths = [rule.rule.replace("<action>", act) for act in acts[endpoint]]
        if choice := re.search(r"<any\(([^)]*)\):\w+>", rule.rule):
            paths = [rule.rule.replace(choice[0], one) for one in choice[1].split(", ")]
        paths = [re.sub(r"<[^>:]*:", "<", path) for path in paths]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield from ((method, one) for one in paths)


def table() -> dict[Row, tuple[int, ...]]:
    rows = {}
    for line in TABLE.read_text().splitlines():
        if line and not line.startswith("#"):
            method, rule, *statuses = line.split()
            rows[method, rule] = tuple(int(s) for s in statuses)
    return rows


def written(row: Row, statuses) -> str:
    return f"{row[0]:5}{row[1]:62}{'  '.join(str(s) for s in statuses)}"


def part(row: Row) -> str:
    """The screen an address belongs to."""
    return row[1].split("/")[1] or "home"


@pytest.fixture
def ids(sales):
    return sales.ids


def address(row: Row, ids) -> str:
    """The rule with the ids of real records, and what its screen needs to be asked."""
    screen, rule = part(row), row[1]
    known = {**EXAMPLES, "id": ids.get(screen, 1), "item_id": ids["items"], "line_id": ids["lines"]}
    if "/views/" in rule:
        known["id"] = ids.get(f"{screen}.views", 1)
    if rule.startswith("/me/"):
        known["id"] = ids["sessions"]
    if rule.startswith("/attachments/<kind>/"):
        known["id"] = ids["customers"]
    return re.sub(r"<(\w+)>", lambda m: str(known.get(m[1], 1)), rule) + ASKED.get(rule, "")


def ask(web, name, method, url):
    """The status for one person."""
    client = web.nobody() if name == "nobody" else web.as_(name)
    return client.open(url, method=method, buffered=True).status_code


def asked(sales, row: Row) -> Iterator[int]:
    """The status for everybody; whatever one of them changes is put back before the next."""
    for name in PEOPLE:
        status = ask(sales.web, name, row[0], address(row, sales.ids))
        if row[0] != "GET" and status < 400:
            sales.again()
        yield status


def parts():
    return sorted({part(row) for row in table()})


def keep(rows) -> None:
    head = [line for line in TABLE.read_text().splitlines() if line.startswith("#")]
    order = sorted(rows, key=lambda row: (row[1], row[0]))
    TABLE.write_text("\n".join([*head, *(written(row, rows[row]) for row in order)]) + "\n")


@pytest.mark.slow
@pytest.mark.parametrize("screen", parts())
def test_every_address_answers_everybody_as_the_table_says(sales, screen):
    rows = {row: said for row, said in table().items() if part(row) == screen}
    live = set(wanted(sales.web.app))
    got = {row: tuple(asked(sales, row)) for row in sorted(rows.keys() & live)}
    if WRITE:
        keep(table() | got)
    wrong = [
        f"is:     {written(row, said)}\nshould: {written(row, rows[row])}"
        for row, said in got.items()
        if said != rows[row]
    ]
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.slow
def test_every_address_has_a_row(web):
    known, live = table(), set(wanted(web.app))
    if WRITE:
        keep({row: known.get(row, (0,) * len(PEOPLE)) for row in live})
    assert not live - known.keys(), "these addresses have no row in tests/shell/permissions.txt"
    assert not known.keys() - live, "these addresses are gone: take their rows away"


def test_nobody_gets_in_anywhere(web, ids):
    for row in sorted(set(wanted(web.app))):
        if not PUBLIC.match(row[1]):
            status = ask(web, "nobody", row[0], address(row, ids))
            assert status == (302 if row[0] == "GET" else 401), row


def test_no_row_lets_a_stranger_in_or_breaks():
    for (method, rule), statuses in table().items():
        assert len(statuses) == len(PEOPLE), rule
        assert min(statuses) > 0, rule
        assert max(statuses) < 500, rule
        if not PUBLIC.match(rule):
            assert statuses[0] in ((302,) if method == "GET" else (401,)), rule


def test_every_id_is_that_of_a_record_somebody_reaches():
    reached = {
        rule for (_m, rule), said in table().items() if {200, 302, 303, 409, 422} & set(said[1:])
    }
    kept = {r for _m, r in table() if "<id>" in r and not r.endswith("/<id>/edit/")}
    assert kept <= reached


# Records whose permission reaches everybody's or nobody's: no department owns them.
OFFICE = (
    "audit",
    "chains",
    "departments",
    "file_classes",
    "jobs",
    "numbers",
    "places",
    "roles",
    "routes",
    "users",
)


def test_what_is_of_sales_is_not_there_for_the_head_of_service():
    zhang, known, asked = PEOPLE.index("zhang"), table(), 0
    for (method, rule), statuses in known.items():
        if "<id>" in rule and ("/views/" in rule or part((method, rule)) not in OFFICE):
            door = known.get(("GET", f"/{part((method, rule))}/"), [0] * len(PEOPLE))[zhang]
            assert statuses[zhang] == (403 if door == 403 else 404), (method, rule)
            asked += 1
    assert asked > 150


def test_officers_reach_no_business_record():
    for (_method, rule), statuses in table().items():
        if re.match(r"/(customers|files|loans|requests)/", rule):
            assert set(statuses[PEOPLE.index("audit") :]) <= SHUT, rule


def test_every_post_without_a_token_is_400(web, ids):
    for row in sorted(set(wanted(web.app))):
        if row[0] != "GET":
            for name in ("nobody", "sys"):
                client = web.nobody() if name == "nobody" else web.as_(name)
                answer = client.open(address(row, ids), method=row[0], token=False)
                assert answer.status_code == 400, (row, name)


def test_what_is_public_is_named_and_exists(web):
    known = {rule.endpoint for rule in web.app.url_map.iter_rules()}
    assert known >= guards.PUBLIC
    assert {e.split(".")[0] for e in guards.PUBLIC} <= {"sign_in", "assets", "health"}
