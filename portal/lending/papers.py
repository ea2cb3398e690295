"""Attachments of loans and requests: who sees, reads and adds them."""

from models.lending.loans import Loan
from models.lending.requests import AccessRequest
from models.words.permissions import Permission as P
from portal.platform.storage.papers import Carrier

LOAN_PAPERS = Carrier(Loan, P.LOAN_SEE, P.LOAN_SEE, P.LOAN_HANDLE)
REQUEST_PAPERS = Carrier(AccessRequest, P.REQUEST_SEE, P.REQUEST_SEE, P.REQUEST_MAKE)
