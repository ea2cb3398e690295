"""Codes by the clock: RFC 6238's own examples, the steps beside, and never twice."""

import base64
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from portal.people import code_rules as rules

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_examples_of_rfc_6238(seconds, code):
    assert rules.matching_step(SECRET, code, seconds, 0) == seconds // 30
    assert rules.matching_step(SECRET, f"{code[:3]} {code[3:]}", seconds, 0) == seconds // 30
    assert rules.matching_step(SECRET, code, seconds, seconds // 30) is None  # used already


@pytest.mark.parametrize(("late", "known"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_clocks_may_differ_by_one_step(late, known):
    assert (rules.matching_step(SECRET, "005924", 1234567890 + late, 0) is not None) is known


@pytest.mark.parametrize("typed", ["", "05924", "0059240", "００５９２４", "abcdef", "005924\n1"])
def test_what_is_no_code_is_none(typed):
    assert rules.matching_step(SECRET, typed, 1234567890, 0) is None


def test_a_secret_needs_both_the_key_and_the_salt():
    one = rules.derive_secret(b"k" * 32, "a")
    assert len(base64.b32decode(one)) == 20
    assert len({one, rules.derive_secret(b"k" * 32, "b"), rules.derive_secret(b"q" * 32, "a")}) == 3


def test_recovery_codes_differ_and_are_known_however_they_are_typed():
    codes = rules.make_recovery_codes()
    assert len(set(codes)) == 10
    assert rules.hash_code(codes[0]) == rules.hash_code(codes[0].upper().replace("-", " "))
    assert rules.hash_code(codes[0]) != rules.hash_code(codes[1])


def test_a_secret_is_the_head_of_an_hmac_of_its_own_use():
    # printf 'second factor:salt' | openssl dgst -sha256 -hmac key, its first 20 bytes in base32
    assert rules.derive_secret(b"key", "salt") == "6NXBRFSZ4SBZRCE2GU47Q4YILRCBCS34"


def test_the_qr_code_holds_who_where_and_the_secret():
    uri = rules.provisioning_uri(SECRET, "wang@x", "青简 office")
    assert uri.startswith("otpauth://totp/")
    assert parse_qs(urlsplit(uri).query) == {"secret": [SECRET], "issuer": ["青简 office"]}
    assert unquote(urlsplit(uri).path) == "/青简 office:wang@x"


@pytest.mark.parametrize("late", [-30, 0, 30])
def test_a_code_is_of_its_own_step_whatever_the_clock_and_good_once(late):
    step = 1234567890 // 30
    seconds = 1234567890 + late
    assert rules.matching_step(SECRET, "005924", seconds, step - 1) == step
    assert rules.matching_step(SECRET, "005924", seconds, step) is None
    assert rules.matching_step(SECRET, "005924", seconds, step + 1) is None


@pytest.mark.parametrize(
    ("seconds", "known"),
    [(1234567859, False), (1234567860, True), (1234567949, True), (1234567950, False)],
)
def test_a_code_lives_from_the_step_before_to_the_step_after(seconds, known):
    """005924 is the code from 1234567890 to 1234567919."""
    assert (rules.matching_step(SECRET, "005924", seconds, 0) is not None) is known


def test_ten_recovery_codes_of_two_times_five_clear_letters():
    codes = rules.make_recovery_codes()
    assert len(codes) == 10
    for code in codes:
        assert re.fullmatch(r"[a-hjkmnp-z2-9]{5}-[a-hjkmnp-z2-9]{5}", code)
    assert len(rules.ALPHABET) == len(set(rules.ALPHABET)) == 31
    assert not set("ilo01") & set(rules.ALPHABET)


def test_a_recovery_code_is_kept_as_its_sha_256():
    # printf abcde23456 | sha256sum
    digest = "3f3ca7d0c3da794e94f9b663af89ec93566b1ec3bb117818eacf40187a0e54ab"
    for typed in ("abcde-23456", "ABCDE 23456", " abcde23456 "):
        assert rules.hash_code(typed) == digest


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("12 34-56", "123456"), ("ABC", "abc"), ("１２３", ""), ("é", ""), ("", "")],
)
def test_a_code_is_compared_in_ascii_or_not_at_all(typed, plain):
    assert rules.normalize_code(typed) == plain
