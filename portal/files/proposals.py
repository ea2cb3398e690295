"""What a new file starts with: its class, title and owner, and what its class and grade allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile, FileClass
from models.people import User
from models.words.access import Secrecy
from models.words.customers import Gap, Moment
from models.words.files import Custody, FileLife
from models.words.lending import LoanMode
from models.words.permissions import Permission as P
from portal.access.policy import can, visible
from portal.files import rules
from portal.files.customer_gaps import needed_at
from portal.files.rules import ModeBar
from portal.people import officers
from portal.platform.calendar.workdays import add_workdays
from portal.work import Work

LONGEST_TITLE = 200


@dataclass(frozen=True)
class FileTerms:
    """What a file of this class and grade may be used for, and what the form proposes for it."""

    class_name: str
    secrecy: Secrecy
    by_class: bool  # the grade is the one of the class
    bars: Mapping[LoanMode, ModeBar | None]  # each way of lending, and what stands against it
    take_out_up_to: Secrecy
    term_days: int
    renewals: int
    due_on: date
    title: str = ""
    owner: str = ""
    needs: Sequence[Gap] = ()  # of the customer's card, before a file is opened for it
    lacks: Sequence[Gap] = ()  # of these, what the card of this customer does not have yet
    customer_id: int | None = None  # whose card that is
    existing: tuple[int, str] | None = None  # the live file that has the customer's key already

    @property
    def modes(self) -> list[LoanMode]:
        """The ways in which it may be lent."""
        return [mode for mode, bar in self.bars.items() if bar is None]


def propose_class(work: Work, customer_id: int | None) -> int | None:
    """The class a new file is most likely of: the actor's last one, else the first there is.

    A class that keeps one file for each customer is passed over where that file is there.
    """
    active = list(work.session.scalars(select(FileClass).where(FileClass.active)))
    mine = select(CustomerFile.class_id).where(CustomerFile.owner_id == work.actor.id)
    last = work.session.scalar(mine.order_by(CustomerFile.id.desc()).limit(1))
    active.sort(key=lambda row: (row.id != last, row.id))
    number = customer_number(work, customer_id)
    free = (row.id for row in active if not _holder(work, row, number))
    return next(free, active[0].id if active else None)


def class_bars(row: FileClass, grade: Secrecy) -> dict[LoanMode, ModeBar | None]:
    """Each way of lending files of this class and grade, and what stands against it (R-28)."""
    return {
        mode: rules.mode_bar(mode, grade, modes=row.loan_modes, up_to=row.take_out_up_to)
        for mode in LoanMode
    }


def propose_title(customer: str, class_name: str) -> str:
    """«北京恒通商贸有限公司客户档案»: whose file it is, and of which kind."""
    room = LONGEST_TITLE - len(class_name)  # the longest names leave room for that of the class
    return f"{customer if len(customer) <= room else customer[: room - 1] + '…'}{class_name}"


def propose_owner(work: Work, customer_id: int | None) -> int:
    """The id of the customer's owner; the actor's, where they may not file for that person."""
    owner = work.session.execute(
        select(User.id, User.department_id)
        .join(Customer, Customer.owner_id == User.id)
        .where(
            Customer.id == customer_id,
            User.active,
            visible(work.actor, P.CUSTOMER_SEE, Customer),
        )
    ).first()
    if owner is None or officers.is_officer(work.session, owner.id):
        return work.actor.id
    theirs = CustomerFile(owner_id=owner.id, department_id=owner.department_id)
    return owner.id if can(work.actor, P.FILE_EDIT, theirs) else work.actor.id


def customer_number(work: Work, customer_id: int | None) -> str:
    """The number of a customer the actor may see; empty for others."""
    seen = visible(work.actor, P.CUSTOMER_SEE, Customer)
    number = select(Customer.number).where(Customer.id == customer_id, seen)
    return work.session.scalar(number) or ""


def describe_terms(
    work: Work, class_id: int | None, secrecy: Secrecy | None, values: Mapping[str, Any]
) -> FileTerms | None:
    """What a file of this class and grade allows; None for a class that is not in use.

    ``values`` may hold ``customer_id`` and ``opened_on`` of the form, and the ``id`` of the file
    that is edited.
    """
    row = work.session.scalar(select(FileClass).where(FileClass.id == class_id, FileClass.active))
    if row is None:
        return None
    customer_id = values.get("customer_id")
    seen = visible(work.actor, P.CUSTOMER_SEE, Customer)
    card = work.session.scalar(select(Customer).where(Customer.id == customer_id, seen))
    name = card.name if card else None
    needs = needed_at(work, Moment.OPEN_FILE) if not values.get("id") else []
    owner = propose_owner(work, customer_id)
    grade = secrecy or row.secrecy
    return FileTerms(
        class_name=row.name,
        secrecy=grade,
        by_class=secrecy in (None, row.secrecy),
        needs=needs,
        customer_id=card.id if card else None,
        lacks=[gap for gap in card.gaps if gap in needs] if card else [],
        bars=class_bars(row, grade),
        take_out_up_to=row.take_out_up_to,
        term_days=row.term_days,
        renewals=row.renewals,
        due_on=rules.due_on(
            values.get("opened_on") or work.today,
            row.deadline_amount,
            row.deadline_unit,
            lambda day, n: add_workdays(work, day, n),
        ),
        title=propose_title(name, row.name) if name else "",
        owner=work.session.scalar(select(User.name).where(User.id == owner)) or "",
        existing=_holder(work, row, customer_number(work, customer_id), values.get("id")),
    )


def _holder(
    work: Work, row: FileClass, number: str, but: int | None = None
) -> tuple[int, str] | None:
    """The live file that a class keeps of a customer by their number, if the actor sees it."""
    if not (row.key_label and number):
        return None
    found = work.session.execute(
        select(CustomerFile.id, CustomerFile.number, CustomerFile.title).where(
            CustomerFile.class_id == row.id,
            CustomerFile.business_key == number,
            CustomerFile.id != (but or 0),
            CustomerFile.life != FileLife.VOID,
            visible(work.actor, P.FILE_SEE, CustomerFile),
        )
    ).first()
    return (found.id, found.number or found.title) if found else None


def propose_place(work: Work, class_id: int | None) -> int | None:
    """A place with room: where the last file of this class lies, else the first on the shelves."""
    taken = (
        select(func.count())
        .select_from(CustomerFile)
        .where(CustomerFile.place_id == Place.id, CustomerFile.custody != Custody.NONE)
        .correlate(Place)
        .scalar_subquery()
    )
    roomy = select(Place.id).where(Place.active, Place.capacity > taken)
    beside = (
        select(CustomerFile.place_id)
        .where(CustomerFile.class_id == class_id, CustomerFile.custody != Custody.NONE)
        .order_by(CustomerFile.id.desc())
        .limit(1)
    )
    last = work.session.scalar(beside)
    there: int | None = work.session.scalar(roomy.where(Place.id == last)) if last else None
    if there is None:
        there = work.session.scalar(roomy.order_by(Place.path, Place.position, Place.id).limit(1))
    return there
