"""The administrators' list of background jobs."""

from collections.abc import Callable, Sequence

from sqlalchemy import BigInteger, Select, func, type_coerce

from models.people import User
from models.platform.jobs import Job
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import JobState
from models.words.tasks import TASKS
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.jobs.failures import say_failure
from portal.platform.lists.listing import Column, Filter, Listing
from portal.work import Work


def _joins(statement: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    return statement.outerjoin(User, User.id == Job.asked_by)


def _tasks(_work: Work) -> Sequence[tuple[str, str]]:
    return list(TASKS.items())


def _failure(_work: Work, say: Callable[[str], str]) -> Callable[[str], str]:
    return lambda kept: say_failure(kept, say)


JOBS = Listing(
    name="jobs",
    kind=Kind.JOB,
    table=Job,
    see=P.JOB_SEE,
    title=N_("Background jobs"),
    columns=(
        Column("id", N_("Job"), Job.id, V.CODE, width=8, phone=True),
        Column("name", N_("Task"), Job.name, V.TASK, width=20, phone=True),
        Column("title", N_("Purpose"), Job.title, V.MESSAGE, width=28),
        Column("who", N_("Requested by"), func.coalesce(User.name, ""), width=12),
        Column("state", N_("State"), Job.state, V.WORD, JobState, width=10, phone=True),
        Column("progress", N_("Rows processed"), Job.progress, V.INTEGER, width=8),
        Column("total", N_("Total"), Job.total, V.INTEGER, width=8),
        Column("attempts", N_("Attempts"), Job.attempts, V.INTEGER, width=8),
        Column("created_at", N_("Requested at"), Job.created_at, V.MOMENT, sort=True, width=18),
        Column("run_at", N_("Due at"), Job.run_at, V.MOMENT, sort=True, width=18, phone=True),
        Column("finished_at", N_("Finished at"), Job.finished_at, V.MOMENT, width=18),
        Column("error", N_("Last failure"), Job.error, shown=False, width=40, spell=_failure),
    ),
    filters=(
        Filter("state", N_("State"), V.WORD, Job.state, JobState, pinned=True),
        Filter("name", N_("Task"), V.CHOICE, Job.name, pinned=True, options=_tasks),
        Filter("who", N_("Requested by"), V.USER, type_coerce(Job.asked_by, BigInteger)),
        Filter("created_at", N_("Requested at"), V.MOMENT, Job.created_at),
    ),
    order="-id",
    link="id",
    joins=_joins,
    views={
        N_("Not finished"): {"state": "waiting"},
        N_("Failed jobs"): {"state": "failed"},
    },
)
