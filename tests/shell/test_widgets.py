"""Our quick controls say what WTForms' own would say, for every field of every form."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, g
from wtforms import Field

from models.words.access import Reach
from portal.access.actor import SYSTEM
from tests.support.visitors import Web
from views.shell.fast import widgets
from views.shell.fast.widgets import DRAWN, Drawing
from views.shell.forms import drawing
from views.shell.forms.base import Form
from views.shell.forms.fields import EnumField, LongTextField, TextField
from views.shell.forms.validators import Required

ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')


def forms(of: type = Form) -> Iterator[type[Form]]:
    for each in of.__subclasses__():
        yield each
        yield from forms(each)


def fields(form: Form) -> Iterator[Field]:
    for field in form:
        yield from (f for row in field for f in row.form) if hasattr(field, "entries") else [field]


def parts(control: str) -> list[object]:
    """Each tag as its name and attributes in any order, and the text between."""
    found: list[object] = []
    for piece in re.findall(r"<[^>]*>|[^<]+", control):
        if piece.startswith("<") and not piece.startswith("</"):
            name, _, rest = piece[1:-1].partition(" ")
            found.append((name, sorted(ATTRIBUTE.findall(rest))))
        elif piece.strip():
            found.append(piece.strip())
    return found


def test_our_controls_are_those_of_wtforms(web: Web) -> None:
    seen = set()
    with web.app.test_request_context("/", method="GET"):
        g.actor = SYSTEM  # some choices are read from tables
        for kind in forms():
            form = kind(meta={"csrf": False})
            for field in fields(form):
                if type(field.widget) not in DRAWN:
                    continue
                seen.add(type(field.widget))
                given = {"class": "form-control", "data_kind": "x<y", "disabled": True}
                ours = Drawing().render_field(field, given)
                assert parts(ours) == parts(field.widget(field, **(field.render_kw or {}), **given))
    assert seen == set(DRAWN)


@pytest.mark.parametrize("value", ['"><script>alert(1)</script>', "a & b", "'"])
def test_what_was_typed_is_escaped(app: Flask, value: str) -> None:
    with app.test_request_context("/", method="POST", data={"submission": value}):
        drawn = str(Form(meta={"csrf": False}).submission())
    assert value not in drawn.replace("&amp;", "+")
    assert "<script>" not in drawn


class _Card(Form):
    name = TextField("Name", [Required()], render_kw={"placeholder": "x"})
    scope = LongTextField("Business scope")
    reach = EnumField("Reach", Reach, blank=True)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_look_drawn_before_is_filled_with_each_value_and_state(app: Flask, language: str) -> None:
    """Each field as drawn afresh, whatever was drawn of its like before."""
    with app.test_request_context("/", headers={"Cookie": f"language={language}"}):
        for name, scope, reach, shut, masked in (
            ("甲", "一行\n两行", Reach.OWN, False, False),
            ('"><b>', "</textarea>", Reach.ALL, True, False),
            ("", "", None, False, True),
            ("甲", "一", None, False, False),
        ):
            form = _Card(meta={"csrf": False}, data={"name": name, "scope": scope, "reach": reach})
            for each in (form.name, form.scope, form.reach):
                each.shut, each.masked, each.placeholder = shut, masked, "138****"
                drawn = str(drawing.draw_field(each))
                drawing.AROUND.clear()
                assert drawn == str(drawing.draw_field(each))
                assert parts(drawn) == parts(drawing._field(each, wide=False))
                assert ("disabled" in drawn) == shut


class _ByClass(Form):
    reach = EnumField("Reach", Reach, blank=True, none="As its class says")


class _Short(Form):
    reach = EnumField("Reach", Reach, blank=True, called={Reach.OWN: "Mine"})


def test_selects_alike_but_for_their_words_are_drawn_apart(app: Flask) -> None:
    """Another form called leaving it blank «—» and was drawn first."""
    with app.test_request_context("/"):
        first, second = (form(meta={"csrf": False}).reach for form in (_ByClass, _Short))
        for each in (first, second):
            assert str(drawing.draw_field(each)) == drawing._field(each, wide=False)


def test_looks_drawn_before_do_not_pile_up(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(drawing.AROUND, "most", 3)
    with app.test_request_context("/"):
        for number in range(10):
            drawing.draw_field(_Card(meta={"csrf": False}, prefix=f"p{number}").name)
    assert len(drawing.AROUND) <= 3


def test_fields_of_two_forms_of_a_kind_share_no_state(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"name": "甲", "reach": "nonsense"}):
        first, second = _Card(meta={"csrf": False}), _Card(meta={"csrf": False}, formdata=None)
        assert not first.validate()
        assert first.reach.errors
        assert first.name.data == "甲"
        first.name.flags.needed, first.name.shut = False, True
        assert second.name.flags.needed
        assert not getattr(second.name, "shut", False)
        assert (second.name.data, second.reach.errors) == (None, ())
        assert _Card(meta={"csrf": False}, formdata=None).name.flags.needed
        assert second.name._form is second


def test_patterns_of_fields_do_not_pile_up(app: Flask, monkeypatch) -> None:
    monkeypatch.setattr(widgets.PATTERNS, "most", 5)
    with app.test_request_context("/"):
        for number in range(4):
            _Card(meta={"csrf": False}, prefix=f"q{number}")
    assert len(widgets.PATTERNS) <= 5
