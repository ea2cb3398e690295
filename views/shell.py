"""What every page's frame needs: navigation, who is signed in, language, theme, density."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request
from flask_admin.theme import Theme
from flask_login import current_user

from portal import settings
from views import cells, i18n, words
from views.assets import asset
from views.context import actor, now
from views.extensions import db
from views.i18n import gettext as _
from views.icons import icon
from views.markup import html
from views.screens import Screen

THEMES = ("light", "dark", "auto")
# Flask-Admin's own templates are behind ours and never rendered (ux.md 4.1).
THEME = Theme(folder="bootstrap4", base_template="layout/shell.html")


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    name: str
    url: str
    icon: str
    here: bool


class Shell:
    """The frame of this request's page, worked out only where a template asks."""

    @property
    def language(self) -> str:
        return i18n.language().replace("_", "-")

    @property
    def theme(self) -> str:
        chosen = request.cookies.get("theme", "") or _preference("theme")
        return chosen if chosen in THEMES else "auto"

    @property
    def density(self) -> str:
        chosen = request.cookies.get("density", "") or _preference("density")
        return "comfy" if chosen == "comfy" else "compact"

    @property
    def single_keys(self) -> bool:
        return _preference("single_keys") != "off"

    @property
    def office(self) -> str:
        if current_user.is_authenticated:
            return str(current_user.office)
        return str(settings.get(db.session(), "office_name"))

    @property
    def today(self) -> Any:
        return now().astimezone(words.HERE).date()

    def navigation(self) -> list[tuple[str, list[Entry]]]:
        """The menu: headings with what this person may open under them."""
        admin, who = current_app.extensions["admin"][0], actor()
        found: list[tuple[str, list[Entry]]] = []
        for item in admin.menu():
            children = item._children if item.is_category() else [item]  # noqa: SLF001  (all)
            views = [c._view for c in children if isinstance(c._view, Screen)]  # noqa: SLF001
            entries = [self._entry(v) for v in views if v.is_visible() and v.opens_to(who)]
            if entries:
                found.append((_(item.name) if item.is_category() else "", entries))
        return found

    @staticmethod
    def _entry(view: Screen) -> Entry:
        url = f"{view.url or ''}/"
        here = request.path == url or (url != "/" and request.path.startswith(url))
        return Entry(_(view.name), url, view.icon, here)


def _preference(name: str) -> str:
    if not current_user or not current_user.is_authenticated:
        return ""
    return str(current_user.preferences.get(name, ""))


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        asset=asset, icon=icon, html=html, label=words.label, pill=cells.pill, full=words.full,
        cell=cells.cell, moment=words.moment, happened=words.act, current_user=current_user,
        shell=Shell(),
    )  # fmt: skip
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
