"""The list of common passwords decides as the whole list it is taken from does."""

import random

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from portal.people.password_rules import PasswordPolicy, password_objection, word_core

WORDS = sorted(FREQUENCY_LISTS["passwords"])
SHORTEST = PasswordPolicy(length=8)
TAIL = "7!38519024"


def taken(password):
    return password_objection(password, SHORTEST, ()) is None


def test_a_listed_word_is_refused():
    words = [word for word in WORDS if len(word) >= SHORTEST.length]
    assert [word for word in random.Random(3).sample(words, 200) if taken(word)] == []


def test_so_is_one_with_a_tail_no_longer_than_itself():
    words = [word for word in WORDS if len(word) >= 4 and word_core(word) == word]
    for word in random.Random(4).sample(words, 200):
        whole = word.capitalize() + TAIL[: max(len(word), SHORTEST.length - len(word))]
        assert len(whole) < SHORTEST.length or not taken(whole), whole


def test_a_longer_tail_makes_another_password_of_it():
    assert not taken("dragon7!3851")
    assert taken("dragon7!38519")
