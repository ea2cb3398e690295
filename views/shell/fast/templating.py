"""Compiles templates once per language, with constant sentences translated and icons inlined.

A list page has some two hundred sentences and fifty icons; looking them up while rendering took
half of its time. Sentences with placeholders are still translated while rendering. It overrides
private methods of Jinja; with the fast paths off everything is translated while rendering.
"""

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from models.words.plurals import fill
from portal.fast.switch import plain
from views.shell import i18n
from views.shell.assets import asset_url
from views.shell.icons import icon
from views.shell.whitespace import LineBreaks

SAYS = frozenset({"_", "gettext"})
DRAWS: dict[str, Callable[..., str]] = {"icon": icon, "asset": asset_url}  # constant results
SOURCE = "en"  # the language of the msgids


class Page(Template):
    """A template whose macros are imported without comparing the names of all globals: they are
    those of the environment everywhere.
    """

    def _get_default_module(self, ctx: Any = None) -> Any:
        known = None if plain() else self._module
        return known or super()._get_default_module(ctx)


class Environment(FlaskEnvironment):
    """Flask's environment, with one copy for each language."""

    template_class = Page

    language = SOURCE

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # noqa: A002  (Jinja's name for it)
    ) -> Template:
        reader = i18n.reader_language()
        if plain() or self.language == reader or self.overlayed:
            return super()._load_template(name, globals)
        return self._of(reader)._load_template(name, globals)  # noqa: SLF001  (our own twin)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language != SOURCE:
            Fold(self.language).visit(tree)
        return tree

    def _of(self, language: str) -> "Environment":
        known: dict[str, Environment] = self.__dict__.setdefault("by_language", {})
        if language not in known:
            other = self.overlay(cache_size=400)
            other.language = language
            known[language] = other
        return known[language]


class Fold(NodeTransformer):
    """Replaces ``_("a sentence")``, ``icon("x")`` and ``asset("y")`` by their results."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  (the visitor's name)
        visited = self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.dyn_args or node.dyn_kwargs:
            return visited
        arguments = [*node.args, *(pair.value for pair in node.kwargs)]
        if not all(isinstance(value, nodes.Const) for value in arguments):
            return visited
        texts = [str(value.value) for value in node.args if isinstance(value, nodes.Const)]
        named = {p.key: p.value.value for p in node.kwargs if isinstance(p.value, nodes.Const)}
        if node.node.name in SAYS and len(texts) == 1:
            text = fill(i18n.translated_to(self.language, texts[0]), named)
            return nodes.Const(text, lineno=node.lineno)
        draw = DRAWS.get(node.node.name)
        return nodes.Const(draw(*texts, **named), lineno=node.lineno) if draw else visited


class Portal(Flask):
    """A Flask application with this template environment."""

    jinja_environment = Environment
    jinja_options = {"extensions": [LineBreaks]}
