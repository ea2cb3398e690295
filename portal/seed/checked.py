"""Demo files of a class with a checklist: one complete, two with missing parts."""

from collections.abc import Sequence

from sqlalchemy import select

from models.customers import Customer
from models.files.deficiencies import Deficiency
from models.files.places import Place
from models.files.records import CustomerFile, FileClass
from models.words.files import ItemForm, PlaceKind
from models.words.permissions import Permission as P
from portal.files import acceptance, completeness, deficiencies, filing, items
from portal.seed.scene import Scene, Story
from portal.work import Work

# For each file: how many parts of the checklist it has, and the note about those missing.
FILED: Sequence[tuple[int, str]] = (
    (9, ""),
    (3, "客户盖章后补交合同与验收单"),
    (2, "资料在客户处，周五取回"),
)
AGO = 7  # days


def checked_story(scene: Scene) -> Story:
    """Zhao's files, accepted by the custodian a week ago; one part has been handed in since."""
    yield AGO
    with scene.work("zhao", AGO, 9) as work:
        ids = [_open_file(work, number, count) for number, (count, _) in enumerate(FILED)]
    with scene.work("sun", AGO, 11) as work:
        for id in ids:
            filing.review_file(work, work.get(CustomerFile, id, P.FILE_REVIEW, lock=True))
    with scene.work("wang", AGO, 15) as work:
        for id, (_, note) in zip(ids, FILED, strict=True):
            file = work.get(CustomerFile, id, P.FILE_ACCEPT, lock=True)
            acceptance.accept_file(work, file, missing_note=note)
    yield 1
    with scene.work("zhao", 1, 10) as work:
        first = work.session.scalars(select(Deficiency).order_by(Deficiency.id).limit(1)).one()
        completeness.offer_part(work, first, note="客户已盖章，原件一份")


def _open_file(work: Work, number: int, count: int) -> int:
    """Open and submit a file with the first ``count`` parts of its checklist; returns its id."""
    cls = work.session.scalars(select(FileClass).where(FileClass.code == "DA")).one()
    mine = select(Customer).where(Customer.owner_id == work.actor.id).order_by(Customer.id)
    customer = work.session.scalars(mine.offset(number).limit(1)).one()
    box = select(Place.id).where(Place.sort == PlaceKind.BOX).order_by(Place.id).limit(1)
    file = filing.open_file(
        work,
        {
            "class_id": cls.id,
            "customer_id": customer.id,
            "title": f"{customer.name}业务档案",
            "place_id": work.session.scalar(box),
            "opened_on": work.today,
        },
    )
    for part in deficiencies.required_parts(work, file)[:count]:
        items.add_item(
            work,
            file,
            {
                "title": part.name,
                "part": part.name,
                "form": part.form,
                "signed": part.signed,
                "pages": 4 if part.form is ItemForm.ORIGINAL else 1,
                "dated_on": work.today,
            },
        )
    filing.submit_file(work, file, sorted_out=True)
    return file.id
