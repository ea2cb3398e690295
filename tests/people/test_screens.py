"""The screens of people and access, as those who may and those who may not see them."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import Delegation, Department, LoginSession, Role, User
from models.platform.audit import AuditEntry
from models.words.access import Reach
from models.words.permissions import Permission as P
from portal.access.load import actor_for
from portal.people import password_hashes
from portal.settings import SPECS
from tests.support.cast import PASSWORD


def rows(web, query):
    with Session(web.arena.engine) as session:
        return session.scalars(query).all()


def hidden(page):
    return dict(re.findall(r'name="(submission|revision)"[^>]*value="([^"]*)"', page.text))


def role_id(web, code):
    return rows(web, select(Role.id).where(Role.code == code))[0]


def department_id(web, code):
    return rows(web, select(Department.id).where(Department.code == code))[0]


def test_the_list_of_people_filters_and_searches_in_few_queries(web):
    client = web.as_("ann")
    assert "王档" in client.get("/users/").text
    found = client.get("/users/?role=custodian").text
    assert "何档" in found
    assert "张经理" not in found
    assert "欧文" in client.get("/users/?search=owe").text
    assert "欧文" not in client.get("/users/?active=0").text


def test_an_account_is_made_invited_and_signs_in(web):
    client = web.as_("sys")
    page = client.get("/users/new/")
    data = hidden(page) | {
        "login": "chensy",
        "name": "陈思远",
        "employee_number": "A0231",
        "post": "业务员",
        "department_id": department_id(web, "sales"),
        "superior_id": web.people["sun"],
    }
    wrong = client.post("/users/new/", data=data | {"login": "陈", "mobile": "1"})
    assert wrong.status_code == 422
    assert "13812345678" in wrong.text
    assert "陈思远" in wrong.text, "nothing typed is lost"
    made = client.post("/users/new/", data=data)
    assert made.status_code == 303
    home = made.headers["Location"]
    asked = hidden(client.get(f"{home}do/invite/"))  # each form has a mark of its own
    assert client.post(f"{home}do/invite/", data=asked).status_code == 303
    link = re.search(r"http://[^ <]*(/sign_in/set_up/[\w-]+)", client.get(home).text)[1]
    stranger = web.nobody()
    assert stranger.post(link, data={"new": PASSWORD, "again": PASSWORD}).status_code == 303
    answer = stranger.post("/sign_in/", data={"login": "A0231", "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert stranger.get("/users/").status_code == 403, "no role yet"


@pytest.mark.parametrize(("who", "status"), [("sys", 303), ("sec", 403), ("ann", 403)])
def test_an_account_is_edited_by_the_administrator_alone(web, who, status):
    url = f"/users/{web.people['ann']}/edit/"
    client = web.as_(who)
    page = client.get(url)
    data = hidden(web.as_("sys").get(url)) | {
        "login": "ann",
        "name": "安安",
        "employee_number": "0005",
        "post": "主管",
        "department_id": department_id(web, "sales"),
    }
    assert page.status_code == (200 if status == 303 else status)
    assert client.post(url, data=data).status_code == status
    assert (rows(web, select(User.post).where(User.login == "ann"))[0] == "主管") == (status == 303)


def test_disabling_asks_a_reason_and_ends_the_browser(web):
    browser, admin = web.as_("ann"), web.as_("sys")
    url = f"/users/{web.people['ann']}/do/disable/"
    assert admin.post(url, data={"reason": ""}).status_code == 422
    assert admin.post(url, data={"reason": "离职"}).status_code == 303
    assert browser.get("/me/").status_code == 302
    assert rows(
        web, select(LoginSession.end_reason).where(LoginSession.user_id == web.people["ann"])
    ) == ["disabled"]
    assert (
        admin.post(f"/users/{web.people['ann']}/do/enable/", data={"reason": "返聘"}).status_code
        == 303
    )


def test_sc06_a_lost_role_ends_the_browser_and_the_next_one_has_no_right(web):
    browser, officer = web.as_("zhang"), web.as_("sec")
    url = f"/users/{web.people['zhang']}/do/roles/"
    ticked = re.findall(r'<input[^>]*checked[^>]*value="(\d+)"', officer.get(url).text)
    assert ticked == [str(role_id(web, "department_head"))]
    both = {"roles": [role_id(web, "applicant"), role_id(web, "auditor")]}
    assert officer.post(url, data=both).status_code == 409
    assert officer.post(url, data={"roles": [role_id(web, "applicant")]}).status_code == 303
    assert browser.get("/me/").status_code == 302
    with Session(web.arena.engine) as session:
        assert actor_for(session, web.people["zhang"], web.now).reach(P.APPROVAL_DECIDE) is None


def test_the_security_officer_ends_sessions_of_others(web):
    browser = web.as_("ann")
    url = f"/users/{web.people['ann']}/do/end_sessions/"
    assert web.as_("sys").post(url).status_code == 403
    assert browser.get("/me/").status_code == 200
    assert web.as_("sec").post(url).status_code == 303
    assert browser.get("/me/").status_code == 302


def test_the_matrix_is_edited_by_the_security_officer_and_holds_at_once(web):
    url = f"/roles/{role_id(web, 'applicant')}/"
    data = {"customer:export": "own", "contact.mobile": "hidden"}
    assert web.as_("sys").get(url).status_code == 200
    assert web.as_("sys").post(url, data=data).status_code == 403
    assert web.as_("sec").post(url, data=data | {"customer:export": "far"}).status_code == 422
    assert web.as_("sec").post(url, data=data).status_code == 303
    with Session(web.arena.engine) as session:
        assert actor_for(session, web.people["ann"], web.now).reach(P.CUSTOMER_EXPORT) is Reach.OWN
    assert "导出" in web.as_("sec").get("/roles/").text
    who = web.as_("sec").get("/roles/who/?permission=customer:export").text
    assert "安安" in who
    assert "审计" not in re.sub(r"<option.*?</option>", "", who.split("<tbody>")[1])


def test_a_role_is_made_after_another(web):
    client = web.as_("sec")
    wrong = client.post("/roles/new/", data={"code": "X!", "name": "网点"})
    assert wrong.status_code == 422
    assert "网点" in wrong.text
    data = {"code": "branch", "name": "网点柜员", "copy_of": role_id(web, "applicant")}
    made = client.post("/roles/new/", data=data)
    assert "网点柜员" in client.get(made.headers["Location"]).text


def test_departments_are_a_tree_on_the_page(web):
    client = web.as_("sys")
    data = hidden(client.get("/departments/new/")) | {
        "code": "T1",
        "name": "一组",
        "parent_id": department_id(web, "sales"),
        "active": "y",
    }
    assert client.post("/departments/new/", data=data).status_code == 303
    page = web.as_("ann").get("/departments/").text
    assert page.index("销售部") < page.index("一组") < page.index("客务部")
    assert "/departments/new/" not in page


def test_c4_a_delegation_is_given_seen_by_both_and_ended(web):
    client = web.as_("zhang")
    data = hidden(client.get("/delegations/new/")) | {
        "to_id": web.people["bo"],
        "starts_at": "2026-11-23T00:00",
        "ends_at": "2026-11-25T00:00",
        "reason": "年假",
        "subjects": ["request"],
    }
    backwards = client.post("/delegations/new/", data=data | {"ends_at": "2026-11-22T00:00"})
    assert backwards.status_code == 422
    made = client.post("/delegations/new/", data=data)
    assert made.status_code == 303
    home = made.headers["Location"]
    row = rows(web, select(Delegation))[0]
    assert row.starts_at.isoformat() == "2026-11-22T16:00:00+00:00"
    for name, status in (("bo", 200), ("sec", 200), ("sun", 404), ("ann", 404)):
        assert web.as_(name).get(home).status_code == status, name
    assert web.as_("bo").post(f"{home}do/end/").status_code == 403
    assert client.post(f"{home}do/end/").status_code == 303
    assert rows(web, select(Delegation.state))[0] == "ended"


def test_my_page_keeps_choices_and_ends_other_browsers(web):
    here = web.as_("ann")
    web.tokens.clear()
    there = web.as_("ann")
    page = here.get("/me/")
    assert "退出" in page.text
    answer = here.post("/me/", data={"density": "comfy", "language": "en", "theme": "dark"})
    assert answer.status_code == 303
    assert "My account" in here.get("/me/").text
    assert here.post("/me/", data={"density": "huge"}).status_code == 422
    assert here.post("/me/sessions/end").status_code == 303
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert here.post("/me/sessions/999999/end").status_code == 404


def test_a_changed_password_ends_the_other_browsers_only(web):
    with Session(web.arena.engine) as session:
        user = session.scalars(select(User).where(User.login == "ann")).one()
        user.password_hash = password_hashes.hash_password(PASSWORD)
        session.commit()
    here = web.as_("ann")
    web.tokens.clear()
    there = web.as_("ann")
    new = "three small violins"
    for data in (
        {"old": "wrong", "new": new, "again": new},
        {"old": PASSWORD, "new": new, "again": "x"},
        {"old": PASSWORD, "new": "short", "again": "short"},
        {"old": PASSWORD, "new": PASSWORD, "again": PASSWORD},
    ):
        assert here.post("/me/password", data=data).status_code == 422
    assert (
        here.post("/me/password", data={"old": PASSWORD, "new": new, "again": new}).status_code
        == 303
    )
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302


def test_a_first_password_is_changed_before_anything_else(web):
    with Session(web.arena.engine) as session:
        user = session.scalars(select(User).where(User.login == "ann")).one()
        user.password_hash, user.must_change_password = (
            password_hashes.hash_password(PASSWORD),
            True,
        )
        session.commit()
    client = web.as_("ann")
    assert client.get("/users/").headers["Location"] == "/me/password"
    assert client.post("/me/").status_code == 403
    assert client.get("/me/password").status_code == 200
    new = "three small violins"
    client.post("/me/password", data={"old": PASSWORD, "new": new, "again": new})
    assert client.get("/users/").status_code == 200


def test_settings_are_changed_by_the_administrator_with_a_reason_per_field(web):
    assert web.as_("sec").get("/settings/").status_code == 403
    client = web.as_("sys")
    wrong = client.post("/settings/", data={"lock_after": "2", "office_name": "南湖档案室"})
    assert wrong.status_code == 422
    assert "南湖档案室" in wrong.text
    assert client.post("/settings/", data={"lock_after": "3"}).status_code == 303
    changes = [e.details["changes"] for e in rows(web, select(AuditEntry)) if e.happened == "edit"]
    assert changes == [{"lock_after": [5, 3]}]


def test_sec4_each_sees_the_settings_they_may_change_and_no_others(web):
    manager, administrator = (web.as_(name).get("/settings/").text for name in ("li", "sys"))
    for name, spec in SPECS.items():
        mine = spec.group in ("Customers", "Filing", "Lending", "Sheets")
        assert (f'name="{name}"' in manager, f'name="{name}"' in administrator) == (mine, not mine)
    assert web.as_("li").post("/settings/", data={"pick_up_days": "7"}).status_code == 303
    assert web.as_("li").post("/settings/", data={"lock_after": "7"}).status_code == 403
