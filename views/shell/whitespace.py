"""Removes line breaks from templates when they are compiled, as JSX does.

A break next to a tag or to ``{…}`` is dropped; between two words or two attributes it becomes one
space. To keep a space beside a break, write ``{{ " " }}``.
"""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

BREAK = re.compile(r"[ \t]*\n[ \t\n]*")


class LineBreaks(Extension):
    """A Jinja extension that removes line breaks from the text of HTML templates."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        return _unbroken(stream) if (stream.name or "").endswith(".html") else stream


def _unbroken(stream: TokenStream) -> Iterator[Token]:
    inside = False  # whether an earlier piece of text ends within a tag
    for token in stream:
        if token.type != "data":
            yield token
            continue
        text, inside = without_breaks(token.value, inside=inside)
        yield Token(token.lineno, "data", text)


def without_breaks(text: str, *, inside: bool = False) -> tuple[str, bool]:
    """The text without line breaks, and whether it ends within a tag.

    ``inside``: whether it starts within one.
    """

    def within(end: int) -> bool:
        opened, closed = text.rfind("<", 0, end), text.rfind(">", 0, end)
        return opened > closed or (inside and closed < 0)

    def space(match: re.Match[str]) -> str:
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        if within(match.start()):
            return "" if after in {">", "/"} else " "
        return " " if before not in {"", ">"} and after not in {"", "<"} else ""

    return BREAK.sub(space, text), within(len(text))
