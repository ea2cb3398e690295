"""The manual, one section a screen: read from docs/help, the same texts that stand in the docs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from views.shell.markup import Markup, built, quoted

FOLDER = Path(__file__).parents[2] / "docs" / "help"
SECTION = re.compile(r'^<a id="(\w+)"></a>\n## (.+)\n', re.MULTILINE)
LINE = re.compile(r"(?P<list>- |\d+\. )?(?P<text>.*)")
INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|`(?P<code>.+?)`|\[(?P<said>.+?)\]\((?P<url>/[^)\s]*)\)")


@dataclass(frozen=True)
class Section:
    """What the manual says of one screen."""

    screen: str
    title: str
    body: Markup


@cache
def read_manual(language: str) -> Mapping[str, Section]:
    """Screen → its section, in the order of the file."""
    text = (FOLDER / f"{language}.md").read_text(encoding="utf-8")
    marks = list(SECTION.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    return {
        mark[1]: Section(mark[1], mark[2].strip(), draw_text(text[mark.end() : end]))
        for mark, end in zip(marks, ends, strict=True)
    }


def draw_text(text: str) -> Markup:
    """Paragraphs and lists with bold words, code and links of the house; all else as it stands."""
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = [LINE.fullmatch(line.strip()) for line in block.splitlines()]
        found = [line for line in lines if line is not None]
        if found and all(line["list"] for line in found):
            tag = "ul" if found[0]["list"] == "- " else "ol"
            items = "".join(f"<li>{_inline(line['text'])}</li>" for line in found)
            parts.append(f"<{tag}>{items}</{tag}>")
        else:
            parts.append(f"<p>{_inline(' '.join(line[0] for line in found))}</p>")
    return built("".join(parts))


def _inline(text: str) -> str:
    done, parts = 0, []
    for mark in INLINE.finditer(text):
        parts.append(quoted(text[done : mark.start()]))
        if mark["bold"]:
            parts.append(f"<b>{quoted(mark['bold'])}</b>")
        elif mark["code"]:
            parts.append(f"<kbd>{quoted(mark['code'])}</kbd>")
        else:
            parts.append(f'<a href="{quoted(mark["url"])}">{quoted(mark["said"])}</a>')
        done = mark.end()
    return "".join([*parts, quoted(text[done:])])
