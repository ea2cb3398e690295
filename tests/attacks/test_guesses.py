"""Nobody finds out by trying what they may not reveal, and nobody renames a card by accident."""

import pytest

from models.customers import Customer
from models.words.access import FieldRule, Reach
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from portal.customers import duplicates
from portal.customers.cards import create_customer
from portal.errors import NotAllowed
from portal.office import intake
from portal.platform.imports.choices import OTHER, SAME, Choices, choose
from tests.customers.test_screens import CARD, PERSON
from tests.support import lists

ID_NUMBER = "11010519491231002X"


@pytest.fixture
def card(stage):
    with stage.work("owen") as work:
        row = create_customer(work, {**CARD, "id_number": ID_NUMBER}, [PERSON])
        return row.id, row.number


def bring(stage, cells, head):
    return lists.bring_in(stage, lists.sheet([cells], head))


@pytest.mark.parametrize("guess", [ID_NUMBER, "110105194912310038"])
def test_the_check_of_an_import_does_not_say_whether_a_masked_number_is_right(stage, card, guess):
    assert stage.actor("wang").rule(Kind.CUSTOMER, "id_number") is FieldRule.MASKED
    id = bring(stage, [card[1], guess], ["客户编号", "身份证号"])
    assert lists.batch_of(stage, id).counts == {"update": 1}


def test_a_right_guess_that_is_written_changes_nothing(stage, card):
    lists.write(stage, bring(stage, [card[1], ID_NUMBER], ["客户编号", "身份证号"]))
    assert stage.session.get(Customer, card[0]).id_number == ID_NUMBER


def test_a_masked_phone_is_no_reason_to_suspect_a_twin(stage, card):
    with stage.work("wang") as work:
        known = {"phones": [PERSON["mobile"]]}
        assert duplicates.find_duplicates(work, **known)
        work.actor.field_rules[(Kind.CONTACT, "mobile")] = FieldRule.MASKED
        assert duplicates.find_duplicates(work, **known) == []


def renaming(stage, card):
    return bring(stage, ["某某甲乙丙丁戊己庚商行", card[1]], ["客户名称", "客户编号"])


def test_a_number_under_quite_another_name_waits_and_renames_nothing(stage, card):
    id = renaming(stage, card)
    assert lists.batch_of(stage, id).counts == {"decide": 1}
    lists.write(stage, id)
    assert stage.session.get(Customer, card[0]).name == CARD["name"]


@pytest.mark.parametrize(("said", "outcome"), [(SAME, "update"), (OTHER, "error")])
def test_who_says_that_it_is_the_same_renames_it(stage, card, said, outcome):
    id = renaming(stage, card)
    lists.decide(stage, id, twins={"2": said})
    assert lists.outcomes(stage, id) == [outcome]


@pytest.mark.parametrize("name", ["北京恒通（集团）有限公司", "北京恒通集团股份有限公司"])
def test_another_spelling_of_the_name_asks_nothing(stage, card, name):
    id = bring(stage, [name, card[1], "新街9号"], ["客户名称", "客户编号", "地址"])
    assert lists.outcomes(stage, id) == ["update"]


def test_only_who_brought_a_file_or_may_all_of_it_writes_it(stage, card):
    id = bring(stage, [card[1], "新街9号"], ["客户编号", "地址"])
    target = intake.target_of(Kind.CUSTOMER)
    with stage.work("li") as work:
        work.actor.grants[P.CUSTOMER_IMPORT] = Reach.DEPARTMENT
        batch = lists.batch_of(stage, id)
        with pytest.raises(NotAllowed):
            choose(work, target, batch, Choices(), write=True)
