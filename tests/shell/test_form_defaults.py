"""Every form of the portal, sent with its defaults, leads to a legal, useful record.

Only what a star asks for is filled in. A form that is not in these tables fails the last test.
"""

from typing import Any

import pytest

from models.files.records import CustomerFile
from portal.seed.calendar import seed_calendar
from portal.seed.files import seed_files
from tests.support import asking, ways
from tests.support.filling import FormReader, faults, filled, send
from tests.support.pages import record_views
from tests.support.signing import DRAWN
from tests.support.ways import FULL, LOST, SEARCHED, Prepare, damaged, do, lent


@pytest.fixture
def office(web):
    """Classes, places, chains and a calendar as every installation has them."""
    with web.work() as work:
        seed_files(work)
        seed_calendar(work)
    asking.chains(web)
    return web


# ---- the forms: who sends them, what they stand on, what only a person can know ----

CARD = {
    "name": "北京恒通商贸有限公司",
    "phone": "010-62345678",
    "postcode": "100080",
    "registered_capital": "1000000",
}
NEW: dict[str, tuple[str, str, dict[str, Any]]] = {
    "chains": ("li", "", {"code": "zz", "steps-0-name": "部门负责人"}),
    "customers": ("owen", "", CARD),
    "delegations": ("owen", "", {}),
    "departments": ("sys", "", {"code": "zz"}),
    "file_classes": ("li", "", {"code": "ZZ"}),
    "files": ("owen", "?customer_id={customer}", {}),
    "places": ("wang", "", {"code": "Z9"}),
    "requests": ("ann", "?files={file}", {}),
    "routes": ("li", "", {}),
    "users": ("sys", "", {"login": "zz", "name": "新人"}),
}
EDIT: dict[str, tuple[str, Prepare]] = {
    "chains": ("li", lambda _web: 1),
    "customers": ("owen", ways.customer),
    "departments": ("sys", lambda _web: 2),
    "file_classes": ("li", lambda _web: 1),
    "files": ("owen", ways.a_draft),
    "places": ("wang", ways.box),
    "routes": ("li", lambda _web: 1),
    "users": ("sys", ways.of_cast("ann")),
}
ACTS: dict[str, tuple[str, Prepare, dict[str, Any]]] = {
    "approvals.add": ("sun", ways.approval, {}),
    "approvals.appoint": ("li", ways.stuck, {}),
    "approvals.transfer": ("sun", ways.approval, {}),
    "approvals.waive": ("gm", ways.stuck, {}),
    "copyings.hand": (
        "wang",
        lambda web: do(web, "copyings", ways.copying(web), ("wang", "make")),
        {},
    ),
    "copyings.keep": (
        "wang",
        lambda web: do(web, "copyings", ways.copying(web), ("wang", "make"), ("wang", "hand")),
        {},
    ),
    "copyings.make": ("wang", ways.copying, {}),
    "customers.ask_lower_grade": ("owen", ways.secret_customer, {}),
    "customers.hand_over": ("sun", ways.customer, {}),
    "deficiencies.cure": (
        "wang",
        lambda web: do(web, "deficiencies", ways.lacking(web), ("owen", "offer")),
        {},
    ),
    "deficiencies.deny": (
        "wang",
        lambda web: do(web, "deficiencies", ways.lacking(web), ("owen", "offer")),
        {},
    ),
    "deficiencies.drop": ("li", ways.lacking, {}),
    "deficiencies.offer": ("owen", ways.lacking, {}),
    "differences.correct_count": ("li", ways.difference, {}),
    "differences.explain": ("li", ways.difference, {}),
    "files.accept": ("wang", ways.reviewed, {}),
    "files.add_item": ("owen", ways.a_draft, {}),
    "files.add_volume": ("owen", ways.a_draft, {"year": "2026"}),
    "files.ask_lower_grade": ("li", ways.a_file, {}),
    "files.ask_void": ("li", ways.a_file, {}),
    "files.find": ("wang", ways.missing, {}),
    "files.move": ("wang", ways.a_file, {}),
    "files.raise_grade": ("li", ways.a_file, {}),
    "files.report_missing": ("wang", ways.a_file, {}),
    "files.send_back": (
        "sun",
        lambda web: do(web, "files", ways.a_draft(web), ("owen", "submit")),
        {},
    ),
    "files.submit": ("owen", ways.a_draft, {}),
    "loans.add_note": ("wang", lent(), {}),
    "loans.answer": (
        "ann",
        lent(("wang", "receive"), ("wang", "check", {"items": "2", "pages": "119"})),
        {},
    ),
    "loans.appeal": ("ann", damaged(("li", "assess"), ("gm", "decide")), {}),
    "loans.assess": ("li", damaged(), {}),
    "loans.check": ("wang", lent(("wang", "receive")), FULL),
    "loans.claim": ("ann", lent(), {}),
    "loans.conclude": ("gm", lent(*LOST, ("wang", "found")), {}),
    "loans.confirm_claim": ("wang", lent(("ann", "claim"), ("he", "log_search")), FULL),
    "loans.confirm_loss": ("gm", lent(*SEARCHED), {}),
    "loans.decide": ("gm", damaged(("li", "assess")), {}),
    "loans.deny_claim": ("wang", lent(("ann", "claim"), ("he", "log_search")), {}),
    "loans.found": ("wang", lent(("ann", "search")), {}),
    "loans.log_search": ("wang", lent(("ann", "search")), {}),
    "loans.recall": ("wang", lent(), {}),
    "loans.receive": ("wang", lent(), {}),
    "loans.search": ("ann", lent(), {}),
    "loans.settle": ("li", damaged(("li", "assess"), ("gm", "decide")), {}),
    "loans.shelve": ("wang", lent(("wang", "receive"), ("wang", "check", FULL)), {}),
    "loans.waive": ("gm", damaged(("li", "assess")), {}),
    "penalties.appeal": (
        "owen",
        lambda web: do(web, "penalties", ways.penalty(web), ("gm", "confirm")),
        {},
    ),
    "penalties.drop": ("gm", ways.penalty, {}),
    "penalties.uphold": (
        "gm",
        lambda web: do(web, "penalties", ways.penalty(web), ("gm", "confirm"), ("owen", "appeal")),
        {},
    ),
    "places.move": ("wang", ways.new_box, {"parent_id": "6"}),
    "requests.clear": ("wang", ways.taken_up, {}),
    "requests.give_up": ("ann", ways.partly_handed_out, {}),
    "requests.queue": ("wang", ways.waiting, {}),
    "requests.report_use": ("ann", ways.handed_out, {}),
    "requests.return": ("wang", ways.taken_up, {}),
    "requests.withdraw": ("ann", ways.a_request, {}),
    "users.disable": ("sys", ways.of_cast("bo"), {}),
    "users.enable": ("sys", lambda web: do(web, "users", web.people["bo"], ("sys", "disable")), {}),
    "users.roles": ("sec", ways.of_cast("bo"), {}),
    "viewings.close": ("wang", ways.viewing, {"cabinet_closed": "y"}),
}
BULK: dict[str, tuple[str, Prepare, dict[str, Any]]] = {
    "customers.hand_over": ("sun", ways.customer, {}),
    "files.move": ("wang", ways.a_file, {}),
    "loans.recall": ("wang", lent(), {}),
}
# Forms whose defaults are no act: somebody must say which card stays, or set up a device.
ELSEWHERE = {
    "customers.merge": "two cards are compared on a page of its own (test_merging_screens)",
    "officer_acts.second_refuse": "two officers are needed (tests/people/test_second_officer.py)",
    "users.reset_second": "stands only with a second factor (tests/people/test_second_factor.py)",
}


