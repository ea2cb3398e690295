"""How long a text that people write may be, where no form of fields has asked before."""

from models.words.text import N_
from portal.errors import Invalid


def require_short(text: str, most: int, field: str, *, sentence: str = "") -> None:
    """Raises ``Invalid`` at ``field`` for a text of more than ``most`` characters; a ``sentence``
    (a msgid) that names the field stands where the page cannot show it beside it.
    """
    if len(text) <= most:
        return
    usual = N_("At most %(most)s characters; you have %(now)s.")
    raise Invalid(sentence or usual, field=field, most=most, now=len(text))
