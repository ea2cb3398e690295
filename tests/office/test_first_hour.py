"""DEMO=0: four people take a new office into use, by its pages alone (UX-13)."""

import io
import re

import pyotp
import pytest
from sqlalchemy import select

from models.people import SecondFactor, User
from portal.people import second_factors
from portal.schedule import TASKS
from portal.seed import baseline
from portal.workers.runner import Runner
from tests.conftest import NOON
from tests.support.databases import Arena
from tests.support.visitors import Web
from views.shell.extensions import db

PASSWORD = "green bamboo strips 26"
PEOPLE = (
    "姓名,部门,岗位,上级,角色\n"
    "李卓,总经办/档案室,档案主管,,档案主管、部门负责人\n"
    "王珊,档案室,档案员,李卓,档案管理员\n"
    "赵磊,总经办/销售部,销售代表,,申请人、档案所属人\n"
)
LIST = (
    "客户名称,法定代表人,地址,邮编,电话,经营范围,注册资本,负责人\n"
    "杭州嘉禾贸易有限公司,王一,杭州市文一路 1 号,310000,0571-80000001,日用百货批发,1000000,赵磊\n"
).encode("gb18030")


@pytest.fixture
def office(app, shelves, config):
    """A new installation as «make run» leaves it, with the tokens it printed."""
    url = shelves("sqlite").fresh("web")
    web = Web(app, Arena(url, {}, config, NOON))
    app.config["CLOCK"] = lambda: web.now
    with web.work() as work:
        baseline.seed_baseline(work)
        tokens = baseline.first_accounts(work)
    yield web, tokens
    web.arena.engine.dispose()
    with app.app_context():
        db.engine.dispose()  # or the next test would go on in this database


def enter(web, login, token):
    """Set the password by the link, then sign in, as everybody does."""
    client = web.nobody()
    words = {"new": PASSWORD, "again": PASSWORD}
    assert client.post(f"/sign_in/set_up/{token}", data=words).status_code == 303
    answer = client.post("/sign_in/", data={"login": login, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    if client.get("/").location == "/second_factor/":
        set_up_second_factor(web, client, login)
    return client


def set_up_second_factor(web, client, login):
    """An officer's first page: a code generator before anything else (SEC-11)."""
    begun = client.post("/second_factor/", data={"act": "begin", "password": PASSWORD})
    assert begun.status_code == 303
    with web.work() as work:
        of_login = SecondFactor.user_id == User.id
        factor = work.session.scalars(
            select(SecondFactor).join(User, of_login).where(User.login == login)
        ).one()
        secret = second_factors.factor_secret(work, factor)
    code = pyotp.TOTP(secret).at(int(web.now.timestamp()))
    page = client.post("/second_factor/", data={"act": "confirm", "code": code})
    assert page.status_code == 200


def open_steps(client):
    """What the shared list still asks for, by its number; empty once the list is gone."""
    page = client.get("/").text
    found = re.search(r'<ol class="start">(.*?)</ol>', page, re.DOTALL)
    lines = re.findall(r"<li.*?</li>", found[1], re.DOTALL) if found else []
    return [n for n, line in enumerate(lines, start=1) if "待完成" in line]


def test_four_people_get_through_without_a_command_line(office):
    web, tokens = office
    admin = enter(web, "admin", tokens["admin"])
    assert open_steps(admin) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert admin.post("/settings/", data={"office_name": "润信档案室"}).status_code == 303
    checked = admin.post("/roster/", data={"text": PEOPLE, "act": "check"}).text
    assert "建立 3 个账号" in checked
    assert admin.post("/roster/", data={"text": PEOPLE, "act": "write"}).status_code == 303
    offered = admin.get("/roster/links/").text
    chosen = re.findall(r'name="id" value="(\d+)" checked', offered)
    made = admin.post("/roster/links/", data={"id": chosen}).text
    links = dict(re.findall(r"<td>(\w+)</td><td><code[^>]*>\S+/set_up/([\w-]+)<", made))
    assert {"lizhuo", "wangshan", "zhaolei"} <= set(links)
    assert open_steps(admin) == [5, 6, 7, 8]
    security = enter(web, "security", links["security"])
    page = security.get("/roles/proposed/").text
    ids = re.findall(r'name="id" value="(\d+)"', page)
    assert security.post("/roles/proposed/", data={"id": ids}).status_code == 303
    assert open_steps(security) == [6, 7, 8]
    manager = enter(web, "lizhuo", links["lizhuo"])
    for step in ("classes", "calendar"):
        assert manager.post(f"/first/{step}/").status_code == 303
    custodian = enter(web, "wangshan", links["wangshan"])
    assert open_steps(custodian) == [8]
    bring(web, custodian)
    for client in (admin, security, manager, custodian):
        assert open_steps(client) == []
    assert "杭州嘉禾" in custodian.get("/customers/").text


def bring(web, custodian):
    """The first list, with the columns as they are proposed."""
    file = (io.BytesIO(LIST), "名册.csv")
    answer = custodian.post("/imports/upload/", data={"file": file})
    page = custodian.get(answer.location).text
    chosen = re.findall(r'name="(column-\d+)".*?<option value="(\w*)" selected', page, re.DOTALL)
    custodian.post(f"{answer.location}columns/", data=dict(chosen))
    runner = Runner(web.arena.engine, web.config, lambda: web.now, TASKS)
    while runner.step():
        pass
    custodian.post(f"{answer.location}write/", data={"skip": "1"})
    while runner.step():
        pass
