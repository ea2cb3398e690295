"""Topics of notices about files, missing parts and penalties."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, exists

from models.files.deficiencies import Deficiency, FileReturn, Penalty
from models.files.differences import Difference
from models.files.records import CustomerFile
from models.platform.notices import Notice
from models.words.files import DeficiencyState, DifferenceState, FileLife, PenaltyState
from models.words.platform import NewsGroup
from models.words.text import N_
from portal.files.return_rules import format_faults
from portal.platform.notices.topic import Topic

Clause = Callable[[date], ColumnElement[bool]]


def is_part(state: DeficiencyState) -> Clause:
    return lambda _today: exists().where(
        Deficiency.id == Notice.subject_id, Deficiency.state == state
    )


def is_file(*lives: FileLife) -> Clause:
    return lambda _today: exists().where(
        CustomerFile.id == Notice.subject_id, CustomerFile.life.in_(lives)
    )


def is_to_mend(_today: date) -> ColumnElement[bool]:
    """Whether the return the notice is about is still unanswered, and the file a draft."""
    return exists().where(
        FileReturn.file_id == Notice.subject_id,
        FileReturn.answered_on.is_(None),
        FileReturn.returned_at == Notice.created_at,
        CustomerFile.id == FileReturn.file_id,
        CustomerFile.life == FileLife.DRAFT,
    )


def is_grade_asked(_today: date) -> ColumnElement[bool]:
    """Whether the lower grade the notice is about still waits for a second person."""
    return exists().where(
        CustomerFile.id == Notice.subject_id, CustomerFile.grade_asked_at == Notice.created_at
    )


def is_deficient(_today: date) -> ColumnElement[bool]:
    return exists().where(
        Deficiency.file_id == Notice.subject_id, Deficiency.state == DeficiencyState.OPEN
    )


def is_appealed(_today: date) -> ColumnElement[bool]:
    return exists().where(Penalty.id == Notice.subject_id, Penalty.state == PenaltyState.APPEALED)


def is_unsettled(_today: date) -> ColumnElement[bool]:
    return exists().where(
        Difference.id == Notice.subject_id, Difference.state == DifferenceState.OPEN
    )


TOPICS: Mapping[str, Topic] = {
    "bytes.damaged": Topic(
        N_("The stored file «%(name)s» is damaged or missing. Please restore it from a backup.")
    ),
    "deficiency.denied": Topic(
        N_(
            "«%(part)s» of %(number)s is still incomplete: %(reason)s It must be completed by "
            "%(cure_by)s."
        ),
        is_part(DeficiencyState.OPEN),
    ),
    "deficiency.offered": Topic(
        N_("«%(part)s» of %(number)s was handed in: please check that it is complete."),
        is_part(DeficiencyState.OFFERED),
    ),
    "deficiency.uncured": Topic(
        N_("«%(part)s» of %(number)s is still missing; it was due by %(cure_by)s."),
        is_part(DeficiencyState.OPEN),
    ),
    "file.deficient": Topic(
        N_("%(number)s was filed without: %(parts)s. Please bring it by %(cure_by)s."), is_deficient
    ),
    "file.differs": Topic(
        N_(
            "%(number)s was counted with %(items_found)s of %(items_due)s items and "
            "%(pages_found)s of %(pages_due)s pages: please settle the difference."
        ),
        is_unsettled,
    ),
    "file.due_changed": Topic(
        N_("«%(title)s» must now be filed by %(due_on)s."), is_file(FileLife.DRAFT)
    ),
    "file_grade_asked": Topic(
        N_("%(name)s asks for a lower grade of «%(title)s» (%(number)s): %(reason)s"),
        is_grade_asked,
    ),
    "file_graded": Topic(
        N_("The grade of «%(title)s» (%(number)s) was changed: %(reason)s"), news=NewsGroup.FILES
    ),
    "file_accepted": Topic(N_("«%(title)s» was filed as %(number)s."), news=NewsGroup.FILES),
    "file_late": Topic(N_("«%(title)s» (%(number)s) was filed late."), news=NewsGroup.FILES),
    "file_sent_back": Topic(N_("«%(title)s» was sent back: %(reason)s")),  # before R-69
    "file_to_mend": Topic(
        N_("«%(title)s» was sent back, to be corrected by %(cure_by)s: %(reason)s%(faults)s"),
        is_to_mend,
        spelt={"faults": format_faults},
    ),
    "file_to_review": Topic(
        N_("«%(title)s» is waiting for your review."), is_file(FileLife.PENDING_REVIEW)
    ),
    "file_void": Topic(N_("«%(title)s» (%(number)s) was voided: %(reason)s"), news=NewsGroup.FILES),
    "penalty.appealed": Topic(
        N_("%(name)s appeals against the penalty for «%(part)s», %(day)s: %(reason)s"), is_appealed
    ),
    "penalty.confirmed": Topic(
        N_("For «%(part)s», %(day)s: a penalty of %(amount)s yuan was confirmed. %(reason)s")
    ),
    "penalty.dropped": Topic(
        N_("For «%(part)s», %(day)s: the proposed penalty was dropped. %(reason)s")
    ),
}