@pytest.mark.parametrize("endpoint", sorted(NEW))
def test_a_new_record(office, endpoint):
    who, query, given = NEW[endpoint]
    stands_on = {
        "customer": ways.customer(office) if "{customer}" in query else 0,
        "file": ways.a_file(office) if "{file}" in query else 0,
    }
    made = send(office, who, f"/{endpoint}/new/{query.format(**stands_on)}", **given)
    assert made.location != f"/{endpoint}/", "the new record is opened"


@pytest.mark.parametrize("endpoint", sorted(EDIT))
def test_an_edit_that_changes_nothing(office, endpoint):
    who, prepare = EDIT[endpoint]
    send(office, who, f"/{endpoint}/{prepare(office)}/edit/")


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act(office, name):
    who, prepare, given = ACTS[name]
    endpoint, act = name.split(".")
    address = f"/{endpoint}/{prepare(office)}/do/{act}/"
    client = office.as_(who)
    drawn = filled(office, client, client.get(address).text, **given)
    assert drawn["revision"], "its page says what it was drawn from"
    drawn |= {"signature": DRAWN} if "signature" in drawn else {}
    late = client.post(address, data=drawn | {"revision": "0"})
    assert late.status_code == 409, "drawn before somebody else's act, it changes nothing"
    send(office, who, address, **given)


@pytest.mark.parametrize("name", sorted(BULK))
def test_a_bulk_act(office, name):
    who, prepare, given = BULK[name]
    endpoint, act = name.split(".")
    client, chosen = office.as_(who), {"action": act, "id": prepare(office)}
    asked = client.post(f"/{endpoint}/bulk/", data=chosen)
    assert asked.status_code == 200, faults(asked.text)
    done = client.post(
        f"/{endpoint}/bulk/", data=chosen | filled(office, client, asked.text, **given)
    )
    assert done.status_code in (200, 303), faults(done.text)
    assert not FormReader(done.text).found, faults(done.text)


@pytest.mark.parametrize(
    ("who", "url", "given"),
    [
        ("sys", "/settings/", {}),
        ("li", "/settings/", {}),
        ("sec", "/roles/new/", {"code": "zz"}),
        ("li", "/calendar/day/2026-12-01/", {}),
        ("wang", "/exports/new/?source=list:customers", {}),
        ("owen", "/me/", {}),
    ],
)
def test_a_form_that_is_no_record(office, who, url, given):
    send(office, who, url, **given)


def test_every_form_is_here(web):
    views = record_views(web.app)
    new = {v.endpoint for v in views if v.form and v.create and v.can_create}
    edited = {v.endpoint for v in views if v.form and v.edit and v.can_edit}
    acts = {f"{v.endpoint}.{act.name}" for v in views for act in v.acts if act.form}
    bulk = {f"{v.endpoint}.{act.name}" for v in views for act in v.bulk if act.form}
    assert new == set(NEW)
    assert edited - {"requests", "delegations"} == set(EDIT)
    assert acts == set(ACTS) | set(ELSEWHERE)
    assert bulk == set(BULK)


def test_defaults_alone_lend_a_file(office):
    """The default class and grade: accepted, asked for, taken out, and home again."""
    ways.handed_out(office)
    with office.work() as work:
        file = work.session.get(CustomerFile, 1)
        assert (file.custody, file.number, file.title) == (
            "out",
            "KH-2026-0001",
            "北京恒通商贸有限公司客户档案",
        )
        assert file.owner_id == office.people["owen"]
    do(office, "loans", 1, ("wang", "receive"), ("wang", "check", {"items": "1", "pages": "1"}))
    do(office, "loans", 1, ("wang", "shelve"))
    with office.work() as work:
        assert work.session.get(CustomerFile, 1).custody == "in_place"
