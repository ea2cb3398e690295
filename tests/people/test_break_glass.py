"""SEC-3: the way back in on the machine itself resets one officer, and everybody on duty knows."""

import pytest
from sqlalchemy import select

from models.officers import OfficerAct
from models.people import LoginSession, SecondFactor
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.people import OfficerActState
from models.words.permissions import Permission as P
from portal.errors import Conflict, IllegalMove, NotFound
from portal.people import confirming, second_factors, sessions, sign_in
from portal.people.break_glass import break_glass
from portal.people.second_officer import waiting_for


def test_one_officer_is_reset_and_all_of_them_are_told(stage):
    with stage.work() as work:
        work.add(SecondFactor(user_id=stage.people["sec"], salt="x", made_at=work.now, recovery=[]))
        sessions.open_session(work.session, stage.people["sec"], work.now)
    with stage.work() as work:
        token = break_glass(work, "sec")
    with stage.work() as work:
        assert sign_in.link_owner(work, token).login == "sec"
        assert not second_factors.has_second_factor(work.session, stage.people["sec"])
    assert stage.session.scalars(select(LoginSession.end_reason)).all() == ["second_factor"]
    told = set(stage.session.scalars(select(Notice.user_id)))
    assert told == {stage.people[name] for name in ("sec", "sys", "audit")}
    entry = stage.session.scalars(
        select(AuditEntry).where(AuditEntry.happened == "break_glass")
    ).one()
    assert entry.details["facts"]["user_id"] == stage.people["sec"]


def test_it_stays_on_the_auditors_workbench_until_one_has_taken_note(web):
    with web.work() as work:
        break_glass(work, "sys")
    assert "已在服务器上应急重置" in web.as_("audit").get("/").text
    with web.work() as work:
        act = work.session.scalars(select(OfficerAct.id)).one()
    for name in ("sys", "sec"):
        assert web.as_(name).post(f"/officer_acts/{act}/do/acknowledge/").status_code == 403
    audit = web.as_("audit")
    assert audit.post(f"/officer_acts/{act}/do/acknowledge/").status_code == 303
    audit.get("/officer_acts/")  # the note of success
    assert "的账号已在服务器上应急重置" not in audit.get("/inbox/").text
    with web.work("audit") as work:
        assert waiting_for(work) == []
        row = work.get(OfficerAct, act, P.OFFICER_CONFIRM)
        assert row.state is OfficerActState.ACKNOWLEDGED


def test_it_is_for_officers_alone(stage):
    with stage.work() as work, pytest.raises(Conflict, match="no officer"):
        break_glass(work, "ann")
    with stage.work() as work, pytest.raises(NotFound):
        break_glass(work, "nobody")


def test_what_was_reset_is_confirmed_by_nobody(stage):
    with stage.work() as work:
        break_glass(work, "sys")
    with stage.work("sec") as work:
        row = work.session.scalars(select(OfficerAct)).one()
        with pytest.raises(IllegalMove):
            confirming.confirm_act(work, row)
