"""S11: three officers keep each other in check; their rights are theirs alone."""

from itertools import combinations

import pytest

from models.words.access import Duty as D
from models.words.permissions import Permission as P
from portal.people.duties import clash_objection, grant_objection

OFFICERS = (D.AUDIT, D.SECURITY, D.SYSTEM)
USUAL = {
    D.BUSINESS: {P.FILE_SEE, P.FILE_EDIT},
    D.AUDIT: {P.AUDIT_SEE, P.FILE_SEE},
    D.SYSTEM: {P.SETTING_EDIT},
}


@pytest.mark.parametrize("pair", list(combinations(D, 2)), ids="-".join)
def test_no_two_duties_go_together(pair):
    assert clash_objection(pair)
    assert clash_objection([*pair, pair[0]])


@pytest.mark.parametrize("duty", D)
def test_many_roles_of_one_duty_do(duty):
    assert clash_objection([]) is None
    assert clash_objection([duty]) is None
    assert clash_objection([duty, duty]) is None


@pytest.mark.parametrize(
    ("duty", "permission", "fits"),
    [
        (D.BUSINESS, P.FILE_EDIT, True),
        (D.BUSINESS, P.FILE_SEE, True),  # the auditor's as well, but usual here
        (D.BUSINESS, P.LOAN_RENEW, True),  # nobody's so far
        (D.BUSINESS, P.AUDIT_SEE, False),
        (D.BUSINESS, P.SETTING_EDIT, False),
        (D.BUSINESS, P.SYSTEM_RUN, False),
        (D.AUDIT, P.AUDIT_SEE, True),
        (D.AUDIT, P.FILE_SEE, True),
        (D.AUDIT, P.FILE_EDIT, False),
        (D.AUDIT, P.SETTING_EDIT, False),
        (D.SYSTEM, P.SETTING_EDIT, True),
        (D.SYSTEM, P.SYSTEM_RUN, False),
        (D.SECURITY, P.FILE_SEE, False),  # starts with nothing here
    ],
)
def test_a_right_fits_a_duty_or_is_refused(duty, permission, fits):
    assert (grant_objection(duty, permission, USUAL) is None) is fits


def test_nobody_is_given_the_rights_of_the_system_itself_even_if_they_are_listed():
    assert grant_objection(D.BUSINESS, P.SYSTEM_RUN, {D.BUSINESS: {P.SYSTEM_RUN}})


def test_an_officer_and_a_business_role_are_refused_in_different_words():
    business = grant_objection(D.BUSINESS, P.AUDIT_SEE, USUAL)
    officer = grant_objection(D.AUDIT, P.FILE_EDIT, USUAL)
    assert business
    assert officer
    assert business != officer
