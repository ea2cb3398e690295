"""Parses ids from URLs and forms."""

DIGITS = 15  # limit of an id; leaves room in 64 bits for numbers computed from ids


def parse_id(text: str) -> int | None:
    """The id in ``text``; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None
