"""The way of a request over the screens: ask, check, decide, hand out, give back."""

import io
import re

import pytest
from sqlalchemy import select

from models.approvals import Approval, Chain, Route
from models.lending.requests import AccessRequest, RequestLine, Viewing
from models.people import User
from models.platform.audit import AuditEntry
from models.words.approvals import ApprovalState, Verdict
from models.words.lending import Action
from models.words.lending import LineState as L
from models.words.lending import RequestState as R
from models.words.permissions import Permission as P
from portal.lending import decisions, requests
from portal.lending.locks import lock_approval
from portal.lending.visitors import Stranger
from portal.people import password_hashes
from tests.support import asking, cast
from tests.support.asking import ask, cleared, submitted
from tests.support.one_of_each import PDF
from tests.support.signing import DRAWN


@pytest.fixture
def office(web):
    asking.chains(web)
    return web


def state(web, id):
    with web.work() as work:
        return work.session.get(AccessRequest, id).state


def line_states(web, id):
    with web.work() as work:
        rows = select(RequestLine.state).where(RequestLine.request_id == id)
        return list(work.session.scalars(rows.order_by(RequestLine.id)))


def fields(files, **more):
    given = {
        "action": "view",
        "purpose_category": "litigation",
        "place": "阅览室",
        "purpose": "诉讼举证，核对合同原件与签章",
        "planned_on": "2026-11-24",
        "accepted_terms": "y",
        "submission": "k1",
    }
    given |= {f"file_ids-{n}-file_id": str(id) for n, id in enumerate(files)}
    return given | more


def test_asking_shows_the_route_before_it_is_sent(office):
    files = asking.files(office, 2)
    ann = office.as_("ann")
    page = ann.get(f"/requests/new/?files={files[0]},{files[1]}").text
    assert f'value="{files[1]}"' in page
    assert "孙经理" in page
    made = ann.post("/requests/new/", data=fields(files, draft="1"))
    assert made.status_code == 303, made.text
    page = ann.get(made.location).text
    assert "孙经理" in page
    assert "/do/submit/" in page
    id = int(made.location.rstrip("/").rsplit("/", 1)[1])
    assert state(office, id) is R.DRAFT
    assert ann.post(f"/requests/{id}/do/submit/").status_code == 303
    assert state(office, id) is R.SUBMITTED


def test_the_main_button_submits(office):
    files = asking.files(office, 2)
    made = office.as_("ann").post("/requests/new/", data=fields(files))
    assert made.status_code == 303, made.text
    assert state(office, int(made.location.rstrip("/").rsplit("/", 1)[1])) is R.SUBMITTED


def test_a_wrong_request_keeps_what_was_typed_and_names_the_field(office):
    answer = office.as_("ann").post(
        "/requests/new/", data=fields(asking.files(office), purpose="短")
    )
    assert answer.status_code == 422
    assert "阅览室" in answer.text
    assert "至少" in answer.text


def test_from_check_to_reading_and_back(office):
    files = asking.files(office, 2)
    id = submitted(office, "ann", ask(Action.VIEW, files))
    wang, sun = office.as_("wang"), office.as_("sun")
    assert "LY-202611-0001" in wang.get("/desk/").text
    assert wang.post(f"/requests/{id}/do/take_up/").status_code == 303
    assert wang.post(f"/requests/{id}/do/clear/", data={"note": "符合"}).status_code == 303
    page = sun.get(f"/requests/{id}/")
    assert page.status_code == 200
    assert 'id="approve"' in page.text
    assert 'id="approve"' not in wang.get(f"/requests/{id}/").text
    with office.work() as work:
        a, b = work.session.scalars(select(RequestLine.id).order_by(RequestLine.id))
    said = {
        "verdict": "approve",
        "step": "0",
        f"line-{a}": "1",
        f"line-{a}-ok": "1",
        f"line-{b}": "1",
        f"line-{b}-comment": "与本案无关",
    }
    assert sun.post(f"/requests/{id}/decide/", data=said).status_code == 303
    assert line_states(office, id) == [L.APPROVED, L.REJECTED]
    again = sun.post(f"/requests/{id}/decide/", data=said)
    assert again.status_code == 409
    assert "孙经理" in again.text
    for step in ("ready", "lend"):
        answer = wang.post(f"/requests/{id}/lines/{a}/{step}/", data={"signature": DRAWN})
        assert answer.status_code == 303
    with office.work() as work:
        viewing = work.session.scalars(select(Viewing.id)).one()
    assert "/viewings/" in wang.get("/desk/").text
    open_cabinet = wang.post(f"/viewings/{viewing}/do/close/", data={"pages_after": "3"})
    assert open_cabinet.status_code == 409
    done = {"pages_after": "3", "cabinet_closed": "y", "items_seen": "1"}
    assert wang.post(f"/viewings/{viewing}/do/close/", data=done).status_code == 303
    assert state(office, id) is R.CLOSED


