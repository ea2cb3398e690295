"""Extracts the msgids of the source and reports faults of their translations."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parents[1] / "translations"
MARKS = {"_", "gettext", "lazy_gettext", "N_"}
# The text of a refusal is a msgid, whether it is marked or not.
REFUSALS = {
    "Conflict",
    "IllegalMove",
    "Invalid",
    "NotAllowed",
    "NotFound",
    "PortalError",
    "TooLarge",
}
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]")


def used_messages() -> dict[str, str]:
    """Every msgid in code and templates → where it first occurs."""
    result: dict[str, str] = {}
    paths = [p for d in ("models", "portal", "views") for p in (ROOT / d).rglob("*.py")]
    for path in sorted([ROOT / "app.py", *paths]):
        for line, text in _in_python(path):
            result.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    for path in sorted((ROOT / "templates").rglob("*.*")):
        for line, text in _in_template(path):
            result.setdefault(text, f"{path.relative_to(ROOT)}:{line}")
    return result


def merged_catalogue(language: str = "zh_CN") -> Catalog:
    """All catalogues of a language merged into one."""
    whole = Catalog(locale=language)
    for _, message in _messages(language):
        whole[message.id] = message
    return whole


def catalogue_faults(language: str = "zh_CN") -> list[str]:
    """Messages about translations that are missing, fuzzy, contradictory or lack a placeholder."""
    known: dict[str, tuple[Path, Message]] = {}
    result = []
    for path, message in _messages(language):
        text = _text(message)
        if text in known and known[text][1].string != message.string:
            result.append(f"{path.name} and {known[text][0].name} differ on: {text}")
        known[text] = (path, message)
        if message.fuzzy or not message.string or not all(_forms(message)):
            result.append(f"{path.name}: not translated: {text}")
        elif any(set(PLACE.findall(form)) - set(PLACE.findall(text)) for form in _forms(message)):
            result.append(f"{path.name}: places differ: {text}")
    result += [
        f"{place}: in no catalogue: {t}" for t, place in used_messages().items() if t not in known
    ]
    return result


def missing_entries(language: str = "zh_CN") -> str:
    """Msgids in no catalogue, as PO entries to fill in."""
    known = {_text(message) for _, message in _messages(language)}
    entries = [
        f'#: {place}\nmsgid {_quoted(text)}\nmsgstr ""\n'
        for text, place in used_messages().items()
        if text not in known
    ]
    return "\n".join(entries)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _text(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    string = message.string
    return tuple(string) if isinstance(string, tuple | list) else (str(string),)


def _messages(language: str) -> Iterator[tuple[Path, Message]]:
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as stream:
            for message in read_po(stream, locale=language):
                if message.id:
                    yield path, message


def _in_python(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        named = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        named = node.func.id if isinstance(node.func, ast.Name) else named
        first = node.args[0]
        if named in MARKS | REFUSALS and isinstance(first, ast.Constant) and first.value:
            yield node.lineno, str(first.value)


def _in_template(path: Path) -> Iterator[tuple[int, str]]:
    with path.open("rb") as stream:
        for line, _, text, _ in babel_extract(stream, ("_", "gettext"), (), {}):
            first = text[0] if isinstance(text, tuple) else text
            if first:  # a variable has no text
                yield line, str(first)
