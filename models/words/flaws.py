"""What may be wrong with the audit trail, in sentences: kept in English, told in any language."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from models.words.plurals import fill
from models.words.text import N_

Say = Callable[[str], str]

MISSING = N_("entry %(seq)s is missing (next is %(next)s)")
ALONE = N_("entry %(seq)s does not follow the one before it")
CHANGED = N_("entry %(seq)s was changed")
UNREAD = N_("entry %(seq)s was changed: %(columns)s cannot be read")
UNANCHORED = N_("entry %(seq)s differs from its anchor")
HEAD = N_("the head does not match the last entry %(seq)s")
UNSEALED = N_("the head %(seq)s was not set by the portal: the log may have been cut")
CUT = N_("entry %(seq)s was anchored and is missing: the log was cut")
LOCK = N_("the lock %(name)s on %(table)s is gone or was changed")
FLAWS = (MISSING, ALONE, CHANGED, UNREAD, UNANCHORED, HEAD, UNSEALED, CUT, LOCK)
PLACE = re.compile(r"%\\\((\w+)\\\)s")  # as it stands in an escaped msgid


def _pattern(flaw: str) -> re.Pattern[str]:
    return re.compile(PLACE.sub(r"(?P<\1>\\S+)", re.escape(flaw)))


PATTERNS: Mapping[str, re.Pattern[str]] = {flaw: _pattern(flaw) for flaw in FLAWS}


def say_flaw(told: Any, say: Say) -> str:
    """A flaw in the reader's language; what is none of these stays as it was kept.

    >>> say_flaw("entry 7 was changed", {CHANGED: "第 %(seq)s 条被改动"}.__getitem__)
    '第 7 条被改动'
    """
    text = str(told)
    for flaw, pattern in PATTERNS.items():
        found = pattern.fullmatch(text)
        if found:
            return fill(say(flaw), found.groupdict())
    return text
