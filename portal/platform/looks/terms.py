"""What was searched for, as the audit keeps it: a number or an address only as mask and digest."""

import hashlib
import hmac
import re
from typing import Any

from portal.platform.fields.identifiers import CODE_SHAPE, EMAIL, ID_SHAPE, fold_identifier
from portal.platform.fields.masks import of_email, starred
from portal.platform.texts import fold_text

DIGITS = 5  # as many make it a number of somebody


def keep_term(key: bytes, text: str) -> dict[str, Any]:
    """The facts of an entry: the words as they are, or mask and keyed digest.

    >>> keep_term(b"k", "恒通集团")
    {'term': '恒通集团'}
    >>> keep_term(b"k", "138-0013-8000")["term"]
    '13****00'
    """
    plain = fold_text(text).strip()
    if not is_telling(plain):
        return {"term": plain}
    folded = fold_identifier(plain)
    ends = 2 if len(folded) > 8 else 1
    masked = of_email(plain) if "@" in plain else starred(folded, ends, ends)
    return {"term": masked, "digest": digest_of(key, plain)}


def is_telling(text: str) -> bool:
    """Whether it holds five digits or more, or looks like a number, a code or an address."""
    folded = fold_identifier(text)
    if sum(each.isdigit() for each in folded) >= DIGITS:
        return True
    shaped = (EMAIL.match(text), ID_SHAPE.match(folded), CODE_SHAPE.match(folded))
    return any(shaped) or re.search(r"\S@\S", text) is not None


def digest_of(key: bytes, text: str) -> str:
    """The keyed digest of a whole value, however it was spelt: what the auditor types finds it."""
    folded = fold_identifier(fold_text(text).strip())
    return hmac.new(key, b"search term\0" + folded.encode(), hashlib.sha256).hexdigest()