def test_rejecting_without_a_reason_shows_the_page_again_with_the_sentence(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    cleared(office, id)
    answer = office.as_("sun").post(f"/requests/{id}/decide/", data={"verdict": "reject"})
    assert answer.status_code == 422
    assert 'id="approve"' in answer.text
    assert state(office, id) is R.IN_APPROVAL


def test_sc03_the_endpoint_refuses_the_applicant(office):
    id = submitted(office, "sun", ask(Action.VIEW, asking.files(office)))
    cleared(office, id)
    answer = office.as_("sun").post(f"/requests/{id}/decide/", data={"verdict": "approve"})
    assert answer.status_code == 403
    assert state(office, id) is R.IN_APPROVAL


def test_sc05_the_page_open_when_the_delegation_ended_is_refused_in_words(office):
    ids = [submitted(office, "ann", ask(Action.VIEW, [file])) for file in asking.files(office, 2)]
    approvals = [cleared(office, id) for id in ids]
    asking.delegate(office, "sun", "bo", days=2)
    bo = office.as_("bo")
    assert bo.get(f"/requests/{ids[0]}/").status_code == 200
    answer = bo.post(f"/requests/{ids[0]}/decide/", data={"verdict": "approve"})
    assert answer.status_code == 303
    assert "薄荷 代 孙经理" in office.as_("ann").get(f"/requests/{ids[0]}/").text
    office.pass_time(days=2)
    bo = office.as_("bo")
    for url in (f"/requests/{ids[1]}/decide/", f"/approvals/{approvals[1]}/decide/"):
        late = bo.post(url, data={"verdict": "approve"})
        assert late.status_code == 403, url
        assert "代孙经理办理的委托已经结束" in late.text
    inbox = bo.post("/inbox/approve/", data={"id": str(approvals[1])}).text
    assert "委托已经结束" in inbox
    assert bo.get(f"/requests/{ids[1]}/").status_code == 404
    assert state(office, ids[1]) is R.IN_APPROVAL


def test_strangers_do_not_find_a_request_nor_its_doors(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    approval = cleared(office, id)
    bo = office.as_("bo")
    assert bo.get(f"/requests/{id}/").status_code == 404
    assert bo.post(f"/requests/{id}/decide/", data={"verdict": "approve"}).status_code == 404
    assert bo.post(f"/requests/{id}/do/withdraw/", data={"reason": ""}).status_code == 404
    assert bo.get(f"/approvals/{approval}/").status_code == 404
    assert bo.get("/desk/").status_code == 403
    assert office.as_("audit").get("/requests/").status_code == 403


def test_lending_counts_items_and_pages_at_the_counter(office):
    id = asking.approved(office, "ann", ask(Action.BORROW, asking.files(office)))
    wang = office.as_("wang")
    with office.work() as work:
        line = work.session.scalars(select(RequestLine.id)).one()
    assert wang.post(f"/requests/{id}/lines/{line}/ready/").status_code == 303
    assert wang.get(f"/requests/{id}/lines/{line}/lend/").status_code == 200
    wrong = {"items": "1", "pages": "99", "condition": "intact"}
    assert wang.post(f"/requests/{id}/lines/{line}/lend/", data=wrong).status_code == 422
    counted = {"items": "1", "pages": "3", "condition": "intact"}
    bare = wang.post(f"/requests/{id}/lines/{line}/lend/", data=counted)
    assert bare.status_code == 422
    assert "请领取人签名" in bare.text
    right = {**counted, "signature": DRAWN}
    assert wang.post(f"/requests/{id}/lines/{line}/lend/", data=right).status_code == 303
    assert line_states(office, id) == [L.FULFILLED]


def test_q10_the_recipient_signs_by_password_and_the_record_and_its_slip_say_so(office):
    id = asking.approved(office, "ann", ask(Action.VIEW, asking.files(office)))
    wang = office.as_("wang")
    with office.work() as work:
        line = work.session.scalars(select(RequestLine.id)).one()
        ann = work.session.get(User, office.people["ann"])
        ann.password_hash = password_hashes.hash_password(cast.PASSWORD)
    url = f"/requests/{id}/lines/{line}"
    assert wang.post(f"{url}/ready/").status_code == 303
    assert wang.post(f"{url}/hand_out/").status_code == 422
    wrong = wang.post(f"{url}/lend/", data={"word": "not hers"})
    assert wrong.status_code == 422
    assert "不是领取人本人的密码" in wrong.text
    assert "not hers" not in wrong.text
    assert wang.post(f"{url}/lend/", data={"word": cast.PASSWORD}).status_code == 303
    for page in ("/viewings/1/", "/viewings/1/slip/"):
        assert "安安 · 本人密码确认" in wang.get(page).text
    assert office.as_("bo").get("/viewings/1/slip/").status_code == 403


def test_q10_a_drawn_signature_is_shown_as_a_line_and_printed(office):
    id = asking.approved(office, "ann", ask(Action.BORROW, asking.files(office)))
    wang = office.as_("wang")
    with office.work() as work:
        line = work.session.scalars(select(RequestLine.id)).one()
    url, counted = f"/requests/{id}/lines/{line}", {"items": "1", "pages": "3"}
    wang.post(f"{url}/ready/")
    kept = wang.post(f"{url}/lend/", data={"items": "9", "pages": "3", "signature": DRAWN}).text
    assert "[[40, 60, 120, 90, 200, 60]" in kept  # what was drawn survives a refusal
    data = {**counted, "condition": "intact", "signature": DRAWN}
    assert wang.post(f"{url}/lend/", data=data).status_code == 303
    for page in ("/loans/1/", "/loans/1/slip/"):
        assert 'd="M40 60L120 90L200 60 M220 120L320 60"' in office.as_("ann").get(page).text
    assert office.as_("bo").get("/loans/1/slip/").status_code == 404
    register = wang.get("/reports/loan_register/").text  # on paper the hand itself signs
    assert all(f">{said}</td>" in register for said in ("安安", "手写签名"))


def test_q14_the_applicant_tells_what_the_use_led_to_and_the_register_shows_it(office):
    id = asking.approved(office, "ann", ask(Action.VIEW, asking.files(office)))
    ann, wang = office.as_("ann"), office.as_("wang")
    told = {"use_result": "原件核对无误，已结案"}
    assert ann.post(f"/requests/{id}/do/report_use/", data=told).status_code == 403
    with office.work() as work:
        line = work.session.scalars(select(RequestLine.id)).one()
    wang.post(f"/requests/{id}/lines/{line}/ready/")
    wang.post(f"/requests/{id}/lines/{line}/lend/", data={"signature": DRAWN})
    done = {"pages_after": "3", "cabinet_closed": "y", "items_seen": ""}
    assert wang.post("/viewings/1/do/close/", data=done).status_code == 303
    assert state(office, id) is R.CLOSED
    assert "利用效果" in ann.get("/bell/").text
    assert wang.post(f"/requests/{id}/do/report_use/", data=told).status_code == 403
    assert ann.post(f"/requests/{id}/do/report_use/", data=told).status_code == 303
    for reader, page in ((ann, f"/requests/{id}/"), (wang, "/reports/request_register/")):
        assert "原件核对无误，已结案" in reader.get(page).text


def test_the_inbox_approves_many_and_names_the_refused(office):
    files = asking.files(office, 3)
    own = cleared(office, submitted(office, "sun", ask(Action.VIEW, files[:1])))
    others = [cleared(office, submitted(office, "ann", ask(Action.VIEW, [f]))) for f in files[1:]]
    sun = office.as_("sun")
    page = sun.get("/inbox/").text
    assert page.count('name="id"') == 2
    answer = sun.post("/inbox/approve/", data={"id": [own, *others]})
    assert answer.status_code == 200
    assert "LY-202611-0001" in answer.text
    with office.work() as work:
        states = [work.session.get(Approval, id).state for id in (own, *others)]
    assert states == [ApprovalState.OPEN, ApprovalState.GRANTED, ApprovalState.GRANTED]
    assert "LY-202611-0002" in sun.get("/inbox/?tab=handled").text
    assert "LY-202611-0001" in sun.get("/inbox/?tab=asked").text


@pytest.mark.parametrize("tab", ["handle", "decide", "asked", "copied", "handled", "nonsense"])
def test_every_tab_of_the_inbox_has_an_empty_state(office, tab):
    assert office.as_("ann").get(f"/inbox/?tab={tab}").status_code == 200


def test_transfer_goes_over_its_form(office):
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, asking.files(office))))
    given = {"user_id": str(office.people["zhang"]), "reason": "出差"}
    sun = office.as_("sun")
    record = sun.get(f"/approvals/{approval}/").text
    assert f'action="/approvals/{approval}/decide/"' in record
    assert f"/approvals/{approval}/do/transfer/" in record
    assert sun.get(f"/approvals/{approval}/do/transfer/").status_code == 200
    assert sun.post(f"/approvals/{approval}/do/transfer/", data=given).status_code == 303
    assert "LY-202611-0001" in office.as_("zhang").get("/inbox/").text


