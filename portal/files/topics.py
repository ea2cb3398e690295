"""Topics of notices about files, missing parts and penalties."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from models.files.deficiencies import Deficiency, FileReturn
from models.files.records import CustomerFile
from models.platform.notices import Notice
from models.words.files import DeficiencyState, FileLife
from models.words.text import N_
from portal.files.return_rules import format_faults
from portal.platform.notices.topic import Topic
from portal.work import Work


def is_part(state: DeficiencyState) -> Callable[[Work, Notice], bool]:
    """A check that the missing part a notice is about is still in ``state``."""

    def check(work: Work, notice: Notice) -> bool:
        statement = select(Deficiency.state).where(Deficiency.id == notice.subject_id)
        return work.session.scalar(statement) is state

    return check


def is_to_mend(work: Work, notice: Notice) -> bool:
    """Whether the return the notice is about is still unanswered, and the file a draft."""
    statement = (
        select(FileReturn.id)
        .join(CustomerFile, CustomerFile.id == FileReturn.file_id)
        .where(
            FileReturn.file_id == notice.subject_id,
            FileReturn.answered_on.is_(None),
            FileReturn.returned_at == notice.created_at,
            CustomerFile.life == FileLife.DRAFT,
        )
    )
    return work.session.scalar(statement.limit(1)) is not None


def is_deficient(work: Work, notice: Notice) -> bool:
    """Whether the file the notice is about still has missing parts."""
    statement = select(Deficiency.id).where(
        Deficiency.file_id == notice.subject_id, Deficiency.state == DeficiencyState.OPEN
    )
    return work.session.scalar(statement.limit(1)) is not None


TOPICS: Mapping[str, Topic] = {
    "bytes.damaged": Topic(
        N_("The stored file «%(name)s» is damaged or missing. Please restore it from a backup.")
    ),
    "deficiency.denied": Topic(
        N_(
            "«%(part)s» of %(number)s is still incomplete: %(reason)s It must be completed by "
            "%(cure_by)s."
        )
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
    "file.due_changed": Topic(N_("«%(title)s» must now be filed by %(due_on)s.")),
    "file_accepted": Topic(N_("«%(title)s» was filed as %(number)s.")),
    "file_late": Topic(N_("«%(title)s» (%(number)s) was filed late.")),
    "file_sent_back": Topic(N_("«%(title)s» was sent back: %(reason)s")),  # before R-69
    "file_to_mend": Topic(
        N_("«%(title)s» was sent back, to be corrected by %(cure_by)s: %(reason)s%(faults)s"),
        is_to_mend,
        spelt={"faults": format_faults},
    ),
    "file_to_review": Topic(N_("«%(title)s» is waiting for your review.")),
    "file_void": Topic(N_("«%(title)s» (%(number)s) was voided: %(reason)s")),
    "penalty.appealed": Topic(
        N_("%(name)s appeals against the penalty for «%(part)s», %(day)s: %(reason)s")
    ),
    "penalty.confirmed": Topic(
        N_("For «%(part)s», %(day)s: a penalty of %(amount)s yuan was confirmed. %(reason)s")
    ),
    "penalty.dropped": Topic(
        N_("For «%(part)s», %(day)s: the proposed penalty was dropped. %(reason)s")
    ),
}
