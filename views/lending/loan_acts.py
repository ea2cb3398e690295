"""What can be done with a loan from its page: each act is one verb of the services."""

from collections.abc import Callable
from typing import Any

from models.lending.loans import Loan
from models.words.lending import LoanState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.lending import losses, returns
from portal.lending import renewals as lending
from portal.lending.rules import LOAN
from portal.work import Work
from views.files.forms import FoundForm
from views.lending import loan_forms as forms
from views.shell.acts import Act


def _of(verb: Callable[..., Any]) -> Callable[..., None]:
    """A verb of a service, which takes the id, as a verb of an act, which gets the row."""

    def act(work: Work, row: Loan, **fields: Any) -> None:
        verb(work, row.id, **fields)

    return act


def _renew_seen(work: Work, row: Loan) -> None:
    lending.renew(work, row.id, seen=True)


def _not_asked(_work: Work, row: Loan) -> bool:
    return row.renewal_asked_at is None


def _others(work: Work, row: Loan) -> bool:
    return row.owner_id != work.actor.id


def _borrower(work: Work, row: Loan) -> bool:
    return row.owner_id == work.actor.id


def _to_check(work: Work, row: Loan) -> bool:
    return row.state is LoanState.RETURN_CHECK and _others(work, row)


def _to_answer(_work: Work, row: Loan) -> bool:
    return row.state in returns.HEARD


def _looked_for(_work: Work, row: Loan) -> bool:
    return row.state in losses.LOOKED_FOR


def _may_show(work: Work, row: Loan) -> bool:
    return row.state is LoanState.ISSUED and _not_asked(work, row) and _others(work, row)


ACTS = (
    Act(
        "renew",
        N_("Renew"),
        _of(lending.renew),
        machine=LOAN,
        open=_not_asked,
        confirm=N_("Renew %(name)s by one term? If somebody waits, an approver decides."),
        done=N_("The renewal of %(name)s is noted."),
    ),
    Act(
        "renew_seen",
        N_("Renew, file shown"),
        _renew_seen,
        permission=P.LOAN_HANDLE,
        open=_may_show,
        confirm=N_("The borrower has shown you the file of %(name)s: renew it?"),
        done=N_("The renewal of %(name)s is noted."),
    ),
    Act("recall", N_("Recall"), _of(lending.recall), forms.RecallForm, LOAN),
    Act(
        "receive",
        N_("Receive"),
        _of(returns.receive),
        forms.ReceiveForm,
        LOAN,
        primary=True,
        done=N_("%(name)s was received: please count it now."),
    ),
    Act(
        "check",
        N_("Check return"),
        _of(returns.check),
        forms.CheckForm,
        permission=P.LOAN_HANDLE,
        open=_to_check,
        primary=True,
        done=N_("%(name)s was counted; the result is on its page."),
    ),
    Act(
        "answer",
        N_("Answer"),
        _of(returns.answer),
        forms.StatementForm,
        permission=P.LOAN_REPORT,
        open=_to_answer,
    ),
    Act(
        "differ",
        N_("Settle as damaged"),
        _of(returns.settle_as_damaged),
        machine=LOAN,
        danger=True,
        open=_others,
        confirm=N_("Settle %(name)s as damaged? The file is not lent until this is settled."),
    ),
    Act(
        "shelve", N_("Put back on shelf"), _of(returns.shelve), forms.ShelveForm, LOAN, primary=True
    ),
    Act("assess", N_("Assess"), _of(returns.assess), forms.AssessForm, LOAN, open=_others),
    Act("claim", N_("Say it was returned"), _of(losses.claim), forms.StatementForm, LOAN),
    Act(
        "log_search",
        N_("Log a search"),
        _of(losses.log_search),
        forms.SearchForm,
        permission=P.LOAN_HANDLE,
        open=_looked_for,
        primary=True,
    ),
    Act(
        "confirm_claim",
        N_("Found on the shelf"),
        _of(returns.confirm_on_shelf),
        forms.CountForm,
        permission=P.LOAN_HANDLE,
        open=lambda _work, row: row.state is LoanState.CLAIMED_RETURNED,
    ),
    Act("deny_claim", N_("Not on the shelf"), _of(losses.deny_claim), forms.ReasonForm, LOAN),
    Act("search", N_("Report lost"), _of(losses.report_lost), forms.ReasonForm, LOAN, danger=True),
    Act(
        "confirm_loss",
        N_("Confirm loss"),
        _of(losses.confirm_loss),
        forms.ReasonForm,
        LOAN,
        danger=True,
        open=_others,
    ),
    Act(
        "decide",
        N_("Decide on compensation"),
        _of(losses.decide),
        forms.DecideForm,
        LOAN,
        open=_others,
    ),
    Act(
        "appeal",
        N_("Appeal"),
        _of(losses.appeal),
        forms.StatementForm,
        LOAN,
        open=_borrower,
        done=N_("Your appeal is with those who decide."),
    ),
    Act("settle", N_("Settle"), _of(losses.settle), forms.SettleForm, LOAN, open=_others),
    Act("waive", N_("Waive"), _of(losses.waive), forms.ReasonForm, LOAN, open=_others),
    Act("found", N_("File turned up"), _of(losses.found), FoundForm, LOAN),
    Act(
        "conclude",
        N_("Decide on refund"),
        _of(losses.conclude),
        forms.ReasonForm,
        LOAN,
        open=_others,
    ),
)
