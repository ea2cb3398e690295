"""A5, I-7: papers are listed by year, counted, ordered with a log, superseded and never lost."""

from datetime import date

import pytest
from sqlalchemy import select

from models.files.records import CustomerFile, Item, Volume
from models.platform.audit import AuditEntry
from models.words.permissions import Permission as P
from portal.errors import IllegalMove, Invalid, NotAllowed, Problems
from portal.files import items
from tests.support import make

PAPER = {"title": "合同", "pages": 12, "dated_on": date(2025, 5, 1)}


@pytest.fixture
def key(stage):
    stage.box = make.box(stage)
    stage.cls = make.file_class(stage)
    return make.draft(stage, stage.cls, make.customer(stage), stage.box)


def act(stage, name, verb, key, *args, **values):
    with stage.work(name) as work:
        return verb(work, work.get(CustomerFile, key, P.FILE_SEE, lock=True), *args, **values).id


def on_item(stage, name, verb, item_id, *args):
    with stage.work(name) as work:
        verb(work, work.session.get(Item, item_id), *args)


def test_r57_papers_go_into_the_volume_of_their_year(stage, key):
    """F5, R-64, CF-27: a paper goes into the volume of its year."""
    act(stage, "owen", items.add_item, key, PAPER)
    act(stage, "owen", items.add_item, key, {**PAPER, "title": "补充协议"})
    act(stage, "owen", items.add_item, key, {"title": "无日期", "pages": 1})
    years = stage.session.scalars(select(Volume.year).where(Volume.file_id == key)).all()
    assert sorted(years) == [2025, 2026]
    file = stage.session.get(CustomerFile, key)
    assert (file.items_count, file.pages_count) == (4, 3 + 12 + 12 + 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"pages": 0}, "pages"),
        ({"copies": 1000}, "copies"),
        ({"dated_on": date(2027, 1, 1)}, "dated_on"),
    ],
)
def test_a_wrong_paper_is_refused_at_its_field(stage, key, values, field):
    with pytest.raises(Problems) as refusal:
        act(stage, "owen", items.add_item, key, {**PAPER, **values})
    assert list(refusal.value.problems) == [field]


def test_a_draft_may_be_corrected_by_its_owner_only(stage, key):
    item = act(stage, "owen", items.add_item, key, PAPER)
    with pytest.raises(NotAllowed):
        on_item(stage, "ann", items.edit_item, item, {**PAPER, "pages": 2})
    on_item(stage, "owen", items.edit_item, item, {**PAPER, "pages": 2})
    assert stage.session.get(CustomerFile, key).pages_count == 5
    on_item(stage, "owen", items.remove_item, item)
    assert stage.session.get(CustomerFile, key).pages_count == 3
    happened = stage.session.scalars(select(AuditEntry.happened).order_by(AuditEntry.seq)).all()
    assert happened[-3:] == ["add_item", "edit_item", "remove_item"] or "edit_item" in happened


def test_i7_a_filed_paper_is_superseded_never_overwritten(stage):
    box = make.box(stage, "B9")
    key = make.filed(stage, make.file_class(stage, "DA"), make.customer(stage, "乙"), box)
    old = stage.session.scalars(select(Item.id).where(Item.file_id == key)).one()
    for verb, args in ((items.edit_item, ({**PAPER},)), (items.remove_item, ())):
        with pytest.raises(IllegalMove):
            on_item(stage, "owen", verb, old, *args)
    on_item(stage, "owen", items.supersede_item, old, PAPER)
    stage.session.expire_all()
    rows = stage.session.scalars(
        select(Item).where(Item.file_id == key).order_by(Item.sequence)
    ).all()
    assert [(r.title, r.superseded_by_id) for r in rows] == [
        ("营业执照", rows[1].id),
        ("合同", None),
    ]
    with pytest.raises(IllegalMove):
        on_item(stage, "owen", items.supersede_item, old, PAPER)


def test_a5_reordering_is_logged_and_complete(stage, key):
    first = stage.session.scalars(select(Item.id).where(Item.file_id == key)).one()
    second = act(stage, "owen", items.add_item, key, PAPER)
    with pytest.raises(Invalid), stage.work("owen") as work:
        items.reorder_items(work, work.get(CustomerFile, key, P.FILE_SEE, lock=True), [second])
    with stage.work("owen") as work:
        items.reorder_items(
            work, work.get(CustomerFile, key, P.FILE_SEE, lock=True), [second, first]
        )
    order = stage.session.scalars(
        select(Item.id).where(Item.file_id == key).order_by(Item.sequence)
    ).all()
    assert order == [second, first]
    entry = stage.session.scalars(
        select(AuditEntry).where(AuditEntry.happened == "reorder_items")
    ).one()
    assert entry.details["facts"] == {"before": [first, second], "after": [second, first]}


def test_a_volume_needs_a_sensible_year(stage, key):
    act(stage, "owen", items.add_volume, key, year=2024, title="第一卷")
    with pytest.raises(Invalid):
        act(stage, "owen", items.add_volume, key, year=20)
