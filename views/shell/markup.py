"""The one place where text becomes HTML: what is put into a template is escaped, always."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from portal.fast.escaping import quoted


def html(template: str, *values: object, **named: object) -> Markup:
    """``template`` is ours and holds the tags; every value that goes into it is escaped.

    >>> html("<b>{}</b>", "<script>")
    Markup('<b>&lt;script&gt;</b>')
    """
    return Markup(template).format(*values, **named)  # noqa: S704  (a literal of ours)


def joined(parts: Iterable[str]) -> Markup:
    """Parts one after the other; those that are not HTML yet are escaped."""
    return Markup("").join(parts)


def built(text: str) -> Markup:
    """Text assembled from our own tags and values that were escaped one by one (fast rows)."""
    return Markup(text)  # noqa: S704  (see above)


def option(value: object, label: object, *, chosen: bool) -> str:
    """One choice of a select, escaped as plain text for ``built``."""
    mark = " selected" if chosen else ""
    return f'<option value="{quoted(value)}"{mark}>{quoted(label)}</option>'


__all__ = ["Markup", "built", "escape", "html", "joined", "option", "quoted"]
