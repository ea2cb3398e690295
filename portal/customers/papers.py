"""Attachments of customers: who may see, read and add them."""

from models.customers import Customer
from models.words.permissions import Permission as P
from portal.customers.writing import refuse_merged
from portal.platform.storage.papers import Carrier, require_own
from portal.work import Work


def _add(work: Work, row: Customer) -> None:
    work.require(P.CUSTOMER_EDIT, row)
    refuse_merged(row)


def _withdraw(work: Work, row: Customer, uploader_id: int) -> None:
    _add(work, row)
    require_own(work, uploader_id)


CUSTOMER_PAPERS = Carrier(Customer, P.CUSTOMER_SEE, P.CUSTOMER_SEE, _add, _withdraw)
