"""Step-up: what is hard to take back asks for the password or a code again (ASVS 7.5.3)."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.people import Role, RoleGrant, UserRole
from models.platform.audit import AuditEntry
from models.platform.records import Setting
from models.platform.sheets import Export
from tests.people.test_second_factor import code_of, set_up
from tests.people.test_sign_in import PASSWORD, give_password
from tests.support import make


@pytest.fixture
def later(web):
    """A browser of ``name`` in which the password was typed half an hour ago, but busy since."""

    def browser(name):
        give_password(web, name)
        client = web.as_(name)
        pass_minutes(web, 30, client)
        return client

    return browser


def role_id(web, code="applicant"):
    with web.work() as work:
        return work.session.scalar(select(Role.id).where(Role.code == code))


def acts(web, *words):
    with web.work() as work:
        query = select(AuditEntry).where(AuditEntry.happened.in_(words)).order_by(AuditEntry.seq)
        return [(e.happened, e.refused) for e in work.session.scalars(query)]


def reach(web, code, permission):
    with web.work() as work:
        query = select(RoleGrant.reach).join(Role).where(Role.code == code)
        return work.session.scalar(query.where(RoleGrant.permission == permission))


def fields(page):
    """The hidden fields that wait in the question."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {html.unescape(k): html.unescape(v) for k, v in found if k != "csrf_token"}


def test_a_role_is_changed_after_the_password_and_nothing_typed_is_lost(web, later):
    client, url = later("sec"), f"/roles/{role_id(web)}/"
    page = client.post(url, data={"customer:see": "all"})
    assert (page.status_code, "确认是你本人" in page.text) == (403, True)
    assert reach(web, "applicant", "customer:see") == "below"
    kept = fields(page)
    assert kept == {"customer:see": "all"}
    wrong = client.post(url, data={**kept, "proof": "not the password"})
    assert (wrong.status_code, fields(wrong)) == (403, kept)
    assert reach(web, "applicant", "customer:see") == "below"
    assert client.post(url, data={**kept, "proof": PASSWORD}).location == url
    assert reach(web, "applicant", "customer:see") == "all"
    assert client.post(url, data={"customer:see": "own"}).location == url  # good for a while
    assert acts(web, "prove", "proof_failed") == [("proof_failed", True), ("prove", False)]