def test_the_history_names_who_was_added_and_what_each_approver_said(office):
    approval = cleared(office, submitted(office, "ann", ask(Action.VIEW, asking.files(office))))
    office.as_("sun").post(
        f"/approvals/{approval}/do/add/",
        data={"user_id": str(office.people["zhang"]), "reason": "请客务部看条款"},
    )
    with office.work("zhang") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    with office.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    own = office.as_("sun").get(f"/approvals/{approval}/").text
    assert re.search(r"孙经理</b><span[^>]*>加签 张经理</span>", own)
    page = office.as_("ann").get("/requests/1/").text
    history = page[page.index('<ol class="tl">') :]
    for said in ("加签 张经理", "请客务部看条款", "同意 部门负责人"):
        assert said in history, said
    assert re.search(r"孙经理 同意 [^、<]*、张经理 同意|张经理 同意 [^、<]*、孙经理 同意", page)


def test_the_history_tells_which_files_a_revision_added(office):
    ids = asking.files(office, 2)
    with office.work("ann") as work:
        row = requests.draft_request(work, ask(Action.VIEW, ids[:1]))
        requests.revise_request(work, row, ask=ask(Action.VIEW, ids))
        id = row.id
    page = office.as_("ann").get(f"/requests/{id}/").text
    assert "<ins>KH-2026-0001、KH-2026-0002</ins>" in page


