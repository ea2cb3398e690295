"""The base of every screen with a list and records; avoids Flask-Admin's traps (rules/traps.md)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_admin.contrib.sqla import ModelView

from models.words.kinds import Kind
from models.words.permissions import Permission
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.errors import Invalid, NotAllowed, NotFound, Overtaken, PortalError
from portal.platform.ahead import Question, ask_together
from portal.platform.audit.history import Parts
from portal.platform.lists.exported import DECLARED
from portal.platform.lists.listing import Listing
from portal.platform.lists.near import neighbours, neighbours_question
from portal.platform.lists.page import fetch_row
from portal.platform.looks import volume
from portal.work import Work
from views.shell import came_from, looks, record_forms
from views.shell.acts import Act, BulkAction
from views.shell.context import reading
from views.shell.dialect import saving
from views.shell.dialect.declared import declared
from views.shell.dialect.vocabulary import Vocabulary
from views.shell.extensions import db
from views.shell.facts import Card, Fact, essentials
from views.shell.forms.base import Form
from views.shell.i18n import gettext as _
from views.shell.i18n import say_words
from views.shell.listing import build_page, given_arguments
from views.shell.record_bulk import BulkActs
from views.shell.record_talk import Talk
from views.shell.record_views import Views
from views.shell.record_writes import Writes
from views.shell.screens import Screen

ID = "<int(max=9223372036854775807):id>"


class RecordView(Talk, BulkActs, Views, Writes, Vocabulary, Screen, ModelView):
    """List, record page, forms, acts and bulk actions of one table.

    Declared with Flask-Admin's options (``model``, ``column_list``, ``form_columns`` …; all of them
    in views/shell/dialect/options.py), with a ``listing`` and a ``form`` of its own, or with a mix.
    Nothing exists unless declared. Flask-Admin's own create, update, delete, export, inline edit
    and ajax endpoints are removed; writes go through ``save`` and the verbs of ``acts`` and
    ``bulk``, each inside ``working()``.
    """

    listing: Listing
    see: Permission
    one: str = N_("record")  # the singular, as in «New customer» (a msgid)
    create: Permission | None = None
    edit: Permission | None = None
    export: Permission | None = None
    reveal: Permission | None = None
    form: type[Form] | None = None
    acts: Sequence[Act] = ()
    bulk: Sequence[BulkAction] = ()
    pencils = True  # show an edit link in each row of the list
    row_kinds: Mapping[str, Kind] = {}
    value_kinds: Mapping[str, V] = {}  # kinds of its fields, for masking
    also: Sequence[Any] = ()  # related rows to load together with a record
    head: Sequence[str] = ()  # names of the facts that an act says at its head
    list_template = "records/list.html"
    details_template = "records/record.html"
    form_template = "records/form.html"

    def __init__(self, *told: Any, **kwargs: Any) -> None:
        self.declared = declared(type(self), RecordView)
        self.faults = self.declared.faults
        if told or {"name", "endpoint"} & kwargs.keys():
            self.faults += (f"- {type(self).__name__}: say model, name and endpoint in the class",)
        if self.faults or self.declared.listing is None:
            return  # ``Admin.add_views`` reports the faults (views/shell/admin.py)
        self.listing, self.form = self.declared.listing, self.declared.form
        self.see = self.listing.see
        title, endpoint = self.listing.title, self.listing.name
        ModelView.__init__(self, self.listing.table, db, name=title, endpoint=endpoint, **kwargs)
        self.static_url_path = "none"
        self.know_bulk()
        if self.export and self.can_export:
            DECLARED[endpoint] = (self.listing, self.export)

    def _refresh_cache(self) -> None:
        """Do nothing of what Flask-Admin does here: build its own list and forms."""
        self._list_columns: list[Any] = []

    def get_form(self) -> type[Form]:
        """The form class."""
        return self.form or Form

    # ---- what a feature overrides ----

    def title(self, row: Any) -> str:
        """The name of a record: by default the column that opens it."""
        return str(getattr(row, self.listing.link, row.id))

    def prefill(self, work: Work) -> dict[str, Any]:  # noqa: ARG002
        """Initial values of a new record, by default from the list's filters."""
        chosen = record_forms.from_filters(self.listing, request.args)
        form = self.get_form()
        return {n if hasattr(form, n) else f"{n}_id": value for n, value in chosen.items()}

    def load(self, work: Work, row: Any) -> dict[str, Any]:  # noqa: ARG002
        """The form's values for a row."""
        names = [name for name in dir(self.get_form()) if hasattr(row, name)]
        return {name: getattr(row, name) for name in names}

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Any:
        """Create (``row`` is None, ``changes`` all values) or edit (changed values only)."""
        return saving.save(work, self, row, changes)

    def facts(self, work: Work, row: Any) -> Sequence[Card | Sequence[Fact]]:
        """The cards of the record page: ``column_details_list``, else the list's columns."""
        if self.declared.page:
            return self.declared.page.cards(work, row)
        pairs = fetch_row(work, self.listing, row.id)
        return [Card("", [Fact(c.name, c.label, v, c.cell) for c, v in pairs])]

    def about(self, work: Work, row: Any) -> Sequence[Fact]:
        """What an act is about: its facts named in ``head``, else the first ones with values."""
        return essentials(self.facts(work, row), self.head)

    def context(self, work: Work, row: Any) -> dict[str, Any]:  # noqa: ARG002
        """Additional variables of ``details_template``."""
        return {}

    def asked(self, work: Work, row: Any) -> Sequence[Question]:  # noqa: ARG002
        """What its page asks beside the record, asked together with what every page does."""
        return ()

    def said(self, row: Any) -> str:  # noqa: ARG002
        """What is said once a form was saved (a msgid; may use %(name)s)."""
        return N_("«%(name)s» was saved.")

    def check_rest(self, work: Work, form: Form) -> None:
        """Name at a refused form what its service would refuse as well: all faults in one round."""

    def form_context(self, work: Work, form: Form) -> dict[str, Any]:  # noqa: ARG002
        """More values for ``form_template``."""
        return {}

    def parts(self, work: Work, row: Any) -> Parts:  # noqa: ARG002
        """Parts of a record that are audited as kinds of their own, for its history."""
        return {}

    def moves(self, work: Work, row: Any) -> list[Act]:
        """The acts open to this actor now."""
        return [act for act in self.acts if act.is_open(work, row)]

    def may_edit(self, work: Work, row: Any) -> bool:
        """Whether this actor may edit ``row``."""
        return bool(self.form and self.edit and self.can_edit and can(work.actor, self.edit, row))

    def may_create(self, work: Work) -> bool:
        """Whether this actor may create records."""
        return bool(self.form and self.create and self.can_create and can(work.actor, self.create))

    def show(self, template: str, status: int = 200, **values: Any) -> ResponseReturnValue:
        """Render a page that knows the way back to the list as the reader left it."""
        base = self.url + "/"
        values["list_address"] = came_from.list_address(base)
        return super().show(template, status, along=came_from.along(base), **values)

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> ResponseReturnValue:
        """What is not there for this reader, but is on record when read, leaves an entry."""
        try:
            return super()._run_view(fn, *args, **kwargs)
        except NotFound:
            if "id" in kwargs and fn.__name__ != "remove_view":
                kind, name = self.listing.kind, self.listing.name
                looks.note_refused(kind, kwargs["id"], f"{name}.read")
            raise

    # ---- pages ----

    @expose("/")
    def index_view(self) -> ResponseReturnValue:
        """The list."""
        work = reading()
        try:
            given, base = given_arguments(request.args), self.url + "/"
            if given.get("search"):
                volume.require_volume(work)
            page = build_page(
                work, self.listing, given, base=base, saved=lambda q: self.tabs(work, q)
            )
        except Invalid as error:
            return self.show(
                "records/list_error.html", 422, message=say_words(error), base=self.url + "/"
            )
        pencil = self.has_pencils(work.actor)
        bulk = [b for b in self.bulk if can(work.actor, b.permission)]
        if typed := page.query.search:
            hits = [(self.listing.kind, row[0], False) for row in page.page.rows]
            looks.note_search(typed, hits)
        rows = page.rows(work, edit=_("Edit") if pencil else "", choose=_("Choose") if bulk else "")
        return self.show(
            self.list_template,
            page=page,
            rows=rows,
            bulk=bulk,
            may_create=self.may_create(work),
            pencil=pencil,
            may_share=can(work.actor, Permission.VIEW_SHARE),
        )

    @expose(f"/{ID}/")
    def details_view(self, id: int) -> ResponseReturnValue:
        """The page of a record."""
        work = reading()
        row = work.get(self.model, id, self.see, also=self.also)
        query = came_from.query_of(work, self.listing, self.url + "/")
        beside = neighbours_question(work, self.listing, query, id)
        asked = [*self.talk_questions(work, row), *self.asked(work, row)]
        ask_together(work, [*asked, beside] if beside else asked)
        return self.show(
            self.details_template,
            row=row,
            title=self.title(row),
            cards=self.facts(work, row),
            acts=self.moves(work, row),
            may_edit=self.may_edit(work, row),
            work=work,
            neighbours=neighbours(work, self.listing, query, id),
            base=self.url + "/",
            **{**self.talk(work, row), **self.context(work, row)},
        )

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> ResponseReturnValue:
        """The form of a new record."""
        work = reading()
        if not self.may_create(work):
            raise NotAllowed(N_("You may not add a record here."))
        form = record_forms.blank_form(self, work)
        if form.validate_on_submit():
            if row := self._create(form):
                flash(_(self.said(row), name=self.title(row)), "toast")
                return redirect(
                    f"{self.url}/new/" if "again" in request.form else self._home(row.id)
                )
        elif request.method == "POST":
            self.check_rest(work, form)
        return self._form_page(form, _("New %(one)s", one=_(self.one)), None)

    @expose(f"/{ID}/edit/", methods=("GET", "POST"))
    def edit_view(self, id: int) -> ResponseReturnValue:
        """The form of an existing record."""
        if request.method == "POST":
            return self._edited(id)
        work = reading()
        row = self._editable(work, id)
        form = record_forms.filled_form(self, work, row, self.load(work, row))
        return self._form_page(form, _("Edit: %(name)s", name=self.title(row)), id)

    @expose(f"/{ID}/do/<action>/", methods=("GET", "POST"))
    def do_view(self, id: int, action: str) -> ResponseReturnValue:
        """The form of an act, and the act itself on POST."""
        act = next((a for a in self.acts if a.name == action), None) or abort(404)
        work = reading()
        row = work.get(self.model, id, self.see)
        title = self.title(row)
        form, status = record_forms.act_form(act, work, row), 422
        if request.method == "POST" and form.validate():
            try:
                self._do(act, id, form)
            except (NotFound, NotAllowed):
                raise
            except PortalError as error:
                form.refuse(error)
                status = 409 if error.status == 409 else status  # somebody was first
                if isinstance(error, Overtaken):  # shown afresh: sent again, it is meant
                    row = reading().get(self.model, id, self.see)
                    form.revision.data = str(row.revision)
            else:
                undo = f"{self.url}/{id}/do/{act.undo}/" if act.undo else ""
                said = act.said(reading().get(self.model, id, self.see)) if act.said else ""
                record_forms.say_done(act, title, undo, said)
                return redirect(self._after(id))
        elif request.method == "GET" and not act.is_open(work, row):
            return record_forms.over_page(self, row, act, self._home(id))
        act.require(work, row)
        return self.show(
            "records/act.html",
            status if form.refusals or form.errors else 200,
            form=form,
            act=act,
            title=title,
            home=self._home(id),
            row=row,
            about=self.about(work, row),
        )
