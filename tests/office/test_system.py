"""The auditor's and the administrator's screens: who sees them, what they find, what they do."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from models.people import User
from models.platform.audit import AuditEntry
from models.platform.jobs import Job
from models.words.kinds import Kind
from models.words.platform import JobState
from portal.errors import Conflict
from portal.events import Done, Refused, Saved
from portal.people import accounts
from portal.platform.jobs import queue, screens
from tests.support.rows import locked


@pytest.fixture
def trail(web):
    with web.work("ann") as work:
        work.record(Done(kind=Kind.USER, id=7, action="sign_in"))
        work.record(Done(kind=Kind.CUSTOMER, id=9, action="reveal", facts={"field": "手机号"}))
    with web.work("bo") as work:
        work.record(Refused(kind=Kind.FILE, id=3, action="files.open", reason="No."))
    return web


@pytest.mark.parametrize(("name", "status"), [("audit", 200), ("sys", 403), ("li", 403)])
def test_only_the_auditor_reads_the_trail(trail, name, status):
    assert trail.as_(name).get("/audit/").status_code == status
    assert trail.as_(name).get("/audit/1/").status_code == status


def test_the_trail_is_found_by_person_act_and_refusal(trail):
    auditor = trail.as_("audit")
    page = auditor.get(f"/audit/?person={trail.people['ann']}").text
    assert page.count("安安") >= 2
    assert "打开原文" not in page.split("<tbody")[1]
    refused = auditor.get("/audit/?refused=1").text.split("<tbody")[1]
    assert "打开原文" in refused
    assert "查看脱敏内容" not in refused
    assert "查看脱敏内容" in auditor.get("/audit/?act=reveal").text.split("<tbody")[1]


def test_an_entry_shows_who_what_and_its_place_in_the_chain(trail):
    page = trail.as_("audit").get("/audit/2/").text
    with trail.work() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.seq == 2)).one()
    for text in ("安安", "查看脱敏内容", "手机号", entry.hash, entry.previous):
        assert text in page


def test_d4_the_trail_proves_a_change_and_does_not_tell_what_is_masked(web):
    changes = {"mobile": ["13800138000", "13900139000"], "position": ["经理", ""], "role": "chief"}
    with web.work("li") as work:
        work.record(Saved(kind=Kind.CONTACT, id=4, changes=changes))
    page = web.as_("audit").get("/audit/1/").text
    for text in ("*** → ***", "经理 → —", "— → chief"):
        assert text in page
    assert "138001" not in page
    assert "139001" not in page


def test_a_refusal_names_the_record_that_was_to_be_changed(web):
    li = web.people["li"]
    url = f"/users/{web.people['ann']}/do/disable/"
    assert web.as_("sys").post(url, data={"reason": " "}).status_code == 422
    with pytest.raises(Conflict), web.work("sys", about="users.enable") as work:
        accounts.enable_account(work, locked(work, User, li), reason="误停")
    with web.work() as work:
        entry = work.session.scalars(select(AuditEntry).where(AuditEntry.refused)).all()[-1]
    assert (entry.subject, entry.subject_id) == (Kind.USER, li)
    page = web.as_("audit").get(f"/audit/{entry.seq}/").text
    for text in ("启用", "人员", "原因"):
        assert text in page


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_who_tries_a_shut_door_leaves_an_entry(web, method):
    assert web.as_("ann").open("/settings/", method=method).status_code == 403
    with web.work() as work:
        entry = work.session.scalars(select(AuditEntry)).one()
    assert (entry.actor["name"], entry.happened, entry.refused) == ("安安", "settings.see", True)
    assert "打开页面" in web.as_("audit").get("/audit/?refused=1").text


def test_the_trail_has_no_door_for_writing(trail):
    auditor = trail.as_("audit")
    for url in ("/audit/new/", "/audit/1/edit/", "/audit/1/do/edit/"):
        assert auditor.post(url).status_code in (403, 404, 405)


def test_an_administrator_stops_and_reruns_a_job_and_it_is_audited(web):
    with web.work("ann") as work:
        key = queue.enqueue(work, "tidy_jobs").id
    admin = web.as_("sys")
    assert "清理早已结束的任务" in admin.get("/jobs/").text
    assert admin.post(f"/jobs/{key}/do/cancel/").status_code == 303
    with web.work() as work:
        assert work.session.scalar(select(Job.state)) is JobState.CANCELLED
    assert admin.post(f"/jobs/{key}/do/retry/").status_code == 303
    with web.work() as work:
        assert work.session.scalar(select(Job.state)) is JobState.WAITING
        acts = work.session.scalars(select(AuditEntry.happened)).all()
    assert acts[-2:] == ["cancel", "retry"]
    assert web.as_("ann").get("/jobs/").status_code == 403
    assert web.as_("ann").post(f"/jobs/{key}/do/cancel/").status_code == 403


def test_my_jobs_are_mine_alone(web):
    with web.work("ann") as work:
        queue.enqueue(work, "tidy_jobs", title="导出")
    with web.work("ann") as work:
        assert [p.title for p in screens.jobs_of_actor(work)] == ["导出"]
    with web.work("bo") as work:
        assert screens.jobs_of_actor(work) == []


def test_jobs_of_the_clock_are_forgotten_sooner_than_those_people_asked_for(web):
    with web.work("ann") as work:
        rows = [
            Job(
                name=name,
                asked_by=by,
                state=state,
                created_at=work.now,
                run_at=work.now,
                finished_at=work.now - timedelta(days=days),
            )
            for name, by, state, days in (
                ("clock", 0, JobState.DONE, 41),
                ("fresh", 0, JobState.DONE, 39),
                ("failed", 0, JobState.FAILED, 41),
                ("asked", 5, JobState.DONE, 41),
                ("old", 5, JobState.DONE, 91),
            )
        ]
        work.session.add_all(rows)
        work.session.flush()
        screens.forget_old_jobs(work)
    with web.work() as work:
        kept = set(work.session.scalars(select(Job.name)))
    assert kept == {"fresh", "failed", "asked"}
