"""Builds list, form and page from the options of a view, and collects what is wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from flask_admin.contrib.sqla import ModelView

from models.base import Record
from portal.platform.lists.listing import Listing
from views.shell.dialect.attributes import attribute, attributes
from views.shell.dialect.faults import Faults
from views.shell.dialect.forms import form_of
from views.shell.dialect.listing import Reader, listing_of
from views.shell.dialect.options import OPTIONS, PREFIXES
from views.shell.dialect.page import Page, page_of
from views.shell.forms.base import Form

OF_LISTS = (
    "column_list",
    "column_searchable_list",
    "column_filters",
    "column_sortable_list",
    "column_default_sort",
    "page_size",
)
OF_FORMS = (
    "form_columns",
    "form_args",
    "form_rules",
    "form_ajax_refs",
    "form_overrides",
    "form_widget_args",
)
OF_COLUMNS = (
    "column_choices",
    "column_descriptions",
    "column_formatters",
    "column_labels",
    "column_sortable_list",
    "phone_columns",
    "resting_filters",
)
RIGHTS = {"can_create": "create", "can_edit": "edit", "can_export": "export"}


@dataclass(frozen=True)
class Declared:
    """The result of a view's options; any ``faults`` keep the application from starting."""

    listing: Listing | None
    form: type[Form] | None
    page: Page | None
    faults: tuple[str, ...]


def declared(view: Any, base: Any) -> Declared:
    """Build what the class ``view`` declares beyond ``base``, the base of all record screens."""
    faults = Faults(view.__name__)
    said = dict(_said(view, base))
    for name, value in sorted(said.items()):
        _known(faults, name, value, ours=hasattr(base, name) and not hasattr(ModelView, name))
    _rights(faults, view, said)
    listing, form = getattr(view, "listing", None), view.form
    model = listing.table if listing else view.model
    if not listing and not (isinstance(model, type) and issubclass(model, Record)):
        faults.add("model", "name a mapped class that is a Record (models/base.py), or a listing")
        return Declared(None, None, None, tuple(faults.found))
    for option in OF_LISTS if listing else ():
        if option in said:
            faults.add(option, "the view has a `listing`, which says it already")
    for option in OF_FORMS if form else ():
        if option in said:
            faults.add(option, "the view has a `form`, which says it already")
    reader = Reader(view, model, faults)
    own = listing or listing_of(reader)
    form = form or form_of(reader)
    _writes(faults, view, form)
    _names(faults, view, model, own)
    page = page_of(reader, own) if own else None
    return Declared(own, form, page, tuple(faults.found))


def _said(view: Any, base: Any) -> Iterator[tuple[str, Any]]:
    """Public attributes set between ``view`` and ``base``; the most derived class wins."""
    seen: set[str] = set()
    for where in view.__mro__:
        if where in base.__mro__:
            continue
        for name in vars(where).keys() - seen:
            if not name.startswith("_"):
                seen.add(name)
                yield name, vars(where)[name]


def _known(faults: Faults, name: str, value: Any, *, ours: bool) -> None:
    """Report an option that does not exist or is not supported here."""
    option = OPTIONS.get(name)
    if option is None and not ours:
        if hasattr(ModelView, name):
            faults.add(name, "this part of Flask-Admin is not used here")
        elif name.startswith(PREFIXES) and not callable(value):
            near = get_close_matches(name, [n for n, o in OPTIONS.items() if o.becomes], n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            faults.add(name, f"there is no such option{hint}")
    elif option is not None and not option.becomes:
        faults.add(name, f"not here. Instead: {option.instead}")


def _names(faults: Faults, view: Any, model: Any, listing: Listing | None) -> None:
    """Report options that refer to a column that does not exist."""
    parts: Sequence[Any] = (*listing.columns, *listing.filters) if listing else ()
    known = {*attributes(model), *(part.name for part in parts)}
    for option in OF_COLUMNS:
        for name in getattr(view, option) or ():
            name = getattr(name, "key", name)  # noqa: PLW2901  (as Model.name)
            if name not in known and attribute(model, name) is None:
                faults.unknown(option, name, known)


def _rights(faults: Faults, view: Any, said: dict[str, Any]) -> None:
    """Report a switch that is on without a permission: switches alone can only turn things off."""
    for switch, right in RIGHTS.items():
        if said.get(switch) and getattr(view, right, None) is None:
            faults.add(switch, f"say who: `{right} = Permission.X`")


def _writes(faults: Faults, view: Any, form: Any) -> None:
    rights = [right for right in ("create", "edit") if getattr(view, right) is not None]
    if rights and form is None and not faults.found:
        faults.add(rights[0], "there is nothing to fill in: form_columns, or a `form`")
