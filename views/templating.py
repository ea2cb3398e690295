"""Templates are compiled once per language with their sentences already translated.

A list page says some two hundred sentences; looking each up while rendering took a third of its
time. Only plain sentences are folded; those with places are translated when they are filled.
"""

from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from views import i18n

SAYS = frozenset({"_", "gettext"})
SOURCE = "en"  # the language the sentences are written in


class Environment(FlaskEnvironment):
    """Flask's environment, one of it per language."""

    language = SOURCE

    def _load_template(
        self,
        name: str,
        globals: MutableMapping[str, Any] | None,  # noqa: A002  (Jinja's name for it)
    ) -> Template:
        reader = i18n.reader_language()
        if self.language == reader or self.overlayed:
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
    """Puts the translation in the place of ``_("a plain sentence")``."""

    def __init__(self, language: str) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802  (the visitor's name)
        found = self.generic_visit(node)
        if not (isinstance(node.node, nodes.Name) and node.node.name in SAYS):
            return found
        if len(node.args) != 1 or node.kwargs or not isinstance(node.args[0], nodes.Const):
            return found
        text = i18n.translated(self.language, str(node.args[0].value)) % {}
        return nodes.Const(text, lineno=node.lineno)


class Portal(Flask):
    """The application, with these templates."""

    jinja_environment = Environment
