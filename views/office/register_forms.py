"""Forms of registers: their numbers, titles and lines to sign, as the office has them (R-65)."""

from collections.abc import Mapping
from dataclasses import asdict

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import NotFound, Problems
from portal.office import register_forms
from portal.office.register_forms import (
    LONGEST_CODE,
    LONGEST_TITLE,
    LONGEST_VERSION,
    Chosen,
    words_of,
)
from portal.platform.sheets.answers import Book
from portal.platform.sheets.register import Report
from views.shell.context import reading, working
from views.shell.forms.base import Form, Section
from views.shell.forms.fields import LongTextField, TextField
from views.shell.forms.validators import MaxLength, Required
from views.shell.i18n import current_language
from views.shell.i18n import gettext as _
from views.shell.screens import Screen


class RegisterForm(Form):
    sections = (
        Section(N_("Form number and title"), ("code", "version", "title")),
        Section(N_("Lines to sign"), ("signatures",)),
    )
    wide = frozenset({"title", "signatures"})
    code = TextField(N_("Form number"), [Required(), MaxLength(LONGEST_CODE)])
    version = TextField(
        N_("Form version"), [MaxLength(LONGEST_VERSION)], description=N_("e.g. A/2")
    )
    title = TextField(
        N_("Name of the register"),
        [Required(), MaxLength(LONGEST_TITLE)],
        description=N_("Stands on the sheet and its tab, on the printed page and in the file name"),
    )
    signatures = LongTextField(
        N_("Who signs"),
        description=N_("One a line, from left to right, e.g. 制表, 审核, 批准; empty: nobody"),
    )

    def tell_room(self, room: Mapping[int, int]) -> None:
        """How many lines this register has room for, below what is to be filled in."""
        each = _(", ").join(
            _("%(count)s lines of %(most)s characters", count=count, most=most)
            for count, most in room.items()
            if most > max((room[more] for more in room if more > count), default=0)
        )
        field = self._fields["signatures"]
        told = _("Room beside each other on this register: %(each)s", each=each)
        field.description = _("%(first)s. %(more)s.", first=_(field.description), more=told)


class RegisterFormsView(Screen):
    see = P.RECORD_SETTING_EDIT
    icon = "card-heading"
    purpose = N_("Form numbers, titles and lines to sign; every change is recorded")

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        found = register_forms.all_as_set(reading())
        lines = [
            (report, words_of(report, current_language()).signatures.split("\n"), row)
            for report, row in found.values()
        ]
        return self.show("office/register_forms/index.html", lines=lines)

    @expose("/<register>/", methods=("GET", "POST"))
    def edit_view(self, register: str) -> ResponseReturnValue:
        report, row = _found(register)
        form = RegisterForm(data=asdict(words_of(report, current_language())))
        if request.method == "POST" and form.validate():
            try:
                with working("register_forms.change") as change:
                    chosen = Chosen(**{name: str(v or "") for name, v in form.values().items()})
                    register_forms.set_form(change, register, chosen, current_language())
            except Problems as problems:
                form.refuse(problems)
            else:
                flash(_("The form of the register was saved."), "toast")
                return redirect(f"{self.url}/")
        form.tell_room(register_forms.room_to_sign(reading(), report))
        bad = bool(form.errors or form.refusals)
        return self.show(
            "office/register_forms/edit.html",
            422 if bad else 200,
            form=form,
            report=report,
            changed=row,
        )

    @expose("/<register>/reset/", methods=("POST",))
    def reset_view(self, register: str) -> ResponseReturnValue:
        with working("register_forms.change") as work:
            register_forms.reset_form(work, register)
        flash(_("The register is as shipped again."), "toast")
        return redirect(f"{self.url}/")


def _found(name: str) -> tuple[Report | Book, object]:
    found = register_forms.all_as_set(reading()).get(name)
    if found is None:
        raise NotFound
    return found
