"""SC-01: the deadline across a holiday, missing parts, their cure and the penalties (A1, A4)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.deficiencies import Deficiency, Penalty
from models.files.records import CustomerFile, FileClass
from models.platform.audit import AuditEntry
from models.platform.calendar import WorkDay
from models.platform.notices import Notice
from models.platform.records import Setting
from models.words.customers import Nature
from models.words.files import (
    DeadlineUnit,
    DeficiencyState,
    Fault,
    FileLife,
    ItemForm,
    PenaltyState,
)
from models.words.permissions import Permission as P
from portal.errors import IllegalMove, Invalid, NotAllowed, NotFound, Problems
from portal.files import acceptance, classes, completeness, deficiencies, filing, items
from portal.office import work_calendar
from tests.support import loans, make

ID_COPY, FORM = "身份证复印件", "客户登记表"
PARTS = [
    {"name": FORM, "form": "original", "copies": 1, "signed": True, "applies": "all"},
    {"name": ID_COPY, "form": "copy", "copies": 1, "signed": False, "applies": "all"},
    {"name": "营业执照", "form": "copy", "copies": 1, "signed": False, "applies": "organization"},
    *(
        {"name": f"资料{n}", "form": "copy", "copies": 1, "signed": False, "applies": "all"}
        for n in range(4, 13)
    ),
]  # twelve, one of them conditional


def at(day, hour=9):
    """An hour of a day of 2026 in Shanghai."""
    return datetime(2026, *day, hour, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture
def office(stage):
    """A class with twelve parts, a penalty of 20 yuan; owen's draft lacks one and a signature."""
    stage.cls = make.file_class(stage, parts=PARTS)
    stage.customer, stage.box = make.customer(stage), make.box(stage)
    with stage.work() as work:
        rate = {"value": 20}
        work.add(Setting(name="deficiency_penalty", value=rate, changed_at=work.now, changed_by=0))
    stage.file = opened(stage)
    put(stage, FORM, form=ItemForm.ORIGINAL)
    for part in PARTS[2:]:
        put(stage, part["name"])
    return stage


def opened(stage, opened_on=None):
    values = {
        "class_id": stage.cls,
        "customer_id": stage.customer,
        "title": "客户档案",
        "place_id": stage.box,
        "opened_on": opened_on,
    }
    with stage.work("owen") as work:
        return filing.open_file(work, values).id


def put(stage, part, who="owen", **values):
    with stage.work(who) as work:
        file = work.get(CustomerFile, stage.file, P.FILE_SEE, lock=True)
        items.add_item(work, file, {"title": part or "合同", "pages": 2, "part": part, **values})


def step(stage, who, verb, **given):
    with stage.work(who, about=f"files.{verb.__name__}") as work:
        return verb(work, work.get(CustomerFile, stage.file, P.FILE_SEE, lock=True), **given)


def accepted(stage, **given):
    step(stage, "owen", filing.submit_file, sorted_out=True)
    step(stage, "sun", filing.review_file)
    return step(stage, "wang", acceptance.accept_file, **given)


def lacking(stage):
    stage.session.expire_all()
    return {row.part: row for row in stage.session.scalars(select(Deficiency))}


def act(stage, who, verb, part, **values):
    with stage.work(who, about=f"deficiencies.{verb.__name__}") as work:
        verb(work, work.get(Deficiency, lacking(stage)[part].id, P.FILE_SEE, lock=True), **values)


def job(stage, moment):
    stage.now = moment
    with stage.work() as work:
        completeness.count_penalties(work)
    return sorted((p.deficiency.part, p.day.day) for p in stage.session.scalars(select(Penalty)))


