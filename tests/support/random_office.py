"""An office with some years behind it, drawn by lot: what sums are compared on."""

from datetime import UTC, timedelta
from random import Random

from sqlalchemy import insert, select

from models.approvals import Approval
from models.customers import Customer
from models.files.deficiencies import Deficiency
from models.files.records import CustomerFile, FileClass, Placement
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.people import User
from models.platform.numbering import NumberEntry
from models.platform.sheets import Export
from models.words.approvals import ApprovalState
from models.words.customers import CustomerState, Lifecycle
from models.words.files import Custody, DeficiencyState, Fault, FileLife
from models.words.kinds import Kind
from models.words.lending import Action, LoanMode, LoanState, RequestState
from models.words.platform import DueMode, ExportState, NumberState

MONTHS_BACK = 430  # days that the oldest of it lies back
PEOPLE = ("ann", "owen", "bo", "sun")
HERE = timedelta(hours=8)
PARTS = ("合同", "营业执照", "授权书")


class Lot:
    """Rows of every kind, each with days drawn by lot; the same seed draws the same office."""

    def __init__(self, stage, work, seed):
        self.stage, self.work, self.chance = stage, work, Random(seed)
        rows = work.session.execute(select(User.login, User.id, User.department_id))
        self.people = {login: (id, department) for login, id, department in rows}

    def moment(self, after=None):
        """Any moment since the beginning, or since ``after``, up to now."""
        start = after or self.work.now - timedelta(days=MONTHS_BACK)
        return start + (self.work.now - start) * self.chance.random()

    def whose(self):
        """Somebody with their department, now and then one without."""
        owner, department = self.people[self.chance.choice(PEOPLE)]
        return {
            "owner_id": owner,
            "department_id": department if self.chance.random() < 0.9 else None,
        }

    def write(self, table, rows):
        """Past the verbs, for they would give each row the day of today."""
        self.work.session.execute(insert(table.__table__), rows)

    def dated(self, at=None):
        at = at or self.moment()
        return {"created_at": at, "updated_at": at}


def fill_office(stage, seed, *, files=40, loans=60, customers=30):
    """Customers, files, loans, approvals, missing parts and sheets."""
    with stage.work() as work:
        lot = Lot(stage, work, seed)
        _customers(lot, customers)
        _files(lot, files)
        _loans(lot, loans, files)
        _lacks(lot, files)
        _exports(lot, 25)
        work.session.flush()


def _customers(lot, count):
    rows = []
    for n in range(1, count + 1):
        opened, state = (
            lot.moment(),
            lot.chance.choice((*[CustomerState.ACTIVE] * 4, *CustomerState)),
        )
        stage = lot.chance.choice(list(Lifecycle))
        archived = lot.moment(opened) if state is CustomerState.ARCHIVED else None
        known = stage is Lifecycle.LOST and lot.chance.random() < 0.8
        rows.append(
            {
                "id": n,
                "number": f"C{n:05}",
                "name": f"客户{n}",
                "name_key": f"客户{n}",
                "state": state,
                "lifecycle": stage,
                "archived_at": archived,
                "lost_on": lot.moment(opened).date() if known else None,
                "region": lot.chance.choice(("", "华北", "华东", *(f"区{n}" for n in range(40)))),
                "grade": lot.chance.choice(("", "A", "B", "C", "D", "重要")),
                **lot.whose(),
                **lot.dated(opened),
            }
        )
    lot.write(Customer, rows)


def _files(lot, count):
    for code in ("KH", "HT", "DA"):
        lot.work.add(FileClass(code=code, name=f"{code} 类"))
    classes = list(lot.work.session.scalars(select(FileClass.id)))
    rows, numbers, places = [], [], []
    for n in range(1, count + 1):
        filed, life = lot.moment(), lot.chance.choice((*[FileLife.FILED] * 5, *FileLife))
        draft = life in (FileLife.DRAFT, FileLife.PENDING_REVIEW, FileLife.REVIEWED)
        number = None if draft else f"KH-2026-{n:04}"
        rows.append(
            {
                "id": n,
                "class_id": lot.chance.choice(classes),
                "customer_id": 1 + n % 5,
                "number": number,
                "title": f"档案{n}",
                "life": life,
                "custody": Custody.NONE,
                "opened_on": filed.date(),
                "filed_at": None if draft else filed,
                "parts_due": lot.chance.randint(1, 4),
                **lot.whose(),
                **lot.dated(filed),
            }
        )
        left = lot.moment(filed)
        if life is FileLife.VOID:
            numbers.append(_number(n, number, filed, left))
        if life is FileLife.LOST:
            places.append({"file_id": n, "custody": Custody.MISSING, "since": left, "actor_id": 1})
    lot.write(CustomerFile, rows)
    if numbers:
        lot.write(NumberEntry, numbers)
    if places:
        lot.write(Placement, places)


