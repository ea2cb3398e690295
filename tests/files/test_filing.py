"""F1–F4, F9, B2: a file is opened once, filed by three people, moved with a trail, voided by two."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile, FileClass, Placement
from models.platform.audit import AuditEntry
from models.platform.notices import Notice
from models.platform.numbering import NumberEntry
from models.words.approvals import StepRole
from models.words.files import Custody, DeadlineUnit, FileLife, Medium
from models.words.permissions import Permission as P
from models.words.platform import NumberState
from portal.errors import Conflict, IllegalMove, Invalid, NotAllowed, NotFound, Problems
from portal.files import acceptance, classes, custody, filing, items, moving, send_back, voiding
from tests.support import make

PAPER = {"title": "营业执照", "pages": 3, "dated_on": date(2026, 3, 1)}


@pytest.fixture
def office(stage):
    """A class with a key, a customer of sales, a box."""
    stage.cls = make.file_class(stage, key_label="客户编号")
    stage.customer = make.customer(stage)
    stage.box = make.box(stage)
    return stage


def do(stage, name, verb, key, *args, **values):
    with stage.work(name) as work:
        return verb(work, work.get(CustomerFile, key, P.FILE_SEE, lock=True), *args, **values)


def opened(stage, name="owen", **values):
    given = {
        "class_id": stage.cls,
        "customer_id": stage.customer,
        "title": "北京恒通客户档案",
        "place_id": stage.box,
    }
    with stage.work(name) as work:
        return filing.open_file(work, {**given, **values}).id


def submitted(stage, **values):
    key = opened(stage, **values)
    do(stage, "owen", items.add_item, key, PAPER)
    do(stage, "owen", filing.submit_file, key, sorted_out=True)
    return key


def get(stage, key):
    stage.session.expire_all()
    return stage.session.get(CustomerFile, key)


def happened(stage, key):
    return stage.session.scalars(
        select(AuditEntry.happened)
        .where(AuditEntry.subject == "file", AuditEntry.subject_id == key)
        .order_by(AuditEntry.seq)
    ).all()


def test_f1_a_draft_has_a_deadline_a_key_and_no_number(office):
    """R-10: a week, unless the class says otherwise."""
    file = get(office, opened(office))
    assert (file.life, file.custody, file.number) == (FileLife.DRAFT, Custody.NONE, None)
    assert file.business_key == file.customer.number
    assert file.due_on == date(2026, 11, 30)
    assert happened(office, file.id) == ["create"]


def test_f1_a_second_live_file_for_a_key_names_the_first(office):
    """R-01: one live file for a key."""
    opened(office)
    with pytest.raises(Conflict, match="北京恒通客户档案") as refusal:
        opened(office, "wang")
    assert refusal.value.field == "business_key"
    with office.work() as work:
        stranger = work.get(CustomerFile, refusal.value.values["existing"], P.FILE_SEE)
        stranger.owner_id, stranger.department_id = office.people["bo"], None
    with pytest.raises(Conflict, match="Another department"):
        opened(office)


def test_f1_what_is_missing_is_said_per_field(office):
    with pytest.raises(Problems) as refusal:
        opened(office, class_id=None, customer_id=0, title=" ", opened_on=date(2027, 1, 1))
    assert set(refusal.value.problems) == {"class_id", "customer_id", "opened_on"}
    with pytest.raises(NotAllowed):
        opened(office, "ann")


def test_r63_f2_open_steps_are_refused_one_by_one(office):
    key = opened(office, place_id=None)
    with pytest.raises(Problems) as refusal:
        do(office, "owen", filing.submit_file, key, sorted_out=False)
    assert set(refusal.value.problems) == {"sorted_out", "items", "pages", "place_id"}


def test_a6_f4_filer_reviewer_and_custodian_are_three_people(office):
    """R-31: the custodian's check is a step of its own."""
    key = submitted(office)
    assert get(office, key).reviewer_id == office.people["sun"], "the superior"
    with pytest.raises(NotAllowed):
        do(office, "owen", filing.review_file, key)
    do(office, "li", filing.review_file, key)
    with pytest.raises(NotAllowed, match="must not have filed or reviewed"):
        do(office, "li", acceptance.accept_file, key)
    number = do(office, "wang", acceptance.accept_file, key)
    file = get(office, key)
    assert (number, file.number) == ("KH-2026-0001", "KH-2026-0001")
    assert (file.life, file.custody, file.place_id) == (
        FileLife.FILED,
        Custody.IN_PLACE,
        office.box,
    )
    assert file.filed_by == office.people["wang"]
    assert happened(office, key)[-4:] == ["submit", "review", "accept", "place"]
    entry = office.session.scalars(select(NumberEntry)).one()
    assert (entry.subject_id, entry.state) == (key, NumberState.ISSUED)
    told = office.session.execute(select(Notice.topic, Notice.user_id)).all()
    assert set(told) == {
        ("file_to_review", office.people["sun"]),
        ("file_accepted", office.people["owen"]),
    }


