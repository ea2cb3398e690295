"""What a password must be (ASVS 6.2, 等保): refused beside taken."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.password_rules import PasswordPolicy, normalize_password, password_objection

ASVS = PasswordPolicy()
DENGBAO = PasswordPolicy(length=10, dengbao=True)
OWN = {"chensy", "陈思远", "A0231", "销售部"}


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("short one", "at least"),
        ("x" * 129, "at most"),
        ("aaaaaaaaaaaaaa", "first that are guessed"),
        ("abababababab1", "first that are guessed"),
        ("123456789012", "first that are guessed"),
        ("210987654321", "first that are guessed"),
        ("qwertyuiopas", "first that are guessed"),
        ("123qweasdzxc", "first that are guessed"),
        ("sunshine12345!", "first that are guessed"),
        ("i am chensy today", "Leave"),
        ("陈思远的猫很胖很可爱的呢", "Leave"),
        ("my a0231 violin", "Leave"),
        ("qingjian is mine", "Leave"),
    ],
)
def test_a_guessable_password_is_refused(password, word):
    refusal = password_objection(password, ASVS, OWN)
    assert refusal is not None
    assert word in refusal.text


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "湖边 第七把 小提琴 慢慢",
        "three small words",
        "Lake-7-violin",
        "xk" * 7 + "9z",
    ],
)
def test_a_long_sentence_is_taken_whatever_its_signs(password):
    assert password_objection(password, ASVS, OWN) is None


def test_dengbao_asks_for_three_kinds_of_signs_and_asvs_does_not():
    assert password_objection("correct horse battery", ASVS, ()) is None
    assert password_objection("correcthorse", DENGBAO, ()).text.startswith("Mix three")
    assert password_objection("Correct7horse", DENGBAO, ()) is None


@given(st.text(min_size=1, max_size=40))
def test_only_the_form_is_made_normal_nothing_is_cut(text):
    assert normalize_password(text) == unicodedata.normalize("NFC", text)
    assert normalize_password(normalize_password(text)) == normalize_password(text)
