"""Patterns of ``regex()`` that may be published: short, and without what can take for ever."""

import re

import regex

from models.words.text import N_
from portal.errors import Invalid

LONGEST = 200  # characters
MOST_REPEATS = 12
PART = re.compile(
    r"(?P<back>\\[1-9]|\\g|\(\?P=)|(?P<look>\(\?(?:[=!]|<[=!]))|(?P<class>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|\\.|(?P<open>\((?:\?:|\?P?<\w+>)?)|(?P<close>\))"
    r"|(?P<repeat>[*+]|\{\d*,\d*\})|(?P<times>\{\d+\})"
)


def check_pattern(pattern: str) -> None:
    """Raise ``Invalid`` for one that is too long, cannot be read, or could take for ever."""
    if len(pattern) > LONGEST:
        raise Invalid(N_("A pattern has at most %(most)s characters."), most=LONGEST)
    read_pattern(pattern)
    if _is_endless(pattern):
        raise Invalid(
            N_(
                "The pattern «%(pattern)s» could take for ever: it refers back, looks around, "
                "repeats a repeat or has more than %(most)s repeats."
            ),
            pattern=pattern,
            most=MOST_REPEATS,
        )


def read_pattern(pattern: str) -> regex.Pattern[str]:
    """A pattern ready to match. Raises ``Invalid`` for one that cannot be read."""
    try:
        return regex.compile(pattern)
    except regex.error as error:
        raise Invalid(N_("The pattern «%(pattern)s» cannot be read."), pattern=pattern) from error


def _is_endless(pattern: str) -> bool:
    """Walks over the parts; ``open`` holds for each open group whether something in it repeats."""
    open_, closed, total = [False], False, 0
    for part in PART.finditer(pattern):
        kind, before = part.lastgroup, closed
        closed = False
        if kind in ("back", "look"):
            return True
        if kind == "open":
            open_.append(False)
        elif kind == "close" and len(open_) > 1:
            closed = open_.pop()
            open_[-1] |= closed
        elif kind in ("repeat", "times"):
            if before and _touches(pattern, part):
                return True
            open_[-1] |= kind == "repeat"
            total += kind == "repeat"
    return total > MOST_REPEATS


def _touches(pattern: str, part: re.Match[str]) -> bool:
    """Does it stand right behind a closed group?"""
    return part.start() > 0 and pattern[part.start() - 1] == ")"
