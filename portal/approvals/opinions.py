"""What an approver says: how long it may be."""

from models.words.text import N_
from portal.platform.limits import require_short

LONGEST = 500  # characters


def require_opinion(text: str) -> None:
    """Raises ``Invalid`` for an opinion, or the reason on a line, that is too long."""
    long = N_("An opinion has at most %(most)s characters; you have %(now)s. Please shorten it.")
    require_short(text.strip(), LONGEST, "comment", sentence=long)
