"""Acceptance of reviewed files: number, place and missing parts (F4, R-31, R-36)."""

from typing import Any

from sqlalchemy import select

from models.files.records import CustomerFile, FileClass
from models.people import Department
from models.words.files import FileLife, Medium
from models.words.kinds import Kind
from models.words.text import N_
from portal.errors import Invalid
from portal.files import custody, deficiencies, rules
from portal.files.completeness_rules import Gap
from portal.files.deadlines import is_late, late_workdays
from portal.files.rules import FILE_LIFE
from portal.files.telling import tell_about_file
from portal.people.recipients import head_of
from portal.platform.numbering import ledger
from portal.platform.workflow.states import move_state
from portal.work import Work


def accept_file(
    work: Work,
    file: CustomerFile,
    *,
    place_id: int | None = None,
    position: int | None = None,
    missing_note: str = "",
) -> str:
    """Accept a reviewed file into custody; returns the number it is given (F4, R-31).

    Raises ``NotAllowed`` for its filer or reviewer (A6), ``Invalid`` when the place is full, or
    when parts are missing and ``missing_note`` is empty (R-36).
    """
    rules.check_other_person(
        work.actor.id,
        (file.owner_id, file.submitted_by, file.reviewer_id),
        N_("The custodian who accepts must not have filed or reviewed it."),
    )
    missing = _missing(work, file, missing_note)
    cls = work.session.scalars(select(FileClass).where(FileClass.id == file.class_id)).one()
    department = work.session.scalar(
        select(Department.code).where(Department.id == file.department_id)
    )
    parts = {"class": cls.code, "dept": department or "00"}
    number = ledger.draw_number(work, cls.numbering, Kind.FILE, file.id, **parts)
    late, due = late_workdays(work, file), len(deficiencies.required_parts(work, file))
    facts: dict[str, Any] = {"number": number, "items": file.items_count, "pages": file.pages_count}
    facts |= {"missing": [gap.part for gap in missing], "late_workdays": late}
    move_state(work, FILE_LIFE, file, "accept", **facts)
    file.late_workdays, file.parts_due = late, due
    file.missing_note = missing_note.strip() if missing else ""
    file.number, file.filed_at, file.filed_by = number, work.now, work.actor.id
    if file.medium is not Medium.ELECTRONIC:
        custody.place_paper(work, file, place_id or file.place_id or 0, position or file.position)
    deficiencies.open_deficiencies(work, file, missing, file.missing_note)
    tell_about_file(work, file, _heads_if_late(work, file), "file_late")
    tell_about_file(work, file, [file.owner_id], "file_accepted")
    return number


def _missing(work: Work, file: CustomerFile, note: str) -> list[Gap]:
    gaps = deficiencies.find_missing_parts(work, file)
    if gaps and file.life is FileLife.REVIEWED and not note.strip():
        raise Invalid(
            N_("Missing or incomplete: %(parts)s. Write what is agreed about it, then file it."),
            field="missing_note",
            parts="、".join(gap.part for gap in gaps),
        )
    return gaps


def _heads_if_late(work: Work, file: CustomerFile) -> list[int]:
    return head_of(work, file.department_id) if is_late(work, file) else []