def _number(n, number, issued, voided):
    return {
        "number": number,
        "template": "KH-{year}-{seq:4}",
        "scope": "KH-2026-{seq:4}",
        "serial": n,
        "subject": Kind.FILE,
        "subject_id": n,
        "state": NumberState.VOID,
        "issued_at": issued,
        "issued_by": 1,
        "voided_at": voided,
    }


def _loans(lot, count, files):
    filed = list(
        lot.work.session.execute(
            select(CustomerFile.id, CustomerFile.filed_at).where(
                CustomerFile.life == FileLife.FILED
            )
        )
    )
    requests, lines, loans, approvals, out = [], [], [], [], set()
    for n in range(1, count + 1):
        file, since = lot.chance.choice(filed[: max(len(filed) // 2, 1)])
        since = since if since.tzinfo else since.replace(tzinfo=UTC)
        issued, who = lot.moment(since), lot.whose()
        requests.append(_request(n, issued, who))
        lines.append({"id": n, "request_id": n, "file_id": file})
        approvals.append(_approval(lot, n, issued, who))
        loan = _loan(lot, n, file, issued, who)
        if loan["received_at"] is None and loan["state"] is LoanState.ISSUED:
            if file in out:
                loan |= {"received_at": lot.moment(issued), "state": LoanState.RETURNED}
            out.add(file)
        loans.append(loan)
    lot.write(AccessRequest, requests)
    lot.write(RequestLine, lines)
    lot.write(Loan, loans)
    lot.write(Approval, approvals)


def _request(n, at, who):
    return {
        "id": n,
        "number": f"LY-{n:05}",
        "action": Action.BORROW,
        "state": RequestState.CLOSED,
        "purpose": "核对合同",
        "created_at": at,
        "updated_at": at,
        **who,
    }


def _loan(lot, n, file, issued, who):
    day = (issued + HERE).date()
    back = lot.moment(issued) if lot.chance.random() < 0.7 else None
    lost = back is None and lot.chance.random() < 0.3
    state = LoanState.LOST_CONFIRMED if lost else LoanState.RETURNED if back else LoanState.ISSUED
    return {
        "id": n,
        "number": f"JY-{n:05}",
        "file_id": file,
        "request_id": n,
        "line_id": n,
        "issued_by": who["owner_id"],
        "issued_at": issued,
        "issued_on": day,
        "mode": LoanMode.TAKE_OUT,
        "term_days": 14,
        "due_mode": DueMode.CALENDAR_DAYS,
        "due_on": day + timedelta(days=lot.chance.choice((3, 14, 30))),
        "items_out": 1,
        "pages_out": 3,
        "received_at": back,
        "state": state,
        "decided_on": (lot.moment(issued) + HERE).date() if lost else None,
        "created_at": issued,
        "updated_at": issued,
        **who,
    }


def _approval(lot, n, before, who):
    state = lot.chance.choice((*[ApprovalState.GRANTED] * 4, *ApprovalState))
    begun = before - timedelta(hours=lot.chance.randint(1, 200))
    settled = state not in (ApprovalState.OPEN, ApprovalState.STUCK)
    return {
        "id": n,
        "subject": Kind.REQUEST,
        "subject_id": n,
        "title": "申请",
        "chain_code": "one",
        "chain_version": 1,
        "state": state,
        "settled_at": begun + (before - begun) * lot.chance.random() if settled else None,
        "created_at": begun,
        "updated_at": begun,
        **who,
    }


def _lacks(lot, files):
    rows = []
    for n in range(1, files):
        found = lot.moment()
        day, state = found.date(), lot.chance.choice(list(DeficiencyState))
        closed = state in (DeficiencyState.CURED, DeficiencyState.DROPPED)
        rows.append(
            {
                "file_id": n,
                "part": lot.chance.choice(PARTS),
                "fault": Fault.MISSING,
                "found_on": day,
                "cure_by": day + timedelta(days=lot.chance.choice((3, 60))),
                "state": state,
                "closed_on": lot.moment(found).date() if closed else None,
                **lot.whose(),
                **lot.dated(found),
            }
        )
    lot.write(Deficiency, rows)


def _exports(lot, count):
    states = (ExportState.READY, ExportState.EXPIRED, ExportState.WAITING)
    rows = []
    for n in range(1, count + 1):
        state = lot.chance.choice(states)
        rows.append(
            {
                "report": "report:loan_register",
                "name": f"{n}.xlsx",
                "state": state,
                "rows": None if state is ExportState.WAITING else lot.chance.randint(0, 500),
                **lot.whose(),
                **lot.dated(),
            }
        )
    lot.write(Export, rows)
