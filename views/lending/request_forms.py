"""Forms of requests: asking, checking, handing out."""

from typing import Any

from wtforms import Field, FormField

from models.files.records import CustomerFile
from models.words.lending import Action, Condition, LoanMode
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import may_name
from portal.errors import NotFound
from portal.files import differences
from portal.lending.request_rules import REASONS
from portal.work import Work
from views.lending.signature_forms import SignForm
from views.shell.context import reading
from views.shell.forms.base import Form, RowForm, Section
from views.shell.forms.fields import (
    ChoiceField,
    DayField,
    EnumField,
    FlagField,
    LongTextField,
    LookupField,
    NumberField,
    TextField,
)
from views.shell.forms.rows import RowsField
from views.shell.forms.validators import MaxLength, Required, Starred
from views.shell.i18n import gettext as _

ID_TYPES = {
    "identity_card": N_("Identity card"),
    "passport": N_("Passport"),
    "work_permit": N_("Work permit"),
    "lawyer_licence": N_("Lawyer's licence"),
}


def reasons() -> list[tuple[str, str]]:
    return [(key, _(text)) for key, text in REASONS.items()]


def id_types() -> list[tuple[str, str]]:
    return [(key, _(text)) for key, text in ID_TYPES.items()]


def file_name(id: int) -> str:
    """Number and title of a file the actor may see or ask for, else its id."""
    try:
        file = reading().get_listed(CustomerFile, id, P.FILE_SEE)
    except NotFound:
        return str(id)
    return f"{file.number or ''} {file.title if may_name(reading().actor, file) else ''}".strip()


class FileRow(RowForm):
    file_id = LookupField(N_("File"), V.FILE, [Starred()], name_of=file_name)


class RequestForm(Form):
    """What is asked for; requests.css shows the section of the chosen use."""

    sections = (
        Section(N_("What you need"), ("action", "file_ids"), N_("Several files in one request")),
        Section(N_("Purpose"), ("purpose_category", "purpose")),
        Section(N_("Reading on site"), ("place", "planned_on")),
        Section(N_("Borrowing"), ("mode", "term_days")),
        Section(N_("Copying"), ("pages", "copies", "external", "return_by")),
        Section(
            N_("For somebody outside"),
            (
                "visitor_name",
                "visitor_organization",
                "visitor_id_type",
                "visitor_id_number",
                "visitor_relation",
                "visitor_letter",
            ),
            N_("Only when you ask for a visitor"),
        ),
        Section(N_("Terms of use"), ("accepted_terms",)),
    )
    wide = frozenset({"file_ids", "accepted_terms", "external"})

    action = EnumField(N_("Use"), Action, default=Action.BORROW)
    file_ids = RowsField(FormField(FileRow), N_("Files"), min_entries=1)
    purpose_category = ChoiceField(N_("Category"), reasons, [Starred()], blank=True)
    purpose = LongTextField(
        N_("Purpose"),
        [Starred(), MaxLength(500)],
        description=N_("Write the matter it is for, e.g. evidence in the case of …"),
    )
    place = TextField(
        N_("Reading place"), [Starred(), MaxLength(60)], default=lambda: _("Reading room")
    )
    planned_on = DayField(N_("Planned day"), [Starred()])
    mode = EnumField(
        N_("Way of lending"), LoanMode, blank=True, none=N_("The widest that is allowed")
    )
    term_days = NumberField(
        N_("Term in days"), description=N_("Blank: the longest that all these files allow.")
    )
    pages = TextField(
        N_("Pages to copy"),
        [Starred(), MaxLength(120)],
        description=N_("For example 3-5, 9; or «whole file» where you do not know the pages"),
    )
    copies = NumberField(N_("Number of copies"), [Starred()], default=1)
    external = FlagField(N_("The copies leave the premises"))
    return_by = DayField(N_("Return or destroy by"))
    visitor_name = TextField(N_("Visitor's name"), [MaxLength(60)])
    visitor_organization = TextField(N_("Organization"), [MaxLength(120)])
    visitor_id_type = ChoiceField(N_("Kind of ID"), id_types, blank=True)
    visitor_id_number = TextField(
        N_("Number of the ID"),
        [MaxLength(40)],
        description=N_("Only the last four characters and a fingerprint are kept"),
    )
    visitor_relation = TextField(N_("Relation to the customer"), [MaxLength(60)])
    visitor_letter = TextField(N_("Letter of authority"), [MaxLength(120)])
    accepted_terms = FlagField(
        N_("I will use the files for this purpose only, pass nothing on, and take responsibility"),
        [Starred()],
    )

    def _named(self, name: str) -> Field | None:
        """What is wrong with a file stands at its row (``file-<id>``)."""
        if not name.startswith("file-"):
            return super()._named(name)
        rows = (row.form.file_id for row in self["file_ids"])
        return next((field for field in rows if name == f"file-{field.data}"), None)