@pytest.mark.parametrize(("make_up", "due", "late"), [(True, 10, 1), (False, 12, 0)])
def test_sc01_three_working_days_across_the_national_holiday(stage, make_up, due, late):
    stage.now = at((9, 30))
    with stage.work() as work:
        loans.load_2026(work)
        if not make_up:
            row = select(WorkDay).where(WorkDay.day == date(2026, 10, 10))
            work.session.delete(work.session.scalars(row).one())
    stage.cls = make.file_class(stage, deadline_amount=3, deadline_unit=DeadlineUnit.WORKDAYS)
    stage.customer, stage.box = make.customer(stage), make.box(stage)
    stage.file = opened(stage)
    put(stage, "")
    stage.now = at((10, 12))
    accepted(stage)
    row = stage.session.get(CustomerFile, stage.file)
    assert row.due_on == date(2026, 10, due)
    assert row.late_workdays == late
    told = stage.session.scalars(select(Notice.user_id).where(Notice.topic == "file_late")).all()
    assert told == ([stage.people["sun"]] if late else [])
    entry = stage.session.scalars(select(AuditEntry).where(AuditEntry.happened == "accept")).one()
    assert entry.details["facts"]["late_workdays"] == late


def test_sc01_a_draft_follows_the_calendar_until_it_is_handed_over(stage):
    stage.now = at((9, 30))
    with stage.work() as work:
        loans.load_2026(work)
    stage.cls = make.file_class(stage, deadline_amount=3, deadline_unit=DeadlineUnit.WORKDAYS)
    stage.customer, stage.box = make.customer(stage), make.box(stage)
    stage.file = handed_over = opened(stage)
    put(stage, "")
    step(stage, "owen", filing.submit_file, sorted_out=True)
    draft = opened(stage)
    with stage.work("li") as work:
        work_calendar.edit_day(work, date(2026, 10, 10), working=False)
    for _ in range(2):
        with stage.work() as work:
            work_calendar.recompute_due_days(work)
    due = {key: stage.session.get(CustomerFile, key).due_on.day for key in (handed_over, draft)}
    assert due == {handed_over: 10, draft: 12}
    told = stage.session.scalars(select(Notice).where(Notice.topic == "file.due_changed")).all()
    assert [(n.user_id, n.subject_id) for n in told] == [(stage.people["owen"], draft)]


def test_sc01_missing_parts_are_refused_without_a_word_and_filed_with_one(office):
    """R-36: what is missing is noted."""
    with pytest.raises(Invalid, match="Missing or incomplete") as refused:
        accepted(office)
    assert refused.value.field == "missing_note"
    assert ID_COPY in str(refused.value)
    assert office.session.get(CustomerFile, office.file).life is FileLife.REVIEWED
    number = step(office, "wang", acceptance.accept_file, missing_note="客户下周补交")
    row = office.session.get(CustomerFile, office.file)
    assert (row.life, row.number, row.missing_note) == (FileLife.FILED, number, "客户下周补交")
    assert (row.parts_due, deficiencies.count_uncured(office.work().__enter__(), row.id)) == (12, 2)
    assert {part: (d.fault, d.cure_by) for part, d in lacking(office).items()} == {
        FORM: (Fault.UNSIGNED, date(2026, 11, 24)),
        ID_COPY: (Fault.MISSING, date(2026, 11, 24)),
    }
    told = office.session.scalars(select(Notice).where(Notice.topic == "file.deficient")).one()
    assert told.user_id == office.people["owen"]


def test_sc01_penalties_one_per_open_part_and_working_day_until_cured(office):
    accepted(office, missing_note="下周补交")
    assert job(office, at((11, 24), 23)) == []  # the cure date itself is in time
    assert job(office, at((11, 25), 1)) == [(FORM, 25), (ID_COPY, 25)]
    assert job(office, at((11, 25), 20)) == [(FORM, 25), (ID_COPY, 25)], "a re-run adds nothing"
    assert len(job(office, at((11, 26)))) == 4
    act(office, "owen", completeness.offer_part, ID_COPY, note="身份证复印件一份")
    assert len(job(office, at((11, 27)))) == 5, "handed in: only the form counts on"
    act(office, "wang", completeness.cure_deficiency, ID_COPY)
    act(office, "wang", completeness.cure_deficiency, FORM)
    assert len(job(office, at((12, 4)))) == 5, "curing stops it"
    assert {d.state for d in lacking(office).values()} == {DeficiencyState.CURED}
    assert {p.amount for p in office.session.scalars(select(Penalty))} == {Decimal(20)}


