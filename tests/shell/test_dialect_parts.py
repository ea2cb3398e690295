"""What the dialect makes of a table: kinds of column, fields and their checks, option by option."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from flask_admin.form import rules
from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from wtforms.validators import Optional

from models.base import Base, Dated, Record
from models.types import enum_type
from models.words.access import Secrecy
from models.words.files import PlaceKind
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.values import ValueKind as V
from portal.platform.lists.listing import Column, Filter
from views.shell.dialect import attributes
from views.shell.dialect.declared import declared
from views.shell.forms import fields
from views.shell.forms.base import Section
from views.shell.forms.validators import MaxLength, Required
from views.shell.records import RecordView


class Own(DeclarativeBase):
    """A registry apart: these tables are in no database."""

    type_annotation_map: ClassVar[dict[Any, Any]] = Base.type_annotation_map


class Person(Record, Own):
    __tablename__ = "users"
    kind: ClassVar = Kind.USER
    name: Mapped[str]
    post: Mapped[str] = mapped_column(default="")


class Colour(Own):
    __tablename__ = "colours"
    id: Mapped[int] = mapped_column(primary_key=True)


class Gadget(Record, Dated, Own):
    __tablename__ = "gadgets"
    kind: ClassVar = Kind.PLACE
    governed: ClassVar = ("state",)

    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str]
    note: Mapped[str] = mapped_column(Text, default="")
    hint: Mapped[str | None]
    price: Mapped[Decimal]
    bought: Mapped[date]
    seen_at: Mapped[datetime | None]
    sort: Mapped[PlaceKind] = mapped_column(enum_type(PlaceKind))
    grade: Mapped[Secrecy | None] = mapped_column(enum_type(Secrecy))
    state: Mapped[PlaceKind] = mapped_column(enum_type(PlaceKind), default=PlaceKind.BOX)
    active: Mapped[bool] = mapped_column(default=True)
    amount: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(default=7)
    tags: Mapped[list[Any]] = mapped_column(default=list)
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    maker_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    colour_id: Mapped[int | None] = mapped_column(ForeignKey("colours.id"))

    keeper: Mapped[Person | None] = relationship(foreign_keys=[keeper_id])

    @hybrid_property
    def twice(self):
        return self.amount * 2


class GadgetView(RecordView):
    model = Gadget
    see = P.PLACE_SEE


def made(**options):
    """What comes of a view with these options; no fault."""
    view = type("View", (GadgetView,), {"column_list": ("code",), **options})
    found = declared(view, RecordView)
    assert not found.faults, found.faults
    return found


def faults(**options):
    view = type("View", (GadgetView,), {"column_list": ("code",), **options})
    return "\n".join(declared(view, RecordView).faults)


CELLS = {
    "code": V.TEXT,
    "name": V.TEXT,
    "note": V.LONG,
    "price": V.MONEY,
    "bought": V.DATE,
    "seen_at": V.MOMENT,
    "sort": V.WORD,
    "grade": V.SECRECY,
    "active": V.YESNO,
    "amount": V.INTEGER,
    "twice": V.TEXT,
    "tags": V.TEXT,
    "keeper": V.USER,
    "keeper.post": V.TEXT,
}


def test_each_column_has_the_cell_of_its_kind():
    listing = made(column_list=tuple(CELLS)).listing
    assert [c.cell for c in listing.columns] == list(CELLS.values())
    assert listing.name == "gadgets"
    assert listing.link == "code"
    assert listing.column("sort").words is PlaceKind
    assert listing.column("keeper_post").label == "Keeper post"
    assert listing.column("keeper").guard == (Kind.PLACE, "keeper_id")
    assert listing.joins is not None


def test_a_column_may_be_named_by_its_attribute_or_made_by_hand():
    own = Column("own", "Own", Gadget.amount, V.INTEGER)
    listing = made(column_list=(Gadget.code, own), column_sortable_list=(Gadget.code,)).listing
    assert [c.name for c in listing.columns] == ["code", "own"]
    assert listing.columns[1] is own
    assert listing.columns[0].sort


FILTERS = {
    "name": V.TEXT,
    "price": V.MONEY,
    "bought": V.DATE,
    "seen_at": V.MOMENT,
    "sort": V.WORD,
    "grade": V.SECRECY,
    "active": V.YESNO,
    "amount": V.INTEGER,
    "keeper": V.USER,
}


def test_each_filter_is_of_the_kind_of_its_column():
    own = Filter("own", "Own", V.YESNO, Gadget.active)
    listing = made(column_filters=(*FILTERS, own), resting_filters=("price",)).listing
    assert [f.kind for f in listing.filters[:-1]] == list(FILTERS.values())
    assert listing.filters[-1] is own
    assert [f.name for f in listing.filters if not f.pinned] == ["price", "own"]
    assert listing.filter("keeper").value is Gadget.keeper_id
    assert "has no filter of its kind" in faults(column_filters=("tags",))
    assert "has no filter of its kind" in faults(column_filters=("colour_id",))


def test_labels_choices_formatters_and_hints():
    options = {"column_choices": {"amount": [(1, "One"), (2, "Two")]}}
    found = made(
        column_list=("code", "amount", "bought"),
        column_filters=("amount",),
        form_columns=("amount",),
        column_labels={"amount": "How many"},
        column_descriptions={"amount": "Of them all"},
        column_formatters={"bought": "due"},
        more_columns=("price",),
        phone_columns=("amount",),
        value_kinds={"code": V.MOBILE},
        column_default_sort=("bought", True),
        page_size=20,
        **options,
    )
    amount = found.listing.column("amount")
    assert (amount.label, amount.hint, amount.called) == (
        "How many",
        "Of them all",
        {1: "One", 2: "Two"},
    )
    assert found.listing.column("bought").cell is V.DUE
    assert not found.listing.column("price").shown
    assert [c.name for c in found.listing.columns if c.phone] == ["amount"]
    assert found.listing.column("code").cell is V.MOBILE
    assert (found.listing.order, found.listing.size) == ("-bought", 20)
    assert found.listing.filter("amount").options(None) == [(1, "One"), (2, "Two")]
    assert found.form.amount.field_class is fields.ChoiceField
    assert found.form.amount.kwargs["description"] == "Of them all"


FIELDS = {
    "code": (fields.TextField, [Required, MaxLength]),
    "name": (fields.TextField, [Required, MaxLength]),
    "note": (fields.LongTextField, [MaxLength]),
    "hint": (fields.TextField, [MaxLength]),
    "price": (fields.MoneyField, [Required]),
    "bought": (fields.DayField, [Required]),
    "seen_at": (fields.MomentField, []),
    "active": (fields.FlagField, []),
    "amount": (fields.NumberField, []),
}


@pytest.mark.parametrize("name", FIELDS)
def test_each_field_is_of_the_kind_of_its_column(name):
    field = getattr(made(form_columns=(name,)).form, name)
    label, checks = field.args
    assert label == attributes.spoken(name)
    assert (field.field_class, [type(c) for c in checks]) == FIELDS[name]


def test_lengths_words_defaults_and_references():
    names = ("code", "name", "sort", "grade", "active", "amount", "size", "keeper", "maker_id")
    form = made(form_columns=names).form
    assert form.code.args[1][1].most == 8
    assert form.name.args[1][1].most == 200
    assert (form.sort.args[1], form.sort.kwargs["blank"]) == (PlaceKind, False)
    assert (form.grade.args[1], form.grade.kwargs["blank"]) == (Secrecy, True)
    assert form.active.kwargs["default"] is True
    assert form.size.kwargs["default"] == 7
    assert "default" not in form.amount.kwargs
    assert form.keeper_id.field_class is form.maker_id.field_class is fields.LookupField
    assert form.keeper_id.args == ("Keeper", "user", [])
    assert [type(c) for c in form.maker_id.args[2]] == [Required]


def test_arguments_overrides_and_attributes_of_a_field():
    form = made(
        form_columns=("name", "hint", "colour_id", "note"),
        form_args={
            "name": {"validators": [Optional(), MaxLength(5)], "label": "Called", "default": "x"},
            "colour_id": {"options": lambda: [(1, "Red")], "blank": False},
        },
        form_overrides={"hint": fields.LongTextField},
        form_widget_args={"note": {"rows": 9}},
    ).form
    assert [type(c) for c in form.name.args[1]] == [MaxLength]
    assert (form.name.args[0], form.name.kwargs["default"]) == ("Called", "x")
    assert form.colour_id.field_class is fields.ChoiceField
    assert not form.colour_id.kwargs["blank"]
    assert form.hint.field_class is fields.LongTextField
    assert form.hint.args[1][0].most == 4000
    assert form.note.kwargs["render_kw"] == {"rows": 9}
    assert form.wide == {"hint", "note"}
    assert "form_ajax_refs: «colour_id» must name a kind" in faults(form_columns=("colour_id",))
    refs = {"form_ajax_refs": {"colour_id": "place"}}
    assert made(form_columns=("colour_id",), **refs).form.colour_id.args[1] == "place"


def test_rules_become_sections():
    form = made(
        form_rules=(
            rules.FieldSet(("code", "keeper"), "What it is"),
            "name",
            "hint",
            Section("More", ("note",), "If you like"),
        )
    ).form
    assert [(s.title, list(s.fields), s.hint) for s in form.sections] == [
        ("What it is", ["code", "keeper_id"], ""),
        ("", ["name", "hint"], ""),
        ("More", ["note"], "If you like"),
    ]
    nested = (rules.FieldSet((rules.Text("x"),), "T"),)
    assert "a FieldSet holds names" in faults(form_rules=nested)


@pytest.mark.parametrize("name", ["id", "revision", "created_at", "updated_at"])
def test_what_the_platform_writes_has_no_field(name):
    assert "is written by the platform alone" in faults(form_columns=(name,))


def test_what_is_governed_many_or_no_column_has_no_field():
    assert "changes only through its workflow" in faults(form_columns=("state",))
    assert "is no plain value" in faults(form_columns=("tags",))
    assert "is no column of this table" in faults(form_columns=("twice",))
    assert "is no column of this table" in faults(form_columns=("keeper.post",))


def test_the_page_has_its_own_columns_and_links():
    page = made(
        column_details_list=("code", Section("Who", ("keeper", "keeper.post")), "note"),
        column_default_sort="code",
    ).page
    assert [(s.title, list(s.fields)) for s in page.sections] == [
        ("", ["code"]),
        ("Who", ["keeper", "keeper_post"]),
        ("", ["note"]),
    ]
    assert page.links == {"keeper": ("/users/", "keeper_id")}
    assert page.listing.order == "-id"
    usual = made(column_list=("code", "keeper")).page
    assert [list(s.fields) for s in usual.sections] == [["code", "keeper"]]


def test_switches_shut_and_permissions_open():
    assert "say who: `create" in faults(can_create=True)
    assert "there is nothing to fill in" in faults(create=P.PLACE_EDIT)
    assert not faults(create=P.PLACE_EDIT, can_create=False, form_columns=("name",))


def test_a_record_that_many_point_to_is_no_column():
    assert "there is no «keepers»" in faults(column_list=("keepers",))
    assert "did you mean «keeper»" in faults(column_list=("keepers",))
    assert attributes.attribute(Person, "nothing.name") is None
    assert "is no name of a column" in faults(column_list=(7,))
