"""Q10: what the pad sends is taken for a signature only when a hand could have drawn it."""

import json

import pytest

from portal.errors import Invalid
from portal.lending import signature_rules

STROKES = [[40, 60, 120, 90, 200, 60], [220, 120, 320, 60]]


def test_what_was_drawn_is_read_and_drawn_again():
    assert signature_rules.read_strokes(json.dumps(STROKES)) == STROKES
    assert signature_rules.stroke_path([[1, 2, 3, 4], [5, 6]]) == "M1 2L3 4 M5 6L7 6"


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
        signature_rules.read_strokes(text)


def test_the_longest_that_is_taken():
    stroke = [n % 2 for n in range(signature_rules.MOST_NUMBERS - 4)]
    assert signature_rules.read_strokes(json.dumps([stroke, [0, 0, 600, 0]]))


def drawn(*strokes):
    return json.dumps([list(stroke) for stroke in strokes])


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        (drawn([0, 0, 60, 0]), True),
        (drawn([0, 0, 59, 0]), False),
        (drawn([0, 0, 30, 0], [30, 0, 60, 0]), True),
        (drawn([0, 0, 30, 0], [30, 0, 59, 0]), False),
        (drawn([0, 0, 36, 48]), True),  # 3, 4, 5 times twelve
        (drawn([0, 0, 30, 0, 0, 0]), True),  # there and back
        (drawn([0, 0, 600, 200]), True),
        (drawn([0, 0, 601, 200]), False),
        (drawn([0, 0, 600, 201]), False),
        (drawn([0, -1, 600, 200]), False),
        (drawn([-1, 0, 600, 200]), False),
        (drawn([0, 0, 100, 300]), False),
        (drawn([0, 0, 600, 0], *[[1, 1]] * 199), True),  # 200 strokes
        (drawn([0, 0, 600, 0], *[[1, 1]] * 200), False),
        (drawn([0, 0, 600, 0] * 2000), True),  # 8,000 numbers
        (drawn([0, 0, 600, 0] * 2000 + [1, 1]), False),
        (drawn([0, 0, 600, 0], [1, 1, 1]), False),
        (drawn([0, 0, 600, 0], []), False),
        ('[[0, 0, 600, 0], "12"]', False),
        ("[[0, 0, 600, true]]", False),
        ("[[0, 0, 600, null]]", False),
        ("null", False),
    ],
)
def test_a_signature_is_sixty_long_inside_the_pad_and_not_without_end(text, taken):
    if taken:
        assert signature_rules.read_strokes(text) == json.loads(text)
        return
    with pytest.raises(Invalid) as refused:
        signature_rules.read_strokes(text)
    assert refused.value.field == "signature"


def test_nothing_a_dot_and_nonsense_are_told_apart():
    said = []
    for text in (" ", "[[10, 10]]", "[[10]]", "[]"):
        with pytest.raises(Invalid) as refused:
            signature_rules.read_strokes(text)
        assert refused.value.field == "signature"
        said.append(refused.value.text)
    assert len(set(said)) == 3
    assert said[2] == said[3], "no stroke at all is nonsense"


@pytest.mark.parametrize(
    ("strokes", "path"),
    [
        ([], ""),
        ([[5, 6]], "M5 6L7 6"),
        ([[5, 6, 7, 8]], "M5 6L7 8"),
        ([[5, 6, 7, 8, 9, 10], [1, 2]], "M5 6L7 8L9 10 M1 2L3 2"),
    ],
)
def test_strokes_are_drawn_as_a_path_of_svg(strokes, path):
    assert signature_rules.stroke_path(strokes) == path


def test_half_a_point_is_not_drawn():
    with pytest.raises(ValueError, match="zip"):
        signature_rules.stroke_path([[1, 2, 3]])
