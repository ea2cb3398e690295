"""R-01: business keys compare however they were typed; what was typed stays."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.files.records import CustomerFile
from models.keys import comparable_key
from portal.errors import Conflict
from portal.files import filing
from tests.support import make

VIN = "LSVAA4182E2123456"


@pytest.mark.parametrize(
    "typed",
    [
        VIN.lower(),
        f" {VIN} ",
        "LSVAA4182 E2123456",
        "ＬＳＶＡＡ4182Ｅ2123456",
        f"\u200b{VIN}\u3000",
    ],
)
def test_r01_a_key_is_the_same_in_any_spelling(typed):
    assert comparable_key(typed) == VIN


def open_file(stage, key, **more):
    with stage.work("owen") as work:
        values = {"class_id": more["cls"], "customer_id": more["customer"], "title": "车辆档案"}
        return filing.open_file(work, {**values, "business_key": key, "opened_on": work.today}).id


def test_r01_a_vin_in_lower_case_is_no_second_file(stage):
    given = {
        "cls": make.file_class(stage, "SH", key_label="车架号"),
        "customer": make.customer(stage),
    }
    id = open_file(stage, "lsvaa4182 e2123456", **given)
    assert stage.session.get(CustomerFile, id).business_key == "lsvaa4182 e2123456", "kept as typed"
    with pytest.raises(Conflict) as refusal:
        open_file(stage, VIN, **given)
    assert refusal.value.field == "business_key"


def test_r01_of_many_who_open_it_at_once_one_does(arena):
    given = {
        "cls": make.file_class(arena, "SH", key_label="车架号"),
        "customer": make.customer(arena),
    }
    spelt = (VIN, VIN.lower(), f"{VIN[:9]} {VIN[9:]}", f"{VIN} ")
    answers = arena.race(*((lambda key=key: open_file(arena, key, **given)) for key in spelt))
    assert sum(isinstance(answer, int) for answer in answers) == 1, answers
    assert sum(isinstance(answer, Conflict) for answer in answers) == 3, answers
    with Session(arena.engine) as session:
        assert session.scalars(select(CustomerFile.key_norm)).all() == [VIN]
    with pytest.raises(DBAPIError, match="compared"), Session(arena.engine) as session:
        session.execute(text("UPDATE files SET business_key = 'other'"))
