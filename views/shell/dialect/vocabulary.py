"""Flask-Admin's words as they stand unless a view says otherwise, and ours beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.platform.lists.query import SIZE

Named = Mapping[str, Any]


class Vocabulary:
    """What a view may say about its table; views/shell/dialect/options.py tells what it means."""

    model: Any = None
    name: str = ""  # the title of the list (a msgid)
    endpoint: str = ""  # in every address; the name of the table unless said

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

    link = ""  # the column that opens the record; the first unless said
    more_columns: Sequence[str] = ()  # columns that are there to be chosen
    phone_columns: Sequence[str] = ()  # columns of a telephone's card; the first four unless said
    resting_filters: Sequence[str] = ()  # filters that wait in the side sheet
    built_in_views: Mapping[str, Mapping[str, str]] = {}

    # Trap by trap: no such endpoint, no such action.
    delete_view = ajax_lookup = ajax_update = action_view = action_delete = None
