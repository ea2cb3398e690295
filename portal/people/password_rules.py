"""Password rules: length, no common passwords, no words of the office (ASVS 6.2, 等保)."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from models.words.text import N_

LONGEST = 128
TABLE = Path(__file__).with_name("common_passwords.txt")
OFFICE = frozenset({"qingjian", "青简", "password", "admin", "administrator"})
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm")
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


@dataclass(frozen=True)
class PasswordPolicy:
    """``dengbao`` adds to ASVS: complexity, maximum age, a password history (decision 19).

    ``length`` is in characters, ``days`` the maximum age, ``remembered`` how many are kept.
    """

    length: int = 12
    dengbao: bool = False
    days: int = 90
    remembered: int = 5


@dataclass(frozen=True)
class Objection:
    """A sentence (msgid) and the values of its placeholders."""

    text: str
    values: dict[str, object]


def password_objection(
    password: str, policy: PasswordPolicy, own: Collection[str]
) -> Objection | None:
    """Why ``password`` is refused, or None; ``own`` are the person's and the office's words.

    Every character is allowed, nothing is cut off; only NFC is applied (ASVS 6.2.8).
    """
    if len(password) < policy.length:
        return Objection(N_("Use at least %(length)s characters."), {"length": policy.length})
    if len(password) > LONGEST:
        return Objection(N_("Use at most %(length)s characters."), {"length": LONGEST})
    if word := _contains(password, own):
        return Objection(N_("The password must not contain «%(word)s»."), {"word": word})
    return _weakness(password, policy)


def _weakness(password: str, policy: PasswordPolicy) -> Objection | None:
    if _is_common(password):
        return Objection(N_("This password is too easy to guess. Use three or four words."), {})
    if policy.dengbao and sum(bool(re.search(c, password)) for c in CLASSES) < 3:
        return Objection(
            N_(
                "Use three of: lower-case letters, capitals, digits, other characters, e.g. "
                "Lake-7-violin."
            ),
            {},
        )
    return None


def normalize_password(password: str) -> str:
    """Unicode NFC, so that the same keys give the same bytes on every computer."""
    return unicodedata.normalize("NFC", password)


def _is_common(password: str) -> bool:
    """A listed word, also with digits and signs around it, a repetition or a keyboard run."""
    low = password.lower()
    inner = word_core(low)
    if _is_listed(low) or (len(inner) * 2 >= len(low) and _is_listed(inner)):
        return True
    return len(set(low)) <= 3 or _is_repeat(low) or any(_is_run(low, run) for run in RUNS)


def word_core(low: str) -> str:
    """The word without leading and trailing digits and signs."""
    return re.sub(r"^[\W\d_]+|[\W\d_]+$", "", low)


def _is_listed(word: str) -> bool:
    """Searches the file itself: passwords are set too seldom to keep 30,000 words in memory."""
    return "\n" not in word and f"\n{word}\n" in TABLE.read_text(encoding="utf-8")


def _is_repeat(low: str) -> bool:
    return any(low == (low[:n] * len(low))[: len(low)] for n in range(1, min(7, len(low))))


def _is_run(low: str, run: str) -> bool:
    return low in run or low in run[::-1]


def _contains(password: str, own: Collection[str]) -> str:
    low = password.lower()
    words = sorted({w.strip().lower() for w in own} | OFFICE, key=len, reverse=True)
    return next((w for w in words if len(w) >= 2 and _is_distinctive(w) and w in low), "")


def _is_distinctive(word: str) -> bool:
    """Short Latin words and numbers occur in good passwords by chance; Chinese names do not."""
    return len(word) >= 4 or not word.isascii()
