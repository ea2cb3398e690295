"""Plain functions that make rows for tests, with kind defaults; states go through their moves."""

from datetime import UTC, datetime, timedelta

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Item
from models.people import User
from models.words.access import Secrecy
from models.words.files import ItemForm, PlaceKind
from portal.files import custody
from portal.files.rules import FILE_LIFE
from portal.platform.workflow import states


def customer(stage, name="北京恒通商贸有限公司", owner="owen", secrecy=Secrecy.NORMAL):
    """A customer owned by one of the cast; returns its id."""
    with stage.work() as work:
        person = work.session.get(User, stage.people[owner])
        row = Customer(
            number=f"C-{name}",
            name=name,
            name_key=name,
            secrecy=secrecy,
            owner_id=person.id,
            department_id=person.department_id,
        )
        return work.add(row).id


def began(stage, year, month):
    """An office whose first card is of the twelfth of this month."""
    id = customer(stage, f"{year} 年 {month} 月的客户")
    with stage.work() as work:
        work.session.get_one(Customer, id).created_at = datetime(year, month, 12, tzinfo=UTC)


def file_class(stage, code="KH", **values):
    with stage.work() as work:
        return work.add(FileClass(code=code, name=f"{code} 客户档案", **values)).id


def box(stage, code="B1", capacity=100):
    with stage.work() as work:
        row = work.add(
            Place(
                sort=PlaceKind.BOX,
                code=code,
                name=f"盒 {code}",
                label=f"A库 / {code}",
                capacity=capacity,
            )
        )
        row.path = f"/{row.id}/"
        return row.id


def draft(stage, class_id, customer_id, place_id, *, key="", owner="owen", **values):
    """A draft with one item of 3 pages and a proposed place; returns its id."""
    with stage.work() as work:
        id = new_draft(work, stage.people[owner], class_id, customer_id, place_id, key)
        for name, value in values.items():
            setattr(work.session.get(CustomerFile, id), name, value)
        return id


def new_draft(work, owner_id, class_id, customer_id, place_id, key=""):
    person = work.session.get(User, owner_id)
    row = work.add(
        CustomerFile(
            class_id=class_id,
            customer_id=customer_id,
            business_key=key,
            title="客户档案",
            owner_id=owner_id,
            department_id=person.department_id,
            place_id=place_id,
            opened_on=work.today,
            due_on=work.today + timedelta(days=7),
            items_count=1,
            pages_count=3,
        )
    )
    work.add(
        Item(
            file_id=row.id,
            sequence=1,
            title="营业执照",
            form=ItemForm.COPY,
            pages=3,
            dated_on=work.today,
        )
    )
    return row.id


def filed(stage, class_id, customer_id, place_id, number="KH-2026-9001", **values):
    """A file accepted and in place, numbered by hand; returns its id."""
    key = draft(stage, class_id, customer_id, place_id, **values)
    with stage.work() as work:
        row = work.session.get(CustomerFile, key)
        for step in ("submit", "review"):
            states.move_state(work, FILE_LIFE, row, step)
        row.number, row.filed_at = number, work.now
        states.move_state(work, FILE_LIFE, row, "accept")
        custody.place_paper(work, row, place_id)
    return key
