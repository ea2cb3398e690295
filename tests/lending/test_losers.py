"""Of twenty who do the same at once one is first; the others read what happened and by whom (C9).

The same person with the same mark gets the first result; everybody else, and the same person from
another page, gets 409: never a success, never a bare 403 or 500.
"""

import re
import threading
from collections import Counter

import pytest
from sqlalchemy import select

from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.words.lending import Action, LineState
from tests.support import asking, loans, make
from tests.support.signing import DRAWN
from tests.support.waiting import PATIENCE

CROWD = 20
WHOLE = {"items": "2", "pages": "120", "condition": "intact"}
HIDDEN = re.compile(r'name="(revision|submission|opened|step)"[^>]*value="([^"]*)"')
AT = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d|你|已由")


def page_of(client, address, form=""):
    """What the form hides, as the page was drawn; ``form``: the action it is found by."""
    text = client.get(address).text
    if form:
        found = re.search(rf'<form[^>]*action="{re.escape(form)}[^"]*".*?</form>', text, re.DOTALL)
        text = found[0]
    return dict(HIDDEN.findall(text))


def at_once(posts):
    """Each of (client, address, data) posted at the same moment, a thread each; the answers."""
    start, answers = threading.Barrier(len(posts)), [None] * len(posts)

    def send(place, client, address, data):
        start.wait()
        answers[place] = client.post(address, data=data)

    threads = [threading.Thread(target=send, args=(n, *post)) for n, post in enumerate(posts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


def check(answers, names, alike=1):
    """One result (for all ``alike`` of one mark); the others are told who and when."""
    counts = Counter(answer.status_code for answer in answers)
    assert (counts[303], counts[409]) == (alike, len(answers) - alike), (
        counts,
        next((a.text[-3000:] for a in answers if a.status_code not in (303, 409)), ""),
    )
    for answer in answers:
        if answer.status_code == 409:
            assert any(name in answer.text for name in names), answer.text
            assert AT.search(answer.text), answer.text


def crowd(web, people, address, values, form="", page=""):
    """A crowd of pages opened by people in turn, and one of them sent twice with its mark."""
    posts = []
    for number in range(CROWD - 1):
        client = web.as_(people[number % len(people)])
        hidden = page_of(client, page or address, form)
        posts.append((client, address, {**hidden, **values}))
    assert posts[0][2].get("submission"), "the form has no mark"
    return posts


def twice(posts):
    """The first of them sent again by itself: the same person, the same mark."""
    return [posts[0], posts[0]]


@pytest.fixture
def office(web):
    asking.chains(web)
    return web


def test_handing_out(web):
    with web.work("wang") as work:
        file = loans.filed(work, loans.file_class(work), loans.shelf(work), web.people["owen"])
        line = loans.ready(work, file, web.people["ann"])
        loans.set_aside(work, file)
        at = f"/requests/{line.request_id}/lines/{line.id}/lend/"
    posts = crowd(web, ("wang", "he"), at, {**WHOLE, "signature": DRAWN})
    check(at_once(posts), ("王档", "何档"))
    with web.work() as work:
        assert len(work.session.scalars(select(Loan)).all()) == 1


def test_handing_out_by_the_same_page_twice(web):
    with web.work("wang") as work:
        file = loans.filed(work, loans.file_class(work), loans.shelf(work), web.people["owen"])
        line = loans.ready(work, file, web.people["ann"])
        loans.set_aside(work, file)
        at = f"/requests/{line.request_id}/lines/{line.id}/lend/"
    posts = crowd(web, ("wang",), at, {**WHOLE, "signature": DRAWN})
    check(at_once(twice(posts)), (), alike=2)


@pytest.mark.parametrize("where", ["requests", "approvals"])
def test_approving(office, where):
    id = asking.submitted(office, "ann", asking.ask(Action.BORROW, asking.files(office)))
    approval = asking.cleared(office, id)
    home = f"/{where}/{id if where == 'requests' else approval}/"
    at = f"{home}decide/"
    posts = crowd(office, ("sun",), at, {"verdict": "approve", **lines(office, id)}, at, home)
    answers = at_once(posts)
    check(answers, ("孙经理",))
    assert at_once(twice([posts[place_of(answers)]]))[0].status_code == 303


def lines(office, id):
    with office.work() as work:
        found = work.session.scalars(
            select(RequestLine.id).where(RequestLine.request_id == id)
        ).all()
    return {k: v for n in found for k, v in ((f"line-{n}", "1"), (f"line-{n}-ok", "1"))}


def place_of(answers):
    return next(n for n, answer in enumerate(answers) if answer.status_code == 303)


def test_taking_back_and_settling(web):
    loan = loans.lend(web)
    at = f"/loans/{loan}/do/receive/"
    posts = crowd(web, ("wang", "he"), at, {})
    answers = at_once(posts)
    check(answers, ("王档", "何档"))
    first = posts[place_of(answers)]
    assert first[0].post(*first[1:2], data=first[2]).status_code == 303
    at = f"/loans/{loan}/do/check/"
    check(at_once(crowd(web, ("wang", "he"), at, WHOLE)), ("王档", "何档"))


def test_editing(web):
    customer = make.customer(web)
    at = f"/customers/{customer}/edit/"
    client = web.as_("owen")
    text = client.get(at).text
    posts = []
    for number in range(CROWD):
        hidden = dict(HIDDEN.findall(client.get(at).text))
        posts.append((web.as_("owen"), at, {**fields(text), **hidden, "address": f"路 {number}"}))
    check(at_once(posts), ("欧文",))


def fields(text):
    """The values of a form, as a browser would send them back unchanged."""
    found = dict(re.findall(r'<input[^>]*name="([\w-]+)"[^>]*value="([^"]*)"', text))
    for name, options in re.findall(
        r'<select[^>]*name="([\w-]+)".*?>(.*?)</select>', text, re.DOTALL
    ):
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options)
        found[name] = chosen[1] if chosen else ""
    return {name: value for name, value in found.items() if name != "csrf_token"}


def test_taking_up_a_request(office):
    id = asking.submitted(office, "ann", asking.ask(Action.BORROW, asking.files(office)))
    at, home = f"/requests/{id}/do/take_up/", f"/requests/{id}/"
    answers = at_once(crowd(office, ("wang", "he"), at, {}, at, home))
    check(answers, ("王档", "何档"))


def test_setting_aside(office):
    id = asking.submitted(office, "ann", asking.ask(Action.BORROW, asking.files(office)))
    asking.cleared(office, id)
    with office.work() as work:
        line = work.session.scalars(select(RequestLine)).one().id
    home, at = f"/requests/{id}/", f"/requests/{id}/decide/"
    sun = office.as_("sun")
    said = {"verdict": "approve", **page_of(sun, home, at), **lines(office, id)}
    assert sun.post(at, data=said).status_code == 303
    at = f"/requests/{id}/lines/{line}/ready/"
    answers = at_once(crowd(office, ("wang", "he"), at, {}, at, home))
    check(answers, ("王档", "何档"))
    with office.work() as work:
        assert work.session.get(RequestLine, line).state is LineState.READY
        assert work.session.get(AccessRequest, id)
