"""English counts: «1 file», «2 files»; every sentence with places is filled here.

A msgid is written for many. For one, the noun after the count and the verb after that noun are
bent by two tables; where more of a sentence changes, it stands in ``ONE`` as a whole. Chinese has
no plural, so its sentences pass unchanged.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

NOUNS: Mapping[str, str] = {
    "people": "person",
    "problems": "problem",
    "accounts": "account",
    "attachments": "attachment",
    "attempts": "attempt",
    "borrowers": "borrower",
    "browsers": "browser",
    "cards": "card",
    "cells": "cell",
    "characters": "character",
    "codes": "code",
    "columns": "column",
    "contacts": "contact",
    "customers": "customer",
    "days": "day",
    "fields": "field",
    "files": "file",
    "formulas": "formula",
    "groups": "group",
    "hours": "hour",
    "items": "item",
    "labels": "label",
    "letters": "letter",
    "levels": "level",
    "lines": "line",
    "loans": "loan",
    "minutes": "minute",
    "numbers": "number",
    "pages": "page",
    "papers": "paper",
    "pairs": "pair",
    "parts": "part",
    "pixels": "pixel",
    "records": "record",
    "renewals": "renewal",
    "repeats": "repeat",
    "rows": "row",
    "seconds": "second",
    "sessions": "session",
    "settings": "setting",
    "spellings": "spelling",
    "steps": "step",
    "times": "time",
    "values": "value",
    "views": "view",
    "volumes": "volume",
}
VERBS: Mapping[str, str] = {"are": "is", "were": "was", "have": "has", "stay": "stays"}
ONE: Mapping[str, str] = {
    "%(count)s papers are locked: their grade is above your clearance.": (
        "%(count)s paper is locked: its grade is above your clearance."
    ),
    "%(count)s cards lack something; they stand in the view «To complete».": (
        "%(count)s card lacks something; it stands in the view «To complete»."
    ),
    "%(count)s cells contain an error such as #N/A: they are treated as empty.": (
        "%(count)s cell contains an error such as #N/A: it is treated as empty."
    ),
    "%(count)s files are long overdue. Return them first, then ask for others.": (
        "%(count)s file is long overdue. Return it first, then ask for others."
    ),
    "%(count)s formulas: the results last saved by Excel are used.": (
        "%(count)s formula: the result last saved by Excel is used."
    ),
    "%(count)s of your files are overdue by %(days)s days or more. New requests are possible again "
    "as soon as they are back.": (
        "%(count)s of your files is overdue by %(days)s days or more. New requests are possible "
        "again as soon as it is back."
    ),
    "%(count)s people have no password yet. Earlier links of theirs stop working.": (
        "%(count)s person has no password yet. Earlier links for this person stop working."
    ),
    "%(count)s people have their roles.": "%(count)s person has the proposed role.",
    "%(count)s reading sessions are still open after hours. Please end them.": (
        "%(count)s reading session is still open after hours. Please end it."
    ),
    "%(count)s rows are hidden, perhaps by a filter: they are imported too.": (
        "%(count)s row is hidden, perhaps by a filter: it is imported too."
    ),
    "%(count)s rows could not be taken back; the reason stands with each of them.": (
        "%(count)s row could not be taken back; the reason stands with it."
    ),
    "%(count)s rows were not decided and not written. Download, decide, upload them again.": (
        "%(count)s row was not decided and not written. Download, decide, upload it again."
    ),
    "%(count)s rows have been changed since and stay as they are; see below.": (
        "%(count)s row has been changed since and stays as it is; see below."
    ),
    "%(month)s: %(groups)s groups of customers look like duplicates. Please look at them.": (
        "%(month)s: %(groups)s group of customers looks like duplicates. Please look at it."
    ),
    "Accept %(count)s files into their proposed places?": (
        "Accept %(count)s file into its proposed place?"
    ),
    "All %(count)s numbers of this series name a live record.": (
        "The %(count)s number of this series names a live record."
    ),
    "Archive %(count)s customers? They can be restored.": (
        "Archive %(count)s customer? It can be restored."
    ),
    "Leave these %(count)s rows out": "Leave this %(count)s row out",
    "Put %(count)s files back where they were before today's move?": (
        "Put %(count)s file back where it was before today's move?"
    ),
    "There are %(taken)s files there. Move them first.": (
        "There is %(taken)s file there. Move it first."
    ),
}
COUNTS = ("count", "groups", "taken")  # the place that decides in those sentences
SMALL = r"(?!(?:of|to|is|are|was|were|has|have|in|at|by|from|and|or) )[a-z]+"
COUNTED = re.compile(
    rf"(?P<there>\bThere are )?(?P<place>%\((?P<name>\w+)\)s(?: {SMALL}){{0,2}}?)"
    rf" (?P<noun>{'|'.join(NOUNS)})\b(?: (?P<verb>{'|'.join(VERBS)})\b)?"
)


def fill(text: str, values: Mapping[str, Any]) -> str:
    """``text`` with its places filled, in the singular where a count is one."""
    ones = tuple(name for name, value in values.items() if str(value) == "1")
    return (agree(text, ones) if ones else text) % values


@lru_cache(1000)
def agree(text: str, ones: tuple[str, ...]) -> str:
    """``text`` with the singular after each place in ``ones``."""
    if text in ONE and any(name in ones and f"%({name})s" in text for name in COUNTS):
        text = ONE[text]
    return COUNTED.sub(lambda found: _bent(found) if found["name"] in ones else found[0], text)


def _bent(found: re.Match[str]) -> str:
    there, verb = found["there"], found["verb"]
    said = f"{'There is ' if there else ''}{found['place']} {NOUNS[found['noun']]}"
    return f"{said} {VERBS[verb]}" if verb else said
