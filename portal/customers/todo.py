"""What waits for the owners of customers: cards that lack something (CF-48)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, select

from models.customers import Customer
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import TodoTab
from models.words.text import N_
from portal.access.policy import can, visible
from portal.customers.lists import TO_COMPLETE
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work

COUNTED = 10_000  # a list brought in may have a million


def _incomplete(work: Work, _soon: date) -> Select[Any] | None:
    """One line for all of them: they are completed from their list."""
    if not can(work.actor, P.CUSTOMER_EDIT):
        return None
    own = (
        select(Customer.id, Customer.updated_at)
        .where(
            Customer.incomplete,
            Customer.owner_id == work.actor.id,
            Customer.state == CustomerState.ACTIVE,
            visible(work.actor, P.CUSTOMER_EDIT, Customer),
        )
        .limit(COUNTED)
        .subquery()
    )
    number = func.count(own.c.id)
    return todo_rows(literal(0), cast(number, String), func.min(own.c.updated_at)).having(
        number > 0
    )


def _to_lower(work: Work, _soon: date) -> Select[Any] | None:
    """Lower grades that wait for a second person."""
    if not can(work.actor, P.CUSTOMER_DECLASSIFY):
        return None
    return todo_rows(
        Customer.id, func.concat(Customer.number, " ", Customer.name), Customer.grade_asked_at
    ).where(
        Customer.grade_asked_by.is_not(None),
        Customer.grade_asked_by != work.actor.id,
        visible(work.actor, P.CUSTOMER_DECLASSIFY, Customer),
    )


TODO: Sequence[Part] = (
    Part(
        "customer.incomplete",
        N_("%(name)s customer cards to complete"),
        N_("Complete them"),
        Kind.CUSTOMER,
        _incomplete,
        icon="list-check",
        page=f"/customers/?incomplete=1&mine=1&state=active&cols={TO_COMPLETE}",
        home="/customers/",
    ),
    Part(
        "customer.lower_grade",
        N_("Lower the grade of %(name)s?"),
        N_("Decide"),
        Kind.CUSTOMER,
        _to_lower,
        tab=TodoTab.DECIDE,
        icon="shield-lock",
        home="/customers/",
    ),
)
