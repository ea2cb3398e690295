"""Who looked at my files: for their owner; and the cases under which auditors read."""

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.errors import PortalError
from portal.office import reading as looks
from views.shell.context import actor, reading, working
from views.shell.forms.base import Form
from views.shell.forms.fields import LongTextField, TextField
from views.shell.forms.validators import MaxLength, Required
from views.shell.i18n import gettext as _
from views.shell.screens import ANYONE, Screen

ID = "<int(max=9223372036854775807):id>"


class LooksView(Screen):
    """谁看过我的档案: a person's own files and customers, read by others."""

    see = ANYONE
    icon = "eye"
    purpose = N_(
        "Looks of others at your graded and marked files and customers within a year; looks of "
        "the audit appear when its case is closed"
    )

    def __init__(self) -> None:
        super().__init__(N_("Who looked at my files"), "looks", url="/looks")

    def is_visible(self) -> bool:
        """In the menu of those who may own customers or files."""
        return can(actor(), P.CUSTOMER_SEE)

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        return self.show("office/looks/index.html", looks=looks.looks_at_mine(reading()))


class CaseForm(Form):
    number = TextField(N_("Number of the case"), [Required(), MaxLength(40)])
    purpose = LongTextField(N_("What it is about"), [Required(), MaxLength(500)])


class CasesView(Screen):
    """审计案件: while one is open, what its auditor reads is part of it."""

    see = P.AUDIT_SEE
    icon = "briefcase"
    purpose = N_("Owners learn of looks under a case when it is closed")

    def __init__(self) -> None:
        super().__init__(N_("Cases of the audit"), "audit_cases", url="/audit_cases")

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        form = CaseForm()
        if request.method == "POST" and form.validate():
            try:
                with working("audit.open_case") as work:
                    looks.open_case(work, **form.values())
            except PortalError as error:
                form.refuse(error)
            else:
                flash(_("The case is open. What you read now is part of it."), "toast")
                return redirect("/audit_cases/")
        bad = bool(form.errors or form.refusals)
        cases = looks.open_cases(reading())
        running = any(case.closed_at is None for case in cases)
        return self.show(
            "office/looks/cases.html", 422 if bad else 200, form=form, cases=cases, running=running
        )

    @expose(f"/{ID}/close/", methods=("POST",))
    def close_view(self, id: int) -> ResponseReturnValue:
        with working("audit.close_case") as work:
            looks.close_case(work, id)
        flash(_("The case is closed. The owners see its looks now."), "toast")
        return redirect("/audit_cases/")
