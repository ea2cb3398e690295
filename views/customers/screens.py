"""Screens of customers: list, card with contacts, form, hand-over, possible duplicates."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy.orm import joinedload

from models.customers import Contact, Customer
from models.people import Department, User
from models.words.customers import ContactRole, CustomerState, Moment
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.customers import gaps, rules
from portal.customers.cards import create_customer, edit_customer
from portal.customers.duplicates import Twin, find_duplicates
from portal.customers.files_of import files_of, files_question
from portal.customers.keeping import archive_customer, hand_over_customer, restore_customer
from portal.customers.lists import CUSTOMERS
from portal.customers.merging import merge_customers
from portal.customers.papers import CUSTOMER_PAPERS
from portal.errors import PortalError
from portal.platform.ahead import Question
from portal.platform.audit.history import Parts
from portal.platform.fields.identifiers import normalize_credit_code
from portal.platform.fields.phones import normalize_phone
from portal.platform.storage.papers import papers_question
from portal.work import Work
from views.customers.acts import LOOK_ACTS
from views.customers.facts import (
    BASIC,
    BLOCK_TITLES,
    CLASSES,
    COMPANY,
    block_facts,
    card_facts,
    merged_into,
)
from views.customers.forms import CustomerForm, HandOverForm, MergeForm
from views.customers.grading import GRADE_ACTS, grade_asker
from views.customers.merging import merge_page
from views.shell import words
from views.shell.acts import Act, BulkAction
from views.shell.context import reading
from views.shell.facts import Card, Fact, allowed
from views.shell.forms.base import Form
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.papers import papers_panel
from views.shell.records import ID, RecordView

CONTACTS = "contacts"


class CustomerView(RecordView):
    listing = CUSTOMERS
    one = N_("customer")
    purpose = N_("Every customer with its contacts, its owner and its files")
    icon = "people"
    create = edit = P.CUSTOMER_EDIT
    reveal = P.CUSTOMER_REVEAL
    form = CustomerForm
    form_template = "customers/form.html"
    details_template = "customers/record.html"
    value_kinds = rules.KIND_OF
    also = (
        Customer.contacts,
        joinedload(Customer.owner).load_only(User.name),
        joinedload(Customer.department).load_only(Department.name),
    )
    row_kinds = {"contacts": Kind.CONTACT}
    acts = (
        Act(
            "hand_over",
            N_("Hand over"),
            hand_over_customer,
            HandOverForm,
            permission=P.CUSTOMER_HAND_OVER,
            open=lambda _work, row: row.state is not CustomerState.MERGED,
        ),
        Act(
            "merge",
            N_("Merge into another customer"),
            merge_customers,
            MergeForm,
            machine=rules.CUSTOMER,
            permission=P.CUSTOMER_MERGE,
            page=True,
            open=lambda work, row: can(work.actor, P.CUSTOMER_EDIT, row),
        ),
        *GRADE_ACTS,
        *LOOK_ACTS,
        Act(
            "archive",
            N_("Archive"),
            archive_customer,
            machine=rules.CUSTOMER,
            undo="restore",
            done=N_("«%(name)s» was archived."),
        ),
        Act(
            "restore",
            N_("Restore"),
            restore_customer,
            machine=rules.CUSTOMER,
            done=N_("«%(name)s» is in use again."),
        ),
    )
    bulk = (
        BulkAction(
            "hand_over", N_("Hand over"), P.CUSTOMER_HAND_OVER, hand_over_customer, HandOverForm
        ),
        BulkAction(
            "archive",
            N_("Archive"),
            P.CUSTOMER_ARCHIVE,
            archive_customer,
            confirm=N_("Archive %(count)s customers? They can be restored."),
        ),
        BulkAction("restore", N_("Restore"), P.CUSTOMER_ARCHIVE, restore_customer),
    )

    def title(self, row: Customer) -> str:
        return row.name

    def may_edit(self, work: Work, row: Customer) -> bool:
        return row.state is not CustomerState.MERGED and super().may_edit(work, row)

    @expose(f"/{ID}/do/<action>/", methods=("GET", "POST"))
    def do_view(self, id: int, action: str) -> ResponseReturnValue:
        return merge_page(self, id) if action == "merge" else super().do_view(id, action)

    def parts(self, work: Work, row: Customer) -> Parts:  # noqa: ARG002
        """Contacts, whose entries belong to the customer's history."""
        return {CONTACTS: (Kind.CONTACT, {contact.id: contact.name for contact in row.contacts})}

    def field_name(self, name: str) -> str:
        part, _dash, own = name.partition("-")
        return (
            _(rules.CONTACT[own][0])
            if part == CONTACTS and own in rules.CONTACT
            else (super().field_name(name))
        )

    def field_text(self, name: str, value: Any) -> str:
        if name == f"{CONTACTS}-role" and value in set(ContactRole):
            return words.label(ContactRole(value))
        return super().field_text(name, value)

    def prefill(self, work: Work) -> dict[str, Any]:
        """A new card starts with one empty contact."""
        return super().prefill(work) | {"contacts": [{}]}

    def _form_page(self, form: Form, title: str, id: int | None) -> ResponseReturnValue:
        """Marks the fields that this office requires on a new card (CF-02)."""
        if id is None:
            for name in gaps.needed_for(reading(), Moment.SAVE):
                if name in form:
                    form[name].flags.needed = True
        return super()._form_page(form, title, id)

    def load(self, work: Work, row: Customer) -> dict[str, Any]:  # noqa: ARG002
        values = {name: _form_value(getattr(row, name)) for name in rules.CARD}
        for block, fields in rules.BLOCKS.items():
            stored = getattr(row, block)
            values |= {f"{block}_{name}": str(stored.get(name, "")) for name in fields}
        values["contacts"] = [
            {"id": str(contact.id), **{name: getattr(contact, name) for name in rules.CONTACT}}
            for contact in row.contacts
        ]
        values["confirmed"] = False
        return values

    def save(self, work: Work, row: Customer | None, changes: dict[str, Any]) -> Customer:
        confirmed = bool(changes.pop("confirmed", False))
        people = changes.pop("contacts", None)
        card = {name: value for name, value in changes.items() if name in rules.CARD}
        for block, fields in rules.BLOCKS.items():
            values = {n: changes[f"{block}_{n}"] for n in fields if f"{block}_{n}" in changes}
            if values:
                card[block] = values
        if row is None:
            return create_customer(work, card, people or (), confirmed=confirmed)
        return edit_customer(work, row, card, people, confirmed=confirmed)

    def facts(self, work: Work, row: Customer) -> Sequence[Card | Sequence[Fact]]:
        before = "；".join(f"{number} {name}" for number, name in row.formerly)
        merged = [Fact("formerly", N_("Merged into it"), before, wide=True)] if before else []
        owner = Fact("owner", N_("Owner"), row.owner.name, V.USER)
        department = row.department.name if row.department else ""
        basic = [
            *card_facts(row, BASIC),
            owner,
            Fact("department", N_("Department"), department),
            *merged,
        ]
        return [
            Card(N_("Basic"), self._allowed(work, row, basic)),
            Card(N_("Classification"), self._allowed(work, row, card_facts(row, CLASSES))),
            Card(N_("Company"), self._allowed(work, row, card_facts(row, COMPANY))),
            *(
                Card(title, self._allowed(work, row, block_facts(row, block)))
                for block, title in BLOCK_TITLES.items()
            ),
        ]

    def asked(self, work: Work, row: Customer) -> Sequence[Question]:
        asked = [gaps.NEEDS, papers_question(Kind.CUSTOMER, row.id)]
        return [*asked, files_question(work, row.id)] if can(work.actor, P.FILE_SEE) else asked

    def context(self, work: Work, row: Customer) -> dict[str, Any]:
        may_file = can(work.actor, P.FILE_SEE)
        share, missing = gaps.completeness(work, row)
        return {
            "people": [self._contact(work, row, contact) for contact in row.contacts],
            "files": files_of(work, row.id) if may_file else None,
            "share": share,
            "gaps": [words.label(gap) for gap in missing],
            "may_complete": self.may_edit(work, row),
            "may_open_file": may_file
            and row.state is CustomerState.ACTIVE
            and can(work.actor, P.FILE_EDIT),
            **papers_panel(work, row, CUSTOMER_PAPERS),
            "grade_asker": grade_asker(work, row),
            "into": merged_into(work, row),
        }

    def _allowed(self, work: Work, row: Customer, facts: Sequence[Fact]) -> list[Fact]:
        return allowed(work, row, facts, reveal=P.CUSTOMER_REVEAL)

    def _contact(self, work: Work, row: Customer, contact: Contact) -> list[Fact]:
        """The facts of a contact: no hidden fields; masked ones can be revealed."""
        facts = [
            Fact(
                name,
                label,
                getattr(contact, name),
                kind,
            )
            for name, (label, kind, _) in rules.CONTACT.items()
            if getattr(contact, name) not in ("", None)
        ]
        return allowed(work, contact, facts, kind=Kind.CONTACT, reveal=P.CUSTOMER_REVEAL, owner=row)

    def why(self, twin: Twin) -> str:
        """What is the same, in words."""
        reasons = {
            "name": _("the same name"),
            "code": _("the same credit code"),
            "phone": _("the same phone"),
        }
        return "、".join(reasons[reason] for reason in twin.why)

    @expose("/twins/")
    def twins(self) -> ResponseReturnValue:
        """Fragment: possible duplicates, shown under the name while a form is filled in (A7)."""
        work, values = reading(), request.args
        work.require(P.CUSTOMER_EDIT)
        twins = find_duplicates(
            work,
            name=values.get("name", "")[:200],
            code=_normalized(normalize_credit_code, values.get("unified_credit_code", "")),
            phones=[_normalized(normalize_phone, values.get("phone", ""))],
            exclude_id=parse_id(values.get("but", "")) or 0,
        )
        merge_from = self.merge_from(parse_id(values.get("but", "")) or 0)
        return self.render("customers/twins.html", twins=twins, why=self.why, merge_from=merge_from)

    def merge_from(self, id: int) -> int:
        """The id of the edited card if the actor may merge it into a twin instead, else 0."""
        work = reading()
        if not id:
            return 0
        row = work.get(Customer, id, P.CUSTOMER_SEE)
        return id if any(act.name == "merge" for act in self.moves(work, row)) else 0


def _normalized(normalize: Any, text: str) -> str:
    try:
        return str(normalize(text)) if text.strip() else ""
    except PortalError:
        return ""


def _form_value(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value
