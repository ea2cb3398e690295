"""Forms of filing: a file, its papers, its place, its voiding."""

from collections.abc import Sequence
from typing import Any

from flask import request
from sqlalchemy import select
from wtforms import FormField

from models.customers import Customer
from models.files.records import CustomerFile, FileClass
from models.people import User
from models.words.access import Secrecy
from models.words.files import FilingFault, ItemForm, LabelShape, Medium
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.files import rules
from portal.files.custody import place_label
from portal.files.deficiencies import find_missing_parts
from portal.files.proposals import LONGEST_TITLE
from portal.files.return_rules import LONGEST, WHOLE
from portal.files.returns import list_papers, proposed_cure_day
from views.shell import words
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
from views.shell.forms.names import find_name
from views.shell.forms.rows import RowsField
from views.shell.forms.validators import MaxLength, Required, Starred
from views.shell.i18n import gettext as _


def classes() -> Sequence[tuple[int, str]]:
    rows = reading().session.execute(
        select(FileClass.id, FileClass.code, FileClass.name)
        .where(FileClass.active)
        .order_by(FileClass.code)
    )
    return [(row.id, f"{row.code} {row.name}") for row in rows]


def customer_name(id: int) -> str:
    return find_name(Customer.name, Customer, P.CUSTOMER_SEE, id)


def place_name(id: int) -> str:
    return place_label(reading(), id) or str(id)


def person_name(id: int) -> str:
    return find_name(User.name, User, P.USER_SEE, id)


def file_title(id: int) -> str:
    return find_name(CustomerFile.title, CustomerFile, P.FILE_SEE, id)


def place_field(label: str, *validators: Any, description: str = "") -> LookupField:
    return LookupField(
        label, V.PLACE, list(validators), name_of=place_name, description=description
    )


class FileForm(Form):
    """The fields of a draft (F1)."""

    sections = (
        Section(N_("File"), ("class_id", "customer_id", "title", "business_key", "opened_on")),
        Section(N_("Grade and form"), ("secrecy", "medium")),
        Section(N_("Place and owner"), ("place_id", "position", "owner_id")),
    )
    class_id = ChoiceField(N_("File class"), classes, [Required()])
    customer_id = LookupField(N_("Customer"), V.CUSTOMER, [Starred()], name_of=customer_name)
    title = TextField(
        N_("Title"),
        [MaxLength(LONGEST_TITLE)],
        description=N_("Blank: customer and class, e.g. Hengtong Trading, customer files."),
    )
    business_key = TextField(
        N_("Business key"),
        [MaxLength(60)],
        description=N_(
            "One active file per key, e.g. a unit or a frame number. Blank: the customer "
            "number if the class requires a key."
        ),
    )
    opened_on = DayField(
        N_("Opened on"), description=N_("The event that starts the filing clock. Blank: today.")
    )
    secrecy = EnumField(N_("Secrecy"), Secrecy, blank=True, none=N_("As the class says"))
    medium = EnumField(N_("Medium"), Medium)
    place_id = place_field(
        N_("Proposed place"), description=N_("A shelf or a box with room, e.g. box 3.")
    )
    position = NumberField(
        N_("Position on the shelf"), description=N_("Counted from the left, e.g. 12.")
    )
    owner_id = LookupField(
        N_("Owner"),
        V.USER,
        name_of=person_name,
        description=N_("Blank: the customer's owner."),
    )


class SubmitForm(Form):
    sorted_out = FlagField(
        N_("I have looked through the papers: they belong to this file and are fit for filing."),
        [Required()],
    )


class ReasonForm(Form):
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


def papers() -> Sequence[tuple[int, str]]:
    """The choices: the whole file, or a paper of the file in the URL."""
    work = reading()
    file = work.get(CustomerFile, (request.view_args or {}).get("id", 0), P.FILE_SEE)
    return [(0, _(WHOLE)), *list_papers(work, file.id).items()]


class FaultRow(RowForm):
    paper = ChoiceField(N_("Which paper"), papers, default=0)
    fault = EnumField(N_("Kind of fault"), FilingFault)
    remark = TextField(N_("Remark"), [MaxLength(LONGEST)])


class SendBackForm(Form):
    """Why a filing is sent back, its faults, and by when to correct it (F3)."""

    sections = (
        Section(N_("Sent back for correction"), ("reason", "cure_by")),
        Section(N_("Faults"), ("faults",), N_("Paper by paper; the reason alone is enough.")),
    )
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])
    cure_by = DayField(
        N_("To be corrected by"),
        default=lambda: proposed_cure_day(reading()),
        description=N_("Proposed by the work calendar; a later day is fine."),
    )
    faults = RowsField(FormField(FaultRow), N_("Faults"), add_label=N_("Add a fault"))


