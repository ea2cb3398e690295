"""Defaults of Flask-Admin's options and of our own."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.platform.lists.query import SIZE

Named = Mapping[str, Any]


class Vocabulary:
    """The options of a view; views/shell/dialect/options.py describes each."""

    model: Any = None
    name: str = ""  # the title of the list (a msgid)
    endpoint: str = ""  # part of every address; by default the name of the table

    can_create = can_edit = can_export = True
    can_delete = can_view_details = False
    column_list: Sequence[Any] = ()
    column_labels: Named | None = None
    column_descriptions: Named | None = None
    column_searchable_list: Sequence[Any] = ()
    column_filters: Sequence[Any] = ()
    column_sortable_list: Sequence[Any] = ()
    column_default_sort: Any = None
    column_formatters: Named | None = None
    column_choices: Named | None = None
    column_details_list: Sequence[Any] = ()
    form_columns: Sequence[Any] = ()
    form_args: Named | None = None
    form_rules: Sequence[Any] = ()
    form_ajax_refs: Named | None = None
    form_overrides: Named | None = None
    form_widget_args: Named | None = None
    page_size: int = SIZE

    link = ""  # the column that opens the record; by default the first
    more_columns: Sequence[str] = ()  # columns hidden until the reader chooses them
    phone_columns: Sequence[str] = ()  # columns shown on a phone; by default the first four
    resting_filters: Sequence[str] = ()  # filters in the side sheet
    built_in_views: Mapping[str, Mapping[str, str]] = {}

    # The endpoints and actions of Flask-Admin that do not exist here (rules/traps.md).
    delete_view = ajax_lookup = ajax_update = action_view = action_delete = None
