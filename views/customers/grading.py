"""The acts that lower the grade of a card: asked for by one person, confirmed by another."""

from collections.abc import Sequence

from flask import request
from sqlalchemy import select

from models.customers import Customer
from models.people import User
from models.words.access import Secrecy
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.customers import grading
from portal.work import Work
from views.shell import words
from views.shell.acts import Act
from views.shell.context import reading
from views.shell.forms.base import Form
from views.shell.forms.fields import ChoiceField, LongTextField
from views.shell.forms.validators import MaxLength, Required


def _lower_grades() -> Sequence[tuple[Secrecy, str]]:
    id = (request.view_args or {}).get("id")
    if id is None:
        return []
    row = reading().get(Customer, id, P.CUSTOMER_SEE)
    return [(grade, words.label(grade)) for grade in grading.lower_grades(row)]


class LowerForm(Form):
    """A lower grade, which a second person confirms."""

    secrecy = ChoiceField(N_("New grade"), _lower_grades, [Required()])
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


def grade_asker(work: Work, row: Customer) -> str:
    """Who asked for a lower grade; empty when nobody did."""
    if row.grade_asked_by is None:
        return ""
    return work.session.scalar(select(User.name).where(User.id == row.grade_asked_by)) or ""


def _may_ask(_work: Work, row: Customer) -> bool:
    return row.grade_asked is None and bool(grading.lower_grades(row))


def _confirms(work: Work, row: Customer) -> bool:
    return row.grade_asked_by not in (None, work.actor.id)


def _may_keep(work: Work, row: Customer) -> bool:
    mine = row.grade_asked_by == work.actor.id
    right = P.CUSTOMER_EDIT if mine else P.CUSTOMER_DECLASSIFY
    return row.grade_asked is not None and can(work.actor, right, row)


GRADE_ACTS = (
    Act(
        "ask_lower_grade",
        N_("Lower the grade"),
        grading.request_lower_grade,
        LowerForm,
        permission=P.CUSTOMER_EDIT,
        open=_may_ask,
        done=N_("A second person must now confirm the lower grade of «%(name)s»."),
    ),
    Act(
        "lower_grade",
        N_("Confirm the lower grade"),
        grading.confirm_grade,
        permission=P.CUSTOMER_DECLASSIFY,
        open=_confirms,
        primary=True,
        confirm=N_("Lower the grade of «%(name)s»? More people will be able to use it."),
        done=N_("The grade of «%(name)s» was lowered."),
    ),
    Act(
        "keep_grade",
        N_("Keep the grade"),
        grading.keep_grade,
        open=_may_keep,
        done=N_("«%(name)s» keeps its grade."),
    ),
)
