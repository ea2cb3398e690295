"""Builds HTML from templates; every value is escaped. No other module creates ``Markup``."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from portal.fast.escaping import quoted


def html(template: str, *values: object, **named: object) -> Markup:
    """Fill ``template``, a literal with the tags; every value is escaped.

    >>> html("<b>{}</b>", "<script>")
    Markup('<b>&lt;script&gt;</b>')
    """
    return Markup(template).format(*values, **named)  # noqa: S704  (a literal of ours)


def joined(parts: Iterable[str]) -> Markup:
    """Join parts; those that are not ``Markup`` are escaped."""
    return Markup("").join(parts)


def built(text: str) -> Markup:
    """Mark text as HTML that was assembled from literal tags and escaped values (fast paths)."""
    return Markup(text)  # noqa: S704  (see above)


def option(value: object, label: object, *, chosen: bool, shut: bool = False) -> str:
    """One option of a select, as a ``str`` for ``built``."""
    mark = (" selected" if chosen else "") + (" disabled" if shut else "")
    return f'<option value="{quoted(value)}"{mark}>{quoted(label)}</option>'


__all__ = ["Markup", "built", "escape", "html", "joined", "option", "quoted"]
