"""What the check of an import is shown as: kinds of fault by column, and what will be written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from models.people import User
from models.platform.imports import ImportBatch
from models.words.customers import Gap
from models.words.platform import Outcome
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.customers.import_rows import field_guard, guarded_fields
from portal.people import officers
from portal.platform.fields.kinds import KINDS
from portal.platform.imports import tally
from portal.platform.imports.batch import REFUSED, WRITABLE
from portal.platform.imports.choices import OPTIONS, Choices
from portal.platform.imports.row_rules import NOT_TAKEN
from portal.platform.imports.target import Target
from portal.work import Work
from views.shell import words
from views.shell.i18n import gettext as _

OWNERS = 500
TABS: Mapping[str, tuple[str, str, tuple[Outcome, ...]]] = {
    "all": (N_("All"), N_("All"), ()),
    "write": (N_("Will be written"), N_("Were written"), WRITABLE),
    "decide": (N_("Wait for you"), N_("Were not decided"), (Outcome.DECIDE,)),
    "unchanged": (N_("Unchanged"), N_("Unchanged"), (Outcome.UNCHANGED,)),
    "skipped": (N_("Skipped rows"), N_("Skipped rows"), (Outcome.SKIPPED,)),
    "refused": (N_("Cannot be written"), N_("Were not written"), REFUSED),
}
TAKEN_BACK = {"write": N_("Were taken back")}
SUMS = (
    (Outcome.NEW, N_("New customers")),
    (Outcome.UPDATE, N_("Existing customers updated")),
    (Outcome.JOIN, N_("Join an earlier row")),
    (Outcome.UNCHANGED, N_("Unchanged")),
    (Outcome.DECIDE, N_("Wait for you, not written yet")),
    (Outcome.SKIPPED, N_("Skipped rows")),
    (Outcome.ERROR, N_("Cannot be written")),
    (Outcome.CONFLICT, N_("Changed meanwhile")),
)


@dataclass(frozen=True)
class Spelling:
    """One text of a column that is not understood, or that a choice explained."""

    number: int
    field: str
    typed: str
    rows: int
    means: str
    hint: str


@dataclass
class ColumnFaults:
    """All that is not understood in one column, with a choice for each spelling."""

    name: str
    label: str
    example: str = ""
    options: Sequence[tuple[str, str]] = ()  # value, label; none: it is typed
    rows: int = 0
    left: int = 0
    lines: list[int] = field(default_factory=list)
    reasons: list[tuple[str, str, int, bool]] = field(default_factory=list)  # key, text, rows, off
    spellings: list[Spelling] = field(default_factory=list)
    several: int = 0
    masked: bool = False  # somebody sees the field so, and the remarks are open to them


def tabs_of(batch: ImportBatch, chosen: str) -> list[tuple[str, str, int, bool]]:
    """(key, text, number, here) of the numbers above the rows."""
    result = []
    undone = batch.undone_at is not None
    for key, (before, after, outcomes) in TABS.items():
        number = (
            sum(int(batch.counts.get(o.value, 0)) for o in outcomes) if outcomes else batch.rows
        )
        if number or key != "unchanged":
            text = TAKEN_BACK.get(key, after) if undone else after if batch.written_at else before
            result.append((key, _(text), number, key == chosen))
    return result


def sums_of(batch: ImportBatch) -> list[tuple[str, int]]:
    """What the rows become, which adds up to all of them."""
    found = [(_(text), int(batch.counts.get(o.value, 0))) for o, text in SUMS]
    return [(text, number) for text, number in found if number]


def column_faults(work: Work, target: Target, batch: ImportBatch) -> list[ColumnFaults]:
    """Column by column, the most rows first."""
    found: dict[str, ColumnFaults] = {}
    skipped = set(batch.choices.get("skip", ()))
    number = 0
    for entry in batch.faults:
        if entry["kind"] not in (tally.LEFT, tally.SAID) or not target.field(entry["field"]):
            continue
        column = found.get(entry["field"]) or _column(work, target, entry["field"])
        found[entry["field"]] = column
        column.rows += entry["rows"]
        column.several += entry["several"]
        if entry["kind"] == tally.LEFT:
            column.left += entry["rows"]
            column.lines = sorted({*column.lines, *entry["lines"]})[: tally.LINES]
            key = f"{entry['field']}|{entry['text']}"
            text = _(entry["text"], **entry["values"])
            column.reasons.append((key, text, entry["rows"], key in skipped))
        for typed, rows in entry["spelt"]:
            number += 1
            column.spellings.append(_spelling(batch, column, entry, number, typed, rows))
    return sorted(found.values(), key=lambda column: -column.rows)


def _column(work: Work, target: Target, name: str) -> ColumnFaults:
    known = target.field(name)
    if known is None:
        return ColumnFaults(name, name)
    options: Sequence[tuple[str, str]] = ()
    if known.words:
        options = [(word.value, words.label(word)) for word in known.words]
    elif known.kind is V.USER:
        options = owners_to_choose(work)
    example = known.example or KINDS[known.kind].example
    masked = field_guard(name) in guarded_fields(work)
    return ColumnFaults(name, _(known.label), example, options, masked=masked)


def owners_to_choose(work: Work) -> list[tuple[str, str]]:
    """(employee number, name with it) of who may own customers."""
    query = (
        select(User.employee_number, User.name)
        .where(User.active, officers.no_officer())
        .order_by(User.name, User.id)
        .limit(OWNERS)
    )
    return [(number, f"{name} {number}") for number, name in work.session.execute(query)]


def _spelling(
    batch: ImportBatch,
    column: ColumnFaults,
    entry: Mapping[str, Any],
    number: int,
    typed: str,
    rows: int,
) -> Spelling:
    """The choice that stands, else the nearest, which is a proposal until somebody confirms it."""
    means = batch.choices.get("words", {}).get(column.name, {}).get(typed, "")
    hint = ""
    if means and batch.choices.get("known", {}).get(column.name, {}).get(typed) == means:
        hint = _("So it was matched in an earlier import")
    elif not means and (near := entry["near"].get(typed)):
        labels = {label: value for value, label in column.options}
        means = labels.get(near, "" if column.options else near)
        means = means or next((v for v, label in column.options if label.startswith(near)), "")
        hint = _("Looks alike; please confirm") if means else ""
    return Spelling(number, column.name, typed, rows, means, hint)


def other_kinds(target: Target, batch: ImportBatch, kind: str) -> list[dict[str, Any]]:
    """Kinds of fault that are not about the spelling of a column, as sentences."""
    result = []
    for entry in batch.faults:
        if entry["kind"] == kind:
            known = target.field(entry["field"])
            text = _(entry["text"], **entry["values"]) if entry["text"] else ""
            result.append({**entry, "label": _(known.label) if known else "", "said": text})
    return result


def said_kinds(target: Target, batch: ImportBatch) -> dict[str, Any]:
    """Everything the check has to say beside the spelling of columns."""
    return {
        "refused": other_kinds(target, batch, tally.REFUSED),
        "asides": other_kinds(target, batch, tally.ASIDE),
        "marks": other_kinds(target, batch, tally.MARKS),
        "apart": [_apart(entry) for entry in batch.faults if entry["kind"] == tally.APART],
        "lacking": lacking(batch),
    }


def _apart(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Pairs of one name and different credit codes: how many, and the first of them."""
    pairs = []
    for typed, _rows in entry["spelt"]:
        line, name, other = typed.split("\t")
        pairs.append((line, name, _("Row %(line)s", line=other) if other.isdigit() else other))
    return {"rows": entry["rows"], "pairs": pairs}


