"""Ids as addresses and forms spell them."""

DIGITS = 15  # no id is longer; leaves room for what is reckoned from ids


def parse_id(text: str) -> int | None:
    """The id a text spells; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
