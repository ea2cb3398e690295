"""People from an office's own list: all faults at once, nothing guessed, roles only proposed."""

import io
import re

import pytest
from sqlalchemy import select

from models.people import Department, SetupLink, User, UserRole
from portal.errors import Conflict, Invalid, NotAllowed
from portal.people import proposals, roster, roster_rules

LIST = (
    "姓名\t部门\t岗位\t上级\t角色\t手机\n"
    "钱进\t总经办/法务部\t主管\t\t部门负责人\t13812345678\n"
    "王小明\t法务部\t法务\t钱进\t申请人、档案所属人\t\n"
)


def plan(stage, text, who="sys"):
    with stage.work(who) as work:
        return roster.plan_roster(work, text)


def faults(stage, text):
    return [fault.text for one in plan(stage, text) for fault in one.faults]


def test_headings_separators_and_blank_lines_are_read():
    entries = roster_rules.read_roster(
        '员工姓名,所属部门,权限\r\n\r\n张三,"A,B部",申请人；档案管理员\r\n'
    ).entries
    assert [(e.line, e.get("name"), e.department, e.roles) for e in entries] == [
        (3, "张三", ["A,B部"], ["申请人", "档案管理员"])
    ]
    for text in ("", "  \n", "张三,销售部"):
        with pytest.raises(Invalid):
            roster_rules.read_roster(text)


MESSY = (
    "林川市恒通公司花名册\t\t\t\t\t\n"
    "序号\t姓 名\t所在部门\t直接上级\t拟授角色\t联系电话\t血型\n"
    "1\t吕　娟\t档案室\t\t档案管理员\t138 0001 0002\tA\n"
    "2\t仇英\t业务一部\t\t\t+86 138-0001-0004\tB\n"
    "3\t单雄信\t业务一部\t仇英\t申请人\t１３８０００１０００５\tO\n"
    "合计\t14人\t\t\t\t\t\n"
    "制表人：王芳\t\t\t\t\t\t\n"
)


def test_an_office_list_is_taken_as_it_is(stage):
    """A title above, padded names, totals and a signature below, phones as people write them."""
    read = roster_rules.read_roster(MESSY)
    assert (list(read.asides), list(read.unread)) == ([6, 7], ["血型"])
    plans = plan(stage, MESSY)
    assert [fault for one in plans for fault in one.faults] == []
    assert [(p.name, p.login, p.entry.get("mobile")) for p in plans] == [
        ("吕娟", "lvjuan", "13800010002"),
        ("仇英", "qiuying", "13800010004"),
        ("单雄信", "shanxiongxin", "13800010005"),
    ]
    assert [[role.code for role in p.roles] for p in plans] == [["custodian"], [], ["applicant"]]
    with stage.work("sys") as work:
        assert len(roster.write_roster(work, MESSY)) == 3


def test_an_unknown_role_is_answered_with_those_there_are(stage):
    (fault,) = [f for p in plan(stage, "姓名,部门,角色\n甲,销售部,档案员\n") for f in p.faults]
    assert fault.values["name"] == "档案员"
    assert "档案管理员" in fault.values["known"]
    assert "安全员" not in fault.values["known"], "an officer is appointed one by one"


def test_two_of_a_name_are_told_apart_by_their_department(stage):
    text = "姓名,部门,上级\n王伟,业务一部,\n王伟,业务二部,\n郭涛,业务二部,王伟（业务二部）\n"
    assert faults(stage, text) == []
    with stage.work("sys") as work:
        _first, second, below = roster.write_roster(work, text)
        assert below.superior_id == second.id


def test_a_number_given_twice_is_named_in_both_lines(stage):
    found = plan(stage, "姓名,部门,工号\n甲,销售部,A7\n乙,销售部,A8\n丙,客务部,a7\n")
    told = [(p.entry.line, f.values["lines"]) for p in found for f in p.faults]
    assert told == [(2, "2、4"), (4, "2、4")]


def test_names_that_are_missing_are_proposed_and_never_taken_twice():
    assert roster_rules.free_login(["wang", "shan"], set()) == "wangshan"
    assert roster_rules.free_login(["wang", "shan"], {"wangshan", "wangshan2"}) == "wangshan3"
    assert roster_rules.free_login(["·"], set()) == "user"
    assert roster_rules.free_number({"0001", "0012", "A9"}) == "0013"
    assert roster_rules.free_number(set()) == "0001"


