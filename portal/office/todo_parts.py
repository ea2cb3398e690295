"""What waits about the portal itself: failed jobs, a calendar that is not loaded."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select

from models.platform.jobs import Job
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import JobState
from models.words.text import N_
from portal.access.policy import can
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work


def _failed(work: Work, _soon: date) -> Select[Any] | None:
    if not can(work.actor, P.JOB_STEER):
        return None
    rows = todo_rows(Job.id, Job.id, Job.created_at, more=Job.error)
    return rows.where(Job.state == JobState.FAILED)


TODO: Sequence[Part] = (
    Part(
        "job.failed",
        N_("Background job %(name)s failed"),
        N_("Open the job"),
        Kind.JOB,
        _failed,
        icon="gear-wide-connected",
        page="/jobs/{id}/",
        home="/jobs/",
    ),
)
