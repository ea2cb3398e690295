"""The page that merges two cards: side by side, with a choice for each field (A7)."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue

from models.customers import Customer
from models.words.access import FieldRule
from models.words.customers import CustomerState
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.customers.duplicates import Twin, find_duplicates
from portal.customers.files_of import files_of
from portal.customers.merging import merge_customers
from portal.customers.rules import BLOCKS, CARD, CUSTOMER
from portal.errors import Conflict, NotAllowed, NotFound, PortalError
from portal.platform.storage.papers import list_attachments
from portal.platform.workflow.states import check_move
from portal.work import Work
from views.customers.forms import MergeForm
from views.shell.context import reading, working
from views.shell.facts import Fact
from views.shell.forms.base import Form
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _

TAKE = "value-"  # value-address=goes: take the address of the merged card
BY_TAKING = "goes"
CHANGED = N_("One of the two cards was changed meanwhile. Compare them again.")


@dataclass(frozen=True)
class Choice:
    """A field in which the two cards differ; ``take``: use the value of the merged card."""

    name: str
    label: str
    stays: Fact | None
    goes: Fact
    take: bool


def merge_page(view: Any, id: int) -> ResponseReturnValue:
    """Choose the card that stays, compare the two, merge."""
    work = reading()
    row = work.get(Customer, id, P.CUSTOMER_SEE)
    work.require(P.CUSTOMER_MERGE, row)
    work.require(P.CUSTOMER_EDIT, row)
    form = MergeForm()
    if request.method == "GET":
        check_move(work, CUSTOMER, row, "merge")
        form.into_id.data = parse_id(request.args.get("into", "")) or None
    elif form.validate() and (survivor_id := _merge_posted(form, id)):
        flash(_("«%(name)s» was merged into this card.", name=row.name), "toast")
        return redirect(f"/customers/{survivor_id}/")
    work = reading()
    into = _load_survivor(work, form.into_id.data, id)
    form.revision.data = _revisions(row, into)
    return view.show(
        "customers/merge.html",
        422 if form.refusals or form.errors else 200,
        form=form,
        row=row,
        into=into,
        choices=_choices(view, work, row, into) if into else [],
        why=view.why,
        twins=visible_twins(work, row),
        people=len(row.contacts),
        files=len(files_of(work, id)),
        papers=len(list_attachments(work, Kind.CUSTOMER, id)),
    )


def visible_twins(work: Work, row: Customer) -> list[Twin]:
    """Similar cards that the actor may see."""
    phones = [row.phone, *(contact.mobile for contact in row.contacts)]
    twins = find_duplicates(
        work, name=row.name, code=row.unified_credit_code, phones=phones, exclude_id=row.id
    )
    return [twin for twin in twins if twin.id]


def _merge_posted(form: Form, id: int) -> int:
    """Merge as posted; returns the id of the card that stays, or 0 with refusals in the form."""
    take = {
        name.removeprefix(TAKE)
        for name, value in request.form.items()
        if name.startswith(TAKE) and value == BY_TAKING
    }
    values = form.values()
    try:
        with working("customers.merge") as work:
            row = work.get(Customer, id, P.CUSTOMER_SEE, lock=True)
            into = _load_survivor(work, values["into_id"], id)
            _refuse_changed(form, row, into)
            merge_customers(work, row, take=take, **values)
    except (NotFound, NotAllowed):
        raise
    except PortalError as error:
        form.refuse(error)
        return 0
    into_id: int = values["into_id"]
    return into_id


def _refuse_changed(form: Form, row: Customer, into: Customer | None) -> None:
    """Raise ``Conflict`` if a card has changed since the page was shown."""
    if into and form.revision.data != _revisions(row, into):
        raise Conflict(CHANGED)


def _load_survivor(work: Work, into_id: int | None, id: int) -> Customer | None:
    """The card that is to stay; None unless it is another one, in use and visible."""
    if not into_id or into_id == id:
        return None
    try:
        into = work.get(Customer, into_id, P.CUSTOMER_SEE)
    except NotFound:
        return None
    return into if into.state is CustomerState.ACTIVE else None


def _revisions(row: Customer, into: Customer | None) -> str:
    return f"{row.revision}:{into.id}:{into.revision}" if into else str(row.revision)


def _choices(view: Any, work: Work, row: Customer, into: Customer) -> list[Choice]:
    """The fields in which the merged card has another value; blank ones of the other are filled."""
    merged_facts, survivor_facts = _facts(view, work, row), _facts(view, work, into)
    choices = []
    for name, goes in merged_facts.items():
        own, other = _raw_value(row, name), _raw_value(into, name)
        if own in ("", None) or own == other:
            continue
        if work.actor.rule(Kind.CUSTOMER, name) is FieldRule.READ_ONLY:
            continue
        typed = request.form.get(TAKE + name)
        take = typed == BY_TAKING if typed else other in ("", None)
        choices.append(Choice(name, goes.label, survivor_facts.get(name), goes, take))
    return choices


def _facts(view: Any, work: Work, row: Customer) -> dict[str, Fact]:
    """The fields of a card by name, as the actor may see them."""
    facts = [Fact("name", CARD["name"][0], row.name)]
    facts += [fact for card in view.facts(work, row) for fact in card.facts]
    fields = {*CARD, *(f"{block}_{name}" for block in BLOCKS for name in BLOCKS[block])}
    return {fact.name: fact for fact in facts if fact.name in fields}


def _raw_value(row: Customer, name: str) -> Any:
    for block in BLOCKS:
        if name.startswith(f"{block}_"):
            return getattr(row, block).get(name.removeprefix(f"{block}_"))
    return getattr(row, name)
