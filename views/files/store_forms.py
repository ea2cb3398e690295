"""Forms of places and file classes."""

from collections.abc import Sequence

from wtforms import FormField

from models.words.access import Secrecy
from models.words.approvals import StepRole
from models.words.files import DeadlineUnit, ItemForm, PartFor
from models.words.lending import LoanMode
from models.words.platform import DueMode
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.files import review
from views.files.forms import person_name, place_field
from views.people.forms import business_roles
from views.shell import words
from views.shell.forms.base import Form, RowForm, Section
from views.shell.forms.fields import (
    ChecksField,
    ChoiceField,
    EnumField,
    FlagField,
    LookupField,
    NumberField,
    TextField,
)
from views.shell.forms.rows import RowsField
from views.shell.forms.validators import MaxLength, Required


def modes() -> Sequence[tuple[str, str]]:
    return [(mode.value, words.label(mode)) for mode in LoanMode]


class PlaceMoveForm(Form):
    parent_id = place_field(N_("Located in"), Required())
    position = NumberField(
        N_("Order"), description=N_("From left to right, from top to bottom, e.g. 1.")
    )


class PartRow(RowForm):
    name = TextField(N_("Part"), [MaxLength(60)])
    form = EnumField(N_("Original or copy"), ItemForm)
    copies = NumberField(N_("Copies"), default=1)
    signed = FlagField(N_("To be signed"))
    applies = EnumField(N_("Whose files"), PartFor)


# Nobody applies for anything when a file is filed.
REVIEWERS = {StepRole.SUPERIOR: N_("The filer's superior")}


class ClassForm(Form):
    sections = (
        Section(N_("Class"), ("code", "name", "active")),
        Section(
            N_("Number"),
            ("numbering", "key_label"),
            N_("Drawn when a file is accepted, never used twice"),
        ),
        Section(N_("Filing"), ("deadline_amount", "deadline_unit", "secrecy", "log_looks")),
        Section(
            N_("Review"),
            ("review_by", "review_role", "reviewer_id"),
            N_(
                "Who reviews a filing before the custodian accepts it; never the person who filed "
                "it"
            ),
        ),
        Section(
            N_("Checklist"),
            ("parts",),
            N_("What each file must contain; files already opened keep their list"),
        ),
        Section(
            N_("Lending"), ("loan_modes", "take_out_up_to", "term_days", "due_mode", "renewals")
        ),
    )
    wide = frozenset({"parts"})
    code = TextField(N_("Code"), [Required(), MaxLength(12)])
    name = TextField(N_("Name"), [Required(), MaxLength(60)])
    active = FlagField(N_("In use"), default=True)
    numbering = TextField(
        N_("Numbering"),
        [Required(), MaxLength(60)],
        default="{class}-{year}-{seq:4}",
        description=N_("Places: class, dept, year, month, seq. For example {class}-{year}-{seq:4}"),
        render_kw={"data-preview": "/file_classes/preview/", "data-preview-with": "code"},
    )
    key_label = TextField(
        N_("Name of its key"),
        [MaxLength(30)],
        description=N_("For example customer number. Blank: several files per customer."),
    )
    deadline_amount = NumberField(N_("Deadline"), [Required()], default=7)
    deadline_unit = EnumField(N_("Counted in"), DeadlineUnit)
    secrecy = EnumField(N_("Secrecy"), Secrecy, default=Secrecy.INTERNAL)
    log_looks = FlagField(
        N_("Log every look"),
        description=N_("Whatever their grade, as for credit files"),
    )
    review_by = EnumField(
        N_("Reviewer"),
        StepRole,
        among=review.WAYS,
        called=REVIEWERS,
        default=StepRole.SUPERIOR,
    )
    review_role = ChoiceField(N_("Role, if by role"), business_roles, blank=True)
    reviewer_id = LookupField(N_("Person, if by name"), V.USER, name_of=person_name)
    loan_modes = ChecksField(
        N_("Ways to lend"), modes, default=lambda: [mode.value for mode in LoanMode]
    )
    take_out_up_to = EnumField(
        N_("Taken out up to grade"),
        Secrecy,
        default=Secrecy.INTERNAL,
        description=N_("Files above this grade are read on site only."),
    )
    term_days = NumberField(N_("Term in days"), [Required()], default=14)
    due_mode = EnumField(N_("How the term is counted"), DueMode)
    renewals = NumberField(N_("Renewals"), [Required()], default=1)
    parts = RowsField(FormField(PartRow), N_("Parts"))
