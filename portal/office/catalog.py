"""All registers and exportable lists, combined from the tables of the wings."""

from collections.abc import Mapping

from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers import wiring as customers
from portal.files import wiring as files
from portal.lending import wiring as lending
from portal.office import export_answers
from portal.office.audit import AUDIT
from portal.platform.lists.exported import DECLARED
from portal.platform.lists.listing import Listing
from portal.platform.sheets.answers import Book
from portal.platform.sheets.register import Report

REPORTS: Mapping[str, Report] = {
    report.name: report for report in (*customers.REPORTS, *files.REPORTS, *lending.REPORTS)
}

# Reports for heads: which answers stand in them, in their order.
BOOKS: Mapping[str, Book] = {
    book.name: book
    for book in (
        Book(
            name="monthly",
            title=N_("Monthly report"),
            about=N_("One page of figures against the month before, then an answer a page."),
            code="QJ-52",
            answers=(
                *lending.ANSWERS,
                *files.ANSWERS,
                *customers.ANSWERS,
                *export_answers.ANSWERS,
            ),
        ),
    )
}

# List → the permission to export it, which is separate from that to see it.
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
    """A list and the permission to export it; None if it cannot be exported."""
    return LISTINGS.get(name) or DECLARED.get(name)
