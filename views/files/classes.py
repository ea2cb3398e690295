"""File classes: numbering with a live preview, deadlines and lending rules."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.files.records import FileClass
from models.words.approvals import StepRole
from models.words.files import ItemForm, PartFor
from models.words.lending import LoanMode
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.errors import PortalError
from portal.files import classes
from portal.work import Work
from views.files.page import user_name
from views.files.store_forms import REVIEWERS, ClassForm
from views.people.forms import business_roles
from views.shell import words
from views.shell.context import reading
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.records import RecordView


class FileClassView(RecordView):
    """档案类别: rules kept as data; a change makes the next version (A1, A2)."""

    model, name = FileClass, N_("File classes")
    see = P.FILE_SEE
    column_list = (
        "code",
        "name",
        "numbering",
        "deadline_amount",
        "deadline_unit",
        "secrecy",
        "term_days",
        "version",
        "active",
    )
    column_labels = {
        "active": N_("In use"),
        "code": N_("Code"),
        "deadline_amount": N_("Deadline"),
        "deadline_unit": N_("Counted in"),
        "name": N_("Name"),
        "numbering": N_("Numbering"),
        "secrecy": N_("Secrecy"),
        "term_days": N_("Term in days"),
        "version": N_("Version"),
    }
    column_filters = ("active", "secrecy")
    column_sortable_list = ("code", "name")
    column_default_sort = "code"
    phone_columns = ("code", "name", "numbering", "active")
    one = N_("file class")
    icon = "tags"
    purpose = N_("How files of each kind are numbered, filed and lent")
    create = edit = P.FILE_CLASS_EDIT
    form = ClassForm

    def is_visible(self) -> bool:
        return bool(self.is_accessible() and self.may_create(reading()))

    def title(self, row: FileClass) -> str:
        return f"{row.code} {row.name}"

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Any:
        role = {"review_role": changes["review_role"] or ""} if "review_role" in changes else {}
        return classes.save_file_class(work, row, {**changes, **role})

    def facts(self, work: Work, row: FileClass) -> Sequence[Card]:
        example = classes.preview_number(work, row.numbering, row.code)
        lent = "、".join(words.label(LoanMode(mode)) for mode in row.loan_modes)
        filing = [
            Fact("code", N_("Code"), row.code),
            Fact("version", N_("Version"), row.version, V.INTEGER),
            Fact("numbering", N_("Numbering"), row.numbering),
            Fact("example", N_("First number of the year"), example),
            Fact("key_label", N_("Name of its key"), row.key_label),
            Fact("deadline_amount", N_("Deadline"), row.deadline_amount, V.INTEGER),
            Fact("deadline_unit", N_("Counted in"), row.deadline_unit, V.WORD),
            Fact("secrecy", N_("Secrecy"), row.secrecy, V.SECRECY),
            Fact("log_looks", N_("Log every look"), row.log_looks, V.YESNO),
            Fact("review_by", N_("Reviewer"), _reviewer(work, row)),
        ]
        lending = [
            Fact("loan_modes", N_("Ways to lend"), lent),
            Fact("take_out_up_to", N_("Taken out up to grade"), row.take_out_up_to, V.SECRECY),
            Fact("term_days", N_("Term in days"), row.term_days, V.INTEGER),
            Fact("due_mode", N_("How the term is counted"), row.due_mode, V.WORD),
            Fact("renewals", N_("Renewals"), row.renewals, V.INTEGER),
            Fact("active", N_("In use"), row.active, V.YESNO),
        ]
        listed = [Fact(part["name"], part["name"], _part(part)) for part in row.parts]
        checklist = [Card(N_("Checklist"), listed)] if listed else []
        return [Card(N_("Filing"), filing), *checklist, Card(N_("Lending"), lending)]

    @expose("/preview/")
    def preview_view(self) -> ResponseReturnValue:
        """The number a template makes, while it is typed: {"text"} or {"message"}."""
        template, code = request.args.get("value", "")[:60], request.args.get("code", "")[:12]
        try:
            return {"text": classes.preview_number(reading(), template, code)}
        except PortalError as error:
            return {"message": say_words(error)}


def _reviewer(work: Work, row: FileClass) -> str:
    """Who reviews, e.g. «指定角色：档案主管»."""
    named = ""
    if row.review_by is StepRole.ROLE:
        named = dict(business_roles()).get(row.review_role, row.review_role)
    if row.review_by is StepRole.PERSON:
        named = user_name(work, row.reviewer_id)
    way = REVIEWERS.get(row.review_by)
    text = _(way) if way else words.label(row.review_by)
    return f"{text}：{named}" if named else text


def _part(part: Mapping[str, Any]) -> str:
    """A part in one line, e.g. «原件 × 2 · 签名 · 单位客户»."""
    texts = [f"{words.label(ItemForm(part['form']))} × {part['copies']}"]
    texts += [_("To be signed")] if part["signed"] else []
    texts += [words.label(PartFor(part["applies"]))]
    return " · ".join(texts)
