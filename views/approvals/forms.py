"""Forms of approval chains and routes."""

from sqlalchemy import select
from wtforms import FormField

from models.approvals import Chain
from models.files.records import FileClass
from models.words.approvals import StepNeed, StepRole
from models.words.text import N_
from models.words.values import ValueKind as V
from views.people.forms import business_roles
from views.shell.context import reading
from views.shell.forms.base import Form, RowForm, Section
from views.shell.forms.fields import (
    ChoiceField,
    EnumField,
    FlagField,
    LookupField,
    NumberField,
    TextField,
)
from views.shell.forms.rows import RowsField
from views.shell.forms.validators import MaxLength, Required
from views.shell.i18n import gettext as _


def chain_options() -> list[tuple[str, str]]:
    rows = reading().session.execute(select(Chain.code, Chain.name).order_by(Chain.version))
    return sorted({code: f"{name} ({code})" for code, name in rows}.items())


def file_class_options() -> list[tuple[int, str]]:
    rows = reading().session.execute(
        select(FileClass.id, FileClass.name).where(FileClass.active).order_by(FileClass.code)
    )
    return [(id, name) for id, name in rows]


def own_department_options() -> list[tuple[str, str]]:
    return [("yes", _("Yes, own department")), ("no", _("No, another department"))]


class StepRow(RowForm):
    name = TextField(N_("Step"), [MaxLength(40)])
    who = EnumField(N_("Who decides"), StepRole)
    role = ChoiceField(N_("Role, if by role"), business_roles, blank=True)
    user_id = LookupField(N_("Person, if by name"), V.USER)
    need = EnumField(N_("How many agree"), StepNeed)
    workdays = NumberField(N_("Working days"))


class ChainForm(Form):
    sections = (
        Section(N_("Approval chain"), ("code", "name", "active")),
        Section(
            N_("Steps"),
            ("steps",),
            N_("In order; saving creates a new version, running approvals keep theirs"),
        ),
    )
    wide = frozenset({"steps"})
    code = TextField(N_("Code"), [Required(), MaxLength(30)])
    name = TextField(N_("Name"), [Required(), MaxLength(60)])
    active = FlagField(N_("In use"), default=True)
    steps = RowsField(FormField(StepRow), N_("Steps"), min_entries=1)
