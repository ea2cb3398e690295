"""Addresses of record pages, in one table by kind."""

from models.words.kinds import Kind

PAGES = {
    Kind.COPYING: "/copyings/",
    Kind.CUSTOMER: "/customers/",
    Kind.DEFICIENCY: "/deficiencies/",
    Kind.DIFFERENCE: "/differences/",
    Kind.FILE: "/files/",
    Kind.LOAN: "/loans/",
    Kind.PENALTY: "/penalties/",
    Kind.REQUEST: "/requests/",
    Kind.VIEWING: "/viewings/",
}


def record_page(kind: Kind, id: int) -> str:
    """The address of a record's page; empty if its kind has none."""
    return f"{PAGES[kind]}{id}/" if kind in PAGES else ""
