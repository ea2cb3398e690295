"""Imports: the life of a batch, and which heading means which field (D7)."""

import difflib
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.words.permissions import Permission as P
from models.words.platform import ImportState as S
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.imports.heading_keys import find_field, plain_heading, whole_field
from portal.platform.workflow.machine import Machine, Move

IMPORT = Machine(
    "import",
    S,
    S.UPLOADED,
    (
        Move(
            "map",
            (S.UPLOADED, S.MAPPED, S.CHECKED, S.FAILED),
            S.MAPPED,
            P.CUSTOMER_IMPORT,
            N_("Match the columns"),
            "D7",
        ),
        Move("check", (S.MAPPED,), S.CHECKING, P.CUSTOMER_IMPORT, N_("Check the rows"), "D7"),
        Move("found", (S.CHECKING,), S.CHECKED, P.CUSTOMER_IMPORT, N_("Rows checked"), "D7"),
        Move("fail", (S.CHECKING,), S.FAILED, P.CUSTOMER_IMPORT, N_("Could not be read"), "D7"),
        Move(
            "choose",
            (S.CHECKED,),
            S.CHECKING,
            P.CUSTOMER_IMPORT,
            N_("Decide about the rows"),
            "D7",
        ),
        Move("write", (S.CHECKED,), S.WRITING, P.CUSTOMER_IMPORT, N_("Write the rows"), "D7"),
        Move("finish", (S.WRITING,), S.WRITTEN, P.CUSTOMER_IMPORT, N_("All written"), "D7"),
        Move("undo", (S.WRITTEN,), S.UNDONE, P.CUSTOMER_IMPORT, N_("Undo the import"), "D7"),
    ),
)

ID, REVISION = "id", "revision"
CLOSING = re.compile(r"SHA-256.*[0-9a-f]{64}")
ENOUGH = 3  # companions
HEAD_WITHIN = 20  # rows in which the headings must stand


@dataclass(frozen=True)
class Field:
    """One field a column can fill. ``synonyms`` are headings people use for it, in any language.

    ``required`` is marked in the template. Where there is something in ``gathers``, several columns
    may fill the field, each as «heading: value», but for those under a heading of ``gathers``. A
    heading of ``amid`` means this field where enough ``companions`` are filled.
    """

    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    kind: V = V.TEXT
    words: type[StrEnum] | None = None
    required: bool = False
    example: str = ""
    width: int = 14
    gathers: tuple[str, ...] = ()
    amid: tuple[str, ...] = ()
    companions: frozenset[str] = frozenset()


def known_headings(
    fields: Iterable[Field], translations: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Heading as compared → field name; the first field that claims a heading keeps it."""
    said = translations or {}
    known: dict[str, str] = {}
    for field in fields:
        for text in (field.label, said.get(field.label, ""), *field.synonyms):
            known.setdefault(plain_heading(text), field.name)
    known.pop("", None)
    return known


def propose_columns(
    headings: Sequence[str], known: Mapping[str, str], fields: Iterable[Field] = ()
) -> dict[str, str]:
    """Column index (as text) → field; the first column that fits gets it, whole headings before
    parts. No field twice, but for those that gather.
    """
    wanted = list(fields)
    gathering = {field.name for field in wanted if field.gathers}
    proposed: dict[str, str] = {}
    for find in (whole_field, find_field):
        for index, heading in enumerate(headings):
            field = None if str(index) in proposed else find(heading, known)
            if field and (field in gathering or field not in proposed.values()):
                proposed[str(index)] = field
    for other in wanted:
        filled = set(proposed.values())
        if other.amid and other.name not in filled and len(other.companions & filled) >= ENOUGH:
            for place in [i for i in proposed if plain_heading(headings[int(i)]) in other.amid]:
                proposed[place] = other.name
    return dict(sorted(proposed.items(), key=lambda pair: int(pair[0])))


def find_head(
    rows: Sequence[tuple[int, Sequence[str]]], known: Mapping[str, str]
) -> tuple[int, list[str]] | None:
    """The row with most known headings (line, cells); else the first with two cells, else any."""
    best: tuple[int, Sequence[str]] | None = None
    most = 0
    for line, cells in rows[:HEAD_WITHIN]:
        found = len({field for cell in cells if (field := find_field(cell, known))})
        if found > most:
            best, most = (line, cells), found
    best = best or next((r for r in rows if sum(map(bool, r[1])) > 1), rows[0] if rows else None)
    return (best[0], list(best[1])) if best else None


def header_hash(headings: Sequence[str]) -> str:
    """The same headings in the same order give the same key, whatever their marks."""
    text = "\x1f".join(plain_heading(h) for h in headings)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def repeated_headings(headings: Sequence[str]) -> list[str]:
    """Headings that stand over more than one column."""
    seen: set[str] = set()
    twice: list[str] = []
    for heading in headings:
        key = plain_heading(heading)
        if key and key in seen and heading not in twice:
            twice.append(heading)
        seen.add(key)
    return twice


def is_closing(cells: Sequence[str]) -> bool:
    """The line under our own sheets that counts and hashes the rows: nothing follows it."""
    return any(CLOSING.search(cell) for cell in cells[:2])


def nearest_word(text: str, choices: Iterable[str]) -> str:
    """The choice most like ``text``, or nothing when none is near."""
    found = difflib.get_close_matches(text, list(choices), n=1, cutoff=0.5)
    return found[0] if found else ""


def may_undo(written_at: datetime | None, now: datetime, hours: int) -> bool:
    """Within ``[written_at, written_at + hours)``."""
    return written_at is not None and now < written_at + timedelta(hours=hours)
