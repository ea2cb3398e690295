"""F3, R-69: what is sent back says what is wrong with which paper, by when, and is counted."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.files.deficiencies import FileReturn
from models.files.records import CustomerFile, Item
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.platform.records import Setting
from models.words.files import FileLife, FilingFault
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.errors import IllegalMove, NotAllowed, NotFound, Problems
from portal.files import acceptance, filing, items, send_back, voiding
from portal.files.return_register import FILING_RETURNS
from portal.office import topics, work_calendar
from portal.platform import language
from portal.platform.audit import history
from portal.platform.sheets.register import report_rows
from tests.support import make

TODAY, USUAL = date(2026, 11, 23), date(2026, 11, 26)


@pytest.fixture
def office(stage):
    """Owen's file of two papers, waiting for sun's review."""
    stage.cls, stage.customer = make.file_class(stage), make.customer(stage)
    stage.box = make.box(stage)
    stage.file = submitted(stage)
    return stage


def submitted(stage):
    given = {
        "class_id": stage.cls,
        "customer_id": stage.customer,
        "title": "恒通档案",
        "place_id": stage.box,
    }
    with stage.work("owen") as work:
        key = filing.open_file(work, given).id
    for title in ("登记表", "营业执照"):
        do(stage, "owen", items.add_item, key, {"title": title, "pages": 2})
    do(stage, "owen", filing.submit_file, key, sorted_out=True)
    return key


def do(stage, name, verb, key, *args, **values):
    with stage.work(name) as work:
        return verb(work, work.get(CustomerFile, key, P.FILE_SEE, lock=True), *args, **values)


def paper(stage, title="营业执照"):
    query = select(Item.id).where(Item.file_id == stage.file, Item.title == title)
    return stage.session.scalar(query)


def back(stage, faults=(), cure_by=None, *, name="sun", key=None):
    do(
        stage,
        name,
        send_back.reject_filing,
        key or stage.file,
        reason="请改正",
        faults=faults,
        cure_by=cure_by,
    )


def kept(stage):
    stage.session.expire_all()
    return stage.session.scalars(select(FileReturn).order_by(FileReturn.id)).all()


def counted(stage, name="li", params=None):
    with stage.work(name) as work:
        return [
            row[1:]
            for row in report_rows(work, FILING_RETURNS, params or {}, language.translate_text)
        ]


def test_f3_r69_faults_are_kept_told_and_in_the_history_by_words(office):
    faults = [
        {"paper": paper(office), "fault": FilingFault.ILLEGIBLE, "remark": " 第2页 "},
        {"paper": 0, "fault": "missing", "remark": ""},
    ]
    back(office, faults, date(2026, 11, 30))
    (row,) = kept(office)
    assert (row.owner_id, row.reason, row.cure_by, row.returned_on, row.answered_on) == (
        office.people["owen"],
        "请改正",
        date(2026, 11, 30),
        TODAY,
        None,
    )
    assert row.faults == [
        {"paper": "2 营业执照", "fault": "illegible", "remark": "第2页"},
        {"paper": "", "fault": "missing", "remark": ""},
    ]
    notice = office.session.scalars(select(Notice).where(Notice.topic == "file_to_mend")).one()
    assert notice.user_id == office.people["owen"]
    with office.work() as work:
        assert topics.is_still_true(work, notice)
    assert topics.tell_topic(notice.topic, notice.values, language.translate_text) == (
        "“恒通档案”已退回，整改期限 2026-11-30：请改正（2 营业执照：字迹不清（第2页）；整卷：缺件或缺页）"
    )
    with office.work("owen") as work:
        file = work.get(CustomerFile, office.file, P.FILE_SEE, lock=True)
        line = next(i for i in history.timeline(work, file) if i.what == "send_back")
    assert (line.text, list(line.faults)) == ("请改正", row.faults)
    entry = office.session.scalars(
        select(AuditEntry).where(AuditEntry.happened == "send_back")
    ).one()
    assert entry.details["facts"]["cure_by"] == "2026-11-30"


def test_f3_the_day_is_proposed_by_the_setting_and_the_reason_alone_is_enough(office):
    back(office)
    assert [(row.cure_by, row.faults) for row in kept(office)] == [(USUAL, [])]
    notice = office.session.scalars(select(Notice).where(Notice.topic == "file_to_mend")).one()
    told = topics.tell_topic(notice.topic, notice.values, language.translate_text)
    assert told == "“恒通档案”已退回，整改期限 2026-11-26：请改正"
    with office.work() as work:
        five = {"value": 5}
        work.add(Setting(name="cure_days", value=five, changed_at=work.now, changed_by=0))
    do(office, "owen", filing.submit_file, office.file, sorted_out=True)
    back(office)
    assert kept(office)[-1].cure_by == date(2026, 11, 30)


def test_f3_what_cannot_be_is_refused_at_its_field(office):
    other = submitted_elsewhere(office)
    wrong = [
        {"paper": other, "fault": "wrong"},
        {"paper": 0, "fault": "bent"},
        {"paper": 0, "fault": "other", "remark": " "},
        {"paper": 0, "fault": "wrong", "remark": "长" * 201},
    ]
    with pytest.raises(Problems) as refusal:
        back(office, wrong, TODAY - timedelta(days=1))
    assert set(refusal.value.problems) == {
        "faults-0-paper",
        "faults-1-fault",
        "faults-2-remark",
        "faults-3-remark",
        "cure_by",
    }
    back(office, cure_by=TODAY)  # today is no past day
    assert len(kept(office)) == 1


def submitted_elsewhere(stage):
    """A paper of another file."""
    key = make.draft(stage, stage.cls, stage.customer, stage.box, key="别的")
    do(stage, "owen", items.add_item, key, {"title": "合同", "pages": 1})
    query = select(Item.id).where(Item.file_id == key, Item.title == "合同")
    return stage.session.scalar(query)


def test_f3_who_filed_who_may_not_and_strangers_send_nothing_back(office):
    with pytest.raises(NotAllowed, match="your own filing"):
        back(office, name="owen")
    with pytest.raises(NotAllowed):
        back(office, name="ann")
    with pytest.raises(NotFound):
        back(office, name="bo")
    assert kept(office) == []
    back(office)
    with pytest.raises(IllegalMove):
        back(office)
    assert len(kept(office)) == 1


def test_f3_a_paper_may_go_and_submitting_again_answers(office):
    back(office, [{"paper": paper(office), "fault": "misfiled"}])
    office.now += timedelta(days=1)
    with office.work("owen") as work:
        items.remove_item(work, work.session.get(Item, paper(office)))
    do(office, "owen", filing.submit_file, office.file, sorted_out=True)
    (row,) = kept(office)
    first = office.session.scalars(select(Notice).where(Notice.topic == "file_to_mend")).one()
    with office.work() as work:
        assert not topics.is_still_true(work, first), "no mail says it again"
    assert (row.answered_on, row.faults[0]["paper"]) == (date(2026, 11, 24), "2 营业执照")
    entry = office.session.scalars(
        select(AuditEntry).where(AuditEntry.happened == "submit").order_by(AuditEntry.seq.desc())
    ).first()
    assert entry.details["facts"]["answers"] == 1
    do(office, "sun", send_back.reject_filing, office.file, reason="还缺")  # and again
    assert [row.answered_on for row in kept(office)] == [date(2026, 11, 24), None]


def test_r69_the_register_counts_per_person_and_in_a_row(office):
    back(office, [{"fault": "missing"}, {"fault": "missing"}, {"fault": "wrong"}])
    office.now += timedelta(days=7)  # four days past its day
    do(office, "owen", filing.submit_file, office.file, sorted_out=True)
    back(office)
    do(office, "owen", filing.submit_file, office.file, sorted_out=True)
    do(office, "sun", filing.review_file, office.file)
    do(office, "wang", acceptance.accept_file, office.file)
    office.now += timedelta(days=1)
    office.customer = make.customer(office, "上海远达有限公司")
    office.file = submitted(office)
    back(office, [{"fault": "unsigned"}])
    assert counted(office) == [
        # times, most in a row, faults, then one column per kind of fault, waiting, past its day
        ["欧文", "销售部", 3, 2, 4, 2, 1, 0, 1, 0, 0, 0, 1, 1],
    ]
    assert counted(office, params={"from": "2026-12-01"})[0][2:5] == [1, 1, 1]
    assert counted(office, "zhang") == [], "another department's"
    office.now += timedelta(days=30)
    assert counted(office)[0][-2:] == [1, 2]
    do(office, "wang", voiding.request_void, office.file, reason="错号", survivor_id=None)
    do(office, "li", voiding.confirm_void, office.file)
    assert office.session.get(CustomerFile, office.file).life is FileLife.VOID
    assert counted(office)[0][-2:] == [0, 1], "what is void waits for nobody"


def test_c11_f3_a_day_to_correct_by_that_is_closed_afterwards_moves_and_the_owner_is_told(office):
    back(office)
    assert [row.cure_by for row in kept(office)] == [USUAL]
    with office.work("li") as work:
        work_calendar.edit_day(work, USUAL, working=False, note="停电")
    with office.work() as work:
        work_calendar.recompute_due_days(work)
    assert [row.cure_by for row in kept(office)] == [USUAL + timedelta(days=1)]
    notice = office.session.scalars(select(Notice).where(Notice.topic == "day.moved")).one()
    assert (notice.user_id, notice.subject, notice.subject_id) == (
        office.people["owen"],
        Kind.FILE,
        office.file,
    )
    said = topics.tell_topic(notice.topic, notice.values, language.translate_text)
    assert said.startswith("恒通档案：2026-11-26 ")
    do(office, "owen", filing.submit_file, office.file, sorted_out=True)
    with office.work("li") as work:
        work_calendar.edit_day(work, USUAL + timedelta(days=1), working=False, note="停电")
    with office.work() as work:
        work_calendar.recompute_due_days(work)
    assert [row.cure_by for row in kept(office)] == [USUAL + timedelta(days=1)], "it was answered"
