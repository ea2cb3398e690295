"""Attachments of files: who sees and reads them, and who adds them until when."""

from models.files.records import CustomerFile
from models.words.files import FileLife
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.errors import IllegalMove
from portal.platform.storage.papers import Carrier, require_own
from portal.work import Work

GROWING = (FileLife.DRAFT, FileLife.FILED)  # as its list of papers (I-7)


def _add(work: Work, row: CustomerFile) -> None:
    work.require(P.FILE_EDIT, row)
    if row.life not in GROWING:
        raise IllegalMove(
            N_("Papers are added to a draft or a filed file. This one is «%(state)s»."),
            state=row.life,
        )


def _withdraw(work: Work, row: CustomerFile, uploader_id: int) -> None:
    """Of a draft who attached it, of a submitted file the records manager (I-7)."""
    if row.life is FileLife.DRAFT:
        work.require(P.FILE_EDIT, row)
        require_own(work, uploader_id)
    elif not can(work.actor, P.FILE_VOID, row):
        work.require(P.FILE_EDIT, row)
        raise IllegalMove(
            N_("It belongs to a submitted file. The records manager may withdraw it.")
        )
    elif row.life is FileLife.VOID:
        raise IllegalMove(N_("The file is void, and its papers stay as they are."))


FILE_PAPERS = Carrier(CustomerFile, P.FILE_SEE, P.FILE_READ, _add, _withdraw)