def pass_minutes(web, minutes, *clients):
    for _ in range(minutes // 5):
        web.now += timedelta(minutes=5)
        for client in clients:
            assert client.get("/me/").status_code == 200


def test_it_is_good_for_the_setting_and_for_this_browser_alone(web):
    give_password(web, "sys")
    client = web.as_("sys")
    web.tokens.clear()
    other = web.as_("sys")
    pass_minutes(web, 30, client, other)
    proved = client.post("/settings/", data={"lock_after": "6", "proof": PASSWORD})
    assert proved.status_code == 303
    assert other.post("/settings/", data={"lock_after": "7"}).status_code == 403
    pass_minutes(web, 15, client)
    assert client.post("/settings/", data={"lock_after": "8"}).status_code == 303
    pass_minutes(web, 5, client)
    assert client.post("/settings/", data={"lock_after": "9"}).status_code == 403
    with web.work() as work:
        assert work.session.get(Setting, "lock_after").value["value"] == 8


def test_a_code_of_the_second_factor_does_it_too_once(web, later):
    set_up(web, "sec")
    client, url = later("sec"), f"/roles/{role_id(web)}/"
    code = code_of(web, "sec")
    assert client.post(url, data={"customer:see": "all", "proof": code}).status_code == 303
    pass_minutes(web, 20, client)
    assert client.post(url, data={"customer:see": "own", "proof": code}).status_code == 403


def test_wrong_proofs_lock(web, later):
    client, url = later("sec"), f"/roles/{role_id(web)}/"
    for _ in range(5):
        assert client.post(url, data={"customer:see": "all", "proof": "x"}).status_code == 403
    answer = client.post(url, data={"customer:see": "all", "proof": PASSWORD})
    assert (answer.status_code, "15 分钟" in answer.text) == (403, True)
    assert reach(web, "applicant", "customer:see") == "below"


def test_officers_acts_on_accounts_ask_too(web, later):
    ann = web.people["ann"]
    for name, act in (("sys", "invite"), ("sec", "roles")):
        client, url = later(name), f"/users/{ann}/do/{act}/"
        data = {"roles": [str(role_id(web))]} if act == "roles" else {}
        assert client.post(url, data=data).status_code == 403, act
        assert client.post(url, data={**data, "proof": PASSWORD}).status_code == 303, act
    wanted = role_id(web)
    with web.work() as work:
        held = select(UserRole.role_id).where(UserRole.user_id == ann)
        assert work.session.scalars(held).all() == [wanted]


def test_a_large_sheet_asks_and_a_small_one_does_not(web, later):
    for number in range(3):
        make.customer(web, f"上海第{number}贸易有限公司")
    client, url = later("wang"), "/exports/new/?source=list:customers"
    purpose = {"purpose": "年度核对客户名单"}
    assert client.post(url, data=purpose).status_code == 303
    with web.work() as work:
        limit = Setting(name="step_up_rows", value={"value": 2}, changed_at=work.now, changed_by=0)
        work.add(limit)
    page = client.post(url, data=purpose)
    assert (page.status_code, fields(page)) == (403, purpose)
    sheet = client.post(url, data=purpose, headers={"X-Partial": "sheet"})
    assert (sheet.status_code, "<html" in sheet.text) == (403, False)
    assert client.post(url, data={**purpose, "proof": PASSWORD}).status_code == 303
    with web.work() as work:
        assert len(work.session.scalars(select(Export)).all()) == 2


def test_d4_repeated_reveals_ask_again_and_a_script_is_told_to(web):
    card = make.customer(web)
    with web.work() as work:
        work.session.get(Customer, card).id_number = "11010519491231002X"
        limit = Setting(
            name="step_up_reveals", value={"value": 2}, changed_at=work.now, changed_by=0
        )
        work.add(limit)
    give_password(web, "li")
    client = web.as_("li")
    asked = {"kind": "customer", "id": card, "field": "id_number", "reason": "核对身份证"}

    def reveal(**more):
        return client.post("/reveal/", data=asked | more, headers={"X-Partial": "json"})

    for _ in range(2):
        assert reveal().json["value"] == "11010519491231002X"
    stopped = reveal()
    assert (stopped.status_code, stopped.json.get("prove"), "value" in stopped.json) == (
        403,
        True,
        False,
    )
    assert "确认是你本人" in stopped.json["message"]
    wrong = reveal(proof="not the password")
    assert (wrong.status_code, wrong.json["prove"]) == (403, True)
    web.now += timedelta(seconds=5)
    assert reveal(proof=PASSWORD).json["value"] == "11010519491231002X"
    assert reveal().status_code == 200
    assert reveal().status_code == 403
    assert acts(web, "reveal", "prove").count(("reveal", False)) == 4
    page = client.post("/reveal/", data=asked)  # without a script
    assert (page.status_code, fields(page)) == (403, {k: str(v) for k, v in asked.items()})


def test_a_proof_helps_nobody_who_may_not_or_is_not_there(web, later):
    client = later("ann")
    url = f"/roles/{role_id(web)}/"
    assert client.post(url, data={"customer:see": "all", "proof": PASSWORD}).status_code == 403
    assert reach(web, "applicant", "customer:see") == "below"
    assert web.nobody().post(url, data={"proof": PASSWORD}).status_code == 401
    assert client.post(url, data={"proof": PASSWORD}, token=False).status_code == 400


def test_what_waits_in_the_question_is_text(web, later):
    client, url = later("sec"), f"/roles/{role_id(web)}/"
    mark = '"><script>alert(1)</script>'
    page = client.post(url, data={"customer:see": "all", mark: mark})
    assert "<script>alert" not in page.text
    assert fields(page)[mark] == mark
