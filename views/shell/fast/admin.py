"""Flask-Admin keeps its views and the tree of its menu to itself: here alone they are read.

There is no plain way round it; ``flask-admin`` is pinned to the release this was written for.
"""

from typing import Any

from flask import Flask
from flask_admin import Admin


def menu_views(app: Flask) -> list[Any]:
    """Every view, in menu order."""
    result: list[Any] = _admin(app)._views  # noqa: SLF001
    return result


def menu(app: Flask) -> list[tuple[str, list[Any]]]:
    """Headings (none for an entry of its own) and the views under each."""
    result = []
    for item in _admin(app).menu():
        inside = item._children if item.is_category() else [item]  # noqa: SLF001
        below = [child._view for child in inside]  # noqa: SLF001
        result.append((item.name if item.is_category() else "", below))
    return result


def _admin(app: Flask) -> Admin:
    result: Admin = app.extensions["admin"][0]
    return result
