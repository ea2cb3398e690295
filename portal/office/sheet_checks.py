"""Checks a workbook against the entry of its export, and names what was changed (D10)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import select

from models.people import User
from models.platform.sheets import Export, ExportProof
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal import settings
from portal.access.policy import can
from portal.errors import Invalid, NotFound, TooLarge
from portal.events import Done
from portal.office.proofs import find_proof
from portal.office.sheet_faults import TAB_GONE, TAB_NAMED, TAB_NEW, Fault, faults_of
from portal.office.sheet_reading import Closing, ReadSheet, find_closings, read_sheet
from portal.office.sheet_remarks import left_out, remarks_on, rule_of
from portal.platform.imports.reading import read_cells
from portal.platform.sheets.marks import ROW, SideReader, derive_key, row_marker
from portal.platform.sheets.seal import Sealed
from portal.platform.sheets.sheet import hash_of
from portal.platform.sheets.tokens import join_tokens
from portal.platform.storage.bytes import Storage
from portal.work import Work

MOST = 100  # faults that are named
NOT_OURS = N_(
    "This file carries no number of an export: it was not made by this portal, or before sheets "
    "could be checked, or the line under its rows was deleted."
)
UNKNOWN = N_(
    "There is no export no. %(number)s here that you may see. Perhaps the file is of another "
    "portal, or somebody else generated it."
)
OLD = N_("Export no. %(number)s was made before sheets could be checked. Generate it again.")
STRANGE = N_(
    "This file says it is export no. %(number)s, but neither its SHA-256 nor any of its rows is "
    "known of it. It is not of this portal."
)


@dataclass(frozen=True)
class Verdict:
    """What came of it. ``cells`` tells whether cells could be named; ``more`` faults are not.

    ``remarks`` are no faults: the cells say what they said, but not all is seen as it was.
    ``compared`` are tabs with their last line (from 1), ``left`` what was not compared, and
    ``sha256`` is that of the data in the file at hand.
    """

    export: Export
    maker: str
    faults: Sequence[Fault]
    more: int = 0
    cells: bool = True
    remarks: Sequence[Fault] = ()
    compared: Sequence[tuple[str, int]] = ()
    left: Sequence[Fault] = ()
    sha256: str = ""

    @property
    def intact(self) -> bool:
        return not self.faults


Rows = tuple["Known", str, ReadSheet]  # a sheet of the entry, the tab it is in the file, its lines


@dataclass(frozen=True)
class Compared:
    """Both sides: the sheets of the entry, which tab of the file each is, and all tabs of it."""

    known: Sequence["Known"]
    pairs: Sequence[Rows]
    tabs: Sequence[str]
    side: SideReader | None


@dataclass(frozen=True)
class Known:
    """A sheet of the entry: how it is set, the digests of its lines, and where its cells begin."""

    sealed: Sealed
    marks: Sequence[bytes]
    first_cell: int


def check_upload(work: Work, stream: BinaryIO, number: int = 0) -> Verdict:
    """Check an upload, which is kept no longer than that.

    Raises ``TooLarge`` (setting ``upload_megabytes``) and as ``check_sheet`` does.
    """
    storage = Storage(work.config.storage)
    most = int(settings.get(work.session, "upload_megabytes"))
    stored = storage.put(stream)
    try:
        if stored.size > most * 1024 * 1024:
            raise TooLarge(N_("A file can be at most %(most)s MB."), field="file", most=most)
        return check_sheet(work, storage.path(stored.key), number)
    finally:
        storage.drop(stored.key)


def check_sheet(work: Work, path: Path, number: int = 0) -> Verdict:
    """Compare a file with the entry of its export, or with that of ``number``.

    Raises ``Invalid`` for what is no workbook of this portal, or nothing this actor may see.
    """
    with read_cells(path) as tabs:
        said = {tab.name: find_closings(tab.rows) for tab in tabs()}
        numbers = [closing.number for closing in said.values() if closing and closing.number]
        export, proof = _entry(work, number or next(iter(numbers), 0))
        key = derive_key(work.config.audit_key, proof.salt)
        known = list(_known(proof))
        places = _places(known, said, proof)
        read = {
            tab.name: read_sheet(key, of.sealed, of.marks, tab, said[tab.name])
            for tab in tabs()
            if (of := places.get(tab.name))
        }
    nothing = row_marker(key)(join_tokens([]))
    if not _is_of(known, read, said, nothing):
        raise Invalid(STRANGE, field="file", number=export.id)
    pairs = [(of, tab, read[tab]) for tab, of in places.items()]
    pairs = [pair for pair in pairs if _is_same(*pair, nothing)]
    return _judge(work, export, proof, Compared(known, pairs, list(said), _side(work, key, proof)))


def _judge(work: Work, export: Export, proof: ExportProof, found: "Compared") -> Verdict:
    faults = _all_faults(found, proof)
    named = list(islice(faults, MOST))
    maker = work.session.scalar(select(User).where(User.id == export.owner_id))
    more = sum(1 for _rest in faults)
    hashes = [read.sha256 for of, _tab, read in found.pairs if of.sealed.hashed]
    return Verdict(
        export,
        maker.name if maker else "",
        named,
        more,
        found.side is not None,
        [said for of, tab, read in found.pairs for said in remarks_on(of.sealed, tab, read)],
        [(tab, len(read.marks)) for _of, tab, read in found.pairs],
        list(left_out(proof.layout)),
        hash_of(hashes),
    )


def _entry(work: Work, number: int) -> tuple[Export, ExportProof]:
    """Whoever may see the export, and auditors."""
    if not number:
        raise Invalid(NOT_OURS, field="file")
    permission = P.AUDIT_SEE if can(work.actor, P.AUDIT_SEE) else P.EXPORT_TAKE
    try:
        export = work.get(Export, number, permission)
    except NotFound as error:
        raise Invalid(UNKNOWN, field="file", number=number) from error
    proof = find_proof(work, export)
    if proof is None:
        raise Invalid(OLD, field="file", number=number)
    return export, proof


def _known(proof: ExportProof) -> Iterator[Known]:
    line = cell = 0
    for facts in proof.layout["sheets"]:
        sealed = Sealed(**facts)
        if rule_of(proof.layout) == 1 and not sealed.closing:
            sealed = replace(sealed, closing=None)
        marks = proof.marks[line * ROW : (line + sealed.lines) * ROW]
        yield Known(sealed, [marks[i : i + ROW] for i in range(0, len(marks), ROW)], cell)
        line, cell = line + sealed.lines, cell + sealed.lines * sealed.columns


def _places(
    known: Sequence[Known], closings: Mapping[str, Closing | None], proof: ExportProof
) -> dict[str, Known]:
    """Which tab of the file is which sheet: by its name, else by the SHA-256 under its rows, else
    the only one that is left.
    """
    found = {k.sealed.tab: k for k in known if k.sealed.tab in closings}
    free = [tab for tab in closings if tab not in proof.layout["tabs"]]
    left = [sheet for sheet in known if sheet.sealed.tab not in found]
    for sheet in left:
        same = [t for t in free if (c := closings[t]) and c.sha256 == sheet.sealed.sha256]
        if same and sheet.sealed.closing is not None:
            found[same[0]] = sheet
            free.remove(same[0])
    left = [sheet for sheet in left if sheet not in found.values()]
    if len(left) == 1 and free:
        found[free[0]] = left[0]
    return found


def _is_same(sheet: Known, tab: str, read: ReadSheet, nothing: bytes) -> bool:
    """Whether a tab of another name is this sheet: it has its SHA-256, or a line of it."""
    if tab == sheet.sealed.tab or (read.closing and read.closing.sha256 == sheet.sealed.sha256):
        return True
    return not {nothing}.issuperset(set(sheet.marks) & set(read.marks))


def _is_of(
    known: Sequence[Known],
    read: Mapping[str, ReadSheet],
    closings: Mapping[str, Closing | None],
    nothing: bytes,
) -> bool:
    """Whether anything in the file is of this export: a SHA-256, or a line below the headings that
    says something.
    """
    hashes = {sheet.sealed.sha256 for sheet in known if sheet.sealed.hashed}
    if any(closing and closing.sha256 in hashes for closing in closings.values()):
        return True
    marks = {mark for sheet in known for mark in sheet.marks[sheet.sealed.head :]} - {nothing}
    return any(mark in marks for sheet in read.values() for mark in sheet.marks)


def _side(work: Work, key: bytes, proof: ExportProof) -> SideReader | None:
    if not proof.storage_key:
        return None
    try:
        return SideReader(key, Storage(work.config.storage).path(proof.storage_key))
    except NotFound:
        return None


def _all_faults(found: Compared, proof: ExportProof) -> Iterator[Fault]:
    """Sheet by sheet; then tabs that are gone though nothing of them is sealed, and new ones."""
    places = {tab for _of, tab, _read in found.pairs}
    for sheet in found.known:
        named = sheet.sealed.tab
        pair = next((pair for pair in found.pairs if pair[0] is sheet), None)
        if pair is None:
            yield Fault(TAB_GONE, named)
            continue
        _sheet, tab, read = pair
        if tab != named:
            yield Fault(TAB_NAMED, named, values={"now": tab})
        yield from faults_of(sheet.sealed, sheet.marks, sheet.first_cell, read, found.side)
    known = {sheet.sealed.tab for sheet in found.known}
    gone = [tab for tab in proof.layout["tabs"] if tab not in known and tab not in found.tabs]
    yield from (Fault(TAB_GONE, tab) for tab in gone)
    new = [tab for tab in found.tabs if tab not in places and tab not in proof.layout["tabs"]]
    yield from (Fault(TAB_NEW, tab) for tab in new)


def note_check(work: Work, verdict: Verdict, name: str) -> None:
    """Record that a file of this name was checked, and what came of it."""
    facts: dict[str, Any] = {
        "name": name,
        "sha256": verdict.export.sha256,
        "intact": verdict.intact,
        "count": len(verdict.faults) + verdict.more,
    }
    work.record(Done(kind=Kind.EXPORT, id=verdict.export.id, action="check_sheet", facts=facts))
