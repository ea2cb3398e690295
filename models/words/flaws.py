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
STRANGE = N_("the trigger %(name)s on %(table)s is not one of the portal")
EMPTIED = N_("the log has no entry although there are accounts: it was emptied")
HEADLESS = N_("the head of the log is gone, or there is more than one")
NO_FILE = N_("the anchor file is gone; anchors written to it: %(count)s")
NO_LINE = N_("the anchor of %(day)s is missing from the anchor file")
TWO_ANCHORS = N_("the anchor of %(day)s in the database differs from the one in the anchor file")
LATER = N_("%(kind)s %(id)s is of %(at)s, later than the last entry %(seq)s: the log was cut")
ROW = N_("%(kind)s %(id)s: %(field)s is “%(now)s”, by its last entry %(seq)s it is “%(was)s”")
UNTOLD = N_("%(kind)s %(id)s: %(field)s is “%(now)s”, and no entry says so")
PASSWORD = N_("%(kind)s %(id)s: the password is not the one of its last entry %(seq)s")
FLAWS = (
    MISSING,
    ALONE,
    CHANGED,
    UNREAD,
    UNANCHORED,
    HEAD,
    UNSEALED,
    CUT,
    LOCK,
    STRANGE,
    EMPTIED,
    HEADLESS,
    NO_FILE,
    NO_LINE,
    TWO_ANCHORS,
    LATER,
    ROW,
    UNTOLD,
    PASSWORD,
)
SAID = (
    "kind",
    "id",
    "field",
    "now",
    "was",
)  # these values are msgids themselves, where they are words
PLACE = re.compile(r"%\\\((\w+)\\\)s")  # as it stands in an escaped msgid


def _pattern(flaw: str) -> re.Pattern[str]:
    return re.compile(PLACE.sub(r"(?P<\1>.*?)", re.escape(flaw)))


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
            values = found.groupdict()
            spoken = {name: say(v) for name, v in values.items() if v and name in SAID}
            return fill(say(flaw), {**values, **spoken})
    return text
