"""Anchors: the chain's head kept outside the database, so that truncation is found (I-6)."""

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.platform.audit import AuditAnchor, AuditHead
from models.words import flaws
from models.words.plurals import fill
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


def read_lines(file: Path) -> list[tuple[str, int, str]]:
    """Every line «day seq hash» of an anchor file; none without one. Raises ``Invalid``."""
    result = []
    for number, line in enumerate(file.read_text().splitlines() if file.exists() else (), start=1):
        words = line.split()
        if len(words) != 3 or not words[1].isdigit() or len(words[2]) != 64:
            raise Invalid(
                N_("Line %(line)s of the anchor file is not of the form «day number hash»."),
                line=number,
            )
        result.append((words[0], int(words[1]), words[2]))
    return result


def read_anchors(file: Path) -> dict[int, str]:
    """Sequence number → hash, of every line «day seq hash». Raises ``Invalid``."""
    return {seq: mark for _day, seq, mark in read_lines(file) if seq}


def anchor_faults(session: Session, file: Path, *, own: bool = True) -> Iterator[str]:
    """What the rows of the database and the lines outside say differently, a sentence each.

    ``own``: it is the file this office writes to, so that each row must have a line in it; a copy
    that an auditor kept may end earlier. A line too many is a true one (``write_anchor``).
    """
    rows = session.scalars(select(AuditAnchor).order_by(AuditAnchor.day)).all()
    if own and rows and not file.exists():
        yield fill(flaws.NO_FILE, {"count": len(rows)})
        return
    lines: dict[str, set[tuple[int, str]]] = {}
    for day, seq, mark in read_lines(file):
        lines.setdefault(day, set()).add((seq, mark))
    for row in rows:
        there = lines.get(row.day.isoformat(), set())
        if there and (row.seq, row.hash) not in there:
            yield fill(flaws.TWO_ANCHORS, {"day": row.day})
        elif own and not there:
            yield fill(flaws.NO_LINE, {"day": row.day})