def test_c2_an_edited_chain_is_a_new_version_and_runs_on_for_the_old(office):
    id = submitted(office, "ann", ask(Action.VIEW, asking.files(office)))
    approval = cleared(office, id)
    li = office.as_("li")
    with office.work() as work:
        head = work.session.scalars(select(Chain).where(Chain.code == "head")).one()
        key, revision = head.id, head.revision
    page = li.get(f"/chains/{key}/edit/")
    assert page.status_code == 200
    given = {
        "code": "head",
        "name": "两级审批",
        "active": "y",
        "revision": str(revision),
        "steps-0-name": "部门负责人",
        "steps-0-who": "applicant_head",
        "steps-0-need": "one",
        "steps-0-workdays": "2",
        "steps-1-name": "总经理",
        "steps-1-who": "role",
        "steps-1-role": "approver",
        "steps-1-need": "one",
    }
    answer = li.post(f"/chains/{key}/edit/", data=given)
    assert answer.status_code == 303, answer.text
    with office.work() as work:
        versions = work.session.scalars(select(Chain.version).where(Chain.code == "head"))
        assert sorted(versions) == [1, 2]
        assert len(work.session.get(Approval, approval).steps) == 1
    assert li.get("/chains/").text.count("两级审批") >= 1
    wrong = given | {"steps-1-role": ""}
    assert li.post(f"/chains/{key}/edit/", data=wrong).status_code in (409, 422)
    assert office.as_("ann").get("/chains/").status_code == 403


