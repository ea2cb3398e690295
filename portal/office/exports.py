"""Exports: small ones made at once, large ones by a job; stored for some days for their asker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from models.platform.sheets import Export
from models.words.access import Way
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import ExportState
from models.words.text import N_
from portal import settings
from portal.access.policy import visible
from portal.errors import Conflict, Invalid, PortalError
from portal.events import Done
from portal.office import build, export_names, export_terms, proofs
from portal.people import step_up
from portal.platform.jobs import queue
from portal.platform.jobs.queue import Run
from portal.platform.language import translate_text
from portal.platform.looks import noting
from portal.platform.sheets.export_rules import EXPORT, SHORTEST_PURPOSE
from portal.platform.sheets.sheet import Written
from portal.platform.storage.bytes import Storage
from portal.platform.storage.checked import sized_path
from portal.platform.workflow import states
from portal.work import Work


def ask_export(
    work: Work, source: str, args: Mapping[str, str], purpose: str, language: str = "zh_CN"
) -> Export:
    """Make a sheet now, or as a job from ``export_job_rows`` rows on; recorded with its purpose,
    which only graded or long sheets need.

    Raises ``NotAllowed``, ``Invalid`` (purpose, parameters) and ``NotFound`` (no such source).
    """
    work.require(P.EXPORT_TAKE)
    found = build.find_source(work, source, args)
    needed = export_terms.needs_purpose(work, found)
    if needed and len(purpose.strip()) < SHORTEST_PURPOSE:
        raise Invalid(
            N_("Please write what the sheet is for, at least %(count)s characters."),
            field="purpose",
            count=SHORTEST_PURPOSE,
        )
    step_up.require_proof_for_rows(work, found.size)
    title = translate_text(found.title, language)
    export: Export = work.add(
        Export(
            report=source,
            params={"args": dict(args), "language": language},
            name=export_names.file_name(work, source, args, title, language),
            purpose=purpose.strip(),
            owner_id=work.actor.id,
            department_id=work.actor.department_id,
        )
    )
    most = int(settings.get(work.session, "export_job_rows"))
    if found.size(most) >= most:
        link = f"/exports/#export-{export.id}"
        job = queue.enqueue(work, "make_export", title=title, link=link, export_id=export.id)
        export.job_id = job.id if job else None
    else:
        _finish(work, export, _write(work, export))
    return export


def fresh_exports(work: Work, most: int = 3) -> Sequence[Export]:
    """The actor's own sheets of the last day that were made at once, newest first: for the bell."""
    own = visible(work.actor, P.EXPORT_TAKE, Export)
    made = (Export.job_id.is_(None), Export.created_at > work.now - timedelta(days=1))
    query = select(Export).where(own, Export.state == ExportState.READY, *made)
    return work.session.scalars(query.order_by(Export.id.desc()).limit(most)).all()


@dataclass(frozen=True)
class Made:
    """A workbook in the storage: its key, what is in it, and what proves it."""

    key: str
    written: Written
    proof: proofs.Proof


def _write(work: Work, export: Export) -> Made:
    """Store the workbook and its side file."""
    translate = partial(translate_text, language=export.params["language"])
    found = build.find_source(work, export.report, export.params["args"])
    storage = Storage(work.config.storage)
    with storage.writing() as (stream, key), storage.writing() as (side, side_key):
        proof = proofs.begin_proof(work.config, side, side_key)
        written = build.write_sheet(found, stream, translate, seal=proof.seal, number=export.id)
        proof.close()
    return Made(key, written, proof)


def _finish(work: Work, export: Export, made: Made) -> None:
    found = build.find_source(work, export.report, export.params["args"])
    days, written = int(settings.get(work.session, "export_days")), made.written
    export.storage_key, export.rows, export.sha256 = made.key, written.rows, written.sha256
    export.size = Storage(work.config.storage).path(made.key).stat().st_size
    proofs.keep_proof(work, export, made.proof, written)
    export.expires_at = work.now + timedelta(days=days)
    states.move_state(work, EXPORT, export, "finish")
    facts = {
        "report": export.report,
        "filters": export.params["args"],
        "purpose": export.purpose,
        "rows": written.rows,
        "sha256": written.sha256,
        **noting.remember(work, Way.EXPORT, export_terms.read_things(work, found)),
    }
    work.record(Done(kind=Kind.EXPORT, id=export.id, action="export", facts=facts))


def make_export(run: Run, export_id: int) -> None:
    """Job: build the sheet in a reading session, then record the result in one transaction."""
    with run.reading() as work:
        export = work.get(Export, export_id, P.EXPORT_TAKE)
        if export.state is not ExportState.WAITING:
            return
        try:
            made = _write(work, export)
        except PortalError:
            _fail(run, export_id)
            raise
    with run.work() as work:
        export = work.get(Export, export_id, P.EXPORT_TAKE, lock=True)
        if export.state is ExportState.WAITING:
            _finish(work, export, made)
    run.progress(made.written.rows, made.written.rows)


def _fail(run: Run, export_id: int) -> None:
    with run.work() as work:
        states.move_state(
            work, EXPORT, work.get(Export, export_id, P.EXPORT_TAKE, lock=True), "fail"
        )


def take_export(work: Work, export_id: int) -> tuple[Path, Export]:
    """The path of a finished sheet, for its asker only; every download is recorded.

    Checks again that the actor may export the content. Raises ``NotFound``, ``NotAllowed``, and
    ``Conflict`` if it is not ready or has expired.
    """
    export = work.get(Export, export_id, P.EXPORT_TAKE)
    build.find_source(work, export.report, export.params["args"])
    if export.state is not ExportState.READY or export.expires_at is None:
        raise Conflict(N_("This sheet is not ready yet or no longer exists. Generate it again."))
    if export.expires_at <= work.now:
        raise Conflict(N_("This sheet has expired. Generate it again."))
    facts = {"name": export.name, "sha256": export.sha256}
    work.record(Done(kind=Kind.EXPORT, id=export.id, action="download", facts=facts))
    # Its SHA-256 is that of its data: the sheet proves itself (D10).
    return sized_path(work, export.storage_key, export.size), export


def expire_exports(work: Work) -> None:
    """Delete the files of sheets past their retention period; their rows stay, and what proves
    their lines.
    """
    due = select(Export).where(Export.state == ExportState.READY, Export.expires_at <= work.now)
    for export in work.session.scalars(due.order_by(Export.id).limit(500)):
        Storage(work.config.storage).drop(export.storage_key)
        proofs.drop_side_file(work, export)
        states.move_state(work, EXPORT, export, "expire")
