"""The base of every screen: one permission to open it, one place in the menu."""

from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView
from flask_login import current_user

from models.words.access import Secrecy, Way
from models.words.permissions import Permission
from portal.access.actor import Actor
from portal.access.policy import can
from views.shell import looks
from views.shell.context import actor, working

ANYONE = None  # whoever is signed in
GRADED = (Secrecy.SECRET, Secrecy.TOP)


class Screen(BaseView):
    """A Flask-Admin view that checks ``see`` before every exposed method (trap 2, trap 23).

    ``see`` must be set; ``ANYONE`` means everybody signed in. ``icon`` is a Bootstrap icon.
    """

    see: Permission | None
    icon = "circle"
    purpose = ""  # one line under the title (a msgid)
    in_menu = True

    def __init__(self, name: str, endpoint: str, **kwargs: Any) -> None:
        super().__init__(name, endpoint=endpoint, static_url_path="none", **kwargs)

    def is_accessible(self) -> bool:
        return current_user.is_authenticated and self.opens_to(actor())

    def opens_to(self, who: Actor) -> bool:
        return self.see is None or can(who, self.see)

    def is_visible(self) -> bool:
        return self.in_menu

    def _handle_view(self, name: str, **kwargs: Any) -> None:  # noqa: ARG002
        if self.see is not None and not self.opens_to(actor()):
            with working(f"{self.endpoint}.see") as work:  # audits the refusal
                work.require(self.see)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        return fn(self, *args, **kwargs)

    def read_of(self, row: Any) -> Any:
        """The record that a page about ``row`` lets one read, for the entry of the look."""
        return row

    def show(
        self, template: str, status: int = 200, *, way: Way | None = None, **values: Any
    ) -> ResponseReturnValue:
        """Render a page, or only its content for a side sheet (``X-Partial: sheet``).

        A look at a ``row`` whose reading is on record has its entry first. Raises ``Unavailable``.
        """
        if values.get("row") is not None:
            looks.note_page(self.read_of(values["row"]), way or looks.way_of_page())
        bare = request.headers.get("X-Partial") == "sheet"
        layout = "shell/sheet.html" if bare else "shell/shell.html"
        unkept = is_graded(values.get("row"))
        page = self.render(template, layout=layout, bare=bare, unkept=unkept, **values)
        return make_response(page, status)


def is_graded(row: Any) -> bool:
    """Whether a page is about something secret or higher: its forms leave nothing behind."""
    files = [getattr(line, "file", None) for line in getattr(row, "lines", None) or ()]
    grades = (getattr(each, "secrecy", None) for each in (row, getattr(row, "file", None), *files))
    return any(grade in GRADED for grade in grades)


class PublicScreen(Screen):
    """A page that needs no session; its endpoints must be listed in ``guards.PUBLIC``."""

    see = ANYONE
    in_menu = False

    def is_accessible(self) -> bool:
        return True