def test_sc01_a_scheduler_that_was_down_catches_up_without_weekends(office):
    accepted(office, missing_note="下周补交")
    counted = job(office, at((12, 1)))  # Tuesday; 28 and 29 November are a weekend
    assert [day for part, day in counted if part == FORM] == [1, 25, 26, 27, 30]


def test_a4_curing_late_settles_the_days_before_it(office):
    accepted(office, missing_note="下周补交")
    office.now = at((11, 26))
    act(office, "wang", completeness.cure_deficiency, FORM)
    assert [p.day.day for p in office.session.scalars(select(Penalty))] == [25, 26]


def test_r41_still_incomplete_starts_the_clock_anew(office):
    accepted(office, missing_note="下周补交")
    act(office, "owen", completeness.offer_part, FORM, note="已补签名")
    with pytest.raises(Invalid, match="reason"):
        act(office, "wang", completeness.deny_cure, FORM, reason=" ")
    office.now = at((11, 30))
    act(office, "wang", completeness.deny_cure, FORM, reason="签名处空白")
    row = lacking(office)[FORM]
    assert (row.state, row.cure_by, row.offered_on) == (
        DeficiencyState.OPEN,
        date(2026, 12, 1),
        None,
    )
    assert [day for part, day in job(office, at((12, 2))) if part == FORM] == [2]


def test_a6_nobody_confirms_what_they_handed_in_and_no_stranger_sees_it(office):
    accepted(office, missing_note="下周补交")
    with pytest.raises(NotAllowed):
        act(office, "owen", completeness.cure_deficiency, FORM)
    act(office, "wang", completeness.offer_part, FORM, note="代交")
    with pytest.raises(NotAllowed, match="Somebody else"):
        act(office, "wang", completeness.cure_deficiency, FORM)
    with pytest.raises(NotFound):
        act(office, "bo", completeness.offer_part, ID_COPY, note="补交")
    with pytest.raises(NotAllowed):
        act(office, "wang", completeness.drop_deficiency, ID_COPY, reason="不需要")
    act(office, "li", completeness.drop_deficiency, ID_COPY, reason="客户为老客户，前卷已有")
    assert lacking(office)[ID_COPY].state is DeficiencyState.DROPPED
    with pytest.raises(IllegalMove):
        act(office, "li", completeness.drop_deficiency, ID_COPY, reason="再次")


def test_c16_a_person_decides_on_a_proposal_and_never_on_their_own(office):
    accepted(office, missing_note="下周补交")
    job(office, at((11, 25)))
    first, second = office.session.scalars(select(Penalty.id).order_by(Penalty.id))

    def decide(who, verb, key, **values):
        with office.work(who, about="penalties.decide") as work:
            verb(work, work.get(Penalty, key, P.PENALTY_SEE, lock=True), **values)

    with pytest.raises(NotAllowed):
        decide("sun", completeness.confirm_penalty, first)
    decide("gm", completeness.confirm_penalty, first)
    decide("gm", completeness.drop_penalty, second, reason="客户出差")
    states = office.session.scalars(select(Penalty.state).order_by(Penalty.id)).all()
    assert states == [PenaltyState.CONFIRMED, PenaltyState.DROPPED]
    with office.work() as work:
        model = work.session.get(Penalty, first)
        kept = {"deficiency_id": model.deficiency_id, "day": date(2026, 11, 29), "amount": 20}
        own = work.add(Penalty(**kept, owner_id=office.people["gm"])).id
    with pytest.raises(NotAllowed, match="their own"):
        decide("gm", completeness.drop_penalty, own, reason="x")


def rates(office, **values):
    with office.work() as work:
        for name, value in values.items():
            kept = {"name": name, "value": {"value": value}}
            work.add(Setting(**kept, changed_at=work.now, changed_by=0))