def _missing_parts() -> list[str]:
    """What the file in the URL, if there is one, lacks of its checklist."""
    id, work = (request.view_args or {}).get("id"), reading()
    if id is None:
        return []
    file = work.get(CustomerFile, id, P.FILE_SEE)
    return [gap.part for gap in find_missing_parts(work, file)]


class AcceptForm(Form):
    """The place, and a word about missing parts where there are any (F4, R-36)."""

    place_id = place_field(N_("Place"), description=N_("Blank: the place that was proposed."))
    position = NumberField(N_("Position on the shelf"))
    missing_note = LongTextField(
        N_("About missing parts"),
        [MaxLength(500)],
        description=N_("Only where the checklist has gaps: what is agreed, e.g. comes on Friday."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if missing := _missing_parts():
            self.missing_note.flags.needed = True
            self.missing_note.description = _(
                "Missing: %(parts)s. What is agreed, e.g. comes on Friday.",
                parts="、".join(missing),
            )
        else:
            del self.missing_note


class HandInForm(Form):
    note = TextField(N_("What you hand in"), [Required(), MaxLength(200)])


class LookedForm(Form):
    note = TextField(N_("Note"), [MaxLength(200)])


class MoveForm(Form):
    place_id = place_field(N_("New place"), Required())
    position = NumberField(N_("Position on the shelf"))
    reason = TextField(N_("Reason"), [MaxLength(200)])


class VoidForm(Form):
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])
    survivor_id = LookupField(
        N_("File that stays"),
        V.FILE,
        name_of=file_title,
        description=N_("For a duplicate: the file that is kept."),
    )


def _other_grades(*, lower: bool) -> Sequence[tuple[Secrecy, str]]:
    """The grades above or below that of the file in the URL, if any, the nearest first."""
    id = (request.view_args or {}).get("id")
    if id is None:
        return []
    file = reading().get(CustomerFile, id, P.FILE_SEE)
    return [(grade, words.label(grade)) for grade in rules.other_grades(file.secrecy, lower=lower)]


class RaiseForm(Form):
    """A higher grade for a filed file (F18)."""

    secrecy = ChoiceField(N_("New grade"), lambda: _other_grades(lower=False), [Required()])
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


class LowerForm(Form):
    """A lower grade, which a second person confirms (F18)."""

    secrecy = ChoiceField(N_("New grade"), lambda: _other_grades(lower=True), [Required()])
    reason = LongTextField(N_("Reason"), [Required(), MaxLength(500)])


def parts() -> Sequence[tuple[str, str]]:
    """The choices: the checklist of the file in the URL."""
    work = reading()
    file = (request.view_args or {}).get("id", 0)
    rows = work.session.scalar(
        select(CustomerFile.checklist).where(
            CustomerFile.id == file, visible(work.actor, P.FILE_SEE, CustomerFile)
        )
    )
    return [(row["name"], row["name"]) for row in rows or ()]


class PaperForm(Form):
    """A paper of a file, with the columns of the item list (A5)."""

    title = TextField(N_("Title"), [Required(), MaxLength(200)])
    pages = NumberField(N_("Page count"), [Required()])
    dated_on = DayField(N_("Dated"))
    form = EnumField(N_("Original or copy"), ItemForm)
    copies = NumberField(N_("Copies"), description=N_("Blank: 1."))
    part = ChoiceField(N_("Part of the checklist"), parts, blank=True)
    signed = FlagField(N_("Signed"))
    document_number = TextField(N_("Document number"), [MaxLength(60)])
    author = TextField(N_("Issued by whom"), [MaxLength(100)])
    note = TextField(N_("Note"), [MaxLength(200)])


class LabelForm(Form):
    shape = EnumField(N_("Shape of the label"), LabelShape)
    by_volume = FlagField(N_("One label per volume"))
    skip = NumberField(
        N_("Labels to leave out"), description=N_("Labels already used on the first sheet, e.g. 3.")
    )


class VolumeForm(Form):
    year = NumberField(N_("Year"), [Required()])
    title = TextField(N_("Title"), [MaxLength(100)])


class FoundForm(Form):
    where = TextField(N_("Where it was found"), [Required(), MaxLength(200)])
    witness_id = LookupField(N_("Witness"), V.USER, [Required()])
    place_id = LookupField(
        N_("Place"), V.PLACE, description=N_("Blank: back to its previous place")
    )
