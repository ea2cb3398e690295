"""Draws the lines of a record's history as strings (decision 12): there may be fifty of them."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import current_app

from portal.platform.audit.history import Item
from views.shell import words
from views.shell.context import now
from views.shell.drawers import is_long
from views.shell.i18n import gettext as _
from views.shell.icons import icon
from views.shell.markup import Markup, built, quoted

FieldName = Callable[[str], str]
FieldText = Callable[[str, Any], str]


def draw_timeline(timeline: Sequence[Item], field_name: FieldName, field_text: FieldText) -> Markup:
    """A list of what was said and what happened, newest first."""
    today = now().astimezone(words.HERE).date()
    if not timeline:
        return built(f'<p class="tl-none">{quoted(_("Nothing yet."))}</p>')
    lines = "".join(
        f"<li>{_mark(item)}{_head(item, today)}{_body(item, field_name, field_text)}</li>"
        for item in timeline
    )
    return built(f'<ol class="tl">{lines}</ol>')


def _mark(item: Item) -> str:
    if item.is_comment:
        return f'<span class="ava" aria-hidden="true">{quoted(item.who[:1])}</span>'
    name = "pencil" if item.changes else "check-lg" if item.target else "dot"
    return f'<span class="sys">{icon(name)}</span>'


def _head(item: Item, today: Any) -> str:
    about = f" {quoted(item.about)}" if item.about else ""
    at = words.full(item.at)
    return (
        f'<div class="h"><b>{quoted(_who(item))}</b>'
        f'<span class="muted">{quoted(words.act(item.what))}{about}</span>'
        f'<time datetime="{at}" title="{at}">{quoted(words.near(at, today))}</time></div>'
    )


def _who(item: Item) -> str:
    if item.who == "system":
        return _("System")
    if item.stead:
        return _("%(name)s for %(giver)s", name=item.who, giver=item.stead)
    return item.who


def _body(item: Item, field_name: FieldName, field_text: FieldText) -> str:
    parts = []
    if item.is_comment:
        parts.append(f'<div class="bd"><div class="q">{quoted(item.text)}</div></div>')
    elif item.text:
        # The reasons the system gives are msgids.
        parts.append(f'<div class="bd">{quoted(_(item.text))}</div>')
    if item.faults:
        said: Any = current_app.jinja_env.globals["fault_line"]
        lines = "".join(f"<p>{quoted(said(fault))}</p>" for fault in item.faults)
        parts.append(f'<div class="bd">{lines}</div>')
    if item.changes and item.what != "create":
        lines = "".join(_change(*change, field_name, field_text) for change in item.changes)
        parts.append(f'<div class="bd diff">{lines}</div>')
    return "".join(parts)


def _change(name: str, old: Any, new: Any, field_name: FieldName, field_text: FieldText) -> str:
    was = str(field_text(name, old)) if old not in (None, "") else ""
    becomes = str(field_text(name, new))
    before = f"<del>{quoted(was)}</del> → " if was else ""
    label = f"{quoted(field_name(name))}{quoted(_(': '))}"
    look = ' class="fold" tabindex="0"' if is_long(was + becomes) else ""
    return f"<p{look}>{label}{before}<ins>{quoted(becomes)}</ins></p>"
