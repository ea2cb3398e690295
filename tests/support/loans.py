"""Files on a shelf, lines ready to be handed out, and loans: what lending tests start from."""

from datetime import date

from sqlalchemy import select

from models.customers import Customer
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Item
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.people import User
from models.platform.calendar import CalendarYear, WorkDay
from models.words.access import Secrecy
from models.words.files import Custody, FileLife, PlaceKind
from models.words.lending import Action, Condition, LineState, LoanMode, RequestState
from portal.files import custody
from portal.lending import issue as lending
from portal.lending.rules import HERE
from portal.work import Work
from tests.conftest import NOON

__all__ = ["HERE", "NOON"]
GOLDEN_WEEK = {(2026, 10, day): False for day in range(1, 8)} | {(2026, 10, 10): True}


def shelf(work: Work) -> Place:
    place: Place = work.add(
        Place(sort=PlaceKind.BOX, code="B1", name="1盒", label="A库 / 1盒", capacity=500)
    )
    return place


def file_class(work: Work, **values: object) -> FileClass:
    row: FileClass = work.add(
        FileClass(
            **{
                "code": "KH",
                "name": "客户",
                "loan_modes": ["on_site", "take_out"],
                "term_days": 14,
                "renewals": 1,
                **values,
            }
        )
    )
    return row


def filed(
    work: Work, kind: FileClass, place: Place, owner_id: int, serial: int = 1, **values: object
) -> CustomerFile:
    """A file in place, two items, 120 pages."""
    owner = work.session.get(User, owner_id)
    customer = work.add(
        Customer(
            number=f"C{serial:06d}",
            name=f"北京恒通{serial}",
            name_key=f"北京恒通{serial}",
            owner_id=owner_id,
            department_id=owner.department_id,
        )
    )
    file: CustomerFile = work.add(
        CustomerFile(
            **{
                "class_id": kind.id,
                "customer_id": customer.id,
                "owner_id": owner_id,
                "department_id": owner.department_id,
                "number": f"KH-2026-{serial:04d}",
                "title": f"北京恒通{serial}",
                "life": FileLife.FILED,
                "custody": Custody.IN_PLACE,
                "secrecy": Secrecy.NORMAL,
                "opened_on": work.today,
                "place_id": place.id,
                "items_count": 2,
                "pages_count": 120,
                "business_key": f"K{serial}",
                **values,
            }
        )
    )
    for sequence in (1, 2):
        work.add(Item(file_id=file.id, sequence=sequence, title=f"合同{sequence}", pages=60))
    return file


def ready(
    work: Work, file: CustomerFile, borrower_id: int, state: LineState = LineState.READY
) -> RequestLine:
    """A line of an approved borrow request; a READY one has its file set aside."""
    borrower = work.session.get(User, borrower_id)
    request = work.add(
        AccessRequest(
            number=f"LY-{file.id}-{borrower_id}",
            action=Action.BORROW,
            purpose="年度对账需要",
            state=RequestState.READY,
            mode=LoanMode.TAKE_OUT,
            term_days=14,
            owner_id=borrower_id,
            department_id=borrower.department_id,
            approved_at=work.now,
        )
    )
    waiting = work.now if state is LineState.WAITING else None
    line: RequestLine = work.add(
        RequestLine(request_id=request.id, file_id=file.id, state=state, waiting_since=waiting)
    )
    return line


def issue(work: Work, line: RequestLine) -> Loan:
    return lending.issue_loan(
        work, line, items=2, pages=120, condition=Condition.INTACT, mode=LoanMode.TAKE_OUT
    )


def set_aside(work: Work, file: CustomerFile) -> None:
    custody.reserve_paper(work, file)


def load_2026(work: Work) -> None:
    work.add(CalendarYear(year=2026, source="test", loaded_at=work.now))
    for day, working in GOLDEN_WEEK.items():
        work.add(WorkDay(day=date(*day), working=working))


def lend(stage, borrower: str = "ann", serial: int = 1, **values: object) -> int:
    """One file lent by wang to ``borrower`` at the stage's time; the loan's id."""
    with stage.work("wang") as work:
        kind = work.session.scalar(select(FileClass)) or file_class(work, **values)
        place = work.session.scalar(select(Place)) or shelf(work)
        file = filed(work, kind, place, stage.people["owen"], serial)
        line = ready(work, file, stage.people[borrower])
        set_aside(work, file)
        return issue(work, line).id


def the_loan(stage, loan_id: int) -> Loan:
    stage.session.expire_all()
    found = stage.session.get(Loan, loan_id)
    assert found
    return found
