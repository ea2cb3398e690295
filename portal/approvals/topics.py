"""Notices about approvals; about the record that is to be approved."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import ColumnElement, exists

from models.approvals import Approval
from models.platform.notices import Notice
from models.words.approvals import ApprovalState
from models.words.text import N_
from portal.platform.notices.topic import Topic


def is_running(state: ApprovalState) -> Callable[[date], ColumnElement[bool]]:
    """Whether the approval of the record is in that state still."""

    def clause(_today: date) -> ColumnElement[bool]:
        return exists().where(
            Approval.subject == Notice.subject,
            Approval.subject_id == Notice.subject_id,
            Approval.state == state,
        )

    return clause


WAITS, STUCK = is_running(ApprovalState.OPEN), is_running(ApprovalState.STUCK)

TOPICS: Mapping[str, Topic] = {
    "approval.late": Topic(N_("«%(title)s» is overdue for your decision."), WAITS),
    "approval.reminded": Topic(N_("Reminder: please decide on «%(title)s»."), WAITS),
    "approval.stuck": Topic(
        N_("Nobody is qualified to decide on «%(title)s»: please take care of it."), STUCK
    ),
    "approval.waiting": Topic(N_("«%(title)s» is waiting for your decision."), WAITS),
}
