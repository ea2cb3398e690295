"""Acts on a loan, from its page."""

from typing import Any

from models.lending.loans import Loan
from models.words.lending import LoanState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid
from portal.lending import losses, renewals, returns, statements
from portal.lending.locks import lock_loan
from portal.lending.rules import LOAN
from portal.work import Work
from views.files.forms import FoundForm
from views.lending import loan_forms as forms
from views.lending.heads import place_fact
from views.shell.acts import Act
from views.shell.i18n import gettext as _

COUNTED = ("items", "pages", "condition", "remark")


def _say_home(work: Work, row: Loan, form: forms.ShelveForm) -> None:
    """Which place «its own» is, for who may see it."""
    for fact in place_fact(work, row.file):
        form.place_id.description = _("Blank: back to its own place, %(place)s", place=fact.value)


def _leave_count(work: Work, row: Loan, form: forms.ReceiveForm) -> None:
    """Who borrowed it may bring it, but a colleague counts."""
    if row.owner_id == work.actor.id:
        for name in COUNTED:
            del form[name]


def _receive(work: Work, row: Loan, *, brought_by: str = "", **counted: Any) -> None:
    """Receive it and, where it was counted with the person who brought it, check it at once."""
    returns.receive_loan(work, row, brought_by=brought_by)
    given = [name for name in ("items", "pages") if counted.get(name) is not None]
    if len(given) == 1:
        raise Invalid(
            N_("Please enter items and pages, both or neither: for example 3 and 42."),
            field="pages" if given == ["items"] else "items",
        )
    if given:
        returns.check_return(work, row, **counted)


def _renew_seen(work: Work, row: Loan) -> None:
    renewals.renew_loan(work, row, seen=True)


def _renewed_or_asked(row: Loan) -> str:
    if row.renewal_asked_at is not None:
        return N_("The renewal of %(name)s was asked for: an approver decides.")
    return N_("%(name)s was renewed.")


def _renewal_not_asked(_work: Work, row: Loan) -> bool:
    return row.renewal_asked_at is None


def _is_not_borrower(work: Work, row: Loan) -> bool:
    return row.owner_id != work.actor.id


def _is_borrower(work: Work, row: Loan) -> bool:
    return row.owner_id == work.actor.id


def _is_to_check(work: Work, row: Loan) -> bool:
    return row.state is LoanState.RETURN_CHECK and _is_not_borrower(work, row)


def _is_heard(work: Work, row: Loan) -> bool:
    return row.state in returns.HEARD and row.owner_id == work.actor.id


def _is_looked_for(_work: Work, row: Loan) -> bool:
    return row.state in losses.LOOKED_FOR


def _may_renew_seen(work: Work, row: Loan) -> bool:
    return (
        row.state is LoanState.ISSUED
        and _renewal_not_asked(work, row)
        and _is_not_borrower(work, row)
    )


ACTS = (
    Act(
        "renew",
        N_("Renew"),
        renewals.renew_loan,
        machine=LOAN,
        open=_renewal_not_asked,
        confirm=N_("Renew %(name)s by one term? If somebody waits, an approver decides."),
        said=_renewed_or_asked,
    ),
    Act(
        "renew_seen",
        N_("Renew, file shown"),
        _renew_seen,
        permission=P.LOAN_HANDLE,
        open=_may_renew_seen,
        confirm=N_("The borrower has shown you the file of %(name)s: renew it?"),
        said=_renewed_or_asked,
    ),
    Act("recall", N_("Recall"), renewals.recall_loan, forms.RecallForm, LOAN),
    Act(
        "receive",
        N_("Receive"),
        _receive,
        forms.ReceiveForm,
        LOAN,
        primary=True,
        lock=lock_loan,
        prepare=_leave_count,
        done=N_("%(name)s was received; what is not counted yet is counted next."),
    ),
    Act(
        "check",
        N_("Check return"),
        returns.check_return,
        forms.CheckForm,
        lock=lock_loan,
        permission=P.LOAN_HANDLE,
        open=_is_to_check,
        primary=True,
        done=N_("%(name)s was counted; the result is on its page."),
    ),
    Act(
        "answer",
        N_("Answer"),
        returns.answer_difference,
        forms.StatementForm,
        permission=P.LOAN_REPORT,
        open=_is_heard,
    ),
    Act(
        "add_note",
        N_("Add a note"),
        statements.add_note,
        forms.NoteForm,
        permission=P.LOAN_HANDLE,
        open=_is_not_borrower,
    ),
    Act(
        "differ",
        N_("Settle as damaged"),
        returns.settle_as_damaged,
        machine=LOAN,
        lock=lock_loan,
        danger=True,
        open=_is_not_borrower,
        confirm=N_("Settle %(name)s as damaged? The file is not lent until this is settled."),
    ),
    Act(
        "shelve",
        N_("Put back on shelf"),
        returns.shelve_loan,
        forms.ShelveForm,
        LOAN,
        primary=True,
        lock=lock_loan,
        prepare=_say_home,
    ),
    Act(
        "assess", N_("Assess"), returns.assess_damage, forms.AssessForm, LOAN, open=_is_not_borrower
    ),
    Act("claim", N_("Say it was returned"), losses.claim_returned, forms.StatementForm, LOAN),
    Act(
        "log_search",
        N_("Log a search"),
        losses.log_search,
        forms.SearchForm,
        permission=P.LOAN_HANDLE,
        open=_is_looked_for,
        primary=True,
    ),
    Act(
        "confirm_claim",
        N_("Found on the shelf"),
        returns.confirm_claim,
        forms.CountForm,
        permission=P.LOAN_HANDLE,
        lock=lock_loan,
        open=lambda _work, row: row.state is LoanState.CLAIMED_RETURNED,
    ),
    Act("deny_claim", N_("Not on the shelf"), losses.deny_claim, forms.ReasonForm, LOAN),
    Act(
        "search",
        N_("Report lost"),
        losses.report_loss,
        forms.ReasonForm,
        LOAN,
        danger=True,
        lock=lock_loan,
    ),
    Act(
        "confirm_loss",
        N_("Confirm loss"),
        losses.confirm_loss,
        forms.ReasonForm,
        LOAN,
        danger=True,
        lock=lock_loan,
        open=_is_not_borrower,
    ),
    Act(
        "decide",
        N_("Decide on compensation"),
        losses.decide_compensation,
        forms.DecideForm,
        LOAN,
        open=_is_not_borrower,
    ),
    Act(
        "appeal",
        N_("Appeal"),
        losses.appeal_compensation,
        forms.StatementForm,
        LOAN,
        open=_is_borrower,
        done=N_("Your appeal was submitted for a decision."),
    ),
    Act(
        "settle",
        N_("Settle"),
        losses.settle_compensation,
        forms.SettleForm,
        LOAN,
        open=_is_not_borrower,
    ),
    Act(
        "waive",
        N_("Waive"),
        losses.waive_compensation,
        forms.ReasonForm,
        LOAN,
        open=_is_not_borrower,
    ),
    Act("found", N_("File turned up"), losses.report_found, FoundForm, LOAN, lock=lock_loan),
    Act(
        "conclude",
        N_("Decide on refund"),
        losses.decide_refund,
        forms.ReasonForm,
        LOAN,
        open=_is_not_borrower,
    ),
)
