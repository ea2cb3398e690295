"""What a password must be (ASVS 6.2, 等保): refused beside taken."""

import unicodedata
from dataclasses import FrozenInstanceError

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
        ("aaaaaaaaaaaaaa", "too easy to guess"),
        ("abababababab1", "too easy to guess"),
        ("123456789012", "too easy to guess"),
        ("210987654321", "too easy to guess"),
        ("qwertyuiopas", "too easy to guess"),
        ("123qweasdzxc", "too easy to guess"),
        ("sunshine12345!", "too easy to guess"),
        ("i am chensy today", "must not contain"),
        ("陈思远的猫很胖很可爱的呢", "must not contain"),
        ("my a0231 violin", "must not contain"),
        ("qingjian is mine", "must not contain"),
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
    assert password_objection("correcthorse", DENGBAO, ()).text.startswith("Use three of")
    assert password_objection("Correct7horse", DENGBAO, ()) is None


@given(st.text(min_size=1, max_size=40))
def test_only_the_form_is_made_normal_nothing_is_cut(text):
    assert normalize_password(text) == unicodedata.normalize("NFC", text)
    assert normalize_password(normalize_password(text)) == normalize_password(text)


def said(password, policy=ASVS, own=()):
    refusal = password_objection(password, policy, own)
    return refusal and refusal.text.split("%")[0].split("«")[0].strip()


def test_what_asvs_and_dengbao_start_from():
    assert PasswordPolicy() == PasswordPolicy(length=12, dengbao=False, days=90, remembered=5)
    assert len({PasswordPolicy(), ASVS}) == 1


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("plum7-kiln-w", None),  # 12
        ("plum7-kiln-", "Use at least"),
        ("plum7-kiln-" + "wxyz-kbd" * 14 + "-vile", None),  # 128
        ("plum7-kiln-" + "wxyz-kbd" * 14 + "-viler", "Use at most"),
    ],
)
def test_a_password_has_12_to_128_characters(password, refused):
    assert said(password) == refused


def test_a_refusal_says_how_long_and_which_word():
    assert password_objection("x", ASVS, ()).values == {"length": 12}
    assert password_objection("x" * 129, ASVS, ()).values == {"length": 128}
    assert password_objection("my Chensy violin", ASVS, {"chen", " ChenSY "}).values == {
        "word": "chensy"
    }
    assert len({password_objection("leavemealone", ASVS, ()).text}) == 1
    assert password_objection("leavemealone", ASVS, ()).values == {}


@pytest.mark.parametrize(
    ("password", "common"),
    [
        ("leavemealone", True),  # listed as it stands
        ("LeaveMeAlone", True),
        ("leavemealoneq", False),
        ("sunshine73918426", True),  # a listed word is half of it
        ("sunshine739184265", False),  # and here less than half
        ("7391sunshine8426", True),
        ("!!sunshine-73918", True),
        ("abcabacbcacb", True),  # three letters
        ("abcdabdcacbd", False),  # four
        ("aB1aB1aB1aB1", True),
        ("axcrefaxcref", True),  # six repeated
        ("axcrefaxcrefax", True),
        ("axcrefgaxcrefg", False),  # seven repeated
        ("ghijklmnopqr", True),
        ("rqponmlkjihg", True),
        ("ghijklmnopqs", False),
        ("890123456789", True),
        ("poiuytrewq-b", False),
        ("lkjhgfdsapoi", True),
    ],
)
def test_what_is_guessed_first(password, common):
    assert (
        said(password) == "This password is too easy to guess. Use three or four words."
    ) is common


@pytest.mark.parametrize(
    ("own", "password", "refused"),
    [
        ("李", "李家的小提琴在湖边慢慢地响", False),  # one sign occurs by chance
        ("李伟", "李伟的小提琴在湖边慢慢地响", True),
        ("abc", "plum-abc-kiln-7", False),
        ("abcd", "plum-abcd-kiln", True),
        ("0231", "plum-0231-kiln", True),
        ("023", "plum-023-kiln7", False),
        (" ABCD ", "plum-abcd-kiln", True),
        ("", "plum-kiln-violet", False),
        ("  ", "plum  kiln  violet", False),
    ],
)
def test_a_word_of_ones_own_is_left_out_if_it_is_long_enough_to_tell(own, password, refused):
    assert (said(password, own={own}) == "The password must not contain") is refused


@pytest.mark.parametrize(
    "word", ["qingjian", "青简", "password", "admin", "administrator", "PassWord"]
)
def test_no_password_holds_the_word_of_the_house_or_the_first_that_comes_to_mind(word):
    assert said(f"plum-{word}-kiln") == "The password must not contain"


@pytest.mark.parametrize(
    ("password", "mixed"),
    [
        ("plumkilnviolet", False),
        ("Plumkilnviolet", False),
        ("plum7kilnviolet", False),
        ("plum kiln violet", False),
        ("PLUM7KILNVIOLET", False),
        ("Plum7kilnviolet", True),
        ("Plum kiln violet", True),
        ("plum7 kiln violet", True),
        ("PLUM7 KILN VIOLET", True),
        ("Plum7 kiln violet", True),
        ("Plum湖kilnvi", True),  # a Chinese sign is neither letter nor digit
    ],
)
def test_dengbao_wants_three_of_four_kinds_and_asvs_none(password, mixed):
    assert (said(password, DENGBAO) is None) is mixed
    assert said(password + " lake", ASVS) is None


def test_a_refusal_is_a_value():
    with pytest.raises(FrozenInstanceError):
        password_objection("x", ASVS, ()).text = "y"
