"""The own second factor: set up with a QR code, shown recovery codes once, turned off by a code."""

import io

import segno
from flask import Response, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_login import current_user

from models.words.text import N_
from portal import settings
from portal.errors import Invalid, PortalError
from portal.people import code_rules, second_factor, second_factors
from portal.work import Work
from views.shell.context import reading, working
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.screens import ANYONE, Screen


class SecondFactorView(Screen):
    see = ANYONE
    icon = "key"
    in_menu = False

    def __init__(self) -> None:
        super().__init__(N_("Second factor"), "second_factor", url="/second_factor")

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> ResponseReturnValue:
        """One page for each state (none, being set up, in use) with a button for the next step."""
        error, codes = "", []
        if request.method == "POST":
            try:
                codes = self._act(request.form.get("act", ""))
            except PortalError as refusal:
                error = say_words(refusal)
            else:
                if not codes:
                    return redirect(f"{self.url}/")
        work = reading()
        factor = second_factors.find_second_factor(work.session, work.actor.id)
        return self.show(
            "people/second_factor.html",
            422 if error else 200,
            factor=factor,
            codes=codes,
            error=error,
            secret=_grouped(second_factors.factor_secret(work, factor)) if factor else "",
            forced=current_user.must_enrol,
        )

    def _act(self, act: str) -> list[str]:
        """Carry out the button ``act``; returns the recovery codes after «confirm», else []."""
        if act not in ("begin", "confirm", "turn_off"):
            raise Invalid(N_("Please use a button on the page."))
        code = request.form.get("code", "")
        with working(f"second_factor.{act}") as work:
            if act == "confirm":
                return second_factor.confirm_second_factor(work, code)
            if act == "begin":
                wrong = second_factor.begin_second_factor(work, request.form.get("password", ""))
            else:
                wrong = second_factor.turn_off_second_factor(work, code)
        if wrong is not None:  # counted, so it was committed
            raise wrong
        if act == "turn_off":
            flash(_("The second factor is turned off."), "toast")
        return []

    @expose("/qr.svg")
    def picture(self) -> ResponseReturnValue:
        """The QR code; 404 unless the factor is being set up."""
        work = reading()
        factor = second_factors.find_second_factor(work.session, work.actor.id)
        if factor is None or factor.confirmed_at is not None:
            abort(404)
        code, out = (
            segno.make(_address(work, second_factors.factor_secret(work, factor))),
            io.BytesIO(),
        )
        code.save(out, kind="svg", scale=4, light="white", xmldecl=False, svgclass=None)
        return Response(out.getvalue(), content_type="image/svg+xml")


def _address(work: Work, secret: str) -> str:
    return code_rules.provisioning_uri(
        secret, work.actor.name, str(settings.get(work.session, "office_name"))
    )


def _grouped(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
