"""One record of every kind, all of sales: what a stranger must never be told exists.

The office lists nothing for other departments (C17). Owen owns the customer and its files, ann
asked for them, sun (her head) decides and took a sheet, wang handed them out and imported a list. Made by the services, so that all of it hangs together.
"""

import io

from sqlalchemy import select

from models.approvals import Chain, Route
from models.customers import Contact, Customer
from models.files.deficiencies import Deficiency, Penalty
from models.files.places import Place
from models.files.records import CustomerFile, FileClass, Item
from models.lending.requests import RequestLine
from models.people import Department, LoginSession, Role, User
from models.platform.looks import AuditCase
from models.platform.notices import Notice
from models.platform.numbering import NumberEntry
from models.platform.records import Setting
from models.words.approvals import Verdict
from models.words.files import DifferenceSource, Fault
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.people import OfficerActSort
from models.words.permissions import Permission as P
from models.words.platform import Sharing
from portal.files import deficiencies
from portal.files.completeness_rules import Gap
from portal.files.difference_rules import Count
from portal.files.differences import Finding, note_difference
from portal.lending import decisions, desk
from portal.lending.locks import lock_approval, lock_line
from portal.office import attachments, exports, intake, reading
from portal.people import delegations, second_officer, sessions
from portal.platform.imports import batch as imports
from portal.platform.imports import headings as import_heads
from portal.platform.jobs import queue
from portal.platform.lists import saved_views
from portal.platform.notices import comments
from portal.platform.numbering import ledger
from tests.support import asking
from tests.support.signing import BY_HAND

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
# Whose the saved view of a list is that owen does not see.
KEEPERS = {
    "audit": "audit",
    "chains": "li",
    "copyings": "wang",
    "jobs": "sys",
    "numbers": "wang",
    "officer_acts": "sys",
    "routes": "li",
    "viewings": "wang",
}
LIST = "客户名称,电话\n上海恒通有限公司,021-62345678\n".encode("gb18030")


def one_of_each(stage, lists=()):
    """Screen → the id of its record, and of what hangs on records; ``lists`` get a saved view."""
    asking.chains(stage)
    unlisted(stage)
    files = asking.files(stage, 5)
    return {
        "files": files[0],
        **_card(stage, files[0]),
        **_lacking(stage, files[0]),
        **_asked(stage, files),
        **_people(stage),
        **_two_officers(stage),
        **_case(stage),
        **_sheets(stage),
        **_views(stage, lists),
        **_found(stage),
    }


def unlisted(stage):
    """An office that lists nothing for other departments (C17)."""
    with stage.work() as work:
        nothing = {"value": "none"}
        work.add(Setting(name="listed_up_to", value=nothing, changed_at=work.now, changed_by=0))


def _card(stage, file_id):
    """Owen's customer with a contact, a paper and a word about it."""
    with stage.work("owen") as work:
        customer = work.session.get(Customer, work.session.get(CustomerFile, file_id).customer_id)
        contact = work.add(Contact(customer_id=customer.id, name="李四", mobile="13800138000"))
        paper = attachments.attach_file(
            work, Kind.CUSTOMER, customer.id, "执照.pdf", io.BytesIO(PDF)
        )
        comments.add_comment(work, customer, "请核对地址 @安安 @张经理", P.CUSTOMER_SEE)
        return {"customers": customer.id, "contacts": contact.id, "attachments": paper.id}


def _lacking(stage, file_id):
    """A part that owen's file lacks, past its day, with a penalty proposed."""
    with stage.work("wang") as work:
        file = work.session.get(CustomerFile, file_id)
        deficiencies.open_deficiencies(work, file, [Gap("合同", Fault.MISSING)], "周五补")
        row = work.session.scalars(select(Deficiency)).one()
        penalty = work.add(
            Penalty(
                deficiency_id=row.id,
                day=work.today,
                amount=20,
                owner_id=row.owner_id,
                department_id=row.department_id,
            )
        )
        return {"deficiencies": row.id, "penalties": penalty.id}


