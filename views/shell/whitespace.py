"""A line break in a template is layout, not a space, as in JSX.

Templates are written one tag a line; pages are sent without the breaks. A break next to a tag or
to ``{…}`` is nothing, between two words it is one space, and so it is between two attributes.
Where a space belongs beside a break it is written: ``{{ " " }}``. All of it happens once, when a
template is compiled.
"""

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

BREAK = re.compile(r"[ \t]*\n[ \t\n]*")


class LineBreaks(Extension):
    """Takes the line breaks out of the text between Jinja's own marks."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        return _unbroken(stream) if (stream.name or "").endswith(".html") else stream


def _unbroken(stream: TokenStream) -> Iterator[Token]:
    inside = False  # a tag that an earlier piece of text has opened
    for token in stream:
        if token.type != "data":
            yield token
            continue
        text, inside = without_breaks(token.value, inside=inside)
        yield Token(token.lineno, "data", text)


def without_breaks(text: str, *, inside: bool = False) -> tuple[str, bool]:
    """A text without its line breaks, and whether it ends within a tag."""

    def within(end: int) -> bool:
        opened, closed = text.rfind("<", 0, end), text.rfind(">", 0, end)
        return opened > closed or (inside and closed < 0)

    def space(found: re.Match[str]) -> str:
        before, after = text[: found.start()][-1:], text[found.end() :][:1]
        if within(found.start()):
            return "" if after in {">", "/"} else " "
        return " " if before not in {"", ">"} and after not in {"", "<"} else ""

    return BREAK.sub(space, text), within(len(text))
