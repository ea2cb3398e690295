"""What people are told about approvals."""

from collections.abc import Mapping

from models.words.text import N_
from portal.platform.notices.topic import Topic

TOPICS: Mapping[str, Topic] = {
    "approval.late": Topic(N_("«%(title)s» has waited for your decision past its day.")),
    "approval.reminded": Topic(N_("You are reminded to decide on «%(title)s».")),
    "approval.stuck": Topic(N_("«%(title)s» has nobody qualified to decide: please help.")),
    "approval.waiting": Topic(N_("«%(title)s» waits for your decision.")),
}