def test_a6_a_custodian_who_filed_for_another_is_a_filer_too(office):
    key = opened(office, "wang", owner_id=office.people["owen"])
    do(office, "wang", items.add_item, key, PAPER)
    do(office, "wang", filing.submit_file, key, sorted_out=True)
    do(office, "sun", filing.review_file, key)
    with pytest.raises(NotAllowed):
        do(office, "wang", acceptance.accept_file, key)
    assert do(office, "he", acceptance.accept_file, key) == "KH-2026-0001"


def test_f3_sent_back_with_a_reason_and_submitted_again(office):
    key = submitted(office)
    with pytest.raises(Invalid, match="reason"):
        do(office, "sun", send_back.reject_filing, key, reason=" ")
    do(office, "sun", send_back.reject_filing, key, reason="缺法人身份证")
    assert get(office, key).life is FileLife.DRAFT
    do(
        office,
        "owen",
        filing.edit_file,
        key,
        {
            "class_id": office.cls,
            "customer_id": office.customer,
            "title": "更正",
            "place_id": office.box,
        },
    )
    do(office, "owen", filing.submit_file, key, sorted_out=True)
    with pytest.raises(IllegalMove):
        do(office, "owen", filing.edit_file, key, {"title": "again"})


def test_f4_a_full_box_gives_no_number_away(office):
    small = make.box(office, "B2", capacity=1)
    make.filed(office, make.file_class(office, "DA"), office.customer, small, "DA-1")
    key = submitted(office, place_id=small)
    do(office, "sun", filing.review_file, key)
    with pytest.raises(Invalid, match="is full"):
        do(office, "wang", acceptance.accept_file, key)
    assert do(office, "wang", acceptance.accept_file, key, place_id=office.box) == "KH-2026-0001"


def test_f4_no03_a_number_by_department(office):
    office.cls = make.file_class(office, "HT", numbering="{year}{dept}{seq:5}")
    key = submitted(office)
    do(office, "sun", filing.review_file, key)
    assert do(office, "wang", acceptance.accept_file, key) == "2026sales00001"


def test_an_electronic_file_needs_no_shelf(office):
    key = submitted(office, medium=Medium.ELECTRONIC, place_id=None)
    do(office, "sun", filing.review_file, key)
    do(office, "wang", acceptance.accept_file, key)
    assert get(office, key).custody is Custody.NONE


def test_f4_late_filing_is_told_to_the_head(office):
    office.cls = make.file_class(
        office, "JD", deadline_amount=12, deadline_unit=DeadlineUnit.SAME_DAY
    )
    key = submitted(office)  # at noon, and noon is the hour
    do(office, "li", filing.review_file, key)
    do(office, "wang", acceptance.accept_file, key)
    late = office.session.scalars(select(Notice.user_id).where(Notice.topic == "file_late")).all()
    assert late == [office.people["sun"]]


def test_b2_moves_leave_a_trail(office):
    key = make.filed(office, office.cls, office.customer, office.box)
    other = make.box(office, "B2")
    with pytest.raises(NotAllowed):
        do(office, "owen", moving.move_file, key, place_id=other)
    do(office, "wang", moving.move_file, key, place_id=other, position=3, reason="整理")
    trail = office.session.execute(
        select(Placement.place_id, Placement.position, Placement.reason, Placement.actor_id)
        .where(Placement.file_id == key)
        .order_by(Placement.id)
    ).all()
    assert trail == [(office.box, None, "", 0), (other, 3, "整理", office.people["wang"])]
    do(office, "wang", custody.reserve_paper, key)
    do(office, "wang", custody.hand_out_paper, key, office.people["ann"])
    with pytest.raises(IllegalMove):
        do(office, "wang", moving.move_file, key, place_id=office.box)


def test_b2_a_move_of_today_is_undone_once_while_nothing_touched_it(office):
    key = make.filed(office, office.cls, office.customer, office.box)
    other = make.box(office, "B2")
    with pytest.raises(IllegalMove):
        do(office, "wang", moving.move_file_back, key)  # it was only put there
    do(office, "wang", moving.move_file, key, place_id=other, position=3)
    with pytest.raises(NotAllowed):
        do(office, "owen", moving.move_file_back, key)
    do(office, "he", moving.move_file_back, key)
    assert get(office, key).place_id == office.box
    with pytest.raises(IllegalMove):
        do(office, "wang", moving.move_file_back, key)  # it is back already
    do(office, "wang", moving.move_file, key, place_id=make.box(office, "B4"))
    do(office, "wang", custody.reserve_paper, key)
    with pytest.raises(IllegalMove, match="something has happened"):
        do(office, "wang", moving.move_file_back, key)
    do(office, "wang", custody.release_paper, key)
    with pytest.raises(IllegalMove):
        do(office, "wang", moving.move_file_back, key)


def test_b2_yesterdays_move_stays_and_a_full_place_takes_nothing_back(office):
    small, other = make.box(office, "B3", capacity=1), make.box(office, "B2")
    key = make.filed(office, office.cls, office.customer, small)
    do(office, "wang", moving.move_file, key, place_id=other)
    make.filed(office, office.cls, office.customer, small, "KH-2026-9002", key="2")
    with pytest.raises(Invalid, match="full"):
        do(office, "wang", moving.move_file_back, key)
    do(office, "wang", moving.move_file, key, place_id=office.box)
    office.now += timedelta(days=1)
    with pytest.raises(IllegalMove):
        do(office, "wang", moving.move_file_back, key)


