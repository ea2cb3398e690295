"""What is shown of a file that is listed or locked: that it exists, and how to ask for it."""

from dataclasses import dataclass
from typing import Any

from models.files.records import CustomerFile
from models.words.files import Custody
from models.words.kinds import Kind
from models.words.lending import Action, LoanMode
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import is_within, may_name
from portal.approvals import chains
from portal.approvals.engine import Subject
from portal.approvals.routing_rules import Want
from portal.errors import IllegalMove
from portal.files import places
from portal.lending import access_windows, limits, request_rules
from portal.platform.storage.papers import list_attachments
from portal.work import HERE, Work
from views.lending import asking
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _

LOCKED = (
    N_("Papers"),
    N_("Attachments"),
    N_("Customer and contacts"),
    N_("Loans and requests"),
    N_("Location history"),
    N_("Comments and changes"),
)


@dataclass(frozen=True)
class Use:
    """One way of using a file: open to ask for, or shut with its reason."""

    action: Action
    note: str = ""
    shut: bool = False


def stub_context(work: Work, row: CustomerFile) -> dict[str, Any]:
    """Values for ``lending/stub.html``; the contents only while the reader's approval lasts."""
    opened = access_windows.may_read(work, row.id)
    return {
        "cards": [_shown(work, row)],
        "uses": list_uses(row),
        "quick": asking.quick_purposes(work),
        "route": _route(work, row),
        "locked": LOCKED,
        "named": may_name(work.actor, row),
        "in_reach": is_within(work.actor, P.FILE_SEE, row),
        "opened": opened,
        "papers": [item for item in row.items if item.superseded_by_id is None] if opened else [],
        "attachments": list_attachments(work, Kind.FILE, row.id) if opened else [],
    }


def list_uses(row: CustomerFile) -> list[Use]:
    """View, borrow, copy: which may be asked for of this file, and why not the rest."""
    kind, faults = row.file_class, {}
    for mode in LoanMode:
        faults[mode] = request_rules.check_mode(
            Action.BORROW, mode, kind.loan_modes, row.secrecy, kind.take_out_up_to
        )
    closed = row.custody is Custody.NONE
    why = _("It has no paper to lend, read or copy.") if closed else ""
    if all(faults.values()):
        lent = Use(Action.BORROW, why or _("Files of this class are not lent."), shut=True)
    elif faults[LoanMode.TAKE_OUT]:
        lent = Use(Action.BORROW, why or _("To be used on site; it may not be taken out."), closed)
    else:
        lent = Use(Action.BORROW, why, closed)
    return [Use(Action.VIEW, why, closed), lent, Use(Action.COPY, why, closed)]


def _shown(work: Work, row: CustomerFile) -> Card:
    filed = row.filed_at.astimezone(HERE).year if row.filed_at else row.opened_on.year
    loan, named = limits.find_open_loan(work, row.id), may_name(work.actor, row)
    facts = [
        Fact("number", N_("File number"), row.number or "", V.CODE),
        Fact("class", N_("File class"), row.file_class.name),
        *([Fact("title", N_("Title"), row.title, wide=True)] if named else []),
        Fact("department", N_("Department"), row.department.name if row.department else ""),
        Fact("year", N_("Year"), str(filed)),
        Fact("custody", N_("Custody"), row.custody, V.WORD),
    ]
    if room := places.room_of(work, row.place_id):
        shown = _("%(room)s; where in it stays closed", room=room)
        facts.append(Fact("room", N_("Room"), shown))
    if loan is not None:  # when it is due, never who has it
        facts.append(Fact("due_on", N_("Due back"), loan.due_on, V.DATE))
    return Card(N_("What can be seen"), facts)


def _route(work: Work, row: CustomerFile) -> list[dict[str, Any]]:
    """Who would decide if this reader asked now; empty where no route fits."""
    own = row.department_id == work.actor.department_id
    owners = [row.department_id] if row.department_id else []
    subject = Subject(Kind.REQUEST, 0, "", work.actor.id, work.actor.department_id, owners=owners)
    try:
        plan = chains.plan_approval(work, [Want(row.class_id, row.highest, Action.VIEW, own)])
    except IllegalMove:
        return []
    return chains.preview_approvers(work, subject, plan)
