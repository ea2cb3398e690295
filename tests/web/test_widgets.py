"""Our quick controls say what WTForms' own would say, for every field of every form."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, g
from wtforms import Field

from portal.access.actor import SYSTEM
from tests.visitors import Web
from views.forms.base import Form
from views.forms.widgets import DRAWN, Drawing

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
