"""Attachments of loans and requests: who sees and reads them, and who adds them until when."""

from models.lending.loans import Loan
from models.lending.requests import AccessRequest
from models.words.lending import OPEN_LOANS, RequestState
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.errors import IllegalMove, NotAllowed
from portal.lending.request_rules import REQUEST
from portal.lending.rules import LOAN
from portal.platform.storage.papers import Carrier, require_own
from portal.work import Work

CHANGEABLE = (RequestState.DRAFT, RequestState.RETURNED)  # by the applicant
UNDECIDED = (*CHANGEABLE, RequestState.SUBMITTED, RequestState.PRECHECK)
CLOSED = N_("This is closed, and its papers stay as they are.")
SENT = N_("The request has been sent. From here on its papers are added by the custodians.")
LOOKED_AT = N_("What was decided on stays: this paper can no longer be withdrawn.")


def _add_to_request(work: Work, row: AccessRequest) -> None:
    """Its applicants while it is theirs to change, then the desk, and at the end nobody."""
    own = _is_own(work, row)
    if _is_stranger(work, row) or (row.state in CHANGEABLE and not own):
        raise NotAllowed(N_("Only the applicant can change this request."))
    if row.state in CHANGEABLE:
        work.require(P.REQUEST_MAKE, row)
    elif row.state in REQUEST.final():
        raise IllegalMove(CLOSED)
    elif own:
        raise IllegalMove(SENT)


def _is_own(work: Work, row: AccessRequest) -> bool:
    return work.actor.id in (row.owner_id, row.entered_by)


def _is_stranger(work: Work, row: AccessRequest) -> bool:
    return not _is_own(work, row) and not can(work.actor, P.REQUEST_HANDLE, row)


def _withdraw_from_request(work: Work, row: AccessRequest, uploader_id: int) -> None:
    """While nobody has decided on what it shows."""
    if row.state not in UNDECIDED and not _is_stranger(work, row):
        raise IllegalMove(LOOKED_AT)
    _add_to_request(work, row)
    require_own(work, uploader_id)


def _add_to_loan(work: Work, row: Loan) -> None:
    work.require(P.LOAN_HANDLE, row)
    if row.state in LOAN.final():
        raise IllegalMove(CLOSED)


def _withdraw_from_loan(work: Work, row: Loan, uploader_id: int) -> None:
    work.require(P.LOAN_HANDLE, row)
    if row.state not in OPEN_LOANS:
        raise IllegalMove(LOOKED_AT)
    require_own(work, uploader_id)


LOAN_PAPERS = Carrier(Loan, P.LOAN_SEE, P.LOAN_SEE, _add_to_loan, _withdraw_from_loan)
REQUEST_PAPERS = Carrier(
    AccessRequest, P.REQUEST_SEE, P.REQUEST_SEE, _add_to_request, _withdraw_from_request
)
