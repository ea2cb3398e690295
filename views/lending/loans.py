"""Loans: the list, one loan with what was lent and what came back, reminder letters."""

from collections.abc import Sequence
from typing import Any

from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.lending.loans import Loan
from models.words.files import DifferenceSource
from models.words.lending import RUNNING, LoanState, ReminderStage
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal import settings
from portal.access.policy import can
from portal.files import differences
from portal.lending import reminders, renewals, rules
from portal.lending.lists import LOANS
from portal.lending.papers import LOAN_PAPERS
from portal.lending.reminders import Letter
from portal.platform.audit import history
from portal.work import Work
from views.lending import loan_forms as forms
from views.lending.heads import file_fact, place_fact
from views.lending.loan_acts import ACTS
from views.lending.slips import SignedRecordView
from views.shell import words
from views.shell.acts import BulkAction
from views.shell.context import reading, working
from views.shell.doers import done_by
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _
from views.shell.papers import papers_panel
from views.shell.records import ID

COUNTING = ("check", "confirm_claim", "receive")
CASES = (
    LoanState.CLAIMED_RETURNED,
    LoanState.SEARCHING,
    LoanState.LOST_CONFIRMED,
    LoanState.RETURNED_DAMAGED,
    LoanState.COMPENSATING,
    LoanState.SETTLED,
    LoanState.WAIVED,
    LoanState.FOUND,
)
# How far along the plain way home each state is.
WAY = {LoanState.ISSUED: 1, LoanState.RETURN_CHECK: 2, LoanState.RETURNED: 3, LoanState.CLOSED: 4}


