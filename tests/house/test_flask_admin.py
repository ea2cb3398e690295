"""Flask-Admin's words are understood or refused, its own views never served, and no commit is theirs."""

import pytest
from flask import Flask
from flask_admin import BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_admin.form import rules
from sqlalchemy import Engine, event, select
from wtforms.fields.core import UnboundField

from models.approvals import Approval
from models.files.places import Place
from models.people import Department
from models.words.files import PlaceKind
from models.words.permissions import Permission as P
from portal import transaction
from tests.house.tree import ROOT
from tests.shell import dialect_view
from tests.shell.test_permissions import address, wanted
from views.shell.admin import Admin
from views.shell.dialect.faults import Refused
from views.shell.dialect.options import OPTIONS
from views.shell.extensions import db
from views.shell.forms import fields
from views.shell.i18n import gettext
from views.shell.records import RecordView
from views.shell.screens import ANYONE, Screen


def public(view):
    named = {name for c in view.__mro__ for name in [*vars(c), *getattr(c, "__annotations__", {})]}
    return {name for name in named if not name.startswith("_")}


def test_every_name_of_flask_admin_is_in_the_table():
    assert public(ModelView) == set(OPTIONS)


def test_every_option_says_one_thing():
    assert not [name for name, o in OPTIONS.items() if bool(o.becomes) == bool(o.instead)]


def test_the_page_tells_of_every_word_of_its_example():
    page = (ROOT / "docs" / "flask-admin.md").read_text()
    lines = [line.split(" = ")[0].strip() for line in page.splitlines() if " = (" in line]
    assert len(lines) >= 6
    assert {name for name in lines if name.startswith(("column", "form"))} <= set(OPTIONS)


class Plain(Screen):
    see = ANYONE

    @expose("/")
    def index(self):
        return ""


def menu():
    return Admin(name="x", index_view=Plain("Home", "home", url="/"))


def refusal(*views):
    with pytest.raises(Refused) as told:
        menu().add_views(*views)
    return str(told.value)


def test_a_stock_view_is_refused(app):
    admin = app.extensions["admin"][0]
    before = len(admin._views)
    with pytest.raises(Refused, match="StockView: it is no Screen"):
        admin.add_view(dialect_view.stock())
    assert len(admin._views) == before

    class Bare(BaseView):
        @expose("/")
        def index(self):
            return ""

    assert "Bare: it is no Screen" in refusal(Bare())
    with pytest.raises(Refused):
        Admin(Flask("x"), name="x")  # its own open first page


class Wrong(RecordView):
    model = Place
    see, create = P.PLACE_SEE, P.PLACE_EDIT
    can_delete = can_edit = can_export = True
    column_editable_list = ("name",)
    column_serchable_list = ("name",)
    inline_models = ()
    column_labels = {"cod": "Code"}
    column_sortable_list = ("nothing",)
    column_list = ("code", "nam", "keeper.post")
    column_filters = ("path.x",)
    column_searchable_list = ("capacity",)
    column_default_sort = [("code", True), ("name", False)]
    column_formatters = {"code": lambda v, c, m, n: m.code}
    page_size = 25
    form_columns = ("code", "revision", "label")
    form_args = {"code": {"filters": []}, "name": {}}
    form_rules = (rules.HTML("<b>"),)
    form_overrides = {"label": fields.EnumField}
    form_widget_args = {"label": {"readonly": True}}
    form_ajax_refs = {"label": {"fields": ("name",)}}

    def on_model_change(self, form, model, is_created):
        """Stock Flask-Admin would call it."""


def test_all_faults_of_all_views_are_said_at_once():
    """Trap 25: what is not understood is said."""

    class Other(RecordView):
        model = Approval
        see = edit = P.APPROVAL_SEE
        column_list = ("title",)
        form_columns = ("state", "steps")

    told = refusal(Wrong(), Other())
    for fault in (
        "Wrong.can_delete: not here. Instead: nothing is deleted",
        "Wrong.can_edit: say who: `edit = Permission.X`",
        "Wrong.can_export: say who: `export = Permission.X`",
        "Wrong.column_editable_list: not here",
        "Wrong.column_serchable_list: there is no such option; did you mean column_searchable_list?",
        "Wrong.column_labels: there is no «cod» in the table; did you mean «code»?",
        "Wrong.column_sortable_list: there is no «nothing» in the table",
        "Wrong.inline_models: not here. Instead: a form of your own with RowsField",
        "Wrong.on_model_change: not here. Instead: override save(work, row, changes)",
        "Wrong.column_list: there is no «nam» in the table; did you mean «name»?",
        "Wrong.column_filters: there is no «path.x»",
        "Wrong.column_searchable_list: «capacity» is no text",
        "Wrong.column_default_sort: one column",
        "Wrong.column_formatters: «code» must name a cell",
        "Wrong.page_size: one of 20, 50, 100",
        "Wrong.form_columns: «revision» is written by the platform alone",
        "Wrong.form_args: «code» may say",
        "Wrong.form_args: «name» is no field of this form",
        "Wrong.form_rules: HTML is not understood",
        "Wrong.form_overrides: «label»: one of ",
        "Wrong.form_widget_args: «label»: readonly keeps nobody out",
        "Other.form_columns: «state» changes only through its workflow",
        "Other.form_columns: «steps» is no plain value",
    ):
        assert fault in told, told


