"""I-10: the paper is in one place, and every change of custody leaves a row."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from models.files.records import CustomerFile, Placement
from models.platform.audit import AuditEntry
from models.words.files import Custody, FileLife
from models.words.permissions import Permission as P
from portal.errors import IllegalMove, Invalid, NotAllowed
from portal.files import custody
from tests.support import make


@pytest.fixture
def shelf(stage):
    return make.box(stage)


@pytest.fixture
def key(stage, shelf):
    return make.filed(stage, make.file_class(stage), make.customer(stage), shelf)


def act(stage, name, verb, key, *args, **values):
    with stage.work(name) as work:
        verb(work, work.get(CustomerFile, key, P.FILE_SEE, lock=True), *args, **values)
    return stage.session.get(CustomerFile, key)


def trail(stage, key):
    rows = stage.session.scalars(
        select(Placement).where(Placement.file_id == key).order_by(Placement.id)
    )
    return [(r.custody, r.holder_id, r.actor_id) for r in rows]


def test_i10_a_loan_goes_out_and_home_and_each_step_is_a_row(stage, key, shelf):
    wang, ann = stage.people["wang"], stage.people["ann"]
    act(stage, "wang", custody.reserve_paper, key)
    file = act(stage, "wang", custody.hand_out_paper, key, ann)
    assert (file.custody, file.holder_id, file.place_id) == (Custody.OUT, ann, shelf)
    act(stage, "wang", custody.receive_paper, key)
    file = act(stage, "wang", custody.shelve_paper, key)
    assert (file.custody, file.holder_id, file.place_id) == (Custody.IN_PLACE, None, shelf)
    assert trail(stage, key) == [
        ("in_place", None, 0),
        ("reserved", None, wang),
        ("out", ann, wang),
        ("in_transit", wang, wang),
        ("in_place", None, wang),
    ]
    happened = stage.session.scalars(
        select(AuditEntry.happened).where(AuditEntry.subject == "file").order_by(AuditEntry.seq)
    ).all()
    assert happened[-4:] == ["reserve", "hand_out", "receive", "shelve"]


def test_i10_reading_on_site_names_the_reader(stage, key):
    act(stage, "wang", custody.reserve_paper, key)
    file = act(stage, "wang", custody.open_reading, key, stage.people["ann"])
    assert (file.custody, file.holder_id) == (Custody.ON_SITE, stage.people["ann"])
    file = act(stage, "wang", custody.close_reading, key)
    assert (file.custody, file.holder_id) == (Custody.IN_PLACE, None)


def test_a_file_is_reserved_once_and_an_applicant_may_only_release(stage, key):
    with pytest.raises(NotAllowed):
        act(stage, "ann", custody.reserve_paper, key)
    act(stage, "wang", custody.reserve_paper, key)
    with pytest.raises(IllegalMove):
        act(stage, "he", custody.reserve_paper, key)
    assert act(stage, "ann", custody.release_paper, key).custody is Custody.IN_PLACE


def test_f16_f17_lost_and_found_keeps_number_and_place(stage, key, shelf):
    act(stage, "wang", custody.report_missing, key, reason="不在盒内")
    with pytest.raises(NotAllowed):
        act(stage, "wang", custody.mark_paper_lost, key)
    file = act(stage, "gm", custody.mark_paper_lost, key)
    assert (file.life, file.custody) == (FileLife.LOST, Custody.MISSING)
    file = act(stage, "wang", custody.recover_paper, key)
    assert (file.life, file.custody, file.number) == (
        FileLife.FILED,
        Custody.IN_PLACE,
        "KH-2026-9001",
    )
    assert file.place_id == shelf


def test_a_full_place_takes_no_more_and_says_so(stage, key):
    small = make.box(stage, "B2", capacity=1)
    with stage.work() as work:
        custody.relocate_paper(work, work.session.get(CustomerFile, key), small)
    other = make.filed(
        stage,
        make.file_class(stage, "DA"),
        make.customer(stage, "乙"),
        make.box(stage, "B3"),
        "DA-1",
    )
    with pytest.raises(Invalid, match="1 of 1") as refusal, stage.work() as work:
        custody.relocate_paper(work, work.session.get(CustomerFile, other), small)
    assert refusal.value.field == "place_id"


@pytest.mark.parametrize(
    "cheat",
    [
        "UPDATE files SET place_id = NULL WHERE id = :key",
        "UPDATE files SET holder_id = :ann WHERE id = :key",
        "UPDATE files SET custody = 'out' WHERE id = :key",
        "UPDATE files SET number = 'KH-2026-0001' WHERE id = :key",
        "UPDATE files SET number = NULL WHERE id = :key",
        "DELETE FROM files WHERE id = :key",
        "UPDATE placements SET reason = 'x'",
        "DELETE FROM placements",
        "UPDATE items SET pages = 2 WHERE file_id = :key",
        "UPDATE items SET title = 'x' WHERE file_id = :key",
        "DELETE FROM items WHERE file_id = :key",
    ],
)
def test_i3_i7_i10_sql_cannot_cheat(stage, key, cheat):
    values = {"key": key, "ann": stage.people["ann"]}
    used = {name: value for name, value in values.items() if f":{name}" in cheat}
    with pytest.raises((DBAPIError, IntegrityError)), stage.session.begin_nested():
        stage.session.execute(text(cheat), used)
