"""What the platform tells people: the audit, the calendar, comments, jobs."""

from collections.abc import Mapping

from models.words.text import N_
from portal.platform.notices.topic import Topic, task_name

TOPICS: Mapping[str, Topic] = {
    "audit_anchor": Topic(N_("The audit chain stood at entry %(seq)s on %(day)s: %(hash)s")),
    "audit_broken": Topic(
        N_(
            "The audit trail failed verification: %(fault)s. Leave everything as it is and "
            "investigate with «flask audit verify»."
        )
    ),
    "calendar.missing": Topic(
        N_("The work calendar for %(year)s is not loaded; due dates in that year are provisional.")
    ),
    "comment.named": Topic(N_("%(who)s mentioned you in a comment: %(text)s")),
    "job_failed": Topic(
        N_("The job «%(name)s» failed and needs attention."), spelt={"name": task_name}
    ),
}