class CardForm(Form):
    """Asks to read a customer's card."""

    sections = (
        Section(N_("Purpose"), ("purpose_category", "purpose")),
        Section(N_("Terms of use"), ("accepted_terms",)),
    )
    wide = frozenset({"accepted_terms"})

    purpose_category = ChoiceField(N_("Category"), reasons, [Starred()], blank=True)
    purpose = LongTextField(
        N_("Purpose"),
        [Starred(), MaxLength(500)],
        description=N_("Write the matter it is for, e.g. evidence in the case of …"),
    )
    accepted_terms = FlagField(
        N_("I will use the files for this purpose only, pass nothing on, and take responsibility"),
        [Starred()],
    )


class ReasonForm(Form):
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


class MaybeReasonForm(Form):
    reason = LongTextField(N_("Reason"), [MaxLength(500)])


class QueueForm(Form):
    """Why a request waits, and whether it takes priority (C10)."""

    wide = frozenset({"reason", "urgent"})
    urgent = FlagField(N_("Ahead of the others in the queue"))
    reason = LongTextField(N_("Reason"), [MaxLength(500)])


class UseForm(Form):
    wide = frozenset({"use_result"})
    use_result = LongTextField(
        N_("Results of the use"),
        [MaxLength(500)],
        description=N_("Optional: what it helped with, e.g. «original confirmed, case won»"),
    )


class NoteForm(Form):
    note = LongTextField(N_("Note on eligibility"), [MaxLength(500)])


class PersonForm(Form):
    user_id = LookupField(N_("Person"), V.USER, [Required()])
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


AT_HAND_OUT = [each for each in Condition if each is not Condition.LOST]


class HandOutForm(SignForm):
    """What is counted at the desk with the borrower, who signs for it (C8, Q10)."""

    wide = SignForm.wide | {"reason"}
    sections = (
        Section("", ("items", "pages", "condition", "reason")),
        Section(N_("The recipient signs"), ("signature", "word")),
    )

    items = NumberField(N_("Items"), [Required()])
    pages = NumberField(N_("Page count"), [Required()])
    condition = EnumField(N_("Condition"), Condition, among=AT_HAND_OUT)
    reason = LongTextField(
        N_("Why fewer"),
        [MaxLength(500)],
        description=N_("Only when items or pages are not all there; a case is opened for it"),
    )


class EndViewingForm(Form):
    wide = frozenset({"remark"})
    pages_after = NumberField(N_("Pages counted"), [Required()])
    items_seen = TextField(N_("Items seen"), [MaxLength(200)])
    cabinet_closed = FlagField(N_("File back in its place, cabinet closed"))
    remark = LongTextField(
        N_("Remark"),
        [MaxLength(500)],
        description=N_("Which pages are missing or too much; a case is opened for it"),
    )


class StampForm(Form):
    stamp = TextField(N_("Stamp used"), [Required(), MaxLength(60)])


def full_counts(work: Work, file: CustomerFile) -> dict[str, Any]:
    """Initial values of the hand-out form: all the file should hold now, intact."""
    due = differences.due_count(work, file)
    return {"items": due.items, "pages": due.pages, "condition": Condition.INTACT}
