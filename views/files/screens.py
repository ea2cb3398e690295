"""The list of files and the page of one file: facts, papers, volumes, placements."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.files.records import CustomerFile, Item
from models.words.access import FieldRule, Secrecy
from models.words.files import FileLife
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from models.words.values import ValueKind as V
from portal.access.policy import can
from portal.errors import NotFound, Overtaken, PortalError
from portal.files import (
    custody,
    deadlines,
    deficiencies,
    differences,
    filing,
    items,
    proposals,
    returns,
)
from portal.files.lists import FILES
from portal.files.papers import FILE_PAPERS
from portal.files.rules import NOT_FILED
from portal.platform.search.stubs import find_stubs
from portal.platform.workflow.states import check_fresh
from portal.work import Work
from views.files import acts as file_acts
from views.files.forms import FileForm, PaperForm
from views.files.page import checklist, steps, trail, user_name, volume_order
from views.shell import looks, words
from views.shell.acts import Act
from views.shell.context import reading, working
from views.shell.facts import Card, Fact, essentials
from views.shell.forms.base import Form
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.papers import papers_panel
from views.shell.record_forms import tell_done
from views.shell.records import ID, RecordView

ITEM_ACTS = {
    "edit": Act("edit", N_("Correct"), items.edit_item, PaperForm),
    "supersede": Act("supersede", N_("Supersede"), items.supersede_item, PaperForm),
    "remove": Act(
        "remove",
        N_("Take off the list"),
        items.remove_item,
        danger=True,
        confirm=N_("Take this paper off the list of «%(name)s»?"),
    ),
}


class FileView(RecordView):
    """客户档案: files, with their papers and acts."""

    listing = FILES
    one = N_("file")
    icon = "folder2-open"
    head = ("number", "title", "customer", "owner", "due_on", "home_place")
    purpose = N_("The one register of filing, lending and whereabouts")
    create = edit = P.FILE_EDIT
    pencils = False  # only a draft can be edited, and its page says so
    form = FileForm
    acts = file_acts.ACTS
    bulk = file_acts.BULK
    list_template = "files/list.html"
    details_template = "files/record.html"
    form_template = "files/form.html"

    def listed_elsewhere(self, search: str) -> Sequence[Any]:
        """Files of other departments that a search without a hit of one's own means (C17)."""
        found = find_stubs(reading(), Kind.FILE, search, 5) if search else ()
        looks.note_search(search, [(Kind.FILE, row.id, True) for row in found])
        return found

    def title(self, row: CustomerFile) -> str:
        return row.number or row.title

    def prefill(self, work: Work) -> dict[str, Any]:
        """A class, title and place are proposed; the form says whose the file will be."""
        given = {n: parse_id(v) for n, v in request.args.items() if n.endswith("_id")}
        ids = {name: id for name, id in given.items() if id is not None}
        class_id = ids.get("class_id") or proposals.propose_class(work, ids.get("customer_id"))
        terms = proposals.describe_terms(work, class_id, None, ids)
        return {
            "opened_on": work.today,
            "place_id": proposals.propose_place(work, class_id),
            "title": terms.title if terms else "",
            **request.args.to_dict(),
            **ids,
            "class_id": class_id,
        }

    def form_context(self, work: Work, form: Form) -> dict[str, Any]:
        given = {name: form[name].data for name in ("customer_id", "opened_on")}
        given["id"] = (request.view_args or {}).get("id")
        grade = form["secrecy"].data if form["secrecy"].data in tuple(Secrecy) else None
        return {"terms": proposals.describe_terms(work, form["class_id"].data, grade, given)}

    @expose("/terms/")
    def terms_view(self) -> ResponseReturnValue:
        """Fragment: what a file of this class and grade allows, while the form is filled in."""
        work, args = reading(), request.args
        work.require(P.FILE_EDIT)
        grade = args.get("secrecy", "")
        terms = proposals.describe_terms(
            work,
            parse_id(args.get("class_id", "")),
            Secrecy(grade) if grade in set(Secrecy) else None,
            {name: parse_id(args.get(name, "")) for name in ("customer_id", "id")},
        )
        page: str = self.render("files/terms.html", terms=terms)
        return page

    def may_edit(self, work: Work, row: CustomerFile) -> bool:
        return row.life is FileLife.DRAFT and super().may_edit(work, row)

    def save(self, work: Work, row: Any, changes: dict[str, Any]) -> Any:
        if row is None:
            return filing.open_file(work, changes)
        before = {name: getattr(row, name) for name in filing.FIELDS}
        filing.edit_file(work, row, {**before, **changes})
        return row

    def about(self, work: Work, row: CustomerFile) -> Sequence[Fact]:
        own = [Fact("title", N_("Title"), row.title, wide=True)]
        if work.actor.rule(Kind.FILE, "place") is FieldRule.OPEN:
            place = custody.place_label(work, row.place_id)
            own.append(Fact("home_place", N_("Its own place"), place))
        return essentials([*self.facts(work, row), own], self.head)

    def facts(self, work: Work, row: CustomerFile) -> Sequence[Card]:
        customer = f"/customers/{row.customer_id}/"
        facts = [
            Fact("number", N_("File number"), row.number or ""),
            Fact("class", N_("File class"), row.file_class.name),
            Fact("customer", N_("Customer"), row.customer.name, href=customer),
            Fact("business_key", N_("Business key"), row.business_key),
            Fact("secrecy", N_("Secrecy"), row.secrecy, V.SECRECY),
            Fact("lent", N_("May be lent"), _ways(row)),
            Fact("medium", N_("Medium"), row.medium, V.WORD),
            Fact("owner", N_("Owner"), row.owner.name, V.USER),
            Fact("department", N_("Department"), row.department.name if row.department else ""),
            Fact("opened_on", N_("Opened on"), row.opened_on, V.DATE),
            Fact("due_on", N_("File by"), row.due_on, V.DATE if row.filed_at else V.DUE),
            Fact("late_workdays", N_("Working days late"), row.late_workdays or None, V.INTEGER),
            Fact("filed_at", N_("Filed at"), row.filed_at, V.MOMENT),
            Fact("filed_by", N_("Filed by"), user_name(work, row.filed_by), V.USER),
            Fact("items_count", N_("Items"), row.items_count, V.INTEGER),
            Fact("pages_count", N_("Page count"), row.pages_count, V.INTEGER),
        ]
        if row.void_reason:
            facts.append(Fact("void_reason", N_("Reason for voiding"), row.void_reason, wide=True))
        return [Card(N_("Facts"), facts)]

    def context(self, work: Work, row: CustomerFile) -> dict[str, Any]:
        where = custody.locate_file(work, row)
        return {
            "steps": steps(work, row),
            "where": where,
            "where_text": _(where.text, place=where.place, holder=where.holder),
            "late": deadlines.is_late(work, row) and row.life is not FileLife.VOID,
            "returns": returns.list_returns(work, row) if row.life in NOT_FILED else (),
            "checklist": checklist(work, row),
            "grade_asker": user_name(work, row.grade_asked_by) if row.grade_asked else "",
            "uncured": deficiencies.count_uncured(work, row.id) if row.checklist else 0,
            "papers": sorted(row.items, key=volume_order, reverse=True),
            "item_acts": _item_acts(work, row),
            "trail": trail(work, row),
            "cases": differences.open_cases(work, row.id) if row.number else (),
            "may_label": row.life is FileLife.FILED and can(work.actor, P.FILE_MOVE, row),
            **papers_panel(work, row, FILE_PAPERS),
        }

    @expose(f"/{ID}/papers/<int:item_id>/<act>/", methods=("GET", "POST"))
    def paper_view(self, id: int, item_id: int, act: str) -> ResponseReturnValue:
        """Correct, supersede or remove one paper."""
        work = reading()
        row = work.get(CustomerFile, id, P.FILE_SEE)
        item = _item(row, item_id)
        name = item.title
        work.require(P.FILE_EDIT, row)
        chosen = ITEM_ACTS.get(act)
        if chosen is None:
            raise NotFound
        form, status = (chosen.form or Form)(data=_paper(item) if chosen.form else None), 422
        if request.method == "GET":
            form.revision.data = str(item.revision)
        if request.method == "POST" and form.validate():
            try:
                self._change(chosen, id, item_id, form)
            except PortalError as error:
                form.refuse(error)
                if isinstance(error, Overtaken):  # shown afresh: sent again, it is meant
                    row = reading().get(CustomerFile, id, P.FILE_SEE)
                    form.revision.data, status = str(_item(row, item_id).revision), error.status
            else:
                flash(tell_done(chosen.label, f"{self.title(row)} · {name}"), "toast")
                return redirect(f"{self.url}/{id}/#papers")
        bad = bool(form.errors or form.refusals)
        return self.show(
            "records/act.html",
            status if bad else 200,
            form=form,
            act=chosen,
            row=row,
            title=item.title,
            home=f"{self.url}/{id}/",
            about=[*self.about(work, row), *_about_paper(item)],
        )

    @expose(f"/{ID}/papers/<int:item_id>/up/", methods=("POST",))
    def up_view(self, id: int, item_id: int) -> ResponseReturnValue:
        """Move a paper one step up the list; recorded (A5)."""
        with working("files.reorder") as work:
            row = work.get(CustomerFile, id, P.FILE_SEE, lock=True)
            _item(row, item_id)
            ids = [item.id for item in sorted(row.items, key=lambda i: i.sequence)]
            at = ids.index(item_id)
            if at + 1 < len(ids):  # the newest stands on top, so up is later in the order
                ids[at], ids[at + 1] = ids[at + 1], ids[at]
            items.reorder_items(work, row, ids)
        return redirect(f"{self.url}/{id}/#papers")

    def _change(self, act: Act, id: int, item_id: int, form: Form) -> None:
        with working(f"files.{act.name}_item") as work:
            item = _item(work.get(CustomerFile, id, P.FILE_SEE, lock=True), item_id)
            check_fresh(work, item, form.revision.data)
            if act.form:
                act.verb(work, item, form.values())
            else:
                act.verb(work, item)


def _ways(row: CustomerFile) -> str:
    """The ways in which class and grade let it be lent (R-28)."""
    open_ways = [
        m for m, bar in proposals.class_bars(row.file_class, row.secrecy).items() if not bar
    ]
    return "、".join(words.label(mode) for mode in open_ways) or _("Not at all")


def _item(row: CustomerFile, item_id: int) -> Item:
    paper = next((item for item in row.items if item.id == item_id), None)
    if paper is None:
        raise NotFound
    return paper


def _about_paper(item: Item) -> list[Fact]:
    """Which paper of the file is corrected, superseded or removed."""
    return [
        Fact("paper", N_("Paper"), f"{item.sequence}. {item.title}"),
        Fact("pages", N_("Page count"), item.pages, V.INTEGER),
    ]


def _paper(item: Item) -> dict[str, Any]:
    return {name: getattr(item, name) for name in items.FIELDS}


def _item_acts(work: Work, row: CustomerFile) -> list[Act]:
    if not can(work.actor, P.FILE_EDIT, row):
        return []
    names = {FileLife.DRAFT: ("edit", "remove"), FileLife.FILED: ("supersede",)}
    return [ITEM_ACTS[name] for name in names.get(row.life, ())]
