"""The second factor: set up, asked at the door, never twice the same, lost, compulsory (ASVS 6.3.3)."""

import html
import re
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import select

from models.people import SecondFactor, User
from models.platform.audit import AuditEntry
from models.platform.records import Setting
from portal.people import second_factor, second_factors
from portal.people.demo_people import PEOPLE as DEMO
from tests.people.test_sign_in import PASSWORD, give_password, try_in

URL = "/second_factor/"


def secret_of(web, name):
    with web.work() as work:
        return second_factors.factor_secret(work, work.session.get(SecondFactor, web.people[name]))


def code_of(web, name, steps=0):
    return pyotp.TOTP(secret_of(web, name)).at(int(web.now.timestamp()), counter_offset=steps)


def set_up(web, name="ann"):
    """Set up in the browser; returns the recovery codes."""
    give_password(web, name)
    client = web.as_(name)
    assert client.post(URL, data={"act": "begin", "password": PASSWORD}).status_code == 303
    page = client.post(URL, data={"act": "confirm", "code": code_of(web, name)})
    assert page.status_code == 200
    web.pass_time(minutes=1)
    return re.findall(r"<code>(\w{5}-\w{5})</code>", page.text)


def acts(web, *words):
    with web.work() as work:
        query = select(AuditEntry).where(AuditEntry.happened.in_(words)).order_by(AuditEntry.seq)
        return [(e.happened, e.subject_id, e.refused) for e in work.session.scalars(query)]


def wish(web, value):
    with web.work() as work:
        work.add(
            Setting(name="second_factor", value={"value": value}, changed_at=work.now, changed_by=0)
        )


def test_it_is_set_up_with_password_and_code_and_asked_from_then_on(web):
    codes = set_up(web)
    assert len(set(codes)) == 10
    client = web.nobody()
    answer = try_in(client, "ann", PASSWORD, next="/me/?x=1")
    assert answer.location == "/sign_in/code"
    assert client.get("/me/").status_code == 302  # the password alone opens nothing
    answer = client.post("/sign_in/code", data={"code": code_of(web, "ann")})
    assert (answer.status_code, answer.location) == (303, "/me/?x=1")
    assert client.get("/me/").status_code == 200
    ann = web.people["ann"]
    assert acts(web, "second_factor_on", "sign_in") == [
        ("second_factor_on", ann, False),
        ("sign_in", ann, False),
    ]


def test_the_secret_is_shown_only_while_it_is_set_up_and_is_not_in_the_database(web):
    give_password(web, "ann")
    client = web.as_("ann")
    assert client.get(f"{URL}qr.svg").status_code == 404
    wrong = client.post(URL, data={"act": "begin", "password": "something else"})
    assert wrong.status_code == 422
    client.post(URL, data={"act": "begin", "password": PASSWORD})
    secret = secret_of(web, "ann")
    grouped = " ".join(secret[at : at + 4] for at in range(0, 32, 4))
    assert grouped in html.unescape(client.get(URL).text)
    assert client.get(f"{URL}qr.svg").content_type == "image/svg+xml"
    client.post(URL, data={"act": "confirm", "code": code_of(web, "ann")})
    assert grouped not in client.get(URL).text
    assert client.get(f"{URL}qr.svg").status_code == 404
    with web.work() as work:
        row = work.session.get(SecondFactor, web.people["ann"])
        kept = f"{row.salt} {row.recovery}"
    assert secret not in kept.upper()


def test_a_code_is_taken_once_and_only_of_its_minute(web):
    set_up(web)
    code = code_of(web, "ann")
    for number in range(2):
        client = web.nobody()
        try_in(client, "ann", PASSWORD)
        answer = client.post("/sign_in/code", data={"code": code})
        assert answer.status_code == (303, 403)[number]
    for steps in (-3, 3):
        client = web.nobody()
        try_in(client, "ann", PASSWORD)
        answer = client.post("/sign_in/code", data={"code": code_of(web, "ann", steps)})
        assert answer.status_code == 403
    for nothing in ("", "abcdef", "１２３４５６", "0" * 5000, "000000\x00"):
        assert client.post("/sign_in/code", data={"code": nothing}).status_code in (400, 403)


def test_a_recovery_code_opens_once(web):
    codes = set_up(web)
    for number in range(2):
        client = web.nobody()
        try_in(client, "ann", PASSWORD)
        answer = client.post("/sign_in/code", data={"code": codes[3].upper()})
        assert answer.status_code == (303, 403)[number]
    with web.work() as work:
        assert len(work.session.get(SecondFactor, web.people["ann"]).recovery) == 9


def test_wrong_codes_lock_the_account_however_often_the_password_is_typed(web):
    set_up(web)
    client = web.nobody()
    for _ in range(5):
        try_in(client, "ann", PASSWORD)
        assert client.post("/sign_in/code", data={"code": "000000"}).status_code == 403
    try_in(client, "ann", PASSWORD)
    answer = client.post("/sign_in/code", data={"code": code_of(web, "ann")})
    assert (answer.status_code, "15 分钟" in answer.text) == (403, True)
    web.pass_time(minutes=16)
    try_in(client, "ann", PASSWORD)
    assert client.post("/sign_in/code", data={"code": code_of(web, "ann")}).status_code == 303
    said = [
        happened for happened, _id, _refused in acts(web, "code_failed", "lock", "sign_in_locked")
    ]
    assert said == ["code_failed"] * 4 + ["lock", "sign_in_locked"]


