"""The grade of a card is lowered by two people, and by no edit, import or SQL (F18)."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from models.customers import Customer
from models.platform.storage import Attachment
from models.words.access import Secrecy
from models.words.kinds import Kind
from portal.customers import grading
from portal.customers.cards import CustomerEdit, create_customer, edit_customer, edit_customers
from portal.customers.merging import merge_customers
from portal.errors import IllegalMove, Invalid, NotAllowed
from tests.customers.test_merging import CARD
from tests.support import make
from tests.support.rows import locked


@pytest.fixture
def card(stage):
    id = make.customer(stage, secrecy=Secrecy.SECRET)
    with stage.work() as work:
        for number, grade in enumerate((Secrecy.SECRET, Secrecy.TOP)):
            work.add(
                Attachment(
                    subject=Kind.CUSTOMER,
                    subject_id=id,
                    name=f"{number}.pdf",
                    media_type="application/pdf",
                    size=1,
                    sha256="x",
                    storage_key=f"k{number}",
                    uploaded_by=stage.people["owen"],
                    secrecy=grade,
                )
            )
    return id


def grade(stage, card):
    return stage.session.scalar(select(Customer.secrecy).where(Customer.id == card))


def ask(stage, card, to=Secrecy.INTERNAL, who="owen"):
    with stage.work(who) as work:
        row = locked(work, Customer, card)
        grading.request_lower_grade(work, row, secrecy=to, reason="已公开")


def test_a_second_person_lowers_it_and_its_papers_with_it(stage, card):
    ask(stage, card)
    assert grade(stage, card) is Secrecy.SECRET, "asking changes nothing"
    with stage.work("sun") as work:
        grading.confirm_grade(work, locked(work, Customer, card))
    assert grade(stage, card) is Secrecy.INTERNAL
    papers = stage.session.scalars(select(Attachment.secrecy).order_by(Attachment.id)).all()
    assert papers == [Secrecy.INTERNAL, Secrecy.TOP], "a grade of its own stays"


def test_the_one_who_asked_confirms_it_not(stage, card):
    ask(stage, card, who="li")
    with pytest.raises(NotAllowed), stage.work("li", about="customers.lower_grade") as work:
        grading.confirm_grade(work, locked(work, Customer, card))
    with stage.work("li") as work:
        grading.keep_grade(work, locked(work, Customer, card))
    with pytest.raises(IllegalMove), stage.work("gm", about="customers.lower_grade") as work:
        grading.confirm_grade(work, locked(work, Customer, card))
    assert grade(stage, card) is Secrecy.SECRET


def test_no_edit_lowers_it_and_any_edit_raises_it(stage, card):
    with pytest.raises(Invalid, match="two people"), stage.work("owen", about="x") as work:
        edit_customer(work, locked(work, Customer, card), {"secrecy": Secrecy.NORMAL})
    with stage.work("owen") as work:
        edit_customer(work, locked(work, Customer, card), {"secrecy": Secrecy.TOP})
    assert grade(stage, card) is Secrecy.TOP


def test_a_list_brought_in_leaves_the_higher_grade_and_takes_the_rest(stage, card):
    with stage.work("owen") as work:
        row = locked(work, Customer, card)
        values = {"secrecy": Secrecy.NORMAL, "region": "华北"}
        edit_customers(work, [CustomerEdit(row, values)], confirmed=True, listed=True)
    kept = stage.session.execute(select(Customer.secrecy, Customer.region)).one()
    assert kept == (Secrecy.SECRET, "华北")


def test_the_database_itself_refuses_it_from_one_person(stage, card):
    with pytest.raises(DBAPIError, match="lowered by two"):
        stage.session.execute(text("UPDATE customers SET secrecy = 'normal'"))
    stage.session.rollback()


@pytest.mark.parametrize("grades", [("secret", "normal"), ("normal", "secret")])
@pytest.mark.parametrize("take", [(), ("secrecy",)])
def test_two_cards_become_one_of_the_higher_grade(stage, grades, take):
    with stage.work("li") as work:
        goes, stays = (
            create_customer(work, CARD | {"name": name, "secrecy": grade}, confirmed=True).id
            for name, grade in zip(("北京恒通公司", "北京恒通厂"), grades, strict=True)
        )
    with stage.work("li") as work:
        row = locked(work, Customer, goes)
        into = merge_customers(work, row, into_id=stays, take=take, reason="同一客户")
        assert into.secrecy is Secrecy.SECRET
