"""The base of every screen: one permission at its door, one place in the menu."""

from typing import Any

from flask import make_response, request
from flask.typing import ResponseReturnValue
from flask_admin import BaseView
from flask_login import current_user

from models.words.permissions import Permission
from portal.access.actor import Actor
from portal.access.policy import can
from portal.work import Work
from views.shell.context import actor, working

ANYONE = None  # whoever is signed in


class Screen(BaseView):
    """A Flask-Admin view whose every exposed method asks for ``see`` first (trap 2, trap 23).

    ``see`` must be said; ``ANYONE`` means whoever is signed in. ``icon`` is a Bootstrap icon.
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
            with working(f"{self.endpoint}.see") as work:  # who tries a shut door leaves an entry
                work.require(self.see)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        return fn(self, *args, **kwargs)

    def badge(self, work: Work) -> int:  # noqa: ARG002
        """How many things wait here for this actor; shown in the menu when not 0."""
        return 0

    def show(self, template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
        """A page, or its bare content when a side sheet asks for it (``X-Partial: sheet``)."""
        bare = request.headers.get("X-Partial") == "sheet"
        layout = "shell/sheet.html" if bare else "shell/shell.html"
        return make_response(self.render(template, layout=layout, bare=bare, **values), status)


class PublicScreen(Screen):
    """A page before the door; each of its endpoints is named in ``guards.PUBLIC``, or is shut."""

    see = ANYONE
    in_menu = False

    def is_accessible(self) -> bool:
        return True
