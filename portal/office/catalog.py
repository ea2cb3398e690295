"""Every register and every list that can become a sheet. The whole list, in one place."""

from collections.abc import Mapping

from models.words.permissions import Permission as P
from portal.customers.lists import CUSTOMERS
from portal.customers.register import CUSTOMER_REGISTER
from portal.customers.twins import CUSTOMER_TWINS
from portal.files.deficiency_registers import DEFICIENCIES, FILING_RATES, MISSING_PARTS, PENALTIES
from portal.files.lists import FILES, NUMBERS
from portal.files.registers import FILE_CATALOGUE, ITEM_CATALOGUE, NUMBER_LEDGER
from portal.files.return_register import FILING_RETURNS
from portal.lending.lists import LOANS
from portal.lending.registers import LOAN_REGISTER, OVERDUE_REGISTER
from portal.lending.request_lists import COPYINGS, REQUESTS, VIEWINGS
from portal.lending.request_registers import REQUEST_REGISTER, VIEWING_REGISTER
from portal.office.audit import AUDIT
from portal.platform.lists.listing import Listing
from portal.platform.sheets.register import Report

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
