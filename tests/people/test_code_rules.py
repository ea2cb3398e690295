"""Codes by the clock: RFC 6238's own examples, the steps beside, and never twice."""

import base64

import pytest

from portal.people import code_rules

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_examples_of_rfc_6238(seconds, code):
    assert code_rules.matching_step(SECRET, code, seconds, 0) == seconds // 30
    assert code_rules.matching_step(SECRET, f"{code[:3]} {code[3:]}", seconds, 0) == seconds // 30
    assert code_rules.matching_step(SECRET, code, seconds, seconds // 30) is None  # used already


@pytest.mark.parametrize(("late", "known"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(late, known):
    assert (code_rules.matching_step(SECRET, "005924", 1234567890 + late, 0) is not None) is known


@pytest.mark.parametrize("typed", ["", "05924", "0059240", "００５９２４", "abcdef", "005924\n1"])
def test_what_is_no_code_is_none(typed):
    assert code_rules.matching_step(SECRET, typed, 1234567890, 0) is None


def test_a_secret_needs_both_the_key_and_the_salt():
    one = code_rules.derive_secret(b"k" * 32, "a")
    assert len(base64.b32decode(one)) == 20
    assert (
        len(
            {
                one,
                code_rules.derive_secret(b"k" * 32, "b"),
                code_rules.derive_secret(b"q" * 32, "a"),
            }
        )
        == 3
    )


def test_recovery_codes_differ_and_are_known_however_they_are_typed():
    codes = code_rules.make_recovery_codes()
    assert len(set(codes)) == code_rules.CODES
    assert code_rules.hash_code(codes[0]) == code_rules.hash_code(
        codes[0].upper().replace("-", " ")
    )
    assert code_rules.hash_code(codes[0]) != code_rules.hash_code(codes[1])
