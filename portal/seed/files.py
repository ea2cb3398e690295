"""The file classes and the first places of a new installation; repeatable."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.files.places import Place
from models.files.records import FileClass
from models.words.access import Secrecy
from models.words.files import DeadlineUnit, PlaceKind
from models.words.lending import LoanMode
from portal.files import classes, places
from portal.work import Work

MODES = [LoanMode.ON_SITE.value, LoanMode.TAKE_OUT.value]
# Names are data that the office will edit, so they are in Chinese, not msgids.
PARTS = (
    ("客户登记表", "original", True, "all"),
    ("营业执照", "copy", False, "organization"),
    ("法定代表人身份证", "copy", False, "organization"),
    ("身份证", "copy", False, "person"),
    ("业务合同", "original", True, "all"),
    ("验收单", "original", True, "all"),
)
CHECKLIST = [
    {"name": name, "form": form, "copies": 1, "signed": signed, "applies": applies}
    for name, form, signed, applies in PARTS
]
CLASSES: tuple[Mapping[str, Any], ...] = (
    {
        "code": "KH",
        "name": "客户档案",
        "numbering": "{class}-{year}-{seq:4}",
        "key_label": "客户编号",
        "deadline_amount": 7,
        "deadline_unit": DeadlineUnit.CALENDAR_DAYS,
    },
    {
        "code": "DA",
        "name": "业务档案",
        "numbering": "{class}-{year}-{seq:4}",
        "deadline_amount": 3,
        "deadline_unit": DeadlineUnit.WORKDAYS,
        "parts": CHECKLIST,
    },
    {
        "code": "HT",
        "name": "合同档案",
        "numbering": "{year}{dept}{seq:5}",
        "deadline_amount": 1,
        "deadline_unit": DeadlineUnit.WORKDAYS,
        "secrecy": Secrecy.SECRET,
        "loan_modes": [LoanMode.ON_SITE.value],
        "take_out_up_to": Secrecy.NORMAL,
    },
)
# As shipped, what is internal may be taken out; a contract is read on site.
SHARED: Mapping[str, Any] = {
    "active": True,
    "secrecy": Secrecy.INTERNAL,
    "loan_modes": MODES,
    "take_out_up_to": Secrecy.INTERNAL,
    "term_days": 14,
    "renewals": 1,
}


def seed_files(work: Work) -> None:
    """Add classes KH, DA and HT, and a room with a cabinet of four boxes, if there are none."""
    if work.session.scalar(select(FileClass.id).limit(1)) is None:
        for values in CLASSES:
            classes.save_file_class(work, None, {**SHARED, **values})
    if work.session.scalar(select(Place.id).limit(1)) is None:
        room = _put(work, PlaceKind.ROOM, "A", "A库", None)
        cabinet = _put(work, PlaceKind.CABINET, "01", "01柜", room.id)
        for level in ("1", "2"):
            shelf = _put(work, PlaceKind.SHELF, level, f"{level}层", cabinet.id)
            for box in ("1", "2"):
                _put(work, PlaceKind.BOX, box, f"{box}盒", shelf.id, capacity=100)


def _put(
    work: Work, sort: PlaceKind, code: str, name: str, parent: int | None, **more: Any
) -> Place:
    values = {"sort": sort, "code": code, "name": name, "parent_id": parent, **more}
    return places.save_place(work, None, values)
