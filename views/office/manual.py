"""The manual inside the portal: «?» on any screen opens its section, /help/ lists all."""

from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.text import N_
from views.shell.i18n import current_language
from views.shell.manual import read_manual
from views.shell.screens import ANYONE, Screen


class ManualView(Screen):
    see = ANYONE
    in_menu = False
    icon = "question-circle"
    purpose = N_("One section for each screen; «?» opens the one of the screen you are on")

    def __init__(self) -> None:
        super().__init__(N_("Help"), "manual", url="/help")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        sections = read_manual(current_language())
        return self.show("office/manual.html", section=None, sections=sections.values())

    @expose("/<screen>/")
    def section(self, screen: str) -> ResponseReturnValue:
        """The section of one screen, first in a side sheet and then as a page of its own."""
        sections = read_manual(current_language())
        found = sections.get(screen)  # one without a section of its own shows the list
        return self.show("office/manual.html", section=found, sections=sections.values())
