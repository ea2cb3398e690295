"""What an import did about cells by itself, and what it asks beside twins: kind by kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.platform.imports import ImportBatch
from models.words.text import N_
from portal.platform.imports import tally
from portal.platform.imports.target import Target
from portal.work import Work
from views.office.import_review import owners_to_choose
from views.office.import_twins import Shown, pairs_of
from views.shell.i18n import gettext as _

EXAMPLES = 4
TOLD: Mapping[str, tuple[str, str]] = {
    tally.SEVERAL: (
        N_("Several phones in one cell"),
        N_("The first phone fills the field, the next a second phone; the remarks keep them all."),
    ),
    tally.NAMED: (
        N_("A contact's number without a contact's name"),
        N_(
            "It is entered under the legal representative, or under «Name not given»; no other "
            "contact gets it."
        ),
    ),
    tally.OWN_NUMBER: (
        N_("Numbers of your own"),
        N_("They stand in the remarks as «Original number», and the search finds them."),
    ),
    tally.AGAIN: (
        N_("Brought in before by an import that was undone"),
        N_("The same cards are used again, under their old numbers."),
    ),
}


@dataclass(frozen=True)
class Kind:
    """One kind of rows: how many, which, how they are spelt."""

    name: str
    title: str
    text: str
    rows: int
    lines: Sequence[int]
    examples: Sequence[str]


def asked_kinds(work: Work, target: Target, batch: ImportBatch, shown: Shown) -> dict[str, Any]:
    """What may be chosen, or has to be, beside twins and spellings, None where it is not met; and
    what was done by itself.
    """

    def ask(name: str, title: str) -> Kind | None:
        return _kind(batch, name, title, "") if _entries(batch, name) else None

    return {
        "split": ask(tally.SPLIT, N_("A name and a phone in one cell")),
        "owned": ask(tally.OWNED, N_("New customers for which the list names no owner")),
        "phone_names": ask(tally.PHONE_NAME, N_("The name is only a phone")),
        "updates": ask(tally.UPDATES, N_("Customers already on file, found by their name alone")),
        "replaced": _replaced(target, batch),
        "update_pairs": pairs_of(work, batch, shown, updates=True),
        "told": [_kind(batch, name, *x) for name, x in TOLD.items() if _entries(batch, name)],
        "owners": owners_to_choose(work),
        "me": work.actor.name,
        "chosen": batch.choices.get("options", {}),
    }


def _replaced(target: Target, batch: ImportBatch) -> str:
    """The fields that would be put in place of others, with their rows."""
    fields = [
        f"{_(known.label)} {rows}"
        for entry in _entries(batch, tally.UPDATES)
        for name, rows in entry["spelt"]
        if (known := target.field(name))
    ]
    return _(", ").join(fields)


def _entries(batch: ImportBatch, name: str) -> list[Any]:
    return [entry for entry in batch.faults if entry["kind"] == name]


def _kind(batch: ImportBatch, name: str, title: str, text: str) -> Kind:
    entries = _entries(batch, name)
    return Kind(
        name,
        _(title),
        _(text) if text else "",
        sum(entry["rows"] for entry in entries),
        sorted({x for e in entries for x in e["lines"]})[: tally.LINES],
        [typed for entry in entries for typed, _rows in entry["spelt"]][:EXAMPLES],
    )
