"""One answer to «what waits for me» (UX-11): one number everywhere, all of it can be settled."""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select, text

from models.approvals import Approval
from models.files.differences import Difference
from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest
from models.platform.notices import Notice
from models.words.access import Reach
from models.words.approvals import Verdict
from models.words.files import DifferenceSource, FileLife
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.permissions import Permission
from models.words.platform import NewsGroup, TodoTab
from portal import settings
from portal.fast.asked import compile_once
from portal.fast.switch import switched
from portal.files import filing
from portal.lending import confirming, decisions, losses, returns
from portal.lending.locks import lock_approval
from portal.office import todo, topics
from portal.people import preferences
from portal.platform.notices import outbox
from portal.platform.todo import query
from portal.seed.calendar import seed_calendar
from tests.support import asking, loans, make
from tests.support.asking import ask, cleared, submitted
from tests.support.cheating import unlock
from tests.support.rows import locked

EVERYBODY = ("gm", "sun", "zhang", "li", "ann", "owen", "bo", "wang", "he", "audit", "sec", "sys")


def waits(stage, name, *tabs):
    """What waits for one of the cast, as «kind of line: what it is called»."""
    with stage.work(name) as work:
        lines = todo.read_todo(work).lines(*(tabs or todo.MINE))
        return [f"{line.part.name}: {line.name}" for line in lines]


def of_loans(stage, name):
    return [line for line in waits(stage, name) if line.startswith("loan.")]


@contextmanager
def listening(engine):
    """The statements that reach the database."""
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def counts(stage, name):
    with stage.work(name) as work:
        return todo.read_todo(work).counts()


def news(stage, name):
    with stage.work(name) as work:
        return [notice.topic for notice in todo.read_todo(work).news(50)]


