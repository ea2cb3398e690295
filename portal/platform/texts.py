"""What of a text is stored, what of it nobody sees, and what of it is compared (decision 25).

Text is never folded on storing: ² ③ ½ ， （） stay as they were typed, and so do characters that
the running Unicode table does not know. Only what no text has goes: control characters, and the
marks that turn the direction of what follows.
"""

import re
import unicodedata

LINE_END = re.compile(r"\r\n|\r|\n")
# What breaks a line or steps to a stop: a blank, where a text has one line only.
BREAKS = re.compile(r"[\t\n\v\f\r\x85]+")
# Controls and turning marks; halves of pairs and U+FFFE, U+FFFF can be kept by no file.
GOES = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
GONE = re.compile(f"[{GOES}]")
TOLD = re.compile(f"[{GOES}\v\f\x85]")
# Every format character (Cf), every variation selector, joiners, fillers: shapeless in a name,
# and never part of a number.
FORMAT = (
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufeff\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
SELECTORS = "\u180b-\u180f\ufe00-\ufe0f\U000e0000-\U000e0fff"
FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
UNSEEN = re.compile(f"[{GOES}{FORMAT}{SELECTORS}{FILLERS}]")


def tidy_text(text: str) -> str:
    """One line as it is stored: breaks are blanks, controls and turning marks go, the ends bare.

    >>> tidy_text(" 10 m²（③）\\n\\x00甲 ")
    '10 m²（③） 甲'
    """
    if not text.isprintable():
        text = GONE.sub("", BREAKS.sub(" ", text))
    return text.strip()


def tidy_lines(text: str) -> str:
    """The same of several lines: only CR, LF and CRLF end one."""
    lines = LINE_END.split(text)
    kept = (BREAKS.sub(" ", GONE.sub("", line)) for line in lines)
    return "\n".join(kept).strip()


def loses_marks(text: str) -> bool:
    """Whether storing takes more from a text than its breaks and the blanks at its ends."""
    return not text.isprintable() and TOLD.search(text) is not None


def drop_unseen(text: str) -> str:
    """A text without what has no shape: what is judged when a number or a day is read."""
    return text if text.isascii() and text.isprintable() else UNSEEN.sub("", text)


def fold_text(text: str) -> str:
    """A text as it is compared: nothing unseen, half width, ² as 2. Never stored."""
    plain = drop_unseen(text)
    return plain if plain.isascii() else unicodedata.normalize("NFKC", plain)


def fold_code(text: str) -> str:
    """A number or code: half width, its ends bare, without what nobody sees."""
    return tidy_text(fold_text(text))


def is_blank(text: str) -> bool:
    """Whether nobody would see anything of it."""
    return not drop_unseen(text).strip()


def is_unknown(sign: str) -> bool:
    """Whether a character is private, or younger than the running Unicode table: kept as it is."""
    return unicodedata.category(sign) in ("Co", "Cn")
