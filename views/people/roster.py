"""People from a list: pasted or uploaded, checked as a whole, then created in one go."""

import tempfile
from itertools import islice
from pathlib import Path

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose
from sqlalchemy import Select, select

from models.people import User
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.errors import Invalid, PortalError
from portal.people import accounts, roster, roster_rules, second_officer
from portal.people.links import Issued
from portal.people.roster import Planned
from portal.people.roster_rules import Roster
from portal.platform.imports.reading import read_table
from views.people.link_flash import second_waits
from views.shell.context import config, reading, working
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.screens import Screen

LARGEST = 2 * 1024 * 1024  # bytes of an uploaded list
LONGEST = 200_000  # characters of a pasted one
SET_UP = "sign_in.set_up"


class RosterView(Screen):
    see = P.USER_EDIT
    in_menu = False
    icon = "people"
    purpose = N_("Departments and accounts from your own list; nothing is written before you agree")

    def __init__(self) -> None:
        super().__init__(N_("Import people"), "roster", url="/roster")

    @expose("/", methods=("GET", "POST"))
    def index(self) -> ResponseReturnValue:
        """The list, then what it would make; the text stays on the page and can be corrected."""
        if request.method == "GET":
            return self._page("")
        text = request.form.get("text", "")[:LONGEST]
        try:
            text = _uploaded() or text
            read = roster_rules.read_roster(text)
            plans = roster.plan_entries(reading(), read.entries)
            if request.form.get("act") != "write" or any(plan.faults for plan in plans):
                return self._page(text, plans, read)
            with working("roster.write") as work:
                made = len(roster.write_roster(work, text))
        except PortalError as error:
            return self._page(text, error=say_words(error))
        flash(_("%(count)s accounts were created.", count=made), "toast")
        return redirect(url_for("roster.links"))

    @expose("/links/", methods=("GET", "POST"))
    def links(self) -> ResponseReturnValue:
        """One-time links for those chosen who have no password yet: made on request, shown once."""
        made = []
        if request.method == "POST":
            chosen = set(request.form.getlist("id", type=int))
            with working("roster.links") as work:
                for person in work.session.scalars(_newcomers()).all():
                    if person.id in chosen:
                        issued = accounts.issue_set_up_link(work, person)
                        made.append((_on_slip(person), _what_came(issued)))
            if not made:
                flash(_("Choose the people who get a link."), "toast")
        people = reading().session.scalars(_newcomers()).all()
        return self.show("people/roster_links.html", made=made, people=people)

    def _page(
        self,
        text: str,
        plans: list[Planned] | None = None,
        read: Roster | None = None,
        error: str = "",
    ) -> ResponseReturnValue:
        faulty = [plan for plan in plans or () if plan.faults]
        return self.show(
            "people/roster.html",
            422 if error or faulty else 200,
            text=text,
            plans=plans,
            read=read,
            faulty=len(faulty),
            error=error,
            say=say_words,
        )


def _what_came(issued: Issued) -> str:
    """The link, or where it went, or that it waits."""
    if issued.act is not None:
        return second_waits()
    if issued.mailed_to:
        return _("Mailed to %(mail)s", mail=issued.mailed_to)
    return config().base_url + url_for(SET_UP, token=issued.token)


def _on_slip(person: User) -> dict[str, str]:
    """What tells one person from another of that name, on the sheet with the links."""
    department = person.department.name if person.department else ""
    return {
        "name": person.name,
        "login": person.login,
        "number": person.employee_number,
        "department": department,
    }


def _newcomers() -> Select[User]:
    return (
        select(User)
        .where(User.active, User.password_hash == "", second_officer.no_link_waits())
        .order_by(User.id)
        .limit(roster_rules.MOST)
    )


def _uploaded() -> str:
    """An uploaded list as text; empty without one. Raises ``Invalid`` for what is no table."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return ""
    content = file.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise Invalid(N_("A file can be at most %(most)s MB. Split it."), field="text", most=2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list"
        path.write_bytes(content)
        with read_table(path) as table:
            rows = [cells for _line, cells in islice(table.rows, roster_rules.MOST + 2)]
    return roster_rules.as_text(rows)
