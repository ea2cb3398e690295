"""What proves an exported workbook: written with it, kept beside its entry (D10)."""

from dataclasses import asdict, dataclass
from typing import BinaryIO

from sqlalchemy import select

from models.platform.sheets import Export, ExportProof
from portal.config import Config
from portal.platform.sheets.marks import SideFile, derive_key
from portal.platform.sheets.seal import RULE, Seal
from portal.platform.sheets.sheet import Written
from portal.platform.storage.bytes import Storage
from portal.work import Work


@dataclass(frozen=True)
class Proof:
    """The seal of a workbook while it is written, and where the digests of its cells go."""

    seal: Seal
    side: SideFile
    side_key: str

    def close(self) -> None:
        self.side.close()


def begin_proof(config: Config, side: BinaryIO, side_key: str) -> Proof:
    """A seal with keys of its own: the name of the side file, which is random, is their salt."""
    key = derive_key(config.audit_key, side_key)
    file = SideFile(key, side)
    return Proof(Seal(key, file), file, side_key)


def keep_proof(work: Work, export: Export, proof: Proof, written: Written) -> None:
    """Put it beside the entry."""
    sheets = [asdict(sheet) for sheet in written.sheets]
    work.session.add(
        ExportProof(
            export_id=export.id,
            salt=proof.side_key,
            storage_key=proof.side_key,
            layout={"rule": RULE, "tabs": proof.seal.tabs, "sheets": sheets},
            marks=bytes(proof.seal.marks),
        )
    )


def find_proof(work: Work, export: Export) -> ExportProof | None:
    """None where the workbook was made before workbooks were proved."""
    return work.session.scalar(select(ExportProof).where(ExportProof.export_id == export.id))


def drop_side_file(work: Work, export: Export) -> None:
    """The digests of cells go with the workbook; those of lines stay."""
    proof = find_proof(work, export)
    if proof:
        Storage(work.config.storage).drop(proof.storage_key)
        proof.storage_key = ""
