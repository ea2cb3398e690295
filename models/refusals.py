"""Sentences for people when a constraint or a trigger refuses a change.

A constraint, an index or a unique column defines it as ``info={"said": N_("…")}``, a trigger as
``said``. PostgreSQL reports the name of the constraint, SQLite only its columns.
"""

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Constraint, Index, MetaData, Table, UniqueConstraint

import models.all  # noqa: F401  (every table)
from models.base import Base
from models.triggers import TRIGGERS


def refusal_sentence(message: str) -> str:
    """The sentence for a driver's message; empty if none is defined."""
    return next((said for name, said in _known() if name in message), "")


@cache
def _known() -> list[tuple[str, str]]:
    """(name in a message, sentence); the longest first, since one may be the start of another."""
    pairs = [*_sentences(Base.metadata), *((t.message, t.said) for t in TRIGGERS if t.said)]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _sentences(metadata: MetaData) -> Iterator[tuple[str, str]]:
    for table in metadata.sorted_tables:
        refusers: list[Constraint | Index] = [*table.constraints, *table.indexes]
        for refuser in refusers:
            if said := _said(refuser):
                yield str(refuser.name), said
                yield _columns(table, refuser), said


def _said(refuser: Constraint | Index) -> str:
    """Its own sentence, or that of the one unique column."""
    bearers = [refuser.info]
    if isinstance(refuser, UniqueConstraint) and len(refuser.columns) == 1:
        bearers.append(refuser.columns[0].info)
    return next((info["said"] for info in bearers if "said" in info), "")


def _columns(table: Table, refuser: Constraint | Index) -> str:
    names = getattr(refuser, "columns", ())
    return ", ".join(f"{table.name}.{column.name}" for column in names)
