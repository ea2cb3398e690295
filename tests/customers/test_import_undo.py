"""Undoing an import puts back what stood before, and every page says so (D7)."""

from sqlalchemy import select

from models.customers import Customer
from tests.support.lists import (
    HEAD,
    batch_of,
    lines,
    outcomes,
    row,
    sheet,
    undo,
    write,
)


def cards(stage):
    stage.session.expire_all()
    return stage.session.scalars(select(Customer).order_by(Customer.id)).all()


def told(card):
    names = [c.name for c in Customer.__table__.columns if c.name not in ("revision", "updated_at")]
    people = [(p.name, p.mobile, p.phone) for p in card.contacts]
    return {name: getattr(card, name) for name in names} | {"people": people}


def test_what_was_empty_and_is_needed_becomes_empty_again(stage, bring):
    """What a card must hold to be saved by hand asks nothing of what stood there before."""
    blank = dict.fromkeys(("法定代表人", "地址", "邮编", "电话", "经营范围"), "")
    write(stage, bring(sheet([row(1, **blank, 联系人="", 手机=""), row(2, 邮编="", 手机="")])))
    before = [told(card) for card in cards(stage)]
    id = bring(sheet([row(1), row(2)]))
    assert outcomes(stage, id) == ["update", "update"]
    write(stage, id)
    assert [card.phone for card in cards(stage)] == ["010-60000001", "010-60000002"]
    undo(stage, id)
    assert [told(card) for card in cards(stage)] == before
    assert batch_of(stage, id).counts["kept"] == 0
    assert [line.problems for line in lines(stage, id)] == [{}, {}]


def test_what_an_older_rule_let_in_is_put_back_as_it_was(stage, bring):
    write(stage, bring(sheet([row(1)])))
    [card] = cards(stage)

    stage.session.execute(
        Customer.__table__.update().values(postcode="1000", founded_on=None, grade="重要")
    )
    stage.session.commit()
    id = bring(sheet([[*row(1, 邮编="100081"), card.number]], [*HEAD, "客户编号"]))
    write(stage, id)
    assert cards(stage)[0].postcode == "100081"
    undo(stage, id)
    assert cards(stage)[0].postcode == "1000"
