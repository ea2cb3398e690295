"""Notices about approvals."""

from collections.abc import Mapping

from models.words.text import N_
from portal.platform.notices.topic import Topic

TOPICS: Mapping[str, Topic] = {
    "approval.late": Topic(N_("«%(title)s» is overdue for your decision.")),
    "approval.reminded": Topic(N_("Reminder: please decide on «%(title)s».")),
    "approval.stuck": Topic(
        N_("Nobody is qualified to decide on «%(title)s»: please take care of it.")
    ),
    "approval.waiting": Topic(N_("«%(title)s» is waiting for your decision.")),
}
