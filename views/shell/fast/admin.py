"""Reads Flask-Admin's views and menu tree, which are private; no other module does.

There is no public alternative, so ``flask-admin`` is pinned to the release this was written for.
"""

from typing import Any

from flask import Flask
from flask_admin import Admin


def menu_views(app: Flask) -> list[Any]:
    """Every view, in menu order."""
    result: list[Any] = _admin(app)._views  # noqa: SLF001
    return result


def menu(app: Flask) -> list[tuple[str, list[Any]]]:
    """Headings and the views under each; the heading is empty for a top-level view."""
    result = []
    for item in _admin(app).menu():
        inside = item._children if item.is_category() else [item]  # noqa: SLF001
        below = [child._view for child in inside]  # noqa: SLF001
        result.append((item.name if item.is_category() else "", below))
    return result


def _admin(app: Flask) -> Admin:
    result: Admin = app.extensions["admin"][0]
    return result
