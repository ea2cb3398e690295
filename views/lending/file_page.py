"""The page of a file, completed by lending: its loans, its requests, and missing files."""

from collections.abc import Sequence
from typing import Any

from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import select

from models.files.records import CustomerFile
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, RequestLine
from models.people import User
from models.words.access import Way
from models.words.files import FileLife
from models.words.lending import Action
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can, visible
from portal.errors import NotFound
from portal.files.proposals import class_bars
from portal.lending import access_windows, missing, offers
from portal.work import Work
from views.files import forms
from views.files.acts import is_on_shelf
from views.files.screens import FileView
from views.lending import stub_page
from views.shell.acts import Act
from views.shell.context import reading
from views.shell.i18n import say_words
from views.shell.records import ID

MISSING: Sequence[Act] = (
    Act(
        "report_missing",
        N_("Not in its place"),
        missing.report_misplaced,
        forms.ReasonForm,
        permission=P.LOAN_HANDLE,
        open=is_on_shelf,
        done=N_("«%(name)s» is being looked for."),
    ),
    Act(
        "find",
        N_("Found again"),
        missing.end_search,
        forms.FoundForm,
        permission=P.LOAN_HANDLE,
        open=missing.is_misplaced,
        primary=True,
        done=N_("«%(name)s» is back in its place."),
    ),
)
ASKS = {
    Action.BORROW: N_("Ask to borrow"),
    Action.VIEW: N_("Ask to read"),
    Action.COPY: N_("Ask for copies"),
}
PLACE = [act.name for act in FileView.acts].index("confirm_label")  # they go before it


class LentFileView(FileView):
    acts = (*FileView.acts[:PLACE], *MISSING, *FileView.acts[PLACE:])

    @expose(f"/{ID}/")
    def details_view(self, id: int) -> ResponseReturnValue:
        """The record; for somebody out of reach the stub of a file that is listed (C17)."""
        try:
            return super().details_view(id)
        except NotFound:
            work = reading()
            row = work.get_listed(CustomerFile, id, P.FILE_SEE)
        values = stub_page.stub_context(work, row)
        way = None if values["opened"] else Way.STUB
        return self.show("lending/stub.html", row=row, way=way, base=f"{self.url}/", **values)

    def context(self, work: Work, row: CustomerFile) -> dict[str, Any]:
        loans, requests = list_uses(work, row)
        shown = super().context(work, row)
        opened = shown["may_read"] or access_windows.may_read(work, row.id)
        return {
            **shown,
            "loans": loans,
            "requests": requests,
            "may_read": opened,
            **_asking(work, row),
        }


def _asking(work: Work, row: CustomerFile) -> dict[str, Any]:
    """The requests that are offered here, or why none is: the form says the rest (Q1)."""
    if not can(work.actor, P.REQUEST_MAKE) or row.life is not FileLife.FILED:
        return {"asks": {}, "shut": None}
    shut = offers.why_shut(row)
    lent = None in class_bars(row.file_class, row.secrecy).values()
    open_uses = {a: text for a, text in ASKS.items() if a is not Action.BORROW or lent}
    return {"asks": {} if shut else open_uses, "shut": shut, "say": say_words}


def list_uses(work: Work, row: CustomerFile) -> tuple[Sequence[Any], Sequence[Any]]:
    """Loans and requests of this file that the reader may see."""
    loans = work.session.execute(
        select(Loan.id, Loan.number, Loan.state, Loan.issued_on, Loan.due_on, User.name)
        .join(User, User.id == Loan.owner_id)
        .where(Loan.file_id == row.id, visible(work.actor, P.LOAN_SEE, Loan))
        .order_by(Loan.id.desc())
        .limit(20)
    ).all()
    requests = work.session.execute(
        select(
            AccessRequest.id,
            AccessRequest.number,
            AccessRequest.action,
            AccessRequest.state,
            AccessRequest.submitted_at,
            User.name,
        )
        .join(RequestLine, RequestLine.request_id == AccessRequest.id)
        .join(User, User.id == AccessRequest.owner_id)
        .where(RequestLine.file_id == row.id, visible(work.actor, P.REQUEST_SEE, AccessRequest))
        .order_by(AccessRequest.id.desc())
        .limit(20)
    ).all()
    return loans, requests
