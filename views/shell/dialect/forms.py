"""Builds the form of a view from Flask-Admin's ``form_*`` options and the mapped class."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from flask_admin.form import rules
from sqlalchemy import func, inspect, select
from wtforms.validators import Optional

from models.base import Dated
from models.words.kinds import Kind
from models.words.values import ValueKind as V
from portal.access.policy import visible
from portal.platform.search.query import SEARCHED, table_of
from portal.work import Work
from views.shell.context import reading
from views.shell.dialect.attributes import CALLED, RECORDS, TEXTS, Attribute
from views.shell.dialect.listing import Reader
from views.shell.forms import fields
from views.shell.forms.base import Form, Section
from views.shell.forms.validators import MaxLength, Required
from views.shell.i18n import gettext as _
from views.shell.kinds import SHOWN

LINE, PARAGRAPHS = 200, 4000  # characters, for text columns without a length
# Fields that need more than a label and validators, so ``form_overrides`` cannot replace them.
MORE = (fields.EnumField, fields.ChoiceField, fields.LookupField)
SIMPLE = {kind: shown.control for kind, shown in SHOWN.items() if shown.control not in MORE}
OTHERS = (*dict.fromkeys(SIMPLE.values()), fields.SecretField)
ARGUMENTS = frozenset(
    {"blank", "default", "description", "label", "options", "render_kw", "validators"}
)
# Attributes that a request can bypass, and styles, which the content security policy refuses.
PRETENDED = frozenset({"disabled", "readonly", "style"})
Options = Callable[[], Sequence[tuple[Any, str]]]


def form_of(reader: Reader) -> type[Form] | None:
    """The form class; None if the view declares no fields."""
    view = reader.view
    sections = sections_of(reader, "form_rules", view.form_rules)
    columns = view.form_columns or [name for section in sections for name in section.fields]
    made: dict[str, Any] = {}
    for column in columns:
        attr = reader.named("form_columns", column)
        if attr is not None and _may_be_written(reader, attr):
            made[attr.field] = _field(reader, attr)
    for option in ("form_args", "form_overrides", "form_widget_args", "form_ajax_refs"):
        for name in set(getattr(view, option) or {}) - {getattr(c, "key", c) for c in columns}:
            reader.faults.add(option, f"«{name}» is no field of this form")
    if not made or reader.faults.found:
        return None
    wide = frozenset(n for n, field in made.items() if field.field_class is fields.LongTextField)
    own = [
        Section(s.title, [_written(reader, name) for name in s.fields], s.hint) for s in sections
    ]
    return type(f"{view.__name__}Form", (Form,), {"sections": own, "wide": wide, **made})


def _written(reader: Reader, name: str) -> str:
    attr = reader.known.get(name)
    return attr.field if attr else name


def sections_of(reader: Reader, option: str, given: Any) -> list[Section]:
    """Sections from ``rules.FieldSet``, our own ``Section``, and names outside of both."""
    result: list[Section] = []
    for rule in given or ():
        if isinstance(rule, Section):
            result.append(rule)
        elif isinstance(rule, rules.FieldSet):
            titles = [r.default_args["text"] for r in rule.rules if isinstance(r, rules.Header)]
            names = [str(r) for r in rule.rules if isinstance(r, str)]
            if len(titles) + len(names) != len(rule.rules):
                reader.faults.add(option, "a FieldSet holds names of fields and nothing else")
            result.append(Section(titles[0] if titles else "", names))
        elif isinstance(rule, str):
            if not result or result[-1].title:
                result.append(Section("", ()))
            result[-1] = Section("", (*result[-1].fields, rule))
        else:
            reader.faults.add(
                option, f"{type(rule).__name__} is not understood: rules.FieldSet, Section, names"
            )
    return result


def _may_be_written(reader: Reader, attr: Attribute) -> bool:
    """False for states, which a workflow moves, and keys and stamps, which the platform writes."""
    model = reader.model
    if attr.own is None:
        reader.faults.add("form_columns", f"«{attr.name}» is no column of this table")
        return False
    name = attr.field
    if name in getattr(model, "governed", ()):
        reader.faults.add(
            "form_columns", f"«{name}» changes only through its workflow: an Act with `machine`"
        )
        return False
    kept = [*inspect(model).primary_key, inspect(model).version_id_col]
    stamped = issubclass(model, Dated) and name in ("created_at", "updated_at")
    if stamped or any(attr.column is column for column in kept):
        reader.faults.add("form_columns", f"«{name}» is written by the platform alone")
        return False
    return True


def _field(reader: Reader, attr: Attribute) -> Any:
    """One unbound field with its label, hint and validators."""
    view, name = reader.view, attr.name
    given = _arguments(reader, attr)
    label, options = given.pop("label", reader.label(name)), given.pop("options", None)
    own = list(given.pop("validators", ()))
    optional = attr.optional or any(isinstance(check, Optional) for check in own)
    own = [check for check in own if not isinstance(check, Optional)]
    must = [] if optional or attr.kind is V.YESNO else [Required()]
    checks, blank = [*must, *own], given.pop("blank", optional)
    if options is None and name in (view.column_choices or {}):
        options = _spoken(view.column_choices[name])
    if options is not None:
        return fields.ChoiceField(label, options, checks, blank=blank, **given)
    if attr.words is not None:
        blank = bool(attr.column.nullable)
        return fields.EnumField(label, attr.words, own, blank=blank, **given)
    if attr.target is not None:
        return _look_up(reader, attr, label, checks, given)
    return _plain(reader, attr, label, checks, given)


def _arguments(reader: Reader, attr: Attribute) -> dict[str, Any]:
    """Arguments of a field from ``form_args``, ``form_widget_args`` and the column's default."""
    view, name = reader.view, attr.name
    given = dict((view.form_args or {}).get(name, {}))
    for extra in set(given) - ARGUMENTS:
        reader.faults.add("form_args", f"«{name}» may say {', '.join(sorted(ARGUMENTS))}")
        given.pop(extra)
    given.setdefault("description", (view.column_descriptions or {}).get(name, ""))
    if attr.default:
        given.setdefault("default", attr.default)
    widget = dict((view.form_widget_args or {}).get(name, {}))
    for key in widget:
        if key in PRETENDED or key.startswith("on"):
            text = f"«{name}»: {key} keeps nobody out; a role has field rules for that"
            reader.faults.add("form_widget_args", text)
    if widget:
        given["render_kw"] = {**given.get("render_kw", {}), **widget}
    return given