class LoanView(SignedRecordView):
    listing = LOANS
    slip_title = N_("Loan slip")
    one = N_("Loan")
    purpose = N_("Who has which file, until when, and how it came back")
    icon = "arrow-left-right"
    details_template = "lending/loans/record.html"
    acts = ACTS
    head = ("file", "borrower", "due_on", "home_place", "statement")
    bulk = (
        BulkAction("recall", N_("Recall"), P.LOAN_RECALL, renewals.recall_loan, forms.RecallForm),
    )

    def show(self, template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
        act = values.get("act")
        if template == "records/act.html" and act is not None and act.name in COUNTING:
            template = "lending/loans/count.html"
        return super().show(template, status, **values)

    def facts(self, work: Work, row: Loan) -> Sequence[Card | Sequence[Fact]]:
        cards = [_lent(work, row)]
        if row.received_at is not None or row.items_in is not None:
            cards.append(_returned(row))
        if row.state in CASES or row.assessed_by or row.decided_by or row.statement or row.notes:
            cards.append(_case(row))
        return cards

    def context(self, work: Work, row: Loan) -> dict[str, Any]:
        late = rules.overdue_days(row.state, row.due_on, row.received_at, work.today)
        return {
            **self.signed(work, row),
            **papers_panel(work, row, LOAN_PAPERS),
            "steps": _steps(work, row),
            "late": late,
            "differs": rules.differs(row),
            "skipped": {
                sent.id: "、".join(words.label(ReminderStage(stage)) for stage in sent.skipped)
                for sent in row.reminders
            },
            "soon": rules.is_due_soon(row.state, row.due_on, row.received_at, work.today),
            "letter": bool(late and row.state in RUNNING and can(work.actor, P.LOAN_HANDLE, row)),
        }

    def slip(self, work: Work, row: Loan) -> Sequence[Fact]:
        """What was lent, with its papers by name, as they will be counted when it comes back."""
        papers = "；".join(
            _(
                "%(number)s. %(title)s (%(pages)s pages)",
                number=item["sequence"],
                title=item["title"],
                pages=item["pages"],
            )
            for item in row.snapshot["items"]
        )
        counted = [
            Fact("items_out", N_("Item count"), row.items_out, V.INTEGER),
            Fact("pages_out", N_("Page count"), row.pages_out, V.INTEGER),
            Fact("condition_out", N_("Condition"), row.condition_out, V.WORD),
            Fact("papers", N_("Papers lent"), papers, wide=True),
        ]
        back = _returned(row).facts if row.received_at is not None else []
        lent = [fact for fact in _lent(work, row).facts if fact.name != "home_place"]
        return [*lent, *counted, *back]

    @expose(f"/{ID}/letter/", methods=("POST",))
    def letter_view(self, id: int) -> ResponseReturnValue:
        """Print the reminder letter (催还通知单) of a loan, which is recorded (C13)."""
        with working("loans.letter") as work:
            loan = work.get(Loan, id, P.LOAN_HANDLE, lock=True)
            letter = reminders.print_letter(work, loan)
        return self._show_letters([letter], letter.loan)

    @expose("/letters/", methods=("POST",))
    def letters_view(self) -> ResponseReturnValue:
        """Print all letters that are due, one on each sheet."""
        with working("loans.letter") as work:
            letters = reminders.print_letters(work)
        return self._show_letters(letters, None)

    def _show_letters(self, letters: Sequence[Letter], loan: Loan | None) -> ResponseReturnValue:
        work = reading()
        return self.show(
            "lending/loans/letter.html",
            letters=letters,
            loan=loan,
            today=work.today,
            office=settings.get(work.session, "office_name"),
        )


def _lent(work: Work, row: Loan) -> Card:
    file, request = row.file, row.request
    why = [Fact("recall_reason", N_("Recalled because"), row.recall_reason, wide=True)]
    return Card(
        N_("What was lent"),
        [
            file_fact(file),
            Fact("borrower", N_("Borrower"), row.borrower.name, V.USER),
            Fact("department", N_("Department"), row.department.name if row.department else ""),
            Fact("request", N_("Request"), request.number, href=f"/requests/{request.id}/"),
            Fact("purpose", N_("Purpose"), request.purpose, wide=True),
            Fact("mode", N_("Mode"), row.mode, V.WORD),
            Fact("issued_at", N_("Lent at"), row.issued_at, V.MOMENT),
            Fact("issuer", N_("Lent by"), row.issuer.name, V.USER),
            Fact("term_days", N_("Term in days"), row.term_days, V.INTEGER),
            Fact("due_mode", N_("Counted by"), row.due_mode, V.WORD),
            Fact("due_on", N_("Due on"), row.due_on, _due_cell(work, row)),
            *_provisional(row),
            Fact("renewals", N_("Times renewed"), row.renewals, V.INTEGER),
            *place_fact(work, file),
            *(why if row.recalled_at else []),
            *_short(work, row),
        ],
    )


def _short(work: Work, row: Loan) -> list[Fact]:
    """What was missing when it was handed out, and why: the borrower's proof (C18)."""
    case = differences.find_case(work, row.line_id, DifferenceSource.HAND_OUT)
    if case is None:
        return []
    text = _(
        "%(items)s of %(items_due)s items and %(pages)s of %(pages_due)s pages were there: "
        "%(reason)s",
        items=case.items_found,
        items_due=case.items_due,
        pages=case.pages_found,
        pages_due=case.pages_due,
        reason=case.reason,
    )
    return [Fact("short", N_("Handed out incomplete"), text, wide=True)]


def _provisional(row: Loan) -> list[Fact]:
    """Why the due day may still change; on the record and on the slip (C11)."""
    why = N_(
        "The calendar for that year is not loaded yet; the date will be recalculated when it is."
    )
    return [Fact("provisional", N_("Provisional"), _(why))] if row.due_provisional else []


def _due_cell(work: Work, row: Loan) -> V:
    running = row.state in RUNNING and row.received_at is None
    return V.DUE if running and rules.lateness(row.due_on, work.today) >= -7 else V.DATE


def _returned(row: Loan) -> Card:
    return Card(
        N_("What came back"),
        [
            Fact("received_at", N_("Returned at"), row.received_at, V.MOMENT),
            Fact("received_from", N_("Returned by"), row.received_from),
            Fact("items_in", N_("Item count"), _pair(row.items_in, row.items_out), V.TEXT),
            Fact("pages_in", N_("Page count"), _pair(row.pages_in, row.pages_out), V.TEXT),
            Fact("condition_in", N_("Condition"), row.condition_in, V.WORD),
            Fact(
                "checker",
                N_("Return checked by"),
                row.checker.name if row.checker else "",
                V.USER,
            ),
            Fact("difference", N_("Remark"), row.difference, wide=True),
        ],
    )


def _pair(came: int | None, went: int) -> str:
    return "" if came is None else _("%(came)s of %(went)s", came=came, went=went)


def _case(row: Loan) -> Card:
    return Card(
        N_("Case"),
        [
            Fact("statement", N_("Borrower's statement"), row.statement, wide=True),
            *(
                Fact(
                    "note", N_("Note of the archive"), f"{note.writer.name}：{note.text}", wide=True
                )
                for note in row.notes
            ),
            Fact("answer_by", N_("To be answered by"), row.answer_by, V.DATE),
            Fact("claimed_at", N_("Claimed returned at"), row.claimed_at, V.MOMENT),
            Fact("search_until", N_("Search until"), row.search_until, V.DATE),
            Fact("assessment", N_("Damage"), row.assessment, wide=True),
            Fact("compensation", N_("Compensation (yuan)"), row.compensation, V.MONEY),
            Fact("factor", N_("Factor"), row.factor, V.INTEGER),
            Fact("decision", N_("Decision"), row.decision, wide=True),
            Fact("appeal_until", N_("Appeal until"), row.appeal_until, V.DATE),
            Fact("appeal", N_("Appeal"), row.appeal, wide=True),
            Fact("settlement", N_("Settlement"), row.settlement, wide=True),
        ],
    )


def _notes(row: Loan) -> list[Fact]:
    return [
        Fact("note", N_("Note of the archive"), f"{note.writer.name}：{note.text}", wide=True)
        for note in row.notes
    ]


def _steps(work: Work, row: Loan) -> list[dict[str, str]]:
    """The progress bar of a loan and who did each step; a case stays at the step where it began."""
    at = WAY.get(row.state, 1 if row.received_at is None else 2)
    names = (
        _("Left the archive"),
        _("Out"),
        _("Count and check"),
        _("Returned"),
        _("On the shelf"),
    )
    acts = history.last_acts(work, row.kind, (row.id,), ("create", "receive", "pass", "shelve"))
    lent, came, passed, shelved = (
        done_by(work, acts.get(name)) for name in ("create", "receive", "pass", "shelve")
    )
    out = _("%(name)s, due %(day)s", name=row.borrower.name, day=f"{row.due_on:%m-%d}")
    notes = [lent, out, came, passed, shelved]
    over = row.state is LoanState.CLOSED
    return [
        {
            "name": name,
            "note": note,
            "state": "done" if place < at or over else "now" if place == at else "todo",
        }
        for place, (name, note) in enumerate(zip(names, notes, strict=True))
    ]
