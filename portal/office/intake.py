"""What can be imported, and the jobs that do it. The whole list, in one place."""

from collections.abc import Mapping

from models.platform.imports import ImportBatch
from models.words.kinds import Kind
from portal.customers.import_writes import CUSTOMERS
from portal.errors import NotFound
from portal.platform.imports.checking import check_batch
from portal.platform.imports.runs import undo_batch, write_batch
from portal.platform.imports.target import MAY, Target
from portal.platform.jobs.queue import Run

TARGETS: Mapping[Kind, Target] = {CUSTOMERS.kind: CUSTOMERS}


def target_of(kind: Kind) -> Target:
    """The target of a kind. Raises ``NotFound``."""
    result = TARGETS.get(kind)
    if result is None:
        raise NotFound
    return result


def check_import(run: Run, batch_id: int) -> None:
    """The job that says what each row would do."""
    check_batch(run, _of(run, batch_id), batch_id)


def write_import(run: Run, batch_id: int) -> None:
    """The job that writes the rows."""
    write_batch(run, _of(run, batch_id), batch_id)


def undo_import(run: Run, batch_id: int) -> None:
    """The job that takes a batch back."""
    undo_batch(run, _of(run, batch_id), batch_id)


def _of(run: Run, batch_id: int) -> Target:
    with run.work() as work:
        return target_of(work.get(ImportBatch, batch_id, MAY).subject)
