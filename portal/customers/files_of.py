"""The files of a customer, as its card shows them."""

from collections.abc import Hashable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Select, bindparam, select

from models.files.records import CustomerFile
from models.words.permissions import Permission as P
from portal.access.policy import reach_key, visible
from portal.fast.kept import Store
from portal.platform.ahead import Question, ask
from portal.work import Work

MOST = 50
BUILT: Store[Hashable, Select[Any]] = Store(200)  # by reach


def files_of(work: Work, customer_id: int) -> Sequence[Any]:
    """The customer's files that the actor may see, newest first, at most ``MOST``.

    Rows of (id, number, title, life, custody, secrecy).
    """
    return ask(work, files_question(work, customer_id))


def files_question(work: Work, customer_id: int) -> Question:
    """What ``files_of`` asks, for a page that asks it together with more."""
    reach = reach_key(work.actor, P.FILE_SEE, CustomerFile)
    statement = BUILT.get(reach)
    if statement is None:
        statement = BUILT.keep(reach, _statement(work))
    return Question("files", statement, {"of": customer_id})


def _statement(work: Work) -> Select[Any]:
    columns: tuple[Any, ...] = (
        CustomerFile.id,
        CustomerFile.number,
        CustomerFile.title,
        CustomerFile.life,
        CustomerFile.custody,
        CustomerFile.secrecy,
    )
    return (
        select(*columns)
        .where(
            CustomerFile.customer_id == bindparam("of", type_=BigInteger),
            visible(work.actor, P.FILE_SEE, CustomerFile),
        )
        .order_by(CustomerFile.id.desc())
        .limit(MOST)
    )
