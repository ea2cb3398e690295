"""Style sheets and scripts without what no page of ours needs: remarks, indents, unused classes.

Bootstrap ships every component; of its rules those stay whose classes occur, as words, in our
templates, screens and scripts or in its own. A class is therefore never put together from parts.
"""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ((ROOT / "templates", "*.html"), (ROOT / "views", "*.py"), (ROOT / "views", "*.js"))
CSS_REMARKS = re.compile(rb"/\*.*?\*/", re.DOTALL)
JS_REMARKS = re.compile(rb"(?m)^[ \t]*//.*$")
EMPTY = re.compile(rb"(?m)^[ \t\n]+")
WORD = re.compile(r"[a-zA-Z][\w-]*")
CLASS = re.compile(r"\.([a-zA-Z][\w-]*)")
BRACKETS = re.compile(r":(?:not|is|where)\([^()]*(?:\([^()]*\)[^()]*)*\)")
COMMA = re.compile(r",(?![^()]*\))")  # between selectors, not within brackets
BRACE = re.compile(r"[{}]")
BLOCKS = ("@media", "@supports")  # of rules; other blocks with an @ hold none


def without_remarks(path: Path) -> bytes:
    """A file of ours without remarks and indents; lines stay, so nothing is read another way."""
    body = path.read_bytes()
    if path.suffix == ".css":
        body = CSS_REMARKS.sub(b"", body)
    return EMPTY.sub(b"", JS_REMARKS.sub(b"", body) if path.suffix == ".js" else body)


def used_words(library: str) -> frozenset[str]:
    """Every word of our sources and of the library's scripts: among them all classes in use."""
    texts = [path.read_text() for folder, kind in SOURCES for path in folder.rglob(kind)]
    return frozenset(word for text in (*texts, library) for word in WORD.findall(text))


def without_unused(css: str, used: frozenset[str]) -> str:
    """A minified style sheet without rules for classes that nobody uses."""
    kept = []
    for head, body in rules_of(css):
        if head.startswith(BLOCKS):
            inner = without_unused(body, used)
            kept.append(f"{head}{{{inner}}}" if inner else "")
        elif head.startswith("@"):
            kept.append(f"{head}{{{body}}}")
        else:
            wanted = [
                one
                for one in COMMA.split(head)
                if set(CLASS.findall(BRACKETS.sub("", one))) <= used
            ]
            kept.append(f"{','.join(wanted)}{{{body}}}" if wanted else "")
    return "".join(kept)


def rules_of(css: str) -> Iterator[tuple[str, str]]:
    """Each rule or block: what stands before its braces, and what within them."""
    start = open_at = depth = 0
    for brace in BRACE.finditer(css):
        if brace[0] == "{":
            if not depth:
                open_at = brace.start()
            depth += 1
            continue
        depth -= 1
        if not depth:
            yield css[start:open_at], css[open_at + 1 : brace.start()]
            start = brace.end()
