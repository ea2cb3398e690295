"""The matrix: every address and method × nobody and seven people, in one table: permissions.txt.

Rows of ``ann`` and ``owen`` are asked about their own department's records, those of ``zhang``
about another department's. The matrix asks 1,600 times and is marked slow; a rule without a row
fails. ``PERMISSIONS=write pytest -m "" tests/web/test_permissions.py``, run twice, writes what is
missing or has changed: read the difference before you keep it.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from models.people import Department, Role
from models.words.kinds import Secrecy
from portal.services import delegations
from tests import make
from views import guards
from views.records import RecordView

TABLE = Path(__file__).with_name("permissions.txt")
PEOPLE = ("nobody", "ann", "owen", "zhang", "wang", "audit", "sec", "sys")
EXAMPLES = {"kind": "customer", "code": "en", "token": "guess", "name": "portal.css", "act": "edit",
            "item_id": "1", "year": "2026", "day": "2026-11-23"}  # fmt: skip
Row = tuple[str, str]  # method, rule
WRITE = os.environ.get("PERMISSIONS") == "write"
# What somebody without any right may get: to the door, refused, or not there.
SHUT = {302, 400, 401, 403, 404, 405}


def wanted(app) -> Iterator[Row]:
    """Every method and rule of the application, acts one by one."""
    acts = {v.endpoint: [a.name for a in v.acts] for v in app.extensions["admin"][0]._views
            if isinstance(v, RecordView)}  # fmt: skip
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
def ids(web):
    """One record of each kind, owned by owen of sales where it is owned."""
    kind = make.file_class(web, take_out_up_to=Secrecy.INTERNAL)
    customer, place = make.customer(web), make.box(web)
    file = make.filed(web, kind, customer, place)
    with web.work("owen") as work:
        given = delegations.give(work, web.people["he"], web.now, web.now.replace(hour=23), "年假")
        return {
            "customers": customer, "files": file, "places": place, "file_classes": kind,
            "delegations": given.id, "users": web.people["ann"],
            "departments": work.session.scalar(select(Department.id).where(Department.code == "sales")),
            "roles": work.session.scalar(select(Role.id).where(Role.code == "applicant")),
        }  # fmt: skip


def address(row: Row, ids) -> str:
    known = EXAMPLES | {"id": str(ids.get(part(row), 1))}
    return re.sub(r"<(\w+)>", lambda m: known.get(m[1], "1"), row[1])


def ask(web, name, method, url):
    """The status for one person; whoever posts signs in anew, for posts may end sessions."""
    client = web.nobody() if name == "nobody" else web.as_(name)
    status = client.open(url, method=method).status_code
    if method != "GET":
        web.tokens.clear()
    return status


def parts():
    return sorted({part(row) for row in table()})


def keep(rows) -> None:
    head = [line for line in TABLE.read_text().splitlines() if line.startswith("#")]
    order = sorted(rows, key=lambda row: (row[1], row[0]))
    TABLE.write_text("\n".join([*head, *(written(row, rows[row]) for row in order)]) + "\n")


@pytest.mark.slow
@pytest.mark.parametrize("screen", parts())
def test_every_address_answers_everybody_as_the_table_says(web, ids, screen):
    rows = {row: said for row, said in table().items() if part(row) == screen}
    live = set(wanted(web.app))
    got = {
        row: tuple(ask(web, name, row[0], address(row, ids)) for name in PEOPLE)
        for row in sorted(rows.keys() & live)  # GET before POST
    }
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
    assert not live - known.keys(), "these addresses have no row in tests/web/permissions.txt"
    assert not known.keys() - live, "these addresses are gone: take their rows away"


def test_nobody_gets_in_anywhere(web, ids):
    for row in sorted(set(wanted(web.app))):
        if not re.match(r"/(assets|sign_in)/", row[1]):
            status = ask(web, "nobody", row[0], address(row, ids))
            assert status == (302 if row[0] == "GET" else 401), row


def test_no_row_lets_a_stranger_in_or_breaks():
    public = re.compile(r"/(assets|sign_in)/")
    for (method, rule), statuses in table().items():
        assert len(statuses) == len(PEOPLE), rule
        assert min(statuses) > 0, rule
        assert max(statuses) < 500, rule
        if not public.match(rule):
            assert statuses[0] in ((302,) if method == "GET" else (401,)), rule


def test_what_is_of_sales_is_not_there_for_the_head_of_service():
    zhang = PEOPLE.index("zhang")
    for (_method, rule), statuses in table().items():
        if re.match(r"/(customers|files)/<id>/", rule):
            assert statuses[zhang] in (404, 405), rule


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
    assert {e.split(".")[0] for e in guards.PUBLIC} <= {"sign_in", "assets"}
