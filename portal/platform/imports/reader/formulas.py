"""Addresses in formulas, and what becomes of them where cells share a formula (D10)."""

import re

# What a formula may hold: texts, names of tabs, and addresses, of which some move with the cell.
PIECES = re.compile(
    r"\"[^\"]*\"|'[^']*'|(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)([0-9]+)(?![\w(])"
)


def column_of(letters: str) -> int:
    """A is 0.

    >>> column_of("A"), column_of("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def letters_of(column: int) -> str:
    name = ""
    while column >= 0:
        column, letter = column // 26 - 1, column % 26
        name = chr(ord("A") + letter) + name
    return name


def move_formula(formula: str, down: int, right: int) -> str:
    """A formula as the cell so far from the first has it: addresses without $ move along.

    >>> move_formula('IF(A1="B2",$C3,D$4)', 1, 1)
    'IF(B2="B2",$C4,E$4)'
    """

    def moved(found: re.Match[str]) -> str:
        if not found[4]:
            return found[0]
        column = found[2] if found[1] else letters_of(column_of(found[2]) + right)
        line = found[4] if found[3] else str(int(found[4]) + down)
        return f"{found[1]}{column}{found[3]}{line}"

    return PIECES.sub(moved, formula)
