"""What forms stand on, made by the forms before them, each sent with its defaults."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from models.files.deficiencies import Deficiency, Penalty
from models.files.places import Place
from models.files.records import CustomerFile, FileClass
from models.lending.requests import RequestLine
from models.words.access import Secrecy
from models.words.files import DifferenceSource, Fault
from models.words.lending import Action, LineState
from portal.files import deficiencies
from portal.files.completeness_rules import Gap
from portal.files.difference_rules import Count
from portal.files.differences import Finding, note_difference
from portal.lending import desk
from portal.lending.locks import lock_line
from portal.seed.files import CHECKLIST
from tests.support import asking, loans, make
from tests.support.filling import send
from tests.support.signing import BY_HAND

Prepare = Callable[[Any], int]
Step = tuple[Any, ...]  # who, act, and what they give besides the defaults


def do(web, endpoint, id, *steps: Step) -> int:
    """Go on with a record by its forms, each with its defaults; a number of days passes time."""
    for step in steps:
        if isinstance(step[0], int):
            web.pass_time(days=step[0])
            continue
        who, act, *given = step
        send(web, who, f"/{endpoint}/{id}/do/{act}/", **dict(*given))
    return id


def customer(web):
    return make.customer(web)


def secret_customer(web):
    return make.customer(web, secrecy=Secrecy.SECRET)


def a_draft(web):
    customer_id = make.customer(web)
    made = send(web, "owen", f"/files/new/?customer_id={customer_id}")
    id = int(made.location.rstrip("/").rsplit("/", 1)[1])
    return do(web, "files", id, ("owen", "add_item"))


def reviewed(web):
    id = do(web, "files", a_draft(web), ("owen", "submit"))
    assert web.as_("sun").post(f"/files/{id}/do/review/").status_code == 303
    return id


def a_file(web):
    return do(web, "files", reviewed(web), ("wang", "accept"))


def lacking(web):
    id = reviewed(web)
    with web.work() as work:
        work.session.get(CustomerFile, id).checklist = CHECKLIST
    do(web, "files", id, ("wang", "accept"))
    with web.work() as work:
        return work.session.scalars(select(Deficiency.id).order_by(Deficiency.id)).first()


def penalty(web):
    id = a_file(web)
    with web.work("wang") as work:
        file = work.session.get(CustomerFile, id)
        deficiencies.open_deficiencies(work, file, [Gap("合同", Fault.MISSING)], "周五补")
        row = work.session.scalars(select(Deficiency)).one()
        owner = {"owner_id": row.owner_id, "department_id": row.department_id}
        return work.add(Penalty(deficiency_id=row.id, day=work.today, amount=20, **owner)).id


def a_request(web, **query):
    file = a_file(web)
    more = "".join(f"&{name}={value}" for name, value in query.items())
    made = send(web, "ann", f"/requests/new/?files={file}{more}")
    return int(made.location.rstrip("/").rsplit("/", 1)[1])


def taken_up(web, **query):
    id = a_request(web, **query)
    assert web.as_("wang").post(f"/requests/{id}/do/take_up/").status_code == 303
    return id


def in_approval(web, **query):
    return do(web, "requests", taken_up(web, **query), ("wang", "clear"))


def approval(web):
    in_approval(web)
    return 1


def stuck(web):
    """Whoever could decide is stood in for by the applicant at the moment: nobody may (SC-03)."""
    for giver in ("sun", "gm"):
        asking.delegate(web, giver, "ann")
    in_approval(web)
    return 1


def handed_out(web, **query):
    """Approved, set aside, signed for: with the defaults of every form on the way."""
    id = in_approval(web, **query)
    said = {"verdict": "approve", "step": "0"}
    assert web.as_("sun").post(f"/requests/{id}/decide/", data=said).status_code == 303
    with web.work() as work:
        line = work.session.scalar(select(RequestLine.id).where(RequestLine.request_id == id))
    assert web.as_("wang").post(f"/requests/{id}/lines/{line}/ready/").status_code == 303
    if query.get("action") == Action.COPY:
        assert web.as_("wang").post(f"/requests/{id}/lines/{line}/hand_out/").status_code == 303
    else:
        send(web, "wang", f"/requests/{id}/lines/{line}/lend/")
    return id


def partly_handed_out(web):
    """Two files approved and set aside, the first of them signed for."""
    with web.work("wang") as work:
        kind = work.session.scalar(select(FileClass)) or loans.file_class(work)
        place = work.session.scalar(select(Place).where(Place.capacity > 1)) or loans.shelf(work)
        files = [loans.filed(work, kind, place, web.people["owen"], n) for n in (1, 2)]
        line = loans.ready(work, files[0], web.people["ann"])
        rest = RequestLine(request_id=line.request_id, file_id=files[1].id, state=LineState.READY)
        work.add(rest)
        for file in files:
            loans.set_aside(work, file)
        id = line.request_id
    with web.work("wang") as work:
        lines = select(RequestLine.id).where(RequestLine.request_id == id).order_by(RequestLine.id)
        line = lock_line(work, work.session.scalars(lines).first())
        desk.hand_out_file(work, line, signed=BY_HAND, items=2, pages=120)
    return id


def copying(web):
    handed_out(web, action=Action.COPY)
    return 1


def viewing(web):
    handed_out(web, action=Action.VIEW)
    return 1


def loan(web):
    handed_out(web)
    return 1


def returned_short(web):
    """Lent whole, come back a page short, and the borrower was heard."""
    id = loans.lend(web)
    short = {"items": "2", "pages": "119"}
    return do(web, "loans", id, ("wang", "receive"), ("wang", "check", short), ("ann", "answer"))


SEARCHED = (("ann", "search"), ("wang", "log_search"), ("he", "log_search"), (20,))
LOST = (*SEARCHED, ("gm", "confirm_loss"))
DAMAGED = (("wang", "differ"),)
FULL = {"items": "2", "pages": "120"}


def lent(*steps: Step) -> Prepare:
    return lambda web: do(web, "loans", loans.lend(web), *steps)


def damaged(*steps: Step) -> Prepare:
    return lambda web: do(web, "loans", returned_short(web), *DAMAGED, *steps)


def waiting(web):
    """Asked for while somebody else has it, and taken up."""
    loan(web)
    made = send(web, "owen", "/requests/new/?files=1")
    id = int(made.location.rstrip("/").rsplit("/", 1)[1])
    assert web.as_("wang").post(f"/requests/{id}/do/take_up/").status_code == 303
    return id


def missing(web):
    return do(web, "files", a_file(web), ("wang", "report_missing"))


def of_cast(name: str) -> Prepare:
    return lambda web: web.people[name]


def box(_web):
    return 1


def new_box(web):
    """A box on the first shelf."""
    given = {"sort": "box", "code": "Z9", "parent_id": "3", "capacity": "10"}
    made = send(web, "wang", "/places/new/", **given)
    return int(made.location.rstrip("/").rsplit("/", 1)[1])


def difference(web):
    """A page too few, counted by the custodian at the desk."""
    a_request(web)
    with web.work("wang") as work:
        line = work.session.scalars(select(RequestLine)).one()
        number, found = line.request.number, Count(1, 0)
        finding = Finding(line.id, DifferenceSource.HAND_OUT, number, found, "缺第 1 页")
        return note_difference(work, line.file, finding).id
