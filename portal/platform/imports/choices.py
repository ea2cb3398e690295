"""What people decide about the kinds of fault in a file; its rows are checked anew with it (D7)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from models.platform.imports import ImportBatch, ImportWord
from models.words.access import Reach
from models.words.kinds import Kind
from models.words.platform import ImportState
from models.words.text import N_
from portal.errors import Conflict, NotAllowed
from portal.events import Saved
from portal.platform.imports import rules
from portal.platform.imports.batch import enqueue_step, enqueue_write
from portal.platform.imports.target import MAY, Target
from portal.platform.workflow import states
from portal.work import Work

SAME, OTHER, FILL = "same", "other", "fill"
# What holds for a kind of rows: names of records → replace or fill or another; a name with a phone
# → as it stands; a name that is a phone → taken or left out; rows without an owner → whose.
OPTIONS: Mapping[str, Collection[str]] = {
    "updates": (SAME, FILL, OTHER),
    "names": ("whole",),
    "numbers": ("take", "skip"),
    "owner": (),  # an employee's number
}
MOST_WORDS = 2_000


@dataclass(frozen=True)
class Choices:
    """``words``: field → text as typed → what it means; ``skip``: kinds of fault to leave out;
    ``asides``: totals are records after all; ``twins``: line → same, fill or other; ``alike``: for
    all; ``options``: what ``OPTIONS`` names.
    """

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    skip: Collection[str] = ()
    asides: bool = False
    twins: Mapping[str, str] = field(default_factory=dict)
    alike: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


def choose(
    work: Work,
    target: Target,
    batch: ImportBatch,
    choices: Choices,
    *,
    remember: bool = False,
    write: bool = False,
) -> None:
    """Take decisions and check the rows again with them; ``write`` goes on to write them.

    Decisions that change nothing check nothing. Raises ``Conflict`` once the rows are written,
    ``NotAllowed`` for those who neither brought the file nor may import for the whole house.
    """
    if batch.state is not ImportState.CHECKED:
        raise Conflict(N_("The rows have already been written."))
    decided = _decided(target, batch, choices)
    if remember:
        _remember(work, target.kind, decided["words"])
    if write and batch.owner_id != work.actor.id and work.actor.reach(MAY) is not Reach.ALL:
        raise NotAllowed(N_("Only the person who brought this file may write it."))
    if decided == _kept(batch.choices):
        if write:
            enqueue_write(work, batch)
        return
    before = _kept(batch.choices)
    batch.choices = {**batch.choices, **decided, **({"then_write": True} if write else {})}
    changes = {n: [before[n], new] for n, new in decided.items() if before[n] != new}
    work.record(Saved(kind=Kind.IMPORT, id=batch.id, changes=changes))
    states.move_state(work, rules.IMPORT, batch, "choose")
    enqueue_step(work, batch, "check_import")


def _decided(target: Target, batch: ImportBatch, choices: Choices) -> dict[str, Any]:
    """The decisions as they are kept; words already decided stay unless they are said anew."""
    words = {name: dict(known) for name, known in batch.choices.get("words", {}).items()}
    for name, given in choices.words.items():
        if target.field(name) is None:
            continue
        known = words.setdefault(name, {})
        for typed, means in given.items():
            if means.strip() and len(known) < MOST_WORDS:
                known[typed] = means.strip()
            else:
                known.pop(typed, None)
    twins = dict(batch.choices.get("twins", {})) if not choices.alike else {}
    twins |= {line: said for line, said in choices.twins.items() if said in (SAME, FILL, OTHER)}
    return {
        "words": {name: known for name, known in words.items() if known},
        "skip": sorted(choices.skip),
        "asides": "write" if choices.asides else "",
        "twins": twins,
        "alike": choices.alike
        if choices.alike in (SAME, OTHER)
        else batch.choices.get("alike", ""),
        "options": {
            name: text.strip()
            for name, text in choices.options.items()
            if text.strip() and (text in OPTIONS.get(name, ()) or name == "owner")
        },
    }


def _kept(choices: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "words": choices.get("words", {}),
        "skip": choices.get("skip", []),
        "asides": choices.get("asides", ""),
        "twins": choices.get("twins", {}),
        "alike": choices.get("alike", ""),
        "options": choices.get("options", {}),
    }


def _remember(work: Work, kind: Kind, words: Mapping[str, Mapping[str, str]]) -> None:
    """Keep what words mean for the next file of this person."""
    rows = work.session.scalars(
        select(ImportWord).where(
            ImportWord.user_id == work.actor.id,
            ImportWord.subject == kind,
            ImportWord.field.in_(list(words)),
        )
    )
    known = {(row.field, row.typed): row for row in rows}
    for name, given in words.items():
        for typed, means in given.items():
            if row := known.get((name, typed)):
                row.means = means
            else:
                work.session.add(
                    ImportWord(
                        user_id=work.actor.id, subject=kind, field=name, typed=typed, means=means
                    )
                )
