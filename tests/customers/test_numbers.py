"""Customers are numbered apart from files, by a template that the office may set."""

import pytest

from portal.customers.numbers import SETTING, check_customer_template, own_numbers
from portal.errors import Invalid, Problems
from portal.office.settings import change_settings
from portal.seed.files import CLASSES
from portal.settings import SPECS
from tests.support import make


def test_no_class_as_shipped_begins_as_the_number_of_a_customer():
    ours = SPECS[SETTING].default.partition("-")[0]
    assert ours not in {each["code"] for each in CLASSES}


@pytest.mark.parametrize("template", ["K{year}{seq:5}", "HH-{year}-{month}-{seq:4}"])
def test_a_template_of_year_and_serial_numbers_customers(template):
    check_customer_template(template)


@pytest.mark.parametrize(
    "template",
    ["HH-{year}", "{seq:5}", "{class}-{year}{seq:5}", "{dept}{year}{seq}", "HH-{x}{seq}"],
)
def test_another_template_is_refused_with_an_example(template):
    with pytest.raises(Invalid, match=r"\{seq:[45]\}"):
        check_customer_template(template)


def test_the_office_sets_its_own_and_former_numbers_stay_known(stage):
    with stage.work("li") as work, pytest.raises(Problems):
        change_settings(work, {SETTING: "HH-{class}{seq:5}"})
    with stage.work("li") as work:
        change_settings(work, {SETTING: "C{year}{month}-{seq:3}"})
    make.customer(stage)
    with stage.work("wang") as work:
        known = own_numbers(work)
    for number in ("C202611-001", "C202611-1000", "HH-202600001", "KH-202600001"):
        assert known.fullmatch(number), number
    for number in ("C202611-01", "C-001", "KH-2026-0001", "XHH-202600001"):
        assert not known.fullmatch(number), number
