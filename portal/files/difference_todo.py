"""What waits about counts that differ: cases for those who settle and did not count (C18)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, literal_column

from models.files.differences import Difference
from models.files.records import CustomerFile
from models.people import User
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can, visible
from portal.platform.todo.part import Part, todo_rows
from portal.work import Work


def _to_settle(work: Work, _soon: date) -> Select[Any] | None:
    if not can(work.actor, P.LOAN_ASSESS):
        return None
    return (
        todo_rows(
            Difference.id,
            CustomerFile.number,
            Difference.found_at,
            who=User.name,
            more=CustomerFile.title,
        )
        .select_from(Difference)
        .join(CustomerFile, CustomerFile.id == Difference.file_id)
        .join(User, User.id == Difference.found_by)
        .where(
            literal_column("file_differences.state = 'open'"),
            Difference.found_by != work.actor.id,
            visible(work.actor, P.LOAN_ASSESS, Difference),
        )
    )


TODO: Sequence[Part] = (
    Part(
        "difference.settle",
        N_("Settle the count of %(name)s"),
        N_("Settle the difference"),
        Kind.DIFFERENCE,
        _to_settle,
        icon="clipboard-minus",
        home="/differences/",
    ),
)