def test_the_step_before_the_code_lasts_five_minutes_and_is_needed(web):
    set_up(web)
    assert web.nobody().get("/sign_in/code").location == "/sign_in/"
    assert web.nobody().post("/sign_in/code", data={"code": "1"}).location == "/sign_in/"
    client = web.nobody()
    try_in(client, "ann", PASSWORD)
    assert client.get("/sign_in/code").status_code == 200
    web.pass_time(minutes=6)
    answer = client.post("/sign_in/code", data={"code": code_of(web, "ann")})
    assert answer.location == "/sign_in/"
    assert client.get("/me/").status_code == 302


def test_it_is_turned_off_with_a_code_and_not_where_the_role_needs_it(web):
    set_up(web, "sys")
    client = web.as_("sys")
    assert client.post(URL, data={"act": "turn_off", "code": "123456"}).status_code == 422
    wish(web, "officers")
    refused = client.post(URL, data={"act": "turn_off", "code": code_of(web, "sys")})
    assert (refused.status_code, "安全员" in refused.text) == (422, True)
    web.pass_time(minutes=1)
    set_up(web, "ann")
    client = web.as_("ann")
    answer = client.post(URL, data={"act": "turn_off", "code": code_of(web, "ann")})
    assert answer.status_code == 303
    with web.work() as work:
        held = [
            second_factors.has_second_factor(work.session, web.people[name])
            for name in ("sys", "ann")
        ]
    assert held == [True, False]


@pytest.mark.parametrize(
    ("value", "name", "shut"),
    [
        ("nobody", "sec", False),
        ("officers", "sec", True),
        ("officers", "sun", False),
        ("heads", "sun", True),
        ("heads", "ann", False),
        ("everybody", "ann", True),
    ],
)
def test_who_must_have_one_sets_it_up_before_anything_else(web, value, name, shut):
    wish(web, value)
    give_password(web, name)
    client = web.nobody()
    try_in(client, name, PASSWORD)
    answer = client.get("/me/")
    assert (answer.status_code, answer.location) == ((302, URL) if shut else (200, None))
    if shut:
        assert client.post("/me/", data={"theme": "dark"}).status_code == 403
        client.post(URL, data={"act": "begin", "password": PASSWORD})
        client.post(URL, data={"act": "confirm", "code": code_of(web, name)})
        assert client.get("/me/").status_code == 200


def test_the_security_officer_resets_others_and_never_their_own(web):
    set_up(web)
    set_up(web, "sec")
    ann, url = web.as_("ann"), f"/users/{web.people['ann']}/do/reset_second/"
    for name in ("sys", "li", "ann"):
        assert web.as_(name).post(url, data={"reason": "手机丢失"}).status_code == 403
    own = f"/users/{web.people['sec']}/do/reset_second/"
    assert web.as_("sec").post(own, data={"reason": "手机丢失"}).status_code == 403
    assert web.as_("sec").post(url, data={"reason": ""}).status_code == 422
    assert web.as_("sec").post(url, data={"reason": "手机丢失"}).status_code == 303
    assert ann.get("/me/").status_code == 302
    assert try_in(web.nobody(), "ann", PASSWORD).location == "/"
    with web.work() as work:
        entry = work.session.scalars(
            select(AuditEntry).where(AuditEntry.happened == "second_factor_reset")
        ).one()
        assert (entry.actor["name"], entry.details["facts"]) == ("安全", {"reason": "手机丢失"})


def test_one_code_in_two_browsers_at_once_opens_one(arena):
    """The row is locked while a code is looked at (both databases)."""
    with arena.work("ann") as work:
        work.add(
            SecondFactor(user_id=work.actor.id, salt="x", made_at=work.now, confirmed_at=work.now)
        )
    with arena.work() as work:
        factor = work.session.get(SecondFactor, arena.people["ann"])
        code = pyotp.TOTP(second_factors.factor_secret(work, factor)).at(int(work.now.timestamp()))

    def enter():
        with arena.work() as work:
            return bool(second_factor.sign_in_with_code(work, arena.people["ann"], code, "x").token)

    assert sorted(arena.race(*[enter] * 4)) == [False, False, False, True]


def test_officers_need_one_from_their_first_sign_in_unless_a_demo_on_a_desk(web):
    for name, shut in (("sys", True), ("ann", False)):
        give_password(web, name)
        client = web.nobody()
        try_in(client, name, PASSWORD)
        assert (client.get("/me/").location == URL) is shut
    with web.work() as work:
        row = work.session.get(User, web.people["sys"])
        row.login, row.name = "sys", DEMO["sys"][0]
    for address, shut in (("127.0.0.1", False), ("10.0.0.9", True)):
        client = web.nobody()
        client.environ_base["REMOTE_ADDR"] = address
        try_in(client, "sys", PASSWORD)
        assert (client.get("/me/").location == URL) is shut
    with web.work() as work:
        who = replace(work.actor, id=web.people["sys"], roles=("system_administrator",))
        who = replace(who, address="127.0.0.1")
        work.config = replace(work.config, base_url="https://files.example.cn")
        assert second_factors.needs_second_factor(work, who)
