"""The first page: what waits, and how things stand."""

from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.text import N_
from views.screens import ANYONE, Screen


class HomeView(Screen):
    see = ANYONE
    icon = "columns-gap"

    def __init__(self) -> None:
        super().__init__(N_("Workbench"), "home", url="/")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self.show("home.html")
