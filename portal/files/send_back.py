"""Filings sent back for correction by a reviewer or custodian (F3, R-69)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.files.records import CustomerFile
from models.words.kinds import Kind
from models.words.text import N_
from portal.errors import Invalid, Problems
from portal.files import rules
from portal.files.return_rules import check_faults
from portal.files.returns import list_papers, proposed_cure_day, record_return
from portal.files.rules import FILE_LIFE
from portal.platform.notices import outbox
from portal.platform.workflow.states import check_move, move_state
from portal.work import Work


def reject_filing(
    work: Work,
    file: CustomerFile,
    *,
    reason: str,
    faults: Sequence[Mapping[str, Any]] = (),
    cure_by: date | None = None,
) -> None:
    """Send a filing back with a reason, its faults, and a day to correct it by (F3, R-69).

    ``faults`` are mappings of paper (the id of an item; none: the whole file), fault and remark;
    ``cure_by`` is by default the usual term. Raises ``NotAllowed`` for the filer (A6),
    ``Problems`` by field.
    """
    rules.check_other_person(
        work.actor.id, (file.owner_id, file.submitted_by), N_("You cannot check your own filing.")
    )
    check_move(work, FILE_LIFE, file, "send_back")
    rows, problems = check_faults(faults, list_papers(work, file.id))
    if (day := cure_by or proposed_cure_day(work)) < work.today:
        problems["cure_by"] = Invalid(N_("This date has passed. Use today or later."))
    if problems:
        raise Problems(problems)
    due = day.isoformat()
    move_state(work, FILE_LIFE, file, "send_back", reason=reason, wrong=rows, cure_by=due)
    record_return(work, file, reason, rows, day)
    outbox.tell(
        work,
        dict.fromkeys((file.owner_id, file.submitted_by or file.owner_id)),
        "file_to_mend",
        Kind.FILE,
        file.id,
        stage=work.now.isoformat(),
        title=file.title,
        reason=reason.strip(),
        faults=rows,
        cure_by=due,
    )