def _plain(reader: Reader, attr: Attribute, label: str, checks: list[Any], given: Any) -> Any:
    view, name = reader.view, attr.name
    chosen = (view.form_overrides or {}).get(name) or SIMPLE.get(attr.kind or V.CHOICE)
    if chosen is None:
        reader.faults.add(
            "form_columns", f"«{name}» is no plain value; give the view a Form of its own"
        )
        return None
    if chosen not in OTHERS:
        reader.faults.add(
            "form_overrides", f"«{name}»: one of {', '.join(each.__name__ for each in OTHERS)}"
        )
    if attr.kind in TEXTS and not any(isinstance(check, MaxLength) for check in checks):
        usual = PARAGRAPHS if chosen is fields.LongTextField else LINE
        checks = [*checks, MaxLength(attr.most or usual)]
    return chosen(label, checks, **given)


def _look_up(reader: Reader, attr: Attribute, label: str, checks: list[Any], given: Any) -> Any:
    """A look-up field; its kind of record comes from ``form_ajax_refs`` or the foreign key."""
    said = (reader.view.form_ajax_refs or {}).get(attr.name, getattr(attr.target, "kind", None))
    kind = next((k for k in SEARCHED if k == said and k.value in RECORDS), None)
    if kind is None:
        reader.faults.add(
            "form_ajax_refs",
            f"«{attr.name}» must name a kind that is looked up ({', '.join(sorted(RECORDS))}), or "
            "form_args must give its `options`",
        )
        return None
    return fields.LookupField(label, V(kind.value), checks, name_of=_name_of(kind), **given)


def called(work: Work, kind: Kind, id: int) -> str | None:
    """The name of a record; None if the actor may not see it."""
    table = table_of(kind)
    name = getattr(table, next(each for each in CALLED if hasattr(table, each)))
    seen = visible(work.actor, SEARCHED[kind].see, table)
    text: str | None = work.session.scalar(
        select(func.coalesce(name, "")).where(table.id == id, seen)
    )
    return text


def _name_of(kind: Kind) -> Callable[[int], str]:
    return lambda id: called(reading(), kind, id) or ""


def _spoken(choices: Sequence[tuple[Any, str]]) -> Options:
    def options() -> Sequence[tuple[Any, str]]:
        return [(value, _(text)) for value, text in choices]

    return options


@cache
def look_ups(form: type[Form]) -> Sequence[tuple[str, Kind]]:
    """The look-up fields of a form, each with its kind of record."""
    named = ((name, getattr(form, name)) for name in dir(form))
    return [
        (name, Kind(field.args[1]))
        for name, field in named
        if getattr(field, "field_class", None) is fields.LookupField
    ]
