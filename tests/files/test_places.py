"""B1: one tree of places with labels, capacity and occupancy; classes of files as data (A1, A2)."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from models.files.places import Place
from models.files.records import CustomerFile, FileClass
from models.platform.audit import AuditEntry
from models.words.files import DeadlineUnit, PlaceKind
from models.words.permissions import Permission as P
from portal.errors import IllegalMove, Invalid, NotAllowed, Problems
from portal.files import classes, custody, places
from tests.support import make


def put(stage, values, place=None, name="wang"):
    with stage.work(name) as work:
        row = work.session.get(Place, place) if place else None
        return places.save_place(work, row, values).id


@pytest.fixture
def tree(stage):
    room = put(stage, {"sort": PlaceKind.ROOM, "code": "A", "name": "A库"})
    cabinet = put(
        stage, {"sort": PlaceKind.CABINET, "code": "03", "name": "03柜", "parent_id": room}
    )
    box = put(
        stage,
        {"sort": PlaceKind.BOX, "code": "5", "name": "5盒", "parent_id": cabinet, "capacity": 2},
    )
    return room, cabinet, box


def test_b1_labels_and_paths_follow_the_tree(stage, tree):
    room, cabinet, box = tree
    row = stage.session.get(Place, box)
    assert (row.label, row.path) == ("A库 / 03柜 / 5盒", f"/{room}/{cabinet}/{box}/")
    put(stage, {"name": "B库", "sort": PlaceKind.ROOM, "code": "A"}, room)
    stage.session.expire_all()
    assert stage.session.get(Place, box).label == "B库 / 03柜 / 5盒"
    assert stage.session.scalars(select(AuditEntry.happened)).all()[-1] == "edit"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"sort": PlaceKind.BOX, "code": "9"}, "parent_id"),
        ({"sort": PlaceKind.ROOM, "code": ""}, "code"),
        ({"sort": PlaceKind.ROOM, "code": "A"}, "code"),
        ({"sort": PlaceKind.ROOM, "code": "x", "capacity": 0}, "capacity"),
    ],
)
def test_a_wrong_place_is_refused_at_its_field(stage, tree, values, field):
    with pytest.raises(Problems) as refusal:
        put(stage, values)
    assert list(refusal.value.problems) == [field]


def test_a_place_with_files_is_neither_shrunk_nor_closed(stage, tree):
    box = tree[2]
    cls = make.file_class(stage)
    for n in (1, 2):
        make.filed(stage, cls, make.customer(stage, f"客户{n}"), box, f"KH-{n}", key=str(n))
    base = {"sort": PlaceKind.BOX, "code": "5", "parent_id": tree[1]}
    with pytest.raises(Problems):
        put(stage, {**base, "capacity": 1}, box)
    with pytest.raises(Problems):
        put(stage, {**base, "capacity": 2, "active": False}, box)
    with stage.work("wang") as work:
        lines = [(n.place.name, n.depth, n.taken, n.room) for n in places.load_tree(work)]
    assert lines == [("A库", 0, 2, 2), ("03柜", 1, 2, 2), ("5盒", 2, 2, 2)]


def carry(stage, verb, box, **where):
    with stage.work("wang") as work:
        verb(work, work.get(Place, box, P.PLACE_EDIT, lock=True), **where)


def test_b2_a_whole_box_is_carried_with_its_files_and_back_within_the_day(stage, tree):
    room, cabinet, box = tree
    other = put(stage, {"sort": PlaceKind.CABINET, "code": "04", "name": "04柜", "parent_id": room})
    key = make.filed(stage, make.file_class(stage), make.customer(stage), box, "KH-1", key="1")
    carry(stage, places.move_place, box, parent_id=other, position=3)

    def where():
        with stage.work("wang") as work:
            return custody.locate_file(work, work.session.get(CustomerFile, key)).place

    assert where() == "A库 / 04柜 / 5盒"
    entry = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()[-1]
    assert entry.details["changes"]["label"] == ["A库 / 03柜 / 5盒", "A库 / 04柜 / 5盒"]
    carry(stage, places.move_place_back, box)
    assert where() == "A库 / 03柜 / 5盒"
    row = stage.session.get(Place, box)
    assert (row.parent_id, row.position, row.path) == (cabinet, 0, f"/{room}/{cabinet}/{box}/")
    with pytest.raises(IllegalMove):
        carry(stage, places.move_place_back, box)  # a second press does not send it away again
    carry(stage, places.move_place, box, parent_id=other)
    stage.now += timedelta(days=1)
    with pytest.raises(IllegalMove, match="not moved today"):
        carry(stage, places.move_place_back, box)
    with pytest.raises(Invalid, match="already"):
        carry(stage, places.move_place, box, parent_id=other)
    with pytest.raises(Problems):
        carry(stage, places.move_place, cabinet, parent_id=box)


def test_r47_the_tree_reads_from_left_to_right_and_from_top_to_bottom(stage, tree):
    _, cabinet, _ = tree
    put(
        stage,
        {
            "sort": PlaceKind.BOX,
            "code": "9",
            "name": "末",
            "parent_id": cabinet,
            "capacity": 1,
            "position": 2,
        },
    )
    put(
        stage,
        {
            "sort": PlaceKind.BOX,
            "code": "1",
            "name": "首",
            "parent_id": cabinet,
            "capacity": 1,
            "position": 1,
        },
    )
    with stage.work("wang") as work:
        found = [node.place.name for node in places.load_tree(work)]
    assert found == ["A库", "03柜", "5盒", "首", "末"]


def test_the_tree_takes_two_queries_however_big(stage, tree):
    seen = []
    with stage.work("wang") as work:
        engine = work.session.connection().engine
        hook = lambda *told: seen.append(told[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", hook)
        try:
            places.load_tree(work)
        finally:
            event.remove(engine, "before_cursor_execute", hook)
    assert len(seen) == 2


def test_only_the_archive_edits_places(stage, tree):
    with pytest.raises(NotAllowed):
        put(stage, {"sort": PlaceKind.ROOM, "code": "Z"}, name="ann")


def test_a2_a_changed_class_is_a_new_version(stage):
    values = {"code": "kh", "name": "客户档案", "numbering": "{class}-{year}-{seq:4}"}
    with stage.work("li") as work:
        key = classes.save_file_class(work, None, values).id
    row = stage.session.get(FileClass, key)
    assert (row.code, row.version) == ("KH", 1)
    with stage.work("li") as work:
        classes.save_file_class(work, work.session.get(FileClass, key), {"term_days": 30})
        classes.save_file_class(work, work.session.get(FileClass, key), {"term_days": 30})
    assert stage.session.get(FileClass, key).version == 2
    entry = stage.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()[-1]
    assert entry.details["changes"] == {"term_days": [14, 30], "version": [1, 2]}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": "K H"}, "code"),
        ({"name": " "}, "name"),
        ({"numbering": "{class}"}, "numbering"),
        ({"term_days": 0}, "term_days"),
        ({"renewals": 11}, "renewals"),
        ({"deadline_unit": DeadlineUnit.SAME_DAY, "deadline_amount": 24}, "deadline_amount"),
        ({"loan_modes": ["fly"]}, "loan_modes"),
    ],
)
def test_a_wrong_class_is_refused_at_its_field(stage, values, field):
    base = {"code": "HT", "name": "合同", "numbering": "{year}{dept}{seq:5}"}
    with pytest.raises(Problems) as refusal, stage.work("li") as work:
        classes.save_file_class(work, None, {**base, **values})
    assert list(refusal.value.problems) == [field]


def test_a2_preview_shows_the_first_number(stage):
    with stage.work("li") as work:
        assert classes.preview_number(work, "{class}-{year}-{seq:4}", "kh") == "KH-2026-0001"
        with pytest.raises(Invalid):
            classes.preview_number(work, "{class}", "kh")
