"""Draws the facts of record pages as strings (decision 12): labels, values, whole cards.

What a label and an empty value look like is drawn once a language and cached.
"""

from collections.abc import Sequence

from portal.fast.kept import kept
from views.shell.context import now
from views.shell.drawers import DASH
from views.shell.facts import Card, Fact
from views.shell.i18n import current_language
from views.shell.i18n import gettext as _
from views.shell.icons import icon
from views.shell.kinds import SHOWN
from views.shell.markup import Markup, built, quoted
from views.shell.words import HERE

KEPT = 2000  # labels, a hundred bytes each


def draw_card(card: Card) -> Markup:
    """A card of facts under its title."""
    hint = f"<p>{quoted(_(card.hint))}</p>" if card.hint else ""
    head = f"<h2>{quoted(_(card.title))}</h2>{hint}" if card.title else ""
    head = f'<header class="card-head">{head}</header>' if head else ""
    return built(f'<section class="card card-sec">{head}{draw_facts(card.facts)}</section>')


def draw_facts(facts: Sequence[Fact]) -> Markup:
    """A list of labels and values."""
    language = current_language()
    lines = "".join(
        _empty(language, fact.label, wide=fact.wide)
        if fact.value in (None, "") and not fact.masked
        else f"{_label(language, fact.label, wide=fact.wide)}{_value(fact)}</dd></div>"
        for fact in facts
    )
    return built(f'<dl class="kv">{lines}</dl>')


def draw_value(fact: Fact) -> Markup:
    """The value of a fact alone."""
    return built(_value(fact))


def _value(fact: Fact) -> str:
    value = fact.value
    if fact.masked:
        return f'<span class="masked num">{quoted(value)}</span>{_eye(fact.reveal)}'
    if value is None or value == "":
        return DASH
    if fact.href:
        return f'<a href="{quoted(fact.href)}">{quoted(value)}</a>'
    return SHOWN[fact.cell].fact(value, now().astimezone(HERE).date())


def _eye(target: str) -> str:
    """The button that shows a masked value, for who may."""
    if not target:
        return ""
    says = quoted(_("Show the full value (recorded)"))
    return (
        f'<button type="button" class="btn-ico sm" data-reveal="{quoted(target)}"'
        f' aria-label="{says}" title="{says}">{icon("eye")}</button>'
    )


@kept(KEPT)
def _label(_language: str, label: str, *, wide: bool) -> str:
    look = ' class="full"' if wide else ""
    return f"<div{look}><dt>{quoted(_(label))}</dt><dd>"


@kept(KEPT)
def _empty(language: str, label: str, *, wide: bool) -> str:
    return f"{_label(language, label, wide=wide)}{DASH}</dd></div>"