def test_the_list_becomes_departments_people_and_proposals_and_nothing_more(stage):
    with stage.work("sys") as work:
        made = [person.id for person in roster.write_roster(work, LIST)]
    people = stage.session.scalars(select(User).where(User.id.in_(made)).order_by(User.id)).all()
    assert [(p.name, p.login, p.proposed_roles) for p in people] == [
        ("钱进", "qianjin", ["department_head"]),
        ("王小明", "wangxiaoming", ["applicant", "file_owner"]),
    ]
    legal = stage.session.scalars(select(Department).where(Department.name == "法务部")).one()
    office = stage.session.scalars(select(Department).where(Department.name == "总经办")).one()
    assert (legal.parent_id, legal.head_id) == (office.id, made[0])
    assert people[1].superior_id == made[0]
    held = select(UserRole.role_id).where(UserRole.user_id.in_(made))
    assert stage.session.scalars(held).all() == []


def test_every_fault_is_said_at_once_and_nothing_is_written(stage):
    bad = (
        "姓名,部门,上级,角色,账号,手机\n"
        ",销售部,,,,\n"
        "甲,,,,,\n"
        "乙,销售部,没有这人,国王,ann,1381\n"
        "丙,销售部,,系统管理员,bing,\n"
        "丁,销售部,,,bing,\n"
    )
    found = faults(stage, bad)
    assert len(found) >= 8, found
    with stage.work("sys") as work, pytest.raises(Conflict):
        roster.write_roster(work, bad)
    assert stage.session.scalar(select(User.id).where(User.name == "丙")) is None


def test_a_superior_of_whom_there_are_two_is_not_guessed(stage):
    text = "姓名,部门,上级\n李四,销售部,\n李四,客务部,\n王五,销售部,李四\n"
    assert faults(stage, text) == [roster.SEVERAL]


def test_only_who_edits_accounts_imports_people_and_only_a_security_officer_gives_roles(stage):
    with stage.work("wang") as work, pytest.raises(NotAllowed):
        roster.plan_roster(work, LIST)
    with stage.work("sys") as work:
        made = [person.id for person in roster.write_roster(work, LIST)]
    with stage.work("sys") as work, pytest.raises(NotAllowed):
        proposals.grant_proposed(work, made)
    with stage.work("sec") as work:
        assert proposals.grant_proposed(work, made[:1]) == (1, 0)
        assert [person.id for person, _roles in proposals.list_proposed(work)] == made[1:]
        with pytest.raises(Invalid):
            proposals.grant_proposed(work, made[:1])
    held = select(UserRole.user_id).where(UserRole.user_id.in_(made))
    assert stage.session.scalars(held).all() == made[:1]


def test_the_page_checks_then_writes_and_hands_out_links(web):
    client = web.as_("sys")
    checked = client.post("/roster/", data={"text": LIST, "act": "check"})
    assert checked.status_code == 200
    assert "建立 2 个账号" in checked.text
    assert "wangxiaoming" in checked.text
    bad = client.post("/roster/", data={"text": "姓名,部门\n甲,\n", "act": "write"})
    assert bad.status_code == 422
    assert "姓名,部门" in bad.text, "what was pasted stays"
    sheet = (io.BytesIO("姓名,部门\n上传者,销售部\n".encode("gb18030")), "名单.csv")
    uploaded = client.post("/roster/", data={"file": sheet, "act": "check"})
    assert "上传者" in uploaded.text
    assert client.post("/roster/", data={"text": LIST, "act": "write"}).status_code == 303
    offered = client.get("/roster/links/").text
    chosen = re.findall(r'name="id" value="(\d+)" checked', offered)
    links = client.post("/roster/links/", data={"id": chosen}).text
    assert "法务部" in links, "what tells two of one name apart"
    assert client.post("/roster/links/", data={}).text.count("/sign_in/set_up/") == 0
    found = re.findall(r"/sign_in/set_up/([\w-]+)", links)
    assert len(found) >= 2
    assert web.nobody().get(f"/sign_in/set_up/{found[-1]}").status_code == 200
    with web.work() as work:
        assert len(work.session.scalars(select(SetupLink)).all()) == len(found)
    page = web.as_("sec").get("/roles/proposed/").text
    ids = re.findall(r'name="id" value="(\d+)"', page)
    assert web.as_("sec").post("/roles/proposed/", data={"id": ids}).status_code == 303
    assert web.as_("sec").post("/roles/proposed/", data={}).status_code == 422
