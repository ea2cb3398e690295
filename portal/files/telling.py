"""Notices about a file, once for each submission."""

from typing import Any

from models.files.records import CustomerFile
from models.words.kinds import Kind
from portal.platform.notices import outbox
from portal.work import Work


def tell_about_file(
    work: Work, file: CustomerFile, people: list[int], topic: str, **values: Any
) -> None:
    """Tell ``people`` about ``file``, once for each time it was submitted."""
    stage = file.submitted_at.isoformat() if file.submitted_at else ""
    outbox.tell(
        work,
        people,
        topic,
        Kind.FILE,
        file.id,
        stage=stage,
        number=file.number or "",
        title=file.title,
        **values,
    )
