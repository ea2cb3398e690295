"""The files of a customer, as its card shows them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from models.files.records import CustomerFile
from models.words.permissions import Permission as P
from portal.access.policy import visible
from portal.work import Work

MOST = 50


def files_of(work: Work, customer_id: int) -> Sequence[Any]:
    """The customer's files that the actor may see, newest first, at most ``MOST``.

    Rows of (id, number, title, life, custody, secrecy).
    """
    columns = (
        CustomerFile.id,
        CustomerFile.number,
        CustomerFile.title,
        CustomerFile.life,
        CustomerFile.custody,
        CustomerFile.secrecy,
    )
    return work.session.execute(
        select(*columns)
        .where(
            CustomerFile.customer_id == customer_id,
            visible(work.actor, P.FILE_SEE, CustomerFile),
        )
        .order_by(CustomerFile.id.desc())
        .limit(MOST)
    ).all()