def test_i10_where_has_one_answer_at_every_step(office):
    key = make.filed(office, office.cls, office.customer, office.box)
    seen = []
    for verb, args in (
        (custody.reserve_paper, ()),
        (custody.hand_out_paper, (office.people["ann"],)),
        (custody.receive_paper, ()),
        (custody.shelve_paper, ()),
        (custody.report_missing, ()),
    ):
        do(office, "wang", verb, key, *args)
        answer = do(office, "wang", custody.locate_file, key)
        seen.append((answer.custody, answer.place, answer.holder))
        assert answer.text % {"place": answer.place, "holder": answer.holder}
    assert seen == [
        ("reserved", "A库 / B1", "—"),
        ("out", "A库 / B1", "安安"),
        ("in_transit", "A库 / B1", "王档"),
        ("in_place", "A库 / B1", "—"),
        ("missing", "A库 / B1", "—"),
    ]


def test_f9_void_needs_two_people_and_keeps_the_number(office):
    key = make.filed(office, office.cls, office.customer, office.box)
    with office.work() as work:
        work.session.scalars(select(NumberEntry)).first()
    twin = submitted(office, class_id=make.file_class(office, "DA"))
    do(office, "sun", filing.review_file, twin)
    number = do(office, "wang", acceptance.accept_file, twin)
    with pytest.raises(NotAllowed):
        do(office, "owen", voiding.request_void, twin, reason="重复", survivor_id=key)
    with pytest.raises(IllegalMove, match="Nobody"):
        do(office, "li", voiding.confirm_void, twin)
    do(office, "li", voiding.request_void, twin, reason="重复", survivor_id=key)
    with pytest.raises(NotAllowed, match="second person"):
        do(office, "li", voiding.confirm_void, twin)
    with pytest.raises(NotAllowed):
        do(office, "wang", voiding.confirm_void, twin)
    do(office, "gm", voiding.confirm_void, twin)
    file = get(office, twin)
    assert (file.life, file.custody, file.place_id) == (FileLife.VOID, Custody.NONE, None)
    assert (file.number, file.replaced_by_id) == (number, key)
    entry = office.session.scalars(select(NumberEntry).where(NumberEntry.number == number)).one()
    assert (entry.state, entry.void_reason) == (NumberState.VOID, "重复")
    assert happened(office, twin)[-3:] == ["ask_void", "void", "retire"]


def test_f9_a_file_that_is_out_cannot_be_void_and_a_request_can_be_dropped(office):
    key = make.filed(office, office.cls, office.customer, office.box)
    do(office, "wang", voiding.request_void, key, reason="错号")
    do(office, "wang", voiding.drop_void_request, key)
    assert get(office, key).void_asked_by is None
    do(office, "wang", custody.reserve_paper, key)
    with pytest.raises(Conflict):
        do(office, "wang", voiding.request_void, key, reason="错号")


@pytest.mark.parametrize(
    ("named", "asked", "others"),
    [
        ({"review_by": StepRole.OWNER_HEAD}, "sun", ("li", "zhang")),
        ({"review_by": StepRole.ROLE, "review_role": "records_manager"}, "li", ("sun",)),
        ({"review_by": StepRole.PERSON, "reviewer_id": "li"}, "li", ("sun",)),
    ],
)
def test_r08_who_reviews_is_the_classs_own_rule(office, named, asked, others):
    if "reviewer_id" in named:
        named = {**named, "reviewer_id": office.people[named["reviewer_id"]]}
    with office.work("li") as work:
        classes.save_file_class(work, work.session.scalars(select(FileClass)).first(), named)
    key = submitted(office)
    assert get(office, key).reviewer_id == office.people[asked]
    for other in others:
        with pytest.raises((NotAllowed, NotFound)):
            do(office, other, filing.review_file, key)
    do(office, asked, filing.review_file, key)
    assert get(office, key).life is FileLife.REVIEWED


def test_i4_a_filing_that_its_own_reviewer_made_goes_to_the_records_manager(office):
    with office.work("li") as work:
        values = {"review_by": StepRole.PERSON, "reviewer_id": office.people["sun"]}
        classes.save_file_class(work, work.session.scalars(select(FileClass)).first(), values)
    key = submitted(office)
    with office.work() as work:
        work.session.get(CustomerFile, key).submitted_by = office.people["sun"]
    with pytest.raises(NotAllowed):
        do(office, "sun", filing.review_file, key)
    do(office, "li", filing.review_file, key)


def test_who_reviews_must_be_able_to(office):
    for values, field in (
        ({"review_by": StepRole.PERSON, "reviewer_id": office.people["ann"]}, "reviewer_id"),
        ({"review_by": StepRole.ROLE, "review_role": "applicant"}, "review_role"),
    ):
        with pytest.raises(Problems) as refusal, office.work("li") as work:
            classes.save_file_class(work, work.session.scalars(select(FileClass)).first(), values)
        assert list(refusal.value.problems) == [field]
