"""Every register and every list that can become a sheet: the tables of the wings, in one."""

from collections.abc import Mapping

from models.words.permissions import Permission as P
from portal.customers import wiring as customers
from portal.files import wiring as files
from portal.lending import wiring as lending
from portal.office.audit import AUDIT
from portal.platform.lists.exported import DECLARED
from portal.platform.lists.listing import Listing
from portal.platform.sheets.register import Report

REPORTS: Mapping[str, Report] = {
    report.name: report for report in (*customers.REPORTS, *files.REPORTS, *lending.REPORTS)
}

# List → what one needs to export it: more than to see it.
LISTINGS: Mapping[str, tuple[Listing, P]] = {
    listing.name: (listing, permission)
    for listing, permission in (
        (AUDIT, P.AUDIT_SEE),
        *customers.LISTINGS,
        *files.LISTINGS,
        *lending.LISTINGS,
    )
}


def find_export(name: str) -> tuple[Listing, P] | None:
    """The list of that name and what one needs to export it; None where it makes no sheet."""
    return LISTINGS.get(name) or DECLARED.get(name)