def _asked(stage, files):
    """Ann's requests: one waiting for sun, one approved, three handed out."""
    ids, ask = {}, asking.ask
    waiting = asking.submitted(stage, "ann", ask(Action.BORROW, files[:1]))
    ids["approvals"] = asking.cleared(stage, waiting)
    ids["requests"], ids["lines"] = _approved(stage, ask(Action.BORROW, files[1:2]))
    for name, action, file in (
        ("viewings", Action.VIEW, files[2]),
        ("copyings", Action.COPY, files[3]),
        ("loans", Action.BORROW, files[4]),
    ):
        _request, line = _approved(stage, ask(action, [file]))
        with stage.work("wang") as work:
            desk.set_aside_file(work, lock_line(work, line))
            ids[name] = desk.hand_out_file(
                work, lock_line(work, line), signed=BY_HAND, items=1, pages=3
            ).id
    with stage.work("wang") as work:
        line = work.session.get(RequestLine, line)
        finding = Finding(line.id, DifferenceSource.RETURN, "JY-1", Count(1, 2), "缺第 3 页")
        ids["differences"] = note_difference(work, line.file, finding).id
    return ids


def _approved(stage, wanted):
    """A request approved by sun, and its line."""
    id = asking.submitted(stage, "ann", wanted)
    approval = asking.cleared(stage, id)
    with stage.work("sun") as work:
        decisions.decide_request(work, lock_approval(work, approval), verdict=Verdict.APPROVE)
        return id, work.session.scalar(select(RequestLine.id).where(RequestLine.request_id == id))


def _people(stage):
    """Owen's delegation and browser, and rows of people everybody may see."""
    with stage.work("owen") as work:
        ends = work.now.replace(hour=23)
        given = delegations.grant_delegation(
            work, to_id=stage.people["he"], starts_at=work.now, ends_at=ends, reason="年假"
        )
        sessions.open_session(work.session, stage.people["owen"], work.now)
        one = work.session.scalar
        return {
            "delegations": given.id,
            "users": stage.people["ann"],
            "sessions": one(select(LoginSession.id).where(LoginSession.user_id == work.actor.id)),
            "departments": one(select(Department.id).where(Department.code == "sales")),
            "roles": one(select(Role.id).where(Role.code == "applicant")),
        }


def _two_officers(stage):
    """A link for the auditor, which the administrator asked for; security may confirm it."""
    with stage.work("sys") as work:
        auditor = work.session.get(User, stage.people["audit"])
        wanted = {"purpose": "new"}
        asked = second_officer.ask_second(
            work, OfficerActSort.LINK, receiver=auditor, wanted=wanted
        )
        return {"officer_acts": asked.id}


def _case(stage):
    """A case of the auditor."""
    with stage.work("audit") as work:
        reading.open_case(work, number="SJ-2026-01", purpose="年度检查")
        return {"audit_cases": work.session.scalar(select(AuditCase.id))}


def _sheets(stage):
    """Sun's sheet, wang's import and a job of hers."""
    with stage.work("sun") as work:
        export = exports.ask_export(work, "list:customers", {}, "年度核对客户名单").id
    with stage.work("wang") as work:
        target = intake.target_of(Kind.CUSTOMER)
        received = import_heads.receive_upload(work, target, "名单.csv", io.BytesIO(LIST))
        batch = imports.start_batch(work, target, received).id
        job = queue.enqueue(work, "check_import", title="核对", batch_id=batch).id
    return {"exports": export, "imports": batch, "jobs": job}


def _views(stage, lists):
    """A saved view of every list, nearly all owen's."""
    ids = {}
    for name in lists:
        with stage.work(KEEPERS.get(name, "owen")) as work:
            ids[f"{name}.views"] = saved_views.save_view(work, name, "我的", Sharing.OWN, {}).id
    return ids


def _found(stage):
    """What was there at the start, or came by itself."""
    with stage.work("wang") as work:
        number = ledger.draw_number(work, "T-{year}-{seq:4}", Kind.FILE, None)
        one, told = work.session.scalar, stage.people["ann"]
        return {
            "numbers": one(select(NumberEntry.id).where(NumberEntry.number == number)),
            "audit": 1,
            "chains": one(select(Chain.id)),
            "routes": one(select(Route.id)),
            "places": one(select(Place.id)),
            "file_classes": one(select(FileClass.id)),
            "items": one(select(Item.id).order_by(Item.id)),
            "bell": one(select(Notice.id).where(Notice.user_id == told).order_by(Notice.id)),
        }
