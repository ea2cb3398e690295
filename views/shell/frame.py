"""The frame of every page: navigation, signed-in person, language, theme, density."""

import uuid
from collections.abc import Sequence
from typing import Any

from flask import Flask, current_app, request
from flask_admin.theme import Theme
from flask_login import current_user

from models.words.permissions import Permission
from portal import settings
from portal.access.actor import Actor
from portal.config import VERSION
from portal.fast.kept import Store, kept
from views.shell import cells, i18n, words
from views.shell.assets import asset_url
from views.shell.context import actor, current_login, now
from views.shell.extensions import db
from views.shell.fact_parts import draw_card, draw_facts, draw_value
from views.shell.fast import admin
from views.shell.forms.drawing import draw_cards, draw_field
from views.shell.icons import icon
from views.shell.list_parts import PARTS
from views.shell.markup import Markup, html, joined
from views.shell.screens import Screen
from views.shell.shown import shown_name
from views.shell.timeline_parts import draw_timeline

THEMES = ("light", "dark", "auto")
# Required by Flask-Admin, but its own templates are never rendered (UX-4).
THEME = Theme(folder="bootstrap4", base_template="shell/shell.html")


class Shell:
    """Values for the frame of this request's page, computed only if a template uses them."""

    @property
    def language(self) -> str:
        """The language as in HTML: zh-CN or en."""
        return i18n.current_language().replace("_", "-")

    @property
    def theme(self) -> str:
        """light, dark or auto: from the cookie, else the person's preference."""
        chosen = request.cookies.get("theme", "") or _preference("theme")
        return chosen if chosen in THEMES else "auto"

    @property
    def density(self) -> str:
        """comfy or compact: from the cookie, else the person's preference."""
        chosen = request.cookies.get("density", "") or _preference("density")
        return "comfy" if chosen == "comfy" else "compact"

    @property
    def single_keys(self) -> bool:
        """Whether shortcuts of a single key are on."""
        return _preference("single_keys") != "off"

    @property
    def office(self) -> str:
        """The name of the office."""
        person = current_login()
        return str(person.office if person else settings.get(db.session(), "office_name"))

    @property
    def today(self) -> Any:
        """The date of this request in Asia/Shanghai."""
        return now().astimezone(words.HERE).date()

    def printed(self) -> str:
        """Who prints a page, and when: a line that only paper shows."""
        name, at = current_user.name, words.full(now())
        text = i18n.gettext("Printed by %(name)s at %(time)s", name=name, time=at)
        return f"{self.office} · {text}"

    def navigation(self) -> Markup:
        """The menu: headings with the screens this person may open, the current one marked."""
        menu, path, here = _menu_of(actor()), request.path, ""
        for _heading, views in menu:
            here = next((u for v in views if _within(path, u := _home(v))), here)
        return _drawn(i18n.current_language(), menu, here)


Menu = tuple[tuple[str, tuple[Screen, ...]], ...]


def _menu_of(who: Actor) -> Menu:
    """Headings (msgids; empty for top-level entries) and the screens under each that open to them.

    Which ones do depends on what somebody may do, and not on whose records: cached for everybody
    who may do the same.
    """
    menus: Store[frozenset[Permission], Menu] = current_app.extensions["portal.menus"]
    key = frozenset(who.grants)
    found = menus.get(key)
    if found is None:
        below = admin.menu(current_app)
        found = menus.keep(key, tuple((name, _opening(who, views)) for name, views in below))
    return found


def _opening(who: Actor, views: Sequence[Any]) -> tuple[Screen, ...]:
    screens = (view for view in views if isinstance(view, Screen))
    return tuple(view for view in screens if view.is_visible() and view.opens_to(who))


def _home(view: Screen) -> str:
    return f"{view.url or ''}/"


def _within(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


@kept(500)
def _drawn(language: str, menu: Menu, here: str) -> Markup:
    """The HTML of a menu, cached for everybody with the same menu, language and screen."""
    parts = []
    for heading, views in menu:
        if views and heading:
            parts.append(html('<h2 class="nav-h">{}</h2>', i18n.translated_to(language, heading)))
        if views:
            lines = [_line(language, view, here) for view in views]
            parts.append(html("<ul>{}</ul>", joined(lines)))
    return joined(parts)


def _line(language: str, view: Screen, here: str) -> Markup:
    url, name = _home(view), i18n.translated_to(language, view.name)
    mark = html(' class="on" aria-current="page"') if url == here else ""
    return html(
        '<li><a href="{}"{}>{}<span>{}</span><em class="cnt" data-waiting="{}" hidden></em></a>'
        "</li>",
        url,
        mark,
        icon(view.icon),
        name,
        url,
    )


def _preference(name: str) -> str:
    person = current_login()
    return str(person.preferences.get(name, "")) if person else ""


def form_mark() -> str:
    """A mark of its own for each button: sent twice it is done once (C9)."""
    return uuid.uuid4().hex


def init_app(app: Flask) -> None:
    """Make the frame and the helpers of templates available."""
    app.extensions["portal.menus"] = Store[frozenset[Permission], Menu](500)
    app.jinja_env.globals.update(
        shown_name=shown_name,
        version=VERSION,
        asset=asset_url,
        icon=icon,
        html=html,
        label=words.label,
        pill=cells.pill,
        full=words.full,
        cell=cells.cell,
        draw_card=draw_card,
        draw_facts=draw_facts,
        draw_value=draw_value,
        draw_timeline=draw_timeline,
        moment=cells.moment,
        happened=words.act,
        current_user=current_user,
        shell=Shell(),
        field=draw_field,
        form_cards=draw_cards,
        form_mark=form_mark,
        **PARTS,
    )
