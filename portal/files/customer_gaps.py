"""What the card of a customer must hold before a file is opened or used for it (CF-02)."""

from collections.abc import Iterable

from models.customers import Customer
from models.words.customers import Gap, Moment
from models.words.text import N_
from portal import settings
from portal.errors import Invalid
from portal.work import Work

LACKING = {
    Moment.OPEN_FILE: N_(
        "To open a file, the card of «%(name)s» needs: %(gaps)s. Complete the card first."
    ),
    Moment.USE: N_(
        "Before its file is used, the card of «%(name)s» needs: %(gaps)s. Complete the card first."
    ),
}


def needed_at(work: Work, moment: Moment) -> list[Gap]:
    """What the office needs of a customer's card at a moment, beside the name."""
    names = settings.names_of(work.session, moment)[moment]
    return [gap for gap in Gap if gap in names]


def check_customers(work: Work, customers: Iterable[Customer], moment: Moment) -> Invalid | None:
    """The refusal that names what the first incomplete card lacks, if one does."""
    needed = needed_at(work, moment)
    for customer in customers:
        if gaps := [gap for gap in customer.gaps if gap in needed]:
            return Invalid(LACKING[moment], field="customer_id", name=customer.name, gaps=gaps)
    return None