def test_every_kind_of_line_has_its_name_its_act_and_its_place():
    names = [part.name for part in todo.PARTS]
    assert len(names) == len(set(names)) > 30
    assert all(part.say and part.act and part.icon for part in todo.PARTS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_bell_workbench_inbox_and_menu_show_one_number(sales, who):
    client = sales.web.as_(who)
    state = client.get("/bell/state/").json
    page = client.get("/inbox/").text
    tabs = [int(n) for n in re.findall(r"<em>(\d+)</em>", page)]
    assert len(tabs) == len(TodoTab)
    assert state["todo"] == tabs[0] + tabs[1] == state["waiting"].get("/inbox/", 0)
    assert state["unread"] == tabs[3]
    home = client.get("/").text
    said = f"{state['todo']} 件" if state["todo"] else "今天的待办都处理完了"
    assert said in home
    assert ("<h2>今天的待办都处理完了</h2>" in page) == (state["todo"] == 0)


@pytest.mark.parametrize("who", EVERYBODY)
def test_nothing_waits_that_one_cannot_open_and_settle(sales, who):
    client, seen = sales.web.as_(who), 0
    for tab in ("handle", "decide", "asked"):
        page = client.get(f"/inbox/?tab={tab}").text
        rows = re.findall(r"<li[^>]*data-line.*?</li>", page, re.DOTALL)
        for url in re.findall(r'href="([^"]+)"', " ".join(rows)):
            answer = client.get(url.replace("&amp;", "&"))
            assert answer.status_code == 200, (who, tab, url)
            seen += 1
    assert seen or who not in ("wang", "li", "sun"), who


def test_a_request_waits_at_the_desk_then_with_its_approver_then_at_the_desk_again(stage):
    asking.chains(stage)
    [file] = asking.files(stage)
    id = submitted(stage, "ann", ask(Action.VIEW, [file]))
    assert waits(stage, "wang") == ["request.check: LY-202611-0001"]
    assert waits(stage, "ann", TodoTab.ASKED) == ["request.asked: LY-202611-0001"]
    approval = cleared(stage, id)
    assert waits(stage, "wang") == []
    assert [line.split(":")[0] for line in waits(stage, "sun", TodoTab.DECIDE)] == [
        "approval.request"
    ]
    with stage.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    assert waits(stage, "sun") == []
    assert waits(stage, "wang") == ["line.pick: KH-2026-0001"]


def test_whoever_settles_it_its_line_and_its_notice_leave_everybody(stage):
    asking.chains(stage)
    [file] = asking.files(stage)
    id = submitted(stage, "ann", ask(Action.VIEW, [file]))
    assert asking.told(stage, "request.submitted") == ["he", "li", "wang"]
    assert counts(stage, "he").tabs[TodoTab.COPIED] == 0, "its line says it already"
    asking.delegate(stage, "sun", "zhang")
    approval = cleared(stage, id)
    for name in ("he", "wang"):
        assert (waits(stage, name), news(stage, name)) == ([], [])
    assert counts(stage, "zhang").tabs[TodoTab.DECIDE] == 1
    with stage.work("zhang") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
    for name in ("sun", "zhang"):
        assert (counts(stage, name).waiting, news(stage, name)) == (0, [])
    with stage.work() as work:
        topics.settle_notices(work)
    unread = select(Notice.topic).where(Notice.read_at.is_(None))
    assert set(stage.session.scalars(unread)) <= {"request.approved", "delegation.given"}


def test_who_may_not_decide_is_not_asked_though_they_stand_in(stage):
    """The custodian who checked it, and whoever decided before (I-4, SC-03)."""
    asking.chains(stage)
    [file] = asking.files(stage)
    cleared(stage, submitted(stage, "ann", ask(Action.VIEW, [file])))
    asking.delegate(stage, "sun", "he")
    assert counts(stage, "he").tabs[TodoTab.DECIDE] == 1
    with stage.work() as work:
        approval = work.session.scalar(select(Approval))
        approval.excluded = [1_000_000, stage.people["he"]]
    assert counts(stage, "he").tabs[TodoTab.DECIDE] == 0
    assert counts(stage, "sun").tabs[TodoTab.DECIDE] == 1


def test_own_requests_are_not_ones_own_to_check(stage):
    asking.chains(stage)
    [file] = asking.files(stage)
    submitted(stage, "wang", ask(Action.VIEW, [file]))
    assert waits(stage, "wang") == []
    assert waits(stage, "he") == ["request.check: LY-202611-0001"]


def test_an_own_loan_waits_from_a_week_before_its_day_until_it_is_brought(stage):
    with stage.work() as work:
        loans.load_2026(work)
    loan = loans.lend(stage)  # 14 days
    assert of_loans(stage, "ann") == []
    stage.now += timedelta(days=7)
    assert of_loans(stage, "ann") == ["loan.due: KH-2026-0001"]
    stage.now += timedelta(days=30)
    assert of_loans(stage, "ann") == ["loan.overdue: KH-2026-0001"]
    assert of_loans(stage, "wang") == ["loan.letter: KH-2026-0001"]
    with stage.work("wang") as work:
        returns.receive_loan(work, locked(work, Loan, loan))
    assert of_loans(stage, "ann") == []
    assert of_loans(stage, "he") == ["loan.check: KH-2026-0001"]


def test_a_search_waits_for_who_has_not_looked_yet(stage):
    with stage.work() as work:
        loans.load_2026(work)
    loan = loans.lend(stage)
    with stage.work("ann") as work:
        losses.report_loss(work, locked(work, Loan, loan), reason="找不到")
    assert of_loans(stage, "wang") == of_loans(stage, "he") == ["loan.search: KH-2026-0001"]
    with stage.work("wang") as work:
        losses.log_search(work, locked(work, Loan, loan), where="A库", result="没有")
    assert of_loans(stage, "wang") == []
    with stage.work("he") as work:
        losses.log_search(work, locked(work, Loan, loan), where="B库", result="没有")
    assert of_loans(stage, "gm") == []
    stage.now += timedelta(days=30)
    assert of_loans(stage, "gm") == ["loan.confirm_loss: KH-2026-0001"]


def test_a_filing_waits_for_its_reviewer_and_its_custodian_never_for_its_filer(stage):
    with stage.work() as work:
        seed_calendar(work)
    kind, customer, box = make.file_class(stage), make.customer(stage), make.box(stage)
    file = make.draft(stage, kind, customer, box, key="k1")
    assert [line.split(":")[0] for line in waits(stage, "owen")] == ["file.submit"]
    with stage.work("owen") as work:
        filing.submit_file(work, work.session.get(CustomerFile, file), sorted_out=True)
    assert waits(stage, "owen") == []
    assert [line.split(":")[0] for line in waits(stage, "owen", TodoTab.ASKED)] == ["file.asked"]
    assert [line.split(":")[0] for line in waits(stage, "sun")] == ["file.review"]
    with stage.work("sun") as work:
        filing.review_file(work, work.session.get(CustomerFile, file))
    assert waits(stage, "sun") == []
    assert [line.split(":")[0] for line in waits(stage, "wang")] == ["file.accept"]
    with stage.work() as work:
        life = work.session.scalar(select(CustomerFile.life).where(CustomerFile.id == file))
        assert life is FileLife.REVIEWED


def test_news_can_be_switched_off_and_what_waits_cannot(stage):
    people = [stage.people["ann"]]
    with stage.work("wang") as work:
        outbox.tell(work, people, "request.approved", Kind.REQUEST, 1, number="LY-1")
        outbox.tell(work, people, "loan.decided", Kind.LOAN, 1, number="KH-1")
    assert news(stage, "ann") == ["loan.decided", "request.approved"]
    with stage.work("ann") as work:
        preferences.save_quiet_groups(work, [NewsGroup.REQUESTS])
    assert news(stage, "ann") == ["loan.decided"]
    assert counts(stage, "ann").tabs[TodoTab.COPIED] == 1
    with stage.work("ann") as work:
        told = work.session.scalars(select(Notice).order_by(Notice.id)).all()
        assert [topics.is_still_true(work, notice) for notice in told] == [False, True]


def test_the_page_of_preferences_switches_news_off_and_on(web):
    client = web.as_("ann")
    kept = [group.value for group in NewsGroup if group is not NewsGroup.LOANS]
    assert client.post("/me/news", data={"news": kept}).status_code == 303
    with web.work("ann") as work:
        assert preferences.quiet_groups(work, work.actor.id) == {NewsGroup.LOANS}
    page = client.get("/me/").text
    assert 'value="requests" checked' in page
    assert 'value="loans" checked' not in page


def test_what_asks_for_an_act_can_never_be_switched_off():
    duties = [name for name, topic in topics.TOPICS.items() if topic.news is None]
    for name in duties:
        assert not name.endswith((".approved", ".renewed", ".merged")), name
    for name in ("approval.waiting", "loan.reminder.t+1", "request.ready", "file_to_mend"):
        assert name in duties


def test_the_answer_takes_five_questions_at_most_however_much_waits(web):
    asking.chains(web)
    for file in asking.files(web, 12):
        submitted(web, "ann", ask(Action.VIEW, [file]))
    for name in EVERYBODY:
        with web.work(name) as work, listening(web.arena.engine) as asked:
            for most in (7, 5):  # the first time of the day what is kept is built
                asked.clear()
                found = todo.read_todo(work)
                found.counts()
                found.lines(*todo.MINE)
                assert 3 <= len(asked) <= most, asked


LARGE = (
    "files|loans|requests|request_lines|viewings|copyings|deficiencies|penalties|approvals"
    "|approval_tasks|notices|jobs|search_logs|file_returns"
)


@pytest.mark.parametrize("who", ["li", "wang", "gm", "owen", "ann", "sys"])
def test_no_large_table_is_read_through(web, who):
    """Each part walks an index: the plan of SQLite names no table that is scanned."""
    if web.arena.engine.dialect.name != "sqlite":
        pytest.skip("the planner of PostgreSQL scans what is empty")
    with web.work(who) as work:
        with listening(web.arena.engine) as asked:
            found = todo.read_todo(work)
            found.counts()
        [counted] = [said for said in asked if "UNION" in said]
        plan = work.session.execute(
            text(f"EXPLAIN QUERY PLAN {counted}".replace("?", "NULL"))
        ).all()
    scans = [row[3] for row in plan if re.match(rf"SCAN ({LARGE})\b(?!.*INDEX)", row[3])]
    assert not scans, scans


def test_search_and_matter_narrow_the_lines_and_pages_turn(stage):
    asking.chains(stage)
    for file in asking.files(stage, 3):
        submitted(stage, "ann", ask(Action.VIEW, [file]))
    with stage.work("wang") as work:
        found = todo.read_todo(work)
        assert len(found.lines(TodoTab.HANDLE, search="0002")) == 1
        assert found.lines(TodoTab.HANDLE, search="100%_") == []
        assert len(found.lines(TodoTab.HANDLE, part="request.check")) == 3
        assert found.lines(TodoTab.HANDLE, part="made_up") == []
        pages = [found.lines(TodoTab.HANDLE, most=2, skip=skip) for skip in (0, 2)]
        assert [len(page) for page in pages] == [2, 1]


def test_made_up_addresses_of_the_inbox_are_harmless(web):
    client = web.as_("ann")
    for said in (
        "tab=no",
        "skip=99999999999999999999",
        "skip=-1",
        "part=x&q=%E2%80%8B",
        "q=" + "x" * 9,
    ):
        assert client.get(f"/inbox/?{said}").status_code == 200, said


def test_a_request_entered_for_a_visitor_is_checked_by_a_colleague(stage):
    asking.chains(stage)
    [file] = asking.files(stage)
    id = submitted(stage, "ann", ask(Action.VIEW, [file]))
    with stage.work() as work:
        row = work.session.scalar(select(AccessRequest).where(AccessRequest.id == id))
        unlock(work.session, "requests")
        row.entered_by = stage.people["wang"]
    assert waits(stage, "wang") == []
    assert len(waits(stage, "he")) == 1


def test_c10_an_approval_grown_old_waits_for_who_gave_it_last(stage):
    asking.chains(stage)
    [file] = asking.files(stage)
    asking.approved(stage, "ann", ask(Action.VIEW, [file]))
    assert waits(stage, "sun") == []
    with stage.work() as work:
        row = work.session.scalar(select(AccessRequest))
        row.approved_at = stage.now - timedelta(days=61)
    assert waits(stage, "sun") == ["request.confirm: LY-202611-0001"]
    assert not [line for line in waits(stage, "zhang") if line.startswith("request.confirm")]
    with stage.work("sun") as work:
        confirming.confirm_again(work, locked(work, AccessRequest, row.id))
    assert waits(stage, "sun") == []


def test_c18_a_difference_waits_for_those_who_settle_it_and_did_not_count(stage):
    file = asking.files(stage)[0]
    line = asking.line_ids(stage, submitted_line(stage, file))[0]
    with stage.work() as work:
        row = work.session.get(CustomerFile, file)
        case = Difference(
            file_id=file,
            line_id=line,
            source=DifferenceSource.READING,
            number="LY-1",
            found_at=work.now,
            found_on=work.today,
            found_by=stage.people["wang"],
            items_due=2,
            items_found=1,
            pages_due=6,
            pages_found=5,
            reason="少一页",
            owner_id=row.owner_id,
            department_id=row.department_id,
        )
        work.add(case)
    number = "difference.settle: KH-2026-0001"
    assert number in waits(stage, "li")
    assert number not in waits(stage, "wang")


def submitted_line(stage, file):
    asking.chains(stage)
    return submitted(stage, "ann", ask(Action.VIEW, [file]))


def test_the_inbox_opens_where_something_waits(web):
    """Approvals and nothing else: the tab of those, without a click."""
    asking.chains(web.arena)
    [file] = asking.files(web.arena)
    approval = cleared(web.arena, submitted(web.arena, "ann", ask(Action.VIEW, [file])))
    assert approval
    current = re.compile(r'<a href="\?tab=(\w+)"[^>]*aria-current="true"')
    assert current.findall(web.as_("sun").get("/inbox/").text) == ["decide"]
    assert current.findall(web.as_("ann").get("/inbox/").text) == ["handle"]


@pytest.mark.parametrize("who", EVERYBODY)
def test_what_is_asked_depends_on_the_key_alone(web, who):
    """Kept under its key: nothing else is read where it is built, and an hour later it is alike."""
    asking.chains(web)
    dialect = web.arena.engine.dialect
    with web.work(who) as work, listening(web.arena.engine) as asked:
        found = todo.read_todo(work)
        later = todo.read_todo(replace(work, now=work.now + timedelta(minutes=59)))
        asked.clear()
        counted = [query.counting(t.duties, t.asked, t.is_news) for t in (found, later)]
        looked_up = {said for said in asked if "settings" not in said}
        assert all("officer_acts" in said for said in looked_up), "a part needs looks_up"
    assert later.key == found.key
    one, other = (compile_once(statement, dialect) for statement in counted)
    assert (one.sql, one.values) == (other.sql, other.values)


@pytest.mark.parametrize("who", EVERYBODY)
def test_kept_and_built_anew_the_answer_is_the_same(sales, who):
    web = sales.web
    answers = []
    for is_plain in (True, False, False):
        with switched(plain=is_plain), web.work(who) as work:
            found = todo.read_todo(work)
            lines = [found.lines(tab) for tab in TodoTab]
            answers.append((found.counts(), lines, [row.id for row in found.news(50)]))
    assert answers[0] == answers[1] == answers[2]


def test_the_key_tells_apart_every_setting_the_parts_go_by(web, monkeypatch):
    read = set()
    real = settings.get
    monkeypatch.setattr(
        settings, "get", lambda session, name: read.add(name) or real(session, name)
    )
    with web.work("gm") as work:
        actor = replace(work.actor, grants=dict.fromkeys(Permission, Reach.ALL))
        found = todo.read_todo(replace(work, actor=actor))
        assert found.counts()
    assert read <= set(todo.SETTINGS)