def lacking(batch: ImportBatch) -> tuple[int, str]:
    """How many new cards lack something, and what, the most frequent first."""
    for entry in batch.faults:
        if entry["kind"] == tally.LACKS:
            names = [words.label(Gap(gap)) for gap, _rows in entry["spelt"] if gap in set(Gap)]
            return entry["rows"], _(", ").join(names)
    return 0, ""


def columns_beside(batch: ImportBatch) -> list[str]:
    """Headings of the columns that fill no field and are kept in the remarks."""
    return [
        header[0] or _("(no heading)")
        for index, header in enumerate(batch.headers)
        if str(index) not in batch.mapping and any(header)
    ]


def columns_dropped(batch: ImportBatch) -> list[str]:
    """Headings of the columns that are not brought in at all."""
    return [
        batch.headers[int(index)][0]
        for index, name in batch.mapping.items()
        if name == NOT_TAKEN and int(index) < len(batch.headers)
    ]


def read_choices(form: Any) -> Choices:
    """The decisions of the page, as its form posts them."""
    said: dict[str, dict[str, str]] = {}
    for key in form:
        number = key.removeprefix("word-")
        if key.startswith("word-") and f"typed-{number}" in form and f"field-{number}" in form:
            spelt = said.setdefault(form[f"field-{number}"], {})
            spelt[form[f"typed-{number}"]] = form[key]
    twins = {
        key.removeprefix("twin-"): form[key]
        for key in form
        if key.startswith("twin-") and key.removeprefix("twin-").isdigit()
    }
    return Choices(
        words=said,
        skip=frozenset(form.getlist("leave_out")),
        asides="asides" in form,
        twins=twins,
        alike=form.get("alike", ""),
        options={name: form[f"option-{name}"] for name in OPTIONS if f"option-{name}" in form},
    )
