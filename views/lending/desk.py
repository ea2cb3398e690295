"""The custodians' desk, reading sessions and copy jobs (Q2-Q10, C6, C15)."""

import uuid
from typing import Any

from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.lending.requests import Copying, Viewing
from models.words.lending import ViewingState
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files import labels
from portal.lending import board, copying, reminders, viewing
from portal.lending.locks import lock_copying, lock_viewing
from portal.lending.request_lists import COPYINGS, VIEWINGS
from portal.lending.request_rules import COPYING
from portal.work import Work
from views.lending.request_forms import EndViewingForm, ReasonForm, StampForm
from views.lending.signature_forms import SignForm
from views.lending.slips import SignedRecordView
from views.shell.acts import Act
from views.shell.context import reading
from views.shell.facts import Card, Fact
from views.shell.forms.base import Form
from views.shell.screens import Screen


class DeskView(Screen):
    see = P.REQUEST_HANDLE
    icon = "box-seam"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(N_("Custodians' desk"), "desk", url="/desk", **kwargs)

    @expose("/")
    def index(self) -> ResponseReturnValue:
        work = reading()
        return self.show(
            "lending/desk.html",
            board=board.load_board(work),
            mark=uuid.uuid4().hex,
            unclosed=viewing.list_unclosed(work),
            stale_labels=labels.count_stale_labels(work),
            letters=len(reminders.list_letters_due(work)),
        )


class ViewingView(SignedRecordView):
    listing = VIEWINGS
    details_template = "lending/handed/record.html"
    slip_title = N_("Reading slip")
    one = N_("reading session")
    purpose = N_("Who read what on site, in and out, back in its place")
    icon = "book"
    head = ("file", "reader", "place", "started_at", "pages_before")
    acts = (
        Act(
            "close",
            N_("End the session"),
            viewing.end_viewing,
            EndViewingForm,
            permission=P.REQUEST_HANDLE,
            primary=True,
            lock=lock_viewing,
            open=lambda _work, row: row.state is ViewingState.OPEN,
        ),
    )

    def title(self, row: Viewing) -> str:
        return f"{row.file.number} · {row.reader.name}"

    def slip(self, work: Work, row: Viewing) -> list[Fact]:
        return [*self.facts(work, row)[0].facts, *_purpose(row)]

    def facts(self, work: Work, row: Viewing) -> list[Card]:  # noqa: ARG002
        return [
            Card(
                N_("Reading session"),
                [
                    *_handed(row),
                    Fact("reader", N_("Reader"), row.reader.name, V.USER),
                    Fact("place", N_("Reading place"), row.place),
                    Fact("state", N_("State"), row.state, V.WORD),
                    Fact("started_at", N_("Time in"), row.started_at, V.MOMENT),
                    Fact("ended_at", N_("Time out"), row.ended_at, V.MOMENT),
                    Fact("pages_before", N_("Pages before"), row.pages_before, V.INTEGER),
                    Fact("pages_after", N_("Pages after"), row.pages_after, V.INTEGER),
                    Fact("items_seen", N_("Items seen"), row.items_seen, wide=True),
                ],
            )
        ]


def _handed(row: Viewing | Copying) -> list[Fact]:
    """Which file it is, and by which request."""
    file, request = row.file, row.line.request
    return [
        Fact("file", N_("File"), f"{file.number} {file.title}", href=f"/files/{file.id}/"),
        Fact("request", N_("Request"), request.number, href=f"/requests/{request.id}/"),
    ]


def _purpose(row: Viewing | Copying) -> list[Fact]:
    request = row.line.request
    who = request.visitor
    return [
        Fact("purpose", N_("Purpose"), request.purpose, wide=True),
        *([Fact("visitor", N_("On behalf of"), f"{who.name} {who.organization}")] if who else []),
    ]


def _step(name: str, label: str, form: Any = None, *, primary: bool = False) -> Act:
    def verb(work: Work, row: Copying, **more: Any) -> None:
        copying.advance_copying(work, row, action=name, **more)

    return Act(name, label, verb, form, machine=COPYING, primary=primary, lock=lock_copying)


class CopyingView(SignedRecordView):
    listing = COPYINGS
    details_template = "lending/handed/record.html"
    slip_title = N_("Receipt for copies")
    slip_terms = N_(
        "I have received the copies listed above. I will use them only for the approved "
        "purpose, make no further copies, and return or destroy them by the date stated."
    )
    one = N_("copy job")
    purpose = N_("Copies made, handed over, and back or destroyed by their day")
    icon = "files"
    head = ("file", "recipient", "pages", "copies", "watermark", "return_by")
    acts = (
        _step("make", N_("Copies made"), StampForm, primary=True),
        _step("hand", N_("Hand over the copies"), SignForm, primary=True),
        _step("return", N_("Copies came back")),
        _step("destroy", N_("Destroyed")),
        _step("keep", N_("Kept by the recipient"), ReasonForm),
    )

    def title(self, row: Copying) -> str:
        return f"{row.file.number} · {row.watermark}"

    def _do(self, act: Act, id: int, form: Form) -> None:
        if isinstance(form, SignForm):
            form.sign(reading().get(Copying, id, self.see).owner_id)
        super()._do(act, id, form)

    def slip(self, work: Work, row: Copying) -> list[Fact]:
        return [*self.facts(work, row)[0].facts, *_purpose(row)]

    def facts(self, work: Work, row: Copying) -> list[Card]:  # noqa: ARG002
        return [
            Card(
                N_("Copy job"),
                [
                    *_handed(row),
                    Fact("recipient", N_("Recipient"), row.recipient.name, V.USER),
                    Fact("state", N_("State"), row.state, V.WORD),
                    Fact("pages", N_("Pages to copy"), row.pages),
                    Fact("copies", N_("Copies"), row.copies, V.INTEGER),
                    Fact("watermark", N_("Copy number"), row.watermark),
                    Fact("stamp", N_("Stamp"), row.stamp),
                    Fact("return_by", N_("Return or destroy by"), row.return_by, V.DATE),
                ],
            )
        ]
