"""Every public name of Flask-Admin's ``ModelView``: what it becomes here, or what to use instead.

docs/flask-admin.md gives the reasons; a test compares both with Flask-Admin.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """``becomes``: its meaning here; ``instead``: what to use if it is refused."""

    becomes: str = ""
    instead: str = ""


def _here(becomes: str) -> Option:
    return Option(becomes=becomes)


def _not(instead: str) -> Option:
    return Option(instead=instead)


HOOK = _not("override save(work, row, changes), which runs inside the one transaction")
QUERY = _not("the policy cuts the rows (see = Permission.X); `Listing.joins` adds tables")
DRAWN = _not("the list is drawn by string from values: column_formatters names a cell")
MODAL = _not("nothing: forms and short acts open in the side sheet by themselves")
TEMPLATE = _not("form_template, details_template or list_template (docs/screens.md, Templates)")
EXCLUDES = _not("name what is shown: a column added later must not show itself")
EXPORTS = _not("can_export with `export = Permission.X`: the sheet holds the columns chosen")
SCAFFOLDS = _not("nothing: views/shell/dialect reads the mapped class")
NO_DELETE = _not("nothing is deleted: retire a record by a flag or a move of its workflow")
NO_ACTION = _not("`acts` for one record, `bulk` for many (docs/screens.md)")
INLINE = _not("a form of your own with RowsField (views/shell/forms/rows.py)")
FORMS = _not("form_columns, or `form` with a Form of your own")
FILTERS = _not("column_filters with names, or with a Filter (portal/platform/lists/listing.py)")
DOOR = _not("`see = Permission.X`; `opens_to(actor)` where one permission does not say it")
FRAME = _here("as in Flask-Admin")
PAGE = _here("a page of RecordView; who overrides it uses reading() and working()")

OPTIONS: Mapping[str, Option] = {
    # ---- the list ----
    "column_list": _here("the columns, by name; «relation» or «relation.column» joins its table"),
    "column_labels": _here("labels (msgids) of columns, filters, fields and facts"),
    "column_descriptions": _here("the tip of a heading and the hint of a field (msgids)"),
    "column_searchable_list": _here("the search box: text that holds what is typed, masked never"),
    "column_filters": _here("filters by name, of the kind of their column; or a Filter"),
    "column_sortable_list": _here("columns that sort; none unless said: sorting wants an index"),
    "column_default_sort": _here("one column, or (column, descending); the id breaks ties"),
    "column_formatters": _here("the cell that draws a column: due, money, secrecy, task …"),
    "column_choices": _here("what values are called, in list, filter, form and sheet"),
    "page_size": _here("rows of a page: 20, 50 or 100"),
    "column_exclude_list": EXCLUDES,
    "column_export_list": EXPORTS,
    "column_export_exclude_list": EXPORTS,
    "column_editable_list": _not("`edit = Permission.X`: the pencil opens the form beside the row"),
    "column_formatters_export": EXPORTS,
    "column_formatters_detail": _not("column_formatters: page and list draw alike"),
    "column_type_formatters": DRAWN,
    "column_type_formatters_export": EXPORTS,
    "column_type_formatters_detail": DRAWN,
    "column_display_pk": _not('"id" in column_list'),
    "column_display_actions": _not("`pencils = False`"),
    "column_extra_row_actions": NO_ACTION,
    "column_auto_select_related": _not("nothing: a list is one statement with its joins"),
    "column_select_related_list": _not("nothing: a list is one statement with its joins"),
    "column_display_all_relations": _not("a Column whose value is a subquery"),
    "named_filter_urls": _not("nothing: filters have their names in every address"),
    "simple_list_pager": _not("nothing: pages go by keyset, the count is capped"),
    "can_set_page_size": _not("nothing: 20, 50 and 100 are offered on every list"),
    "page_size_options": _not("nothing: 20, 50 and 100 are offered on every list"),
    "get_query": QUERY,
    "get_count_query": QUERY,
    "get_one": QUERY,
    "get_list": QUERY,
    "get_pk_value": QUERY,
    "get_list_columns": SCAFFOLDS,
    "get_list_row_actions": NO_ACTION,
    "get_list_value": DRAWN,
    "get_column_name": _not("column_labels"),
    "get_column_names": _not("column_labels"),
    "get_sortable_columns": _not("column_sortable_list"),
    "get_safe_page_size": _not("page_size"),
    "get_empty_list_message": _not("block list_empty of list_template"),
    "get_filters": FILTERS,
    "get_filter_arg": FILTERS,
    "handle_filter": FILTERS,
    "is_valid_filter": FILTERS,
    "filter_converter": FILTERS,
    "scaffold_filters": FILTERS,
    "init_search": _not("column_searchable_list"),
    "search_placeholder": _not("nothing: the box names the columns it looks in"),
    "ignore_hidden": SCAFFOLDS,
    "is_sortable": _not("column_sortable_list"),
    "is_editable": _not("`may_edit(work, row)`"),
    "scaffold_list_columns": SCAFFOLDS,
    "scaffold_sortable_columns": SCAFFOLDS,
    "scaffold_auto_joins": SCAFFOLDS,
    "scaffold_pk": SCAFFOLDS,
    # ---- the record page ----
    "column_details_list": _here("the facts of the record page; a Section makes a card"),
    "column_details_exclude_list": EXCLUDES,
    "can_view_details": _not("nothing: every record has its page"),
    "get_details_columns": _not("column_details_list, or facts(work, row)"),
    "get_detail_value": _not("facts(work, row)"),
    # ---- the form ----
    "form": _here("a Form of your own (views/shell/forms/base.py) instead of form_columns"),
    "form_columns": _here("the fields, by column or relation; a governed state is refused"),
    "form_args": _here("label, description, validators, default and options of a field"),
    "form_rules": _here("sections: rules.FieldSet, Section, or plain names"),
    "form_ajax_refs": _here("look-ups: relation → kind of record, as «user»"),
    "form_overrides": _here("another field class of views/shell/forms/fields.py"),
    "form_widget_args": _here("attributes of the control, but none that only pretends to shut it"),
    "form_excluded_columns": EXCLUDES,
    "form_extra_fields": FORMS,
    "form_choices": _not("column_choices"),
    "form_optional_types": _not("nullable columns, or a default: they need no answer"),
    "form_base_class": FORMS,
    "form_create_rules": _not("form_rules; prefill(work) for what only a new record has"),
    "form_edit_rules": _not("form_rules"),
    "get_form": _here("the class of the form"),
    "get_create_form": FORMS,
    "get_edit_form": FORMS,
    "get_delete_form": NO_DELETE,
    "get_list_form": FORMS,
    "get_action_form": NO_ACTION,
    "create_form": _not("prefill(work)"),
    "edit_form": _not("load(work, row)"),
    "delete_form": NO_DELETE,
    "list_form": FORMS,
    "action_form": NO_ACTION,
    "validate_form": HOOK,
    "on_form_prefill": _not("load(work, row)"),
    "inline_models": INLINE,
    "inline_model_form_converter": INLINE,
    "model_form_converter": FORMS,
    "scaffold_form": FORMS,
    "scaffold_list_form": FORMS,
    "scaffold_inline_form_models": INLINE,
    "get_invalid_value_msg": SCAFFOLDS,
    "ajax_lookup": _not("form_ajax_refs: /lookup/<kind>/ answers for every form"),
    "ajax_update": _not("`edit = Permission.X`: the pencil opens the form beside the row"),
    # ---- what may be done ----
    "can_create": _here("with `create = Permission.X`; False shuts it"),
    "can_edit": _here("with `edit = Permission.X`; False shuts it"),
    "can_export": _here("with `export = Permission.X`; False shuts it"),
    "can_delete": NO_DELETE,
    "fast_mass_delete": NO_DELETE,
    "delete_view": NO_DELETE,
    "delete_model": NO_DELETE,
    "on_model_delete": NO_DELETE,
    "after_model_delete": NO_DELETE,
    "create_model": HOOK,
    "update_model": HOOK,
    "build_new_instance": HOOK,
    "on_model_change": HOOK,
    "after_model_change": _not("a reaction to Saved (portal/reactions.py)"),
    "handle_view_exception": _not("raise a PortalError: it is shown at its field"),
    "get_save_return_url": _not("nothing: a saved record opens on its page"),
    "action_disallowed_list": NO_ACTION,
    "action_view": NO_ACTION,
    "action_delete": NO_ACTION,
    "init_actions": NO_ACTION,
    "is_action_allowed": NO_ACTION,
    "get_actions_list": NO_ACTION,
    "handle_action": NO_ACTION,
    "export": _here("the permission that a sheet of this list needs"),
    "export_types": EXPORTS,
    "export_max_rows": EXPORTS,
    "get_export_columns": EXPORTS,
    "get_export_value": EXPORTS,
    "get_export_name": EXPORTS,
    # ---- the frame ----
    "index_view": PAGE,
    "details_view": PAGE,
    "create_view": PAGE,
    "edit_view": PAGE,
    "list_template": FRAME,
    "details_template": FRAME,
    "create_template": TEMPLATE,
    "edit_template": TEMPLATE,
    "create_modal_template": MODAL,
    "edit_modal_template": MODAL,
    "details_modal_template": MODAL,
    "create_modal": MODAL,
    "edit_modal": MODAL,
    "details_modal": MODAL,
    "extra_css": _not("views/static/css: no page loads a style from elsewhere"),
    "extra_js": _not("views/static/js: no page loads a script from elsewhere"),
    "is_visible": FRAME,
    "is_accessible": DOOR,
    "inaccessible_callback": DOOR,
    "get_url": FRAME,
    "render": _not("show(template, …)"),
    "create_blueprint": _not("nothing: the view has its endpoint and its url"),
}
PREFIXES = ("column_", "form_", "can_", "page_", "export_", "inline_", "scaffold_", "on_model_")