def test_c2_routes_are_edited_on_a_screen(office):
    li = office.as_("li")
    given = {"secrecy": "secret", "chain_code": "top", "active": "y", "submission": "k2"}
    answer = li.post("/routes/new/", data=given)
    assert answer.status_code == 303, answer.text
    with office.work() as work:
        row = work.session.scalars(select(Route).order_by(Route.id.desc())).first()
        assert (row.chain_code, row.secrecy.value, row.own_department) == ("top", "secret", None)
    assert li.get("/routes/").status_code == 200


@pytest.mark.parametrize(
    "page", ["requests", "viewings", "copyings", "approvals", "chains", "routes"]
)
def test_every_register_opens_for_the_records_manager(office, page):
    asking.approved(office, "ann", ask(Action.VIEW, asking.files(office)))
    answer = office.as_("li").get(f"/{page}/")
    assert answer.status_code == 200


def test_chosen_files_lead_to_the_request_form(office):
    files = asking.files(office, 2)
    ann = office.as_("ann")
    answer = ann.post("/files/bulk/", data={"action": "ask", "id": [str(id) for id in files]})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/requests/new/?action=borrow&files={files[0]},{files[1]}")
    assert (
        f"/requests/new/?action=borrow&amp;files={files[0]}" in ann.get(f"/files/{files[0]}/").text
    )


