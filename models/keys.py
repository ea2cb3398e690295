"""Business keys as they are compared: what was typed is kept beside, as it was typed (R-01)."""

import unicodedata


def comparable_key(text: str) -> str:
    """Without blanks and invisible marks, wide letters as narrow ones, in capitals."""
    plain = unicodedata.normalize("NFKC", text)
    kept = (c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf")
    return "".join(kept).upper()
