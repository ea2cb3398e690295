"""Rows as a view hands them to a verb: visible to the actor, locked and freshly read."""

from collections.abc import Mapping
from typing import Any

from models.approvals import Approval
from models.customers import Customer
from models.lending.loans import Loan
from models.lending.requests import AccessRequest, Copying, Viewing
from models.people import Delegation, Role, User
from models.words.permissions import Permission as P
from portal.work import Work

SEE: Mapping[Any, P] = {
    AccessRequest: P.REQUEST_SEE,
    Approval: P.APPROVAL_SEE,
    Copying: P.REQUEST_HANDLE,
    Customer: P.CUSTOMER_SEE,
    Delegation: P.DELEGATION_SEE,
    Loan: P.LOAN_SEE,
    Role: P.ROLE_SEE,
    User: P.USER_SEE,
    Viewing: P.REQUEST_HANDLE,
}


def locked(work: Work, table: Any, id: int) -> Any:
    """The row of ``table`` with this id. Raises ``NotFound`` if the actor may not see it."""
    return work.get(table, id, SEE[table], lock=True)
