"""R-04: a label says what the record says, or it is to be replaced; printing is recorded (B3)."""

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile
from models.platform.audit import AuditEntry
from models.words.files import LabelShape, PlaceKind
from models.words.permissions import Permission as P
from portal.customers.cards import edit_customer
from portal.errors import IllegalMove, Invalid, NotAllowed, NotFound
from portal.files import items, labels, moving, places
from tests.support import make


@pytest.fixture
def filed(stage):
    """Two filed files in one box, whose labels wang has printed."""
    stage.cls, stage.customer, stage.box = (
        make.file_class(stage),
        make.customer(stage),
        make.box(stage),
    )
    ids = [
        make.filed(stage, stage.cls, stage.customer, stage.box, f"KH-2026-000{n}", key=str(n))
        for n in (1, 2)
    ]
    printed(stage, ids)
    return ids


def printed(stage, ids, who="wang", shape=LabelShape.STICKER, **more):
    with stage.work(who, about="labels.print") as work:
        return labels.print_labels(work, ids, shape, **more)


def stale(stage):
    stage.session.expire_all()
    rows = select(CustomerFile.number).where(CustomerFile.label_stale)
    return sorted(stage.session.scalars(rows))


def test_a_label_says_number_title_year_grade_and_place_and_printing_is_recorded(stage, filed):
    [label] = printed(stage, filed[:1], shape=LabelShape.SPINE)
    assert (label.number, label.year, label.place, label.version) == (
        "KH-2026-0001",
        "2026",
        "A库 / B1",
        2,
    )
    entries = stage.session.scalars(
        select(AuditEntry).where(AuditEntry.happened == "print_label").order_by(AuditEntry.seq)
    ).all()
    assert [(e.subject_id, e.details["facts"]["shape"]) for e in entries] == [
        (filed[0], "sticker"),
        (filed[1], "sticker"),
        (filed[0], "spine"),
    ]


def test_r04_a_renamed_customer_makes_all_its_labels_stale_until_they_are_printed(stage, filed):
    with stage.work("owen") as work:
        customer = work.get(Customer, stage.customer, P.CUSTOMER_EDIT)
        edit_customer(work, customer, {"name": "北京恒通控股有限公司"}, confirmed=True)
    assert stale(stage) == ["KH-2026-0001", "KH-2026-0002"]
    with stage.work("wang") as work:
        assert labels.count_stale_labels(work) == 2
    printed(stage, filed[:1])
    assert stale(stage) == ["KH-2026-0002"]
    with stage.work("wang") as work:
        labels.confirm_label(work, work.get(CustomerFile, filed[1], P.FILE_SEE, lock=True))
    assert stale(stage) == []
    with pytest.raises(IllegalMove), stage.work("wang") as work:
        labels.confirm_label(work, work.get(CustomerFile, filed[1], P.FILE_SEE, lock=True))


def test_a_move_makes_a_label_stale_and_the_way_back_makes_it_right(stage, filed):
    other = make.box(stage, "B2")
    for box, expected in ((other, ["KH-2026-0001"]), (stage.box, [])):
        with stage.work("wang") as work:
            moving.move_file(
                work, work.get(CustomerFile, filed[0], P.FILE_MOVE, lock=True), place_id=box
            )
        assert stale(stage) == expected


def test_a_place_called_otherwise_makes_the_labels_in_it_stale(stage, filed):
    with stage.work("wang") as work:
        row = work.get(Place, stage.box, P.PLACE_EDIT)
        places.save_place(work, row, {"name": "盒 一", "parent_id": None, "sort": PlaceKind.ROOM})
    assert stale(stage) == ["KH-2026-0001", "KH-2026-0002"]


def test_what_was_never_printed_is_never_stale(stage, filed):
    make.filed(stage, stage.cls, stage.customer, stage.box, "KH-2026-0003", key="3")
    with stage.work("owen") as work:
        customer = work.get(Customer, stage.customer, P.CUSTOMER_EDIT)
        edit_customer(work, customer, {"name": "恒通"}, confirmed=True)
    assert "KH-2026-0003" not in stale(stage)


def test_one_label_per_volume(stage, filed):
    with stage.work("owen") as work:
        file = work.get(CustomerFile, filed[0], P.FILE_EDIT, lock=True)
        for year in (2024, 2025):
            dated = work.today.replace(year=year)
            items.add_item(work, file, {"title": "合同", "pages": 5, "dated_on": dated})
    found = printed(stage, filed, shape=LabelShape.COVER, by_volume=True)
    assert [(one.number[-1], one.year, one.pages) for one in found] == [
        ("1", "2024", 5),
        ("1", "2025", 5),
        ("2", "2026", 3),
    ]


def test_labels_are_for_those_who_keep_files_and_for_files_that_are_filed(stage, filed):
    draft = make.draft(stage, stage.cls, stage.customer, stage.box, key="9")
    with pytest.raises(NotAllowed):
        printed(stage, filed, "owen")
    with pytest.raises(IllegalMove):
        printed(stage, [draft])
    with pytest.raises(NotFound):
        printed(stage, [filed[0], 4711])
    with pytest.raises(Invalid):
        printed(stage, [])
