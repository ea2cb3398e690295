"""The page of a customer, completed by lending: what is locked is a stub that one may ask for."""

from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.customers import Customer
from models.words.access import Way
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can, may_name
from portal.errors import NotFound, PortalError
from portal.lending import card_requests
from portal.work import HERE, Work
from views.customers.screens import CustomerView
from views.lending import asking
from views.lending.request_forms import CardForm
from views.shell.context import reading, working
from views.shell.facts import Card, Fact
from views.shell.i18n import gettext as _
from views.shell.records import ID

LOCKED = (
    N_("Basic"),
    N_("Contacts"),
    N_("Company"),
    N_("Files"),
    N_("Attachments"),
    N_("Comments and changes"),
)


class LentCustomerView(CustomerView):
    @expose(f"/{ID}/")
    def details_view(self, id: int) -> ResponseReturnValue:
        """The record; for somebody whose clearance ends below its grade, its stub."""
        try:
            return super().details_view(id)
        except NotFound:
            work = reading()
            row = work.get_listed(Customer, id, P.CUSTOMER_SEE)
        return self.show("lending/card_stub.html", row=row, way=Way.STUB, **_stub(work, row))

    @expose(f"/{ID}/ask/", methods=("GET", "POST"))
    def ask_view(self, id: int) -> ResponseReturnValue:
        """The form that asks to read a locked card, and what it asks for on POST."""
        work = reading()
        work.require(P.REQUEST_MAKE)
        row = work.get_listed(Customer, id, P.CUSTOMER_SEE)
        if can(work.actor, P.CUSTOMER_SEE, row):
            return redirect(f"{self.url}/{id}/")  # it is open: there is nothing to ask for
        form = CardForm()
        form["purpose"].phrases = asking.quick_purposes(work)
        if form.validate_on_submit():
            try:
                with working("requests.ask_for_card") as change:
                    card = change.get_listed(Customer, id, P.CUSTOMER_SEE)
                    asked = card_requests.ask_for_card(change, card, **form.values())
                    number, home = asked.number, f"/requests/{asked.id}/"
            except PortalError as error:
                form.refuse(error)
            else:
                flash(_("«%(name)s» was sent to the custodians.", name=number), "toast")
                return redirect(home)
        return self.show(
            "lending/card_ask.html",
            422 if form.errors or form.refusals else 200,
            row=row,
            form=form,
            **_stub(work, row),
        )


def _stub(work: Work, row: Customer) -> dict[str, Any]:
    """What is shown of a locked card."""
    named = may_name(work.actor, row)
    facts = [
        Fact("number", N_("Customer number"), row.number, V.CODE),
        *([Fact("name", N_("Customer name"), row.name, wide=True)] if named else []),
        Fact("department", N_("Department"), row.department.name if row.department else ""),
        Fact("year", N_("Year"), str(row.created_at.astimezone(HERE).year)),
        Fact("secrecy", N_("Secrecy"), row.secrecy, V.SECRECY),
    ]
    return {
        "facts": [Card(N_("What can be seen"), facts)],
        "title": row.name if named else row.number,
        "locked": LOCKED,
        "may_ask": can(work.actor, P.REQUEST_MAKE),
        "asked": card_requests.asked_already(work, row.id),
        "route": card_requests.preview_card(work, row),
        "home": f"/customers/{row.id}/",
    }
