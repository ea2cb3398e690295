"""Every register and every list that can become a sheet. The whole list, in one place."""

from collections.abc import Mapping

from models.words.permissions import Permission as P
from portal.engines.lists import Listing
from portal.reports.audit import AUDIT
from portal.reports.customer_register import CUSTOMER_REGISTER
from portal.reports.customer_twins import CUSTOMER_TWINS
from portal.reports.customers import CUSTOMERS
from portal.reports.deficiencies import DEFICIENCIES, FILING_RATES, MISSING_PARTS, PENALTIES
from portal.reports.file_lists import FILES, NUMBERS
from portal.reports.file_registers import FILE_CATALOGUE, ITEM_CATALOGUE, NUMBER_LEDGER
from portal.reports.filing_returns import FILING_RETURNS
from portal.reports.lending_registers import (
    LOAN_REGISTER,
    OVERDUE_REGISTER,
    REQUEST_REGISTER,
    VIEWING_REGISTER,
)
from portal.reports.loans import LOANS
from portal.reports.report import Report
from portal.reports.requests import COPYINGS, REQUESTS, VIEWINGS

REPORTS: Mapping[str, Report] = {
    report.name: report
    for report in (
        CUSTOMER_REGISTER,
        CUSTOMER_TWINS,
        FILE_CATALOGUE,
        ITEM_CATALOGUE,
        NUMBER_LEDGER,
        MISSING_PARTS,
        FILING_RATES,
        FILING_RETURNS,
        REQUEST_REGISTER,
        VIEWING_REGISTER,
        LOAN_REGISTER,
        OVERDUE_REGISTER,
    )
}

# List → what one needs to export it: more than to see it.
LISTINGS: Mapping[str, tuple[Listing, P]] = {
    listing.name: (listing, permission)
    for listing, permission in (
        (AUDIT, P.AUDIT_SEE),
        (COPYINGS, P.REQUEST_EXPORT),
        (CUSTOMERS, P.CUSTOMER_EXPORT),
        (DEFICIENCIES, P.FILE_EXPORT),
        (FILES, P.FILE_EXPORT),
        (LOANS, P.LOAN_EXPORT),
        (NUMBERS, P.NUMBER_SEE),
        (PENALTIES, P.PENALTY_SEE),
        (REQUESTS, P.REQUEST_EXPORT),
        (VIEWINGS, P.REQUEST_EXPORT),
    )
}
