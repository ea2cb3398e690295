"""Up to which grade somebody reads within their reach, and knows of what lies beyond it."""

from collections.abc import Collection, Iterable

from models.words.access import Secrecy
from models.words.permissions import Permission

GRADES = list(Secrecy)


def highest_clearance(grades: Iterable[str]) -> Secrecy | None:
    """The highest that any of a person's roles gives; None where none gives one."""
    given = [Secrecy(grade) for grade in grades if grade]
    return max(given, key=GRADES.index, default=None)


def listed_grades(top: str, grants: Collection[Permission]) -> frozenset[Secrecy]:
    """The grades up to which files out of reach are listed, for who may ask for files (C17)."""
    if not {Permission.FILE_SEE, Permission.REQUEST_MAKE} <= set(grants) or top not in GRADES:
        return frozenset()
    return frozenset(GRADES[: GRADES.index(Secrecy(top)) + 1])


def logged_grades(least: str) -> frozenset[Secrecy]:
    """The grades from which on every look is an entry (R-22)."""
    return frozenset(GRADES[GRADES.index(Secrecy(least)) :])
