"""What lending says about its records wherever somebody acts on them: in one place per kind."""

from datetime import date

from models.approvals import Approval
from models.files.records import CustomerFile
from models.lending.requests import AccessRequest, RequestLine
from models.words.access import FieldRule
from models.words.kinds import Kind
from models.words.lending import Action
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.lending.issue import find_due
from portal.work import Work
from views.shell.facts import Fact
from views.shell.shown import shown_name

NAMED = 3  # files of a request that are named; the rest is counted on its page


def file_name(file: CustomerFile) -> str:
    """Number and title, as a file is called; above the reader's clearance the number alone."""
    return " ".join(part for part in (file.number, shown_name(file)) if part)


def about_fact(line: RequestLine) -> Fact:
    """Which file or card a line is about."""
    if line.customer is None:
        return file_fact(line.file)
    name = f"{line.customer.number} {shown_name(line.customer)}".strip()
    return Fact("customer", N_("Customer"), name, href=f"/customers/{line.customer_id}/", wide=True)


def file_fact(file: CustomerFile) -> Fact:
    """Which file it is."""
    return Fact("file", N_("File"), file_name(file), href=f"/files/{file.id}/", wide=True)


def place_fact(work: Work, file: CustomerFile) -> list[Fact]:
    """The file's own place, also while it is out; nothing for who may not see it."""
    hidden = work.actor.rule(Kind.FILE, "place") is not FieldRule.OPEN
    if file.place is None or hidden or not can(work.actor, P.FILE_SEE, file):
        return []
    return [Fact("home_place", N_("Its own place"), file.place.label, wide=True)]


def request_head(row: AccessRequest) -> list[Fact]:
    """Which files are asked for, by whom, for how long and why."""
    names = [str(about_fact(line).value) for line in row.lines[:NAMED]]
    more = ["…"] if len(row.lines) > NAMED else []
    days = sorted({line.term_days for line in row.lines if line.term_days})
    term = "、".join(str(day) for day in days) if row.action is Action.BORROW else ""
    return _told(
        Fact("files", N_("File"), "；".join([*names, *more]), wide=True),
        Fact("applicant", N_("Applicant"), row.applicant.name, V.USER),
        Fact("action", N_("Use"), row.action, V.WORD),
        Fact("term_days", N_("Term in days"), term),
        Fact("planned_on", N_("Planned day"), row.planned_on, V.DATE),
        Fact("return_by", N_("Return or destroy by"), row.return_by, V.DATE),
        Fact("purpose", N_("Purpose"), row.purpose, wide=True),
    )


def subject_head(work: Work, approval: Approval) -> list[Fact]:
    """What an approval is about: its request or its loan, else who asks for what."""
    if approval.subject is Kind.REQUEST:
        return request_head(work.get(AccessRequest, approval.subject_id, P.REQUEST_SEE))
    summary = approval.summary
    due = summary.get("due_on")
    return _told(
        Fact("title", N_("Matter"), approval.title, wide=True),
        Fact("file", N_("File"), summary.get("file"), wide=True),
        Fact("applicant", N_("Applicant"), approval.applicant.name, V.USER),
        Fact("due_on", N_("Due on"), date.fromisoformat(due) if due else None, V.DATE),
        Fact("purpose", N_("Purpose"), summary.get("purpose"), wide=True),
    )


def line_head(work: Work, line: RequestLine) -> list[Fact]:
    """Which file goes to whom, until when, and where it stands."""
    request = line.request
    due = find_due(work, line).on if request.action is Action.BORROW else None
    return _told(
        about_fact(line),
        Fact("applicant", N_("For whom"), request.applicant.name, V.USER),
        Fact("request", N_("Request"), request.number, href=f"/requests/{request.id}/"),
        Fact("action", N_("Use"), request.action, V.WORD),
        Fact("due_on", N_("Due on, if handed out today"), due, V.DATE),
        Fact("place", N_("Reading place"), request.place),
        *place_fact(work, line.file),
    )


def _told(*facts: Fact) -> list[Fact]:
    return [fact for fact in facts if fact.value not in (None, "")]
