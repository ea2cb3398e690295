"""The filters of a list in words: labels and names, as they stand over a sheet or a print."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from models.files.places import Place
from models.people import Department, User
from models.words.labels import label
from models.words.plurals import fill
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.platform.lists.listing import Filter, Listing
from portal.platform.lists.query import Query
from portal.platform.sheets.sheet import Say
from portal.work import Work

NAMES: Mapping[V, Any] = {V.USER: User.name, V.DEPARTMENT: Department.name, V.PLACE: Place.label}
YES = {"1": N_("Yes"), "0": N_("No")}


def filter_words(work: Work, listing: Listing, query: Query, say: Say) -> str:
    """Every filter with its value, then what was searched for; empty for the whole list."""
    told = [
        f"{say(each.label)} {_value(work, each, query.filters[each.name], say)}"
        for each in listing.filters
        if each.name in query.filters
    ]
    return "，".join([*told, *([f"“{query.search}”"] if query.search else [])])


def _value(work: Work, each: Filter, value: str, say: Say) -> str:
    if each.words:
        return "、".join(say(label(each.words(word))) for word in value.split(","))
    if each.kind is V.YESNO:
        return say(YES.get(value, value))
    if each.options:
        return each.option_name(dict(each.options(work)).get(value, value), say)
    if each.kind in NAMES and value.isdigit():
        name = NAMES[each.kind]
        found = work.session.scalar(select(name).where(name.class_.id == int(value)))
        return found or value
    start, dots, end = value.partition("..")
    return fill(say(N_("%(start)s to %(end)s")), {"start": start, "end": end}) if dots else value
