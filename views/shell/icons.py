"""Inlines Bootstrap Icons as SVG from the installed wheel."""

import functools
import re
from importlib.resources import files

from views.shell.markup import Markup, built

SYMBOL = re.compile(r'<symbol[^>]*?id="([^"]+)"[^>]*>(.*?)</symbol>', re.DOTALL)


@functools.cache
def _sprite() -> dict[str, str]:
    path = files("flask_bootstrap") / "static/bootstrap5/icons/bootstrap-icons.svg"
    return dict(SYMBOL.findall(path.read_text("utf-8")))


@functools.cache
def icon(name: str, size: str = "") -> Markup:
    """One icon; ``size`` is a class: xs, sm or lg. Raises ``KeyError`` for an unknown name."""
    return built(
        f'<svg class="ico {size}" viewBox="0 0 16 16" width="16" height="16" fill="currentColor"'
        f' aria-hidden="true" focusable="false">{_sprite()[name]}</svg>'
    )
