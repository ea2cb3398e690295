"""Nothing technical is shown to people: codes of permissions, chains, topics, tasks and browsers."""

from models.platform.notices import Notice
from models.words.approvals import ApprovalState, StepNeed, StepRole
from models.words.kinds import Kind
from models.words.lending import LoanState
from models.words.permissions import Permission
from models.words.tones import tone
from portal.approvals import chain_editing
from portal.events import Done
from portal.office import topics
from portal.platform import agents
from portal.platform.language import translate_text
from views.shell import words

CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


def test_a_refusal_names_the_permission_by_its_label(web):
    answer = web.as_("wang").get("/settings/")
    assert answer.status_code == 403
    assert "setting:edit" not in answer.text
    assert words.label(Permission.SETTING_EDIT) in answer.text
    assert "<title>你没有这项权限 - 青简</title>" in answer.text


def test_a_route_is_called_by_the_name_of_its_chain(web):
    step = {
        "name": "总经理",
        "who": StepRole.ROLE,
        "role": "approver",
        "need": StepNeed.ONE,
        "workdays": 2,
    }
    with web.work("li") as work:
        chain_editing.save_chain(work, code="boss", name="总经理签批", steps=[step])
        chain_editing.save_route(work, None, {"chain_code": "boss", "active": True})
    client = web.as_("li")
    page = client.get("/routes/").text
    assert ">总经理签批</a>" in page
    assert ">boss</a>" not in page
    url = page.partition('class="rowlink num" href="')[2].partition('"')[0]
    assert "<title>boss" not in client.get(url).text


def test_what_was_sent_back_is_not_green_and_what_was_granted_is(web):
    assert tone(ApprovalState.RETURNED) == "warn"
    assert tone(LoanState.RETURNED) == "ok"
    assert tone(ApprovalState.GRANTED) == "ok"
    assert tone(ApprovalState.REFUSED) == "bad"


def test_notices_name_tasks_and_the_anchor_in_chinese(web):
    assert "发送邮件" in topics.tell_topic("job_failed", {"name": "send_mail"}, translate_text)
    with web.work("system") as work:
        facts = {"seq": 7, "hash": "ab12", "day": "2026-11-29"}
        work.add(
            Notice(
                user_id=web.people["audit"],
                topic="audit_anchor",
                subject=Kind.AUDIT,
                subject_id=7,
                values=facts,
                dedup="x",
                created_at=work.now,
            )
        )
    page = web.as_("audit").get("/bell/").text
    assert "第 7 条" in page
    assert "audit_anchor" not in page


def test_a_session_is_listed_by_browser_and_system():
    assert agents.agent_name(CHROME) == "Chrome · Windows"
    assert agents.agent_name("curl/8.1") == "curl/8.1"
    assert agents.agent_name("") == "—"


def test_a_form_asks_for_its_token_right_before_it_leaves(web):
    found = web.as_("li").get("/bell/token/", headers={"X-Requested-With": "fetch"})
    assert found.json["token"]
    assert web.nobody().get("/bell/token/", headers={"X-Requested-With": "x"}).status_code == 401


def test_a_new_card_is_told_everything_it_lacks_at_once(web):
    client = web.as_("li")
    page = client.post("/customers/new/", data={"submission": "s1"}).text
    for wanted in ("请填写客户名称", "请填写电话", "请填写地址"):
        assert wanted in page
    assert "留空则不修改" not in page


def test_an_audit_entry_reads_without_knowing_the_code(web):
    web.nobody().get("/sign_in/")
    with web.work("sys") as work:
        facts = {"agent": CHROME}
        work.record(Done(kind=Kind.USER, id=web.people["li"], action="sign_in", facts=facts))
    client = web.as_("audit")
    page = client.get("/audit/").text
    entry = client.get(page.partition('class="rowlink num" href="')[2].partition('"')[0]).text
    assert "浏览器" in entry
    assert "Chrome · Windows" in entry
    assert "<dt>facts</dt>" not in entry
    assert "哈希链" in entry


def test_who_may_what_shows_the_first_right_at_once(web):
    page = web.as_("sec").get("/roles/who/").text
    assert 'class="rowlink"' in page
