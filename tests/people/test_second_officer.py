"""SEC-3: no officer becomes another alone; every way in waits for a second one, on both makes."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from models.officers import OfficerAct, TwoOfficers
from models.people import Role, SetupLink, User, UserRole
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.words.access import FieldRule, Reach, Secrecy
from models.words.kinds import Kind
from models.words.people import OfficerActSort, OfficerActState
from models.words.permissions import Permission as P
from portal.access.load import actor_for
from portal.errors import Conflict, IllegalMove, NotAllowed, PortalError
from portal.events import Done
from portal.office import mailing
from portal.people import accounts, confirming, proposals, roles, second_officer, sign_in
from tests.office.test_d3_audit_words import raw_words
from tests.people.test_sign_in import PASSWORD, give_password, try_in
from tests.support.rows import locked


def begin(stage):
    with stage.work() as work:
        work.add(TwoOfficers(id=1, since=work.now))


def role_of(work, code):
    return work.session.scalars(select(Role).where(Role.code == code)).one()


def person(work, stage, name):
    return locked(work, User, stage.people[name])


def link_for(stage, maker, name):
    with stage.work(maker) as work:
        return accounts.issue_set_up_link(work, person(work, stage, name)).act.id


def give(stage, maker, name, *codes):
    with stage.work(maker) as work:
        ids = [role_of(work, code).id for code in codes]
        act = roles.assign_roles(work, person(work, stage, name), role_ids=ids)
        return act.id if act else 0


def decide(stage, name, act_id, verb, **words):
    with stage.work(name, about="officer_acts.decide") as work:
        return verb(work, work.get(OfficerAct, act_id, P.OFFICER_CONFIRM, lock=True), **words)


def links(stage):
    return stage.session.scalar(select(func.count(SetupLink.id)))


def test_a_link_for_an_officer_is_made_by_two(stage):
    begin(stage)
    act = link_for(stage, "sys", "audit")
    assert links(stage) == 0
    for name in ("sys", "audit"):
        with pytest.raises(NotAllowed):
            decide(stage, name, act, confirming.confirm_act)
    issued = decide(stage, "sec", act, confirming.confirm_act)
    with stage.work() as work:
        assert sign_in.link_owner(work, issued.token).login == "audit"
    row = stage.session.get(OfficerAct, act)
    assert (row.state, row.decided_by) == (OfficerActState.CONFIRMED, stage.people["sec"])


def test_the_auditor_stands_in_only_where_the_counterpart_receives_it(stage):
    begin(stage)
    act = link_for(stage, "sys", "sec")
    with pytest.raises(NotAllowed):
        decide(stage, "sec", act, confirming.confirm_act)
    assert decide(stage, "audit", act, confirming.confirm_act).token
    entry = stage.session.scalars(
        select(AuditEntry).where(AuditEntry.happened == "second_confirm")
    ).one()
    assert entry.details["facts"] == {"by_auditor": True}


def test_the_auditor_does_not_stand_in_where_the_counterpart_can(stage):
    begin(stage)
    act = give(stage, "sec", "ann", "records_manager")
    with pytest.raises(NotAllowed):
        decide(stage, "audit", act, confirming.confirm_act)
    decide(stage, "sys", act, confirming.confirm_act)
    assert stage.actor("ann").roles == ("records_manager",)


@pytest.mark.parametrize("code", ["auditor", "system_administrator", "custodian", "approver"])
def test_an_officers_or_sensitive_role_is_given_by_two(stage, code):
    begin(stage)
    act = give(stage, "sec", "ann", code)
    assert stage.actor("ann").roles == ("applicant",)
    decide(stage, "sys", act, confirming.confirm_act)
    assert stage.actor("ann").roles == (code,)


def test_other_roles_are_given_at_once_and_every_role_is_taken_at_once(stage):
    begin(stage)
    assert give(stage, "sec", "ann", "applicant", "file_owner") == 0
    assert give(stage, "sec", "wang", "applicant") == 0
    assert stage.actor("wang").roles == ("applicant",)


def test_proposed_roles_are_no_way_round(stage):
    begin(stage)
    with stage.work() as work:
        person(work, stage, "ann").proposed_roles = ["custodian"]
        person(work, stage, "bo").proposed_roles = ["file_owner"]
    with stage.work("sec") as work:
        done = proposals.grant_proposed(work, [stage.people["ann"], stage.people["bo"]])
    assert done == (1, 1)
    assert stage.actor("ann").roles == ("applicant",)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("custodian", {"grants": {P.FILE_GRADE: Reach.ALL}}),
        ("applicant", {"grants": {P.CUSTOMER_EXPORT: Reach.ALL}}),
        ("custodian", {"rules": {(Kind.CUSTOMER, "id_number"): FieldRule.OPEN}}),
        ("department_head", {"clearance": Secrecy.TOP}),
    ],
)
def test_a_sensitive_role_is_widened_by_two(stage, code, change):
    begin(stage)
    with stage.work("sec") as work:
        act = roles.change_rights(
            work, locked(work, Role, role_of(work, code).id), roles.Wanted(**change)
        ).id
    stage.session.expire_all()
    before = rights(stage, code)
    decide(stage, "sys", act, confirming.confirm_act)
    assert rights(stage, code) != before


def rights(stage, code):
    with stage.work() as work:
        row = role_of(work, code)
        grants = {(g.permission, g.reach) for g in row.grants}
        return grants, {(r.subject, r.field, r.rule) for r in row.field_rules}, row.clearance


def test_the_holders_of_a_widened_role_receive_it_and_do_not_confirm(stage):
    begin(stage)
    with stage.work("sec") as work:
        row = locked(work, Role, role_of(work, "system_administrator").id)
        assert roles.set_grants(work, row, grants={P.JOB_SEE: None}) is None
        act = roles.set_grants(work, row, grants={P.JOB_SEE: Reach.ALL}).id
    with pytest.raises(NotAllowed):
        decide(stage, "sys", act, confirming.confirm_act)
    decide(stage, "audit", act, confirming.confirm_act)


def test_a_role_that_changed_meanwhile_is_not_overwritten(stage):
    begin(stage)
    with stage.work("sec") as work:
        row = locked(work, Role, role_of(work, "custodian").id)
        act = roles.set_grants(work, row, grants={P.FILE_GRADE: Reach.ALL, P.FILE_MOVE: None}).id
        assert roles.set_grants(work, row, grants={P.FILE_MOVE: None}) is None
    with pytest.raises(Conflict):
        decide(stage, "sys", act, confirming.confirm_act)


def test_a_role_taken_meanwhile_is_not_given_back(stage):
    begin(stage)
    act = give(stage, "sec", "wang", "custodian", "approver")
    assert give(stage, "sec", "wang", "applicant") == 0
    decide(stage, "sys", act, confirming.confirm_act)
    assert stage.actor("wang").roles == ("applicant", "approver")


def test_who_may_ask_no_more_has_asked_for_nothing(stage):
    begin(stage)
    act = give(stage, "sec", "ann", "custodian")
    with stage.work() as work:
        work.session.execute(delete(UserRole).where(UserRole.user_id == stage.people["sec"]))
    with pytest.raises(Conflict):
        decide(stage, "sys", act, confirming.confirm_act)


def test_nobody_left_to_confirm_means_the_machine_itself(stage):
    begin(stage)
    with stage.work() as work:
        for name in ("sec", "audit"):
            person(work, stage, name).active = False
    with pytest.raises(Conflict, match="break-glass"):
        link_for(stage, "sys", "sys")


def test_refused_and_withdrawn_leave_a_trace_and_change_nothing(stage):
    begin(stage)
    first, second = link_for(stage, "sys", "audit"), give(stage, "sec", "ann", "custodian")
    with pytest.raises(NotAllowed):
        decide(stage, "sys", first, confirming.refuse_act, reason="no")
    decide(stage, "audit", first, confirming.refuse_act, reason="不是我要的")
    with pytest.raises(NotAllowed):
        decide(stage, "sys", second, confirming.withdraw_act)
    decide(stage, "sec", second, confirming.withdraw_act)
    for act in (first, second):
        with pytest.raises((IllegalMove, PortalError)):
            decide(stage, "sys" if act == second else "sec", act, confirming.confirm_act)
    assert links(stage) == 0
    assert stage.actor("ann").roles == ("applicant",)
    happened = stage.session.scalars(
        select(AuditEntry.happened).where(
            AuditEntry.subject == Kind.OFFICER_ACT, AuditEntry.refused.is_(False)
        )
    ).all()
    assert sorted(happened) == ["ask_second", "ask_second", "second_refuse", "second_withdraw"]


def test_all_officers_and_the_person_are_told(stage):
    begin(stage)
    give(stage, "sec", "ann", "custodian")
    told = stage.session.execute(
        select(Notice.user_id, Notice.topic).where(Notice.topic.like("officer.%"))
    ).all()
    names = {id: name for name, id in stage.people.items()}
    assert sorted((names[id], topic) for id, topic in told) == [
        ("ann", "officer.asked_you"),
        ("audit", "officer.asked"),
        ("sys", "officer.asked"),
    ]


def test_the_same_waits_once(stage):
    begin(stage)
    link_for(stage, "sys", "audit")
    with pytest.raises(Conflict, match="already"):
        link_for(stage, "sys", "audit")


def arrive(stage, name):
    with stage.work(name) as work:
        work.record(Done(kind=Kind.USER, id=work.actor.id, action="sign_in", facts={}))


def test_it_begins_when_all_three_have_signed_in_once_and_never_ends(stage):
    for name in ("sys", "ann", "sec", "sec"):
        arrive(stage, name)
    assert not second_officer.has_begun(stage.session)
    assert give(stage, "sec", "ann", "custodian") == 0
    arrive(stage, "audit")
    assert second_officer.has_begun(stage.session)
    arrive(stage, "audit")
    began = stage.session.scalars(
        select(AuditEntry).where(AuditEntry.happened == "two_officers")
    ).all()
    assert len(began) == 1
    for statement in (delete(TwoOfficers), update(TwoOfficers).values(since=stage.now)):
        with pytest.raises(DBAPIError), stage.session.begin_nested():
            stage.session.execute(statement)


def test_the_database_knows_maker_and_receiver(stage):
    begin(stage)
    act = link_for(stage, "sys", "audit")
    for name in ("sys", "audit", "ann"):
        values = {"state": "confirmed", "decided_by": stage.people[name], "decided_at": stage.now}
        with pytest.raises(DBAPIError), stage.session.begin_nested():
            stage.session.execute(update(OfficerAct).where(OfficerAct.id == act).values(**values))
    values = {"maker_id": stage.people["audit"], "receiver_id": stage.people["sys"]}
    for name, id in values.items():
        with pytest.raises(DBAPIError), stage.session.begin_nested():
            stage.session.execute(
                update(OfficerAct).where(OfficerAct.id == act).values(**{name: id})
            )
    with pytest.raises(DBAPIError), stage.session.begin_nested():
        stage.session.execute(delete(OfficerAct))


def test_the_database_appoints_no_officer_without_a_second(stage):
    begin(stage)
    with stage.work() as work:
        work.session.execute(delete(UserRole).where(UserRole.user_id == stage.people["ann"]))
        auditor = role_of(work, "auditor").id
    with pytest.raises(DBAPIError), stage.session.begin_nested():
        stage.session.execute(
            insert(UserRole).values(
                user_id=stage.people["ann"], role_id=auditor, granted_at=stage.now
            )
        )


def test_one_act_confirmed_refused_and_withdrawn_at_once_ends_one_way(arena):
    with arena.work() as work:
        work.add(TwoOfficers(id=1, since=work.now))
    for _ in range(3):
        with arena.work("sec") as work:
            ids = [role_of(work, "custodian").id]
            act = roles.assign_roles(work, person(work, arena, "ann"), role_ids=ids).id

        def run(name, verb, act=act, **words):
            def go():
                decide(arena, name, act, verb, **words)
                return verb.__name__

            return go

        said = arena.race(
            run("sys", confirming.confirm_act),
            run("sys", confirming.confirm_act),
            run("audit", confirming.refuse_act, reason="否"),
            run("sec", confirming.withdraw_act),
        )
        won = [answer for answer in said if isinstance(answer, str)]
        assert len(won) == 1, said
        assert all(isinstance(answer, str | PortalError) for answer in said), said
        with arena.work() as work:
            held = actor_for(work.session, arena.people["ann"], work.now).roles
            assert held == (("custodian",) if won == ["confirm_act"] else ("applicant",))
            work.session.execute(delete(UserRole).where(UserRole.user_id == arena.people["ann"]))
            work.add(UserRole(user_id=arena.people["ann"], role_id=role_of(work, "applicant").id))


def test_a_confirmation_and_the_loss_of_the_officers_role_at_once(arena):
    """Whoever lost the duty confirms nothing: the lock looks at the rows of the moment."""
    with arena.work() as work:
        work.add(TwoOfficers(id=1, since=work.now))
    with arena.work("sec") as work:
        ids = [role_of(work, "custodian").id]
        act = roles.assign_roles(work, person(work, arena, "ann"), role_ids=ids).id
    with arena.work("sys") as work:
        row = work.get(OfficerAct, act, P.OFFICER_CONFIRM, lock=True)
        work.session.execute(delete(UserRole).where(UserRole.user_id == work.actor.id))
        with pytest.raises(NotAllowed):
            confirming.confirm_act(work, row)
        assert row.sort is OfficerActSort.ROLES


def test_the_trail_and_the_page_of_an_act_speak_words(web):
    begin(web)
    ids = [link_for(web, "sys", "audit"), give(web, "sec", "ann", "custodian", "file_owner")]
    with web.work("sec") as work:
        row = locked(work, Role, role_of(work, "approver").id)
        change = {P.FILE_GRADE: Reach.ALL}
        rules = {(Kind.CUSTOMER, "id_number"): FieldRule.OPEN}
        ids.append(roles.change_rights(work, row, roles.Wanted(change, rules, Secrecy.NORMAL)).id)
    for name in ("sys", "sec", "audit"):
        for id in ids:
            page = web.as_(name).get(f"/officer_acts/{id}/")
            assert page.status_code == 200
            assert not RAW.search(re.sub(r"<[^>]*>|&[a-z]+;", " ", facts_of(page.text)))
    sec = web.as_("sec")
    assert sec.post(f"/officer_acts/{ids[0]}/do/second_confirm/").status_code == 303
    assert "/sign_in/set_up/" in sec.get("/").text  # shown once
    assert "/sign_in/set_up/" not in sec.get("/").text
    with web.work("audit") as work:
        assert not raw_words(work)


RAW = re.compile(r"\b[a-z]+[_.:][a-z_]+\b")


def facts_of(page):
    return page[page.index("<main") : page.index("</main")].split("<script")[0]


def test_the_inbox_asks_whom_it_waits_for_and_nobody_else(web):
    begin(web)
    give(web, "sec", "ann", "custodian")
    for name, waits in (("sys", True), ("sec", False), ("audit", False)):
        assert ("等你复核" in web.as_(name).get("/inbox/").text) is waits
    with web.work("sys") as work:
        assert second_officer.waiting_for(work)


def test_a_matrix_marks_what_two_officers_give(web):
    page = web.as_("sec").get("/roles/").text
    row = page[page.index("须双人复核") :].split("</tr>")[0]
    assert row.count("<td>") == 9
    assert len(re.findall("是", row)) == 6  # three officers, custodian, records manager, approver


def test_the_person_is_told_on_the_first_page_after_signing_in_and_never_before(web):
    begin(web)
    give_password(web, "ann")
    give(web, "sec", "ann", "custodian")
    client = web.nobody()
    assert "双人复核" not in client.get("/sign_in/").text
    assert "双人复核" not in try_in(client, "ann", "wrong password").text
    try_in(client, "ann", PASSWORD)
    assert "就你的账号提请双人复核" in client.get("/").text


def test_with_mail_the_link_goes_to_the_person_and_is_in_no_row(stage):
    stage.config = replace(stage.config, smtp="smtp://127.0.0.1:1", mail_from="a@example.com")
    begin(stage)
    with stage.work() as work:
        row = person(work, stage, "audit")
        row.email, row.preferences = "audit@example.com", {"mail": "none"}
    act = link_for(stage, "sys", "audit")
    issued = decide(stage, "sec", act, confirming.confirm_act)
    assert (issued.token, issued.mailed_to) == ("", "audit@example.com")
    with stage.work() as work:
        letters = [one for one in mailing._pick(work) if "set_up/" in one.body]
        assert [one.to for one in letters] == ["audit@example.com"]
        token = re.search(r"/sign_in/set_up/([\w-]+)", letters[0].body)[1]
        assert sign_in.link_owner(work, token).login == "audit"
        kept = work.session.execute(select(Notice.values)).scalars().all()
        assert token not in repr(kept)