def test_r38_from_the_nth_missing_part_of_a_month_on_the_amount_doubles(office):
    rates(office, penalty_double_from=2)
    accepted(office, missing_note="下周补交")
    job(office, at((11, 25)))
    job(office, at((11, 26)))
    job(office, at((12, 2)))

    def amounts():
        rows = office.session.execute(
            select(Penalty.day, Penalty.times, Penalty.amount).order_by(Penalty.day, Penalty.id)
        )
        return [(f"{day:%m-%d}", times, int(amount)) for day, times, amount in rows]

    # each further day of one part costs the same; a new month counts anew.
    assert amounts() == [
        ("11-25", 1, 20),
        ("11-25", 2, 40),
        ("11-26", 1, 20),
        ("11-26", 2, 40),
        ("11-27", 1, 20),
        ("11-27", 2, 40),
        ("11-30", 1, 20),
        ("11-30", 2, 40),
        ("12-01", 1, 20),
        ("12-01", 2, 40),
        ("12-02", 1, 20),
        ("12-02", 2, 40),
    ]


def test_c16_the_person_concerned_appeals_once_and_in_time(office):
    accepted(office, missing_note="下周补交")
    job(office, at((11, 25)))
    first, second = office.session.scalars(select(Penalty.id).order_by(Penalty.id))

    def do(who, verb, key, **values):
        with office.work(who, about="penalties.appeal") as work:
            verb(work, work.get(Penalty, key, P.PENALTY_SEE, lock=True), **values)
        return office.session.get(Penalty, key)

    with pytest.raises(IllegalMove):
        do("owen", completeness.appeal_penalty, first, reason="尚未确认")
    row = do("gm", completeness.confirm_penalty, first)
    assert row.appeal_until == date(2026, 12, 9)  # ten working days
    with pytest.raises(NotAllowed, match="person concerned"):
        do("sun", completeness.appeal_penalty, first, reason="替他申诉")
    row = do("owen", completeness.appeal_penalty, first, reason="资料当天已补交，有签收单")
    assert (row.state, row.appeal) == (PenaltyState.APPEALED, "资料当天已补交，有签收单")
    assert "penalty.appealed" in office.session.scalars(select(Notice.topic)).all()
    row = do("gm", completeness.uphold_penalty, first, reason="签收单日期为次日")
    assert row.state is PenaltyState.CONFIRMED
    with pytest.raises(IllegalMove, match="already been decided"):
        do("owen", completeness.appeal_penalty, first, reason="再次申诉")
    do("gm", completeness.confirm_penalty, second)
    with office.work("li") as work:
        work_calendar.edit_day(work, date(2026, 12, 9), working=False, note="停电")
    with office.work() as work:
        work_calendar.recompute_due_days(work)
    office.now = at((12, 11))
    with pytest.raises(IllegalMove, match="has ended"):
        do("owen", completeness.appeal_penalty, second, reason="迟了")
    office.now = at((12, 10))  # the last day was closed afterwards (C11)
    do("owen", completeness.appeal_penalty, second, reason="最后一天")
    assert do("gm", completeness.drop_penalty, second, reason="属实").state is PenaltyState.DROPPED


def test_a4_penalties_are_off_until_the_office_sets_a_rate(office):
    with office.work() as work:
        work.session.delete(work.session.scalars(select(Setting)).one())
    accepted(office, missing_note="下周补交")
    assert job(office, at((12, 4))) == []


def test_a4_a_private_person_needs_no_business_licence(office):
    with office.work() as work:
        work.session.get(Customer, office.customer).nature = Nature.PERSON
    accepted(office, missing_note="下周补交")
    assert office.session.get(CustomerFile, office.file).parts_due == 11


def test_k5_a_file_keeps_the_checklist_it_was_opened_under(office):
    with office.work("li") as work:
        row = work.get(FileClass, office.cls, P.FILE_SEE)
        classes.save_file_class(work, row, {"parts": PARTS[:1]})
        assert row.version == 2
    assert len(office.session.get(CustomerFile, office.file).checklist) == 12
    with pytest.raises(Problems), office.work("li") as work:
        row = work.get(FileClass, office.cls, P.FILE_SEE)
        classes.save_file_class(
            work, row, {"parts": [PARTS[0], PARTS[0], {**PARTS[1], "copies": 0}]}
        )


def test_a4_a_complete_file_needs_no_word(office):
    put(office, ID_COPY)
    put(office, FORM, form=ItemForm.ORIGINAL, signed=True)
    accepted(office)
    assert lacking(office) == {}
