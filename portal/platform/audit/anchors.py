"""Anchors: the chain's head kept outside the database, so that truncation is found (I-6)."""

import os
from pathlib import Path

from sqlalchemy import select

from models.platform.audit import AuditAnchor, AuditHead
from models.words.text import N_
from portal.config import Config
from portal.errors import Invalid
from portal.work import Work


def anchors_path(config: Config) -> Path:
    """The file of this deployment; put ``PORTAL_ANCHORS`` on another disk."""
    return (config.anchors or config.instance / "anchors") / "anchors.txt"


def write_anchor(work: Work) -> AuditAnchor | None:
    """Anchor the head as it stands committed, once a day; None when today's is there.

    The line is on disk before the row is committed: an anchor too many is still a true one.
    """
    if work.session.scalar(select(AuditAnchor.day).where(AuditAnchor.day == work.today)):
        return None
    head = work.session.execute(select(AuditHead.seq, AuditHead.hash)).one()
    anchor = AuditAnchor(day=work.today, seq=head.seq, hash=head.hash, made_at=work.now)
    _append(anchors_path(work.config), f"{anchor.day} {anchor.seq} {anchor.hash}\n")
    work.add(anchor)
    return anchor


def _append(file: Path, line: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())


def read_anchors(file: Path) -> dict[int, str]:
    """Sequence number → hash, of every line «day seq hash». Raises ``Invalid``."""
    result: dict[int, str] = {}
    if not file.exists():
        return result
    for number, line in enumerate(file.read_text().splitlines(), start=1):
        words = line.split()
        if len(words) != 3 or not words[1].isdigit() or len(words[2]) != 64:
            raise Invalid(
                N_("Line %(line)s of the anchor file is not of the form «day number hash»."),
                line=number,
            )
        if words[1] != "0":
            result[int(words[1])] = words[2]
    return result
