"""The door: same answer and work for every name, locks, links, sessions that end (SEC-2)."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.people import LoginAttempt, LoginSession, User
from models.platform.audit import AuditEntry
from models.platform.records import Setting
from portal.people import password_hashes, sessions
from tests.support.cast import PASSWORD
from views.people import auth, sign_in

# The signed token holds the second it was made in.
TOKEN = re.compile(r'"[\w-]{60,}=*"')  # masked anew in every answer


def give_password(web, name, password=PASSWORD):
    with Session(web.arena.engine) as session:
        user = session.scalars(select(User).where(User.login == name)).one()
        user.password_hash = password_hashes.hash_password(password)
        session.commit()


def try_in(client, login, password, **more):
    return client.post("/sign_in/", data={"login": login, "password": password, **more})


def entries(web, happened):
    with Session(web.arena.engine) as session:
        return session.scalars(
            select(AuditEntry).where(AuditEntry.happened == happened).order_by(AuditEntry.seq)
        ).all()


def served(client):
    return client.get("/sign_in/language/en").status_code and client.get("/me/").status_code


@pytest.fixture
def ann(web):
    give_password(web, "ann")
    return web.nobody()


@pytest.mark.parametrize("name", ["ann", "ANN ", "0005"])
def test_the_right_password_opens_a_session_and_goes_back_where_one_came_from(web, ann, name):
    answer = try_in(ann, name, PASSWORD, next="/me/?x=1")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/me/?x=1")
    cookie = answer.headers.get_all("Set-Cookie")[0]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ann.get("/sign_in/").headers["Location"] == "/"
    (entry,) = entries(web, "sign_in")
    assert entry.actor["name"] == "安安"
    assert entry.actor_id == web.people["ann"]


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_answer_alike(
    web, ann, monkeypatch
):
    give_password(web, "bo")
    with Session(web.arena.engine) as session:
        session.scalars(select(User).where(User.login == "bo")).one().active = False
        session.commit()
    verified = []
    real = password_hashes.HASHER.verify
    monkeypatch.setattr(
        password_hashes,
        "HASHER",
        type("Counting", (), {"verify": lambda _s, *a: verified.append(a) or real(*a)})(),
    )
    answers = {}
    for name, password in (
        ("ann", "wrong"),
        ("nobody", "wrong"),
        ("bo", PASSWORD),
        ("wang", "none set"),
    ):
        answers[name] = try_in(ann, name, password)
        assert len(verified) == 1, f"{name}: as much work as for any other"
        verified.clear()
    assert {a.status_code for a in answers.values()} == {403}
    plain = {TOKEN.sub("", a.text.replace(f'value="{name}"', "")) for name, a in answers.items()}
    assert len(plain) == 1
    assert "还可尝试 4 次" in answers["ann"].text
    reasons = {
        (e.reason if hasattr(e, "reason") else e.details["reason"])
        for e in entries(web, "sign_in_failed")
    }
    assert reasons == {"ann", "nobody", "bo", "wang"}
    assert all(PASSWORD not in str(e.details) and e.refused for e in entries(web, "sign_in_failed"))


def test_five_failures_lock_the_name_at_this_address_and_time_opens_it(web, ann):
    for left in (4, 3, 2, 1):
        assert f"还可尝试 {left} 次" in try_in(ann, "ann", "wrong").text
    assert "15 分钟" in try_in(ann, "ann", "wrong").text
    assert try_in(ann, "ann", PASSWORD).status_code == 403
    elsewhere = web.nobody()
    answer = elsewhere.post(
        "/sign_in/",
        data={"login": "ann", "password": PASSWORD},
        environ_overrides={"REMOTE_ADDR": "10.1.1.1"},
    )
    assert answer.status_code == 303, "nobody is locked out from elsewhere"
    web.now += timedelta(minutes=14, seconds=59)
    assert try_in(ann, "ann", PASSWORD).status_code == 403
    web.now += timedelta(seconds=2)
    assert try_in(ann, "ann", PASSWORD).status_code == 303
    assert len(entries(web, "lock")) == 1
    assert len(entries(web, "sign_in_locked")) == 2


def test_the_lock_counts_the_person_whatever_name_was_typed(web, ann):
    """Sign-in name, its capitals, employee number and mail address are one account."""
    with web.work() as work:
        person = work.session.get(User, web.people["ann"])
        person.email = "ann@example.com"
        names = ("ann", "ANN", person.employee_number, person.email, person.email.upper())
        assert all(names)
    for name, left in zip(names, ("4 次", "3 次", "2 次", "1 次", "15 分钟"), strict=True):
        assert left in try_in(ann, name, "wrong").text
    assert [try_in(ann, name, PASSWORD).status_code for name in names] == [403] * 5


def test_guesses_from_everywhere_lock_the_account_in_the_end(web, ann):
    def guess(number, password="wrong"):
        data = {"login": "ann", "password": password}
        door = {"REMOTE_ADDR": f"10.1.1.{number}"}
        return web.nobody().post("/sign_in/", data=data, environ_overrides=door)

    for number in range(20):
        guess(number)
    assert guess(99, PASSWORD).status_code == 403


def test_every_door_that_takes_a_password_counts_for_the_same_person(web, ann):
    """The own password and the second factor undo no lock, and are locked by one."""
    try_in(ann, "ann", PASSWORD)
    fresh = {"new": "an entirely new 口令", "again": "an entirely new 口令"}
    for _ in range(3):
        assert ann.post("/me/password", data={"old": "wrong", **fresh}).status_code == 422
    for _ in range(2):
        wrong = {"act": "begin", "password": "wrong"}
        assert ann.post("/second_factor/", data=wrong).status_code == 422
    assert "15 分钟" in ann.post("/me/password", data={"old": PASSWORD, **fresh}).text
    again = {"act": "begin", "password": PASSWORD}
    assert "15 分钟" in ann.post("/second_factor/", data=again).text
    assert try_in(web.nobody(), "ann", PASSWORD).status_code == 403
    assert len(entries(web, "proof_failed")) == 5


def test_the_number_of_failures_is_a_setting_and_success_starts_anew(web, ann):
    with Session(web.arena.engine) as session:
        session.add(
            Setting(name="lock_after", value={"value": 3}, changed_at=web.now, changed_by=0)
        )
        session.commit()
    try_in(ann, "ann", "wrong")
    try_in(ann, "ann", "wrong")
    assert try_in(ann, "ann", PASSWORD).status_code == 303
    fresh = web.nobody()
    assert "还可尝试 2 次" in try_in(fresh, "ann", "wrong").text


def test_a_copied_cookie_does_not_work_after_sign_out(web, ann):
    try_in(ann, "ann", PASSWORD)
    token = ann.get_cookie(auth.COOKIE).value
    assert ann.get("/me/").status_code == 200
    answer = ann.post("/sign_in/out")
    assert answer.status_code == 303
    assert "cache" in answer.headers["Clear-Site-Data"]
    thief = web.nobody()
    thief.set_cookie(auth.COOKIE, token)
    assert thief.get("/me/").status_code == 302
    assert [e.details["facts"]["reason"] for e in entries(web, "end_sessions")] == ["Signed out."]


def test_sign_in_gives_a_new_token_and_drops_what_was_in_the_cookie(web, ann):
    ann.set_cookie(auth.COOKIE, "planted")
    before = ann.csrf_token()
    try_in(ann, "ann", PASSWORD)
    assert ann.get_cookie(auth.COOKIE).value != "planted"
    assert ann.csrf_token() != before


@pytest.mark.parametrize(
    ("name", "minutes"), [("ann", 30), ("audit", 10), ("sec", 10), ("sys", 10)]
)
def test_a_session_ends_when_idle_sooner_for_officers(web, name, minutes):
    client = web.as_(name)
    web.now += timedelta(minutes=minutes)
    assert client.get("/me/").status_code == 200
    web.now += timedelta(minutes=minutes, seconds=1)
    assert client.get("/me/").status_code == 302


def test_a_session_ends_after_twelve_hours_however_busy(web):
    client = web.as_("ann")
    for _ in range(24):
        web.now += timedelta(minutes=30)
        assert client.get("/me/").status_code == 200
    web.now += timedelta(minutes=1)
    assert client.get("/me/").status_code == 302


def test_the_session_is_stamped_at_most_once_a_minute(web):
    client = web.as_("ann")

    def stamp():
        web.app.extensions["portal.seen"].write()  # what is noted, at once
        with Session(web.arena.engine) as session:
            return session.scalars(select(LoginSession.seen_at)).one()

    first = stamp()
    web.now += timedelta(seconds=59)
    client.get("/me/")
    assert stamp() == first
    web.now += timedelta(seconds=1)
    client.get("/me/")
    assert stamp() == web.now


def test_a_set_up_link_works_once_and_for_a_day(web):
    with web.work() as work:
        token = sessions.make_set_up_link(work, web.people["ann"], "new")
        late = sessions.make_set_up_link(work, web.people["bo"], "new")
    client, address = web.nobody(), f"/sign_in/set_up/{token}"
    assert "安安" in client.get(address).text
    two = {"new": "correct horse battery", "again": "correct horse battery "}
    assert "两次输入的密码不一致" in client.post(address, data=two).text
    two["again"] = two["new"] = "安安 爱 吃 苹果 和 香蕉 派"
    assert "安安" in client.post(address, data=two).text
    two["again"] = two["new"] = PASSWORD
    assert client.post(address, data=two).status_code == 303
    assert client.post(address, data=two).status_code == 404
    assert try_in(client, "ann", PASSWORD).status_code == 303
    assert [e.actor["name"] for e in entries(web, "change_password")] == ["安安"]
    web.now += timedelta(hours=24)
    assert client.get(f"/sign_in/set_up/{late}").status_code == 404
    assert client.get("/sign_in/set_up/guess").status_code == 404


def test_a_new_link_ends_the_old_one_and_setting_ends_sessions(web):
    open_browser = web.as_("ann")
    with web.work() as work:
        old = sessions.make_set_up_link(work, web.people["ann"], "reset")
        new = sessions.make_set_up_link(work, web.people["ann"], "reset")
    client = web.nobody()
    assert client.get(f"/sign_in/set_up/{old}").status_code == 404
    client.post(f"/sign_in/set_up/{new}", data={"new": PASSWORD, "again": PASSWORD})
    assert open_browser.get("/me/").status_code == 302


def test_the_language_is_a_cookie(web):
    client = web.nobody()
    assert "登录" in client.get("/sign_in/").text
    answer = client.get("/sign_in/language/en?next=/sign_in/")
    assert answer.headers["Location"] == "/sign_in/"
    assert "Sign in" in client.get("/sign_in/").text
    client.get("/sign_in/language/xx")
    assert "Sign in" in client.get("/sign_in/").text


def test_every_try_is_a_row(web, ann):
    try_in(ann, "ann", "wrong")
    try_in(ann, "ann", PASSWORD)
    with Session(web.arena.engine) as session:
        rows = session.execute(select(LoginAttempt.login, LoginAttempt.succeeded)).all()
    name = f"user:{web.people['ann']}"
    assert [tuple(r) for r in rows] == [(name, False), (name, True)]


def test_sec6_an_address_is_slowed_down_before_anything_is_counted(web, ann, monkeypatch):
    limiter = Limiter(get_remote_address, app=Flask("door"), storage_uri="memory://")
    monkeypatch.setattr(sign_in, "limiter", limiter)
    monkeypatch.setattr(sign_in, "RATE", "2 per hour")
    answers = [try_in(ann, "nobody", "wrong").status_code for _ in range(3)]
    assert answers == [403, 403, 429]
    with Session(web.arena.engine) as session:
        assert session.scalar(select(func.count(LoginAttempt.id))) == 2
