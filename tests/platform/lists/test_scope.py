"""Lists ask for the parts of a reach one by one: together the very rows of ``visible`` (D4)."""

import pytest
from sqlalchemy import select

from models.customers import Customer
from models.people import User
from models.words.access import Reach
from models.words.permissions import Permission as P
from portal.access.policy import reach_parts, visible, within
from portal.customers.lists import CUSTOMERS
from portal.platform.lists import page as list_pages
from portal.platform.lists.query import Query
from portal.platform.lists.statement import filtered_statement
from tests.support.cast import PEOPLE


@pytest.fixture
def shelf(stage):
    with stage.work() as work:
        for number, login in enumerate(PEOPLE):
            who = stage.actor(login)
            for department in (who.department_id, None):
                name = f"{login}{department}"
                work.add(
                    Customer(
                        name=name,
                        name_key=name,
                        number=f"T-{number}-{department}",
                        owner_id=who.id,
                        department_id=department,
                    )
                )


@pytest.mark.parametrize("login", sorted(PEOPLE))
@pytest.mark.parametrize("reach", [None, *Reach])
def test_d4_parts_are_what_is_visible_and_share_no_row_where_counted(stage, shelf, login, reach):
    actor = stage.actor(login)
    actor.grants.pop(P.CUSTOMER_SEE, None)
    if reach:
        actor.grants[P.CUSTOMER_SEE] = reach

    def seen(clauses):
        return [id for c in clauses for id in stage.session.scalars(select(Customer.id).where(c))]

    whole = seen([visible(actor, P.CUSTOMER_SEE, Customer)])
    assert set(seen(reach_parts(actor, P.CUSTOMER_SEE, Customer))) == set(whole)
    assert sorted(seen(reach_parts(actor, P.CUSTOMER_SEE, Customer, apart=True))) == sorted(whole)
    assert bool(whole) is bool(reach)


@pytest.mark.parametrize("reach", Reach)
def test_d4_a_page_built_for_one_is_not_shown_to_another(stage, shelf, reach):
    for login in sorted(PEOPLE):
        with stage.work(login) as work:
            work.actor.grants[P.CUSTOMER_SEE] = reach
            page = list_pages.fetch_page(work, CUSTOMERS, Query(size=200))
            reach = within(work.actor, P.CUSTOMER_SEE, Customer)  # with the stubs among them
            wanted = sorted(work.session.scalars(select(Customer.id).where(reach)), reverse=True)
        assert [row[0] for row in page.rows] == wanted
        assert page.total == len(wanted)


@pytest.mark.parametrize(
    ("filters", "search"),
    [
        ({"lifecycle": "partnered", "customer_type": "supplier"}, ""),
        ({"mine": "1"}, ""),
        ({"with_file": "0"}, ""),
        ({}, "三通"),
        ({}, ""),
    ],
)
def test_rows_are_counted_without_joins_that_no_filter_needs(stage, filters, search):
    """A million rows are counted by an index alone: a subquery's own tables are no reason."""
    with stage.work() as work:
        query = Query(filters=filters, search=search)
        counted = filtered_statement(work, CUSTOMERS, query, select(Customer.id))
    assert "JOIN users" not in str(counted)
    assert "JOIN departments" not in str(counted)


def test_a_sort_by_another_table_joins_it(stage):
    with stage.work() as work:
        statement = filtered_statement(work, CUSTOMERS, Query(), select(Customer.id), User.name)
    assert "JOIN users" in str(statement)