def test_a_register_costs_the_same_for_one_row_and_for_many(office):
    from sqlalchemy import event

    files = asking.files(office, 4)
    li, counts = office.as_("li"), []
    seen = []
    with office.app.app_context():
        from views.shell.extensions import db

        event.listen(db.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    for batch in (files[:1], files[1:]):
        for file in batch:
            cleared(office, submitted(office, "ann", ask(Action.VIEW, [file])))
        for page in ("/requests/", "/inbox/", "/desk/"):
            (office.as_("sun") if page == "/inbox/" else li).get(page)
        seen.clear()
        for page in ("/requests/", "/desk/"):
            assert li.get(page).status_code == 200
        assert office.as_("sun").get("/inbox/").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


def test_c10_the_page_says_which_place_in_the_queue(office):
    from models.files.records import CustomerFile
    from portal.files import custody

    [file] = asking.files(office)
    with office.work() as work:
        custody.reserve_paper(work, work.session.get(CustomerFile, file))
    id = submitted(office, "ann", ask(Action.VIEW, [file]))
    wang = office.as_("wang")
    wang.post(f"/requests/{id}/do/take_up/")
    assert "/do/queue/" in wang.get(f"/requests/{id}/").text
    assert wang.post(f"/requests/{id}/do/queue/", data={"reason": ""}).status_code == 303
    assert "排第 1 位" in office.as_("ann").get(f"/requests/{id}/").text


def test_a_copy_job_goes_over_its_screen(office):
    from models.lending.requests import Copying

    id = asking.approved(office, "ann", ask(Action.COPY, asking.files(office)))
    wang = office.as_("wang")
    with office.work() as work:
        line = work.session.scalars(select(RequestLine.id)).one()
    for step in ("ready", "hand_out"):
        assert wang.post(f"/requests/{id}/lines/{line}/{step}/").status_code == 303
    with office.work() as work:
        job = work.session.scalars(select(Copying.id)).one()
    assert wang.get(f"/copyings/{job}/").status_code == 200
    assert wang.post(f"/copyings/{job}/do/make/", data={"stamp": "复印专用章"}).status_code == 303
    for step in ("hand", "return"):
        answer = wang.post(f"/copyings/{job}/do/{step}/", data={"signature": DRAWN})
        assert answer.status_code == 303
    assert state(office, id) is R.CLOSED


def test_d8_a_visitor_without_an_account_is_told_on_paper(office):
    guest = Stranger(
        name="周访客", organization="明理律所", id_number="11010519491231002X", relation="代理人"
    )
    files = asking.files(office, 2)
    id = asking.approved(office, "ann", ask(Action.VIEW, files[:1], visitor=guest))
    own = asking.submitted(office, "ann", ask(Action.VIEW, files[1:]))
    wang = office.as_("wang")
    assert "打印通知单" in wang.get(f"/requests/{id}/").text
    with office.work() as work:  # 01:30 on the 24th in Shanghai is the 23rd in UTC
        sent = work.session.get(AccessRequest, id)
        sent.submitted_at = office.now.replace(hour=17, minute=30)
    page = wang.post(f"/requests/{id}/notice/").text
    assert "你于 2026-11-24 申请" in page
    for said in ("明理律所 周访客：", "KH-2026-0001", "2026-11-30", "尾号 002X"):
        assert said in page, said
    assert "11010519491231" not in page
    with office.work() as work:
        assert "print_notice" in work.session.scalars(select(AuditEntry.happened)).all()
    assert "打印通知单" not in wang.get(f"/requests/{own}/").text
    assert wang.post(f"/requests/{own}/notice/").status_code == 409
    assert office.as_("bo").post(f"/requests/{id}/notice/").status_code == 404


def test_c6_the_desk_lists_the_readings_that_are_open_after_hours(office):
    id = asking.approved(office, "ann", ask(Action.VIEW, asking.files(office)))
    wang = office.as_("wang")
    with office.work() as work:
        line = work.session.scalars(select(RequestLine.id)).one()
    wang.post(f"/requests/{id}/lines/{line}/ready/")
    wang.post(f"/requests/{id}/lines/{line}/lend/", data={"signature": DRAWN})
    assert "过了闭馆时间" not in wang.get("/desk/").text
    office.pass_time(hours=7)  # 19:00, reading ends at 18:00
    note = office.as_("wang").get("/desk/").text.split('role="alert"')[1].split("desk-grid")[0]
    for said in ("KH-2026-0001", "安安", "/viewings/1/"):
        assert said in note, said


def test_c5_the_letter_of_a_visitor_hangs_on_the_request(office):
    wanted = ask(Action.VIEW, asking.files(office))
    with office.work("ann") as work:
        id = requests.draft_request(work, wanted).id
    data = {"file": (io.BytesIO(PDF), "介绍信.pdf")}
    assert office.as_("ann").post(f"/attachments/request/{id}/", data=data).status_code == 303
    assert "/attachments/1/withdraw/" in office.as_("ann").get(f"/requests/{id}/").text
    with office.work("ann") as work:
        requests.submit_request(work, work.get(AccessRequest, id, P.REQUEST_SEE))
    page = office.as_("ann").get(f"/requests/{id}/").text
    assert "/attachments/1/withdraw/" not in page
    assert "此后的材料由经办的档案管理员补充" in page
    assert "介绍信.pdf" in office.as_("wang").get(f"/requests/{id}/").text
    assert office.as_("bo").get("/attachments/1/download/").status_code == 404
