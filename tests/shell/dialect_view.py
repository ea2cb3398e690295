"""The same screen twice: in the dialect of RecordView, and as stock Flask-Admin would have it."""

from flask_admin.contrib.sqla import ModelView

from models.files.places import Place
from models.people import Delegation, Department
from models.words.permissions import Permission as P
from views.shell.extensions import db
from views.shell.forms.validators import MaxLength
from views.shell.records import RecordView


class StoreView(RecordView):
    model, name, endpoint = Place, "Stores", "stores"
    see, create, edit, export = P.PLACE_SEE, P.PLACE_EDIT, P.PLACE_EDIT, P.PLACE_SEE
    column_list = ("code", "name", "sort", "capacity", "keeper", "active")
    column_labels = {"code": "Rack mark", "name": "Rack name", "sort": "Kind of place"}
    column_searchable_list = ("code", "name")
    column_filters = ("sort", "capacity", "keeper")
    column_sortable_list = ("code", "capacity", "keeper")
    column_default_sort = ("code", True)
    column_details_list = ("code", "name", "sort", "capacity", "parent", "keeper")
    form_columns = ("code", "name", "sort", "capacity", "keeper")
    form_args = {"code": {"validators": [MaxLength(20)]}}


class StockView(ModelView):
    can_view_details = can_export = True
    column_list = ("code", "name", "sort", "capacity", "keeper.name", "active")
    column_labels = {"code": "Rack mark", "name": "Rack name", "sort": "Kind of place"}
    column_searchable_list = ("code", "name")
    column_filters = ("sort", "capacity", "keeper.name")
    column_sortable_list = ("code", "capacity", ("keeper", "keeper.name"))
    column_default_sort = ("code", True)
    column_details_list = ("code", "name", "sort", "capacity", "parent", "keeper.name")
    form_columns = ("code", "name", "sort", "capacity", "keeper")
    form_args = {"code": {"validators": [MaxLength(20)]}}


def stock():
    """In Flask-Admin title and endpoint are said where the view is made."""
    return StockView(Place, db, name="Stores", endpoint="stock_stores")


class TeamView(RecordView):
    """A second one: values that must be there once, defaults, names of values, a page by sections."""

    model, name, endpoint = Department, "Teams", "teams"
    see, create, edit = P.USER_SEE, P.DEPARTMENT_EDIT, P.DEPARTMENT_EDIT
    column_list = ("name", "code", "position", "head.post")
    column_choices = {"position": [(0, "First of all"), (1, "Second of all")]}
    column_descriptions = {"code": "In every number"}
    column_filters = ("position", "parent")
    form_columns = ("name", "code", "position", "parent", "head")


class TurnView(RecordView):
    """A third one, of records that belong to somebody."""

    model, name, endpoint = Delegation, "Turns", "turns"
    see, create = P.DELEGATION_SEE, P.DELEGATION_GIVE
    column_list = ("id", "giver", "taker", "starts_at")
    form_columns = ("taker", "starts_at", "ends_at", "reason")
