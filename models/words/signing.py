"""How somebody signed for what they were given (Q10)."""

from enum import StrEnum


class SignedBy(StrEnum):
    """A line drawn on the desk's screen, or the recipient's own password or one-time code."""

    DRAWN = "drawn"
    PASSWORD = "password"  # noqa: S105  (a way, not a password)
    CODE = "code"
