"""Q10: what the pad sends is taken for a signature only when a hand could have drawn it."""

import json

import pytest

from portal.errors import Invalid
from portal.lending import signature_rules as signatures
from tests.support.signing import DRAWN, STROKES


def test_what_was_drawn_is_read_and_drawn_again():
    assert signatures.read(DRAWN) == STROKES
    assert signatures.path([[1, 2, 3, 4], [5, 6]]) == "M1 2L3 4 M5 6L7 6"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "no json",
        "{}",
        "[]",
        "[[]]",
        "[1, 2]",
        "[[1, 2, 3]]",
        '[["1", "2"]]',
        "[[true, false]]",
        "[[1.5, 2.5]]",
        "[[0, 0, 601, 0]]",
        "[[0, 0, 0, 201]]",
        "[[-1, 0]]",
        "[[10, 10]]",
        "[[10, 10, 12, 10]]",
        json.dumps([[1, 1]] * 201),
        json.dumps([[0, 0, 600, 200] * 2001]),
        "[" * 5000,
    ],
)
def test_what_no_hand_has_drawn_is_refused(text):
    with pytest.raises(Invalid):
        signatures.read(text)


def test_the_longest_that_is_taken():
    stroke = [n % 2 for n in range(signatures.MOST_NUMBERS - 4)]
    assert signatures.read(json.dumps([stroke, [0, 0, 600, 0]]))