def test_what_a_listing_says_is_not_said_twice():
    from portal.people.lists import USERS

    class Twice(RecordView):
        listing = USERS
        column_list = ("name",)

    class Nothing(RecordView):
        see = P.USER_SEE

    class Empty(RecordView):
        model = Department
        create = P.DEPARTMENT_EDIT

    told = refusal(Twice(), Nothing(), Empty(), Empty(Department, db, name="Empty"))
    assert "Empty: say model, name and endpoint in the class" in told
    assert "Twice.column_list: the view has a `listing`" in told
    assert "Nothing.model: name a mapped class" in told
    assert "Empty.see: say who may see it" in told
    assert "Empty.column_list: name the columns" in told


def test_a_plain_screen_is_taken():
    admin = menu()
    admin.add_view(Plain("Plain", "plain"))
    assert [view.name for view in admin._views] == ["Home", "Plain"]


def test_every_label_of_a_declared_screen_is_chinese(app):
    """A label that is made of a column's name is in no file that the catalogue is gathered from."""
    said = {}
    for view in app.extensions["admin"][0]._views:
        if isinstance(view, RecordView):
            fields_ = [getattr(view.get_form(), n) for n in dir(view.get_form())]
            args = [f.args for f in fields_ if isinstance(f, UnboundField)]
            labels = [next(a for a in each if isinstance(a, str)) for each in args if each]
            page = view.declared.page.listing.columns if view.declared.page else ()
            parts = (*view.listing.columns, *view.listing.filters, *page)
            said |= {f"{view.endpoint}: {t}": t for t in [*labels, *(p.label for p in parts)]}
    with app.test_request_context("/"):
        assert not [where for where, text in said.items() if gettext(text).isascii()]


@pytest.fixture
def strangers(monkeypatch):
    """Commits of the database that are none of ``portal.transaction``'s."""
    due, found = [], []
    settle, note = transaction._settle, transaction._note_refusal

    def settled(work):
        due[:] = []
        settle(work)
        due.append("settled")

    def noted(*told):
        due[:] = ["noted"]
        note(*told)

    def committed(connection):
        if not due:
            found.append(connection)
        due[:] = []

    monkeypatch.setattr(transaction, "_settle", settled)
    monkeypatch.setattr(transaction, "_note_refusal", noted)
    event.listen(Engine, "commit", committed)
    yield found
    event.remove(Engine, "commit", committed)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ann", "sys"])
def test_a_post_to_any_endpoint_commits_through_our_door_alone(sales, name, strangers):
    """Every address there is, whatever its methods say, by an applicant and an administrator."""
    client = sales.web.as_(name)
    strangers.clear()  # the stage was set
    rows = sorted({("POST", rule) for _method, rule in wanted(sales.web.app)})
    assert len(rows) > 200
    for row in rows:
        client.post(address(row, sales.ids), data={"name": "x", "id": "1"}, buffered=True)
        assert not strangers, row


def test_another_commit_would_be_seen(web, strangers):
    with web.work() as work:
        work.session.execute(select(Place.id)).all()
    assert not strangers
    with web.arena.engine.begin() as connection:
        connection.execute(select(Place.id)).all()
    assert strangers


def test_a_stock_view_that_came_in_by_another_way_cannot_commit(web, strangers, caplog):
    """Trap 24: a POST by an applicant wrote a row past policy and audit."""
    stock = dialect_view.stock()
    with web.app.test_request_context("/"):
        form = stock.create_form()
        form.code.data, form.name.data, form.sort.data = "X1", "x", PlaceKind.ROOM
        assert not stock.create_model(form)
    assert "a commit outside portal.transaction" in caplog.text
    assert not strangers
    with web.work() as work:
        assert work.session.scalars(select(Place).where(Place.code == "X1")).all() == []
