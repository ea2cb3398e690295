"""What the platform tells people: the audit, the calendar, comments, jobs."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, exists

from models.platform.calendar import CalendarYear
from models.platform.jobs import Job
from models.platform.notices import Notice
from models.words.flaws import say_flaw
from models.words.platform import JobState, NewsGroup
from models.words.text import N_
from portal.platform.notices.topic import Topic, task_name


def is_year_missing(_today: date) -> ColumnElement[bool]:
    return ~exists().where(CalendarYear.year == Notice.subject_id)


def has_job_failed(_today: date) -> ColumnElement[bool]:
    return exists().where(Job.id == Notice.subject_id, Job.state == JobState.FAILED)


TOPICS: Mapping[str, Topic] = {
    "audit_anchor": Topic(
        N_("The audit chain stood at entry %(seq)s on %(day)s: %(hash)s"), news=NewsGroup.AUDIT
    ),
    "audit_broken": Topic(
        N_(
            "The audit trail failed verification: %(fault)s. Leave everything as it is and "
            "investigate with «flask audit verify»."
        ),
        spelt={"fault": say_flaw},
    ),
    "calendar.missing": Topic(
        N_("The work calendar for %(year)s is not loaded; due dates in that year are provisional."),
        is_year_missing,
        page="/calendar/",
    ),
    "comment.named": Topic(
        N_("%(who)s mentioned you in a comment: %(text)s"), news=NewsGroup.COMMENTS
    ),
    "job_failed": Topic(
        N_("The job «%(name)s» failed and needs attention."),
        has_job_failed,
        spelt={"name": task_name},
    ),
}
