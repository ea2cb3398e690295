"""Cells that show a month: Excel keeps its first day, which nobody has typed."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from portal.platform.imports.reader.packages import chunks_of, main_part, part_name

Cell = tuple[int, int]  # row and column, from 0
BUILT_IN = frozenset({17, 27, 36, 50, 52, 57})  # mmm-yy, and yyyy年m月 of a Chinese Excel
TAG = re.compile(r"<(?:\w+:)?(numFmt|xf|sheet|Relationship)\s([^>]*)>")
STYLED = re.compile(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*)>")
PLACE, STYLE = re.compile(rb'\br="([A-Z]+)([0-9]+)"'), re.compile(rb'\bs="([0-9]+)"')
LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')  # in a format: what is no field of a date
LONGEST = 1000  # bytes of a cell's tag


def part_of_sheet(archive: zipfile.ZipFile, sheet: str) -> zipfile.ZipInfo | None:
    """The part of a package that holds a sheet."""
    parts = {part_name(entry): entry for entry in archive.infolist()}
    main = main_part(archive, parts)
    relations = relations_of(archive, parts, main)
    for tag in TAG.finditer(text_of_part(archive, parts, main)):
        said = attributes_of(tag[2])
        if tag[1] == "sheet" and said.get("name") == sheet:
            target = relations.get(said.get("id", ""), ("", ""))[1]
            return parts.get(within(main.rpartition("/")[0], target))
    return None


def month_cells(path: Path, sheet: str) -> frozenset[Cell]:
    """The cells of a sheet that are shown as year and month only."""
    with zipfile.ZipFile(path) as archive:
        parts = {part_name(entry): entry for entry in archive.infolist()}
        main = main_part(archive, parts)
        folder = main.rpartition("/")[0]
        relations = relations_of(archive, parts, main)
        styles = next((t for kind, t in relations.values() if kind.endswith("/styles")), "")
        months = _styles_of_months(text_of_part(archive, parts, within(folder, styles)))
        found = part_of_sheet(archive, sheet) if months else None
        return frozenset(_cells(archive, found, months)) if found else frozenset()


def is_month(code: str) -> bool:
    """Whether a number format shows year and month, and no day and no time.

    >>> is_month('yyyy"年"m"月"'), is_month("mmm-yy"), is_month("yyyy-mm-dd")
    (True, True, False)
    """
    bare = LITERAL.sub("", code.split(";", maxsplit=1)[0]).lower()
    return "m" in bare and any(y in bare for y in "ye") and not any(f in bare for f in "dhs")


def _styles_of_months(text: str) -> frozenset[int]:
    months = set(BUILT_IN)
    for tag in TAG.finditer(text):
        said = attributes_of(tag[2])
        if tag[1] == "numFmt" and is_month(said.get("formatCode", "")):
            months.add(int(said.get("numFmtId") or 0))
    styled = STYLED.search(text)
    tags = (tag for tag in TAG.finditer(styled[0]) if tag[1] == "xf") if styled else ()
    ids = (int(attributes_of(tag[2]).get("numFmtId") or 0) for tag in tags)
    return frozenset(place for place, id in enumerate(ids) if id in months)


def relations_of(
    archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], main: str
) -> dict[str, tuple[str, str]]:
    """What the main part is made of: id → kind and target."""
    folder, _, name = main.rpartition("/")
    text = text_of_part(archive, parts, f"{folder}/_rels/{name}.rels".lstrip("/"))
    tags = (attributes_of(tag[2]) for tag in TAG.finditer(text) if tag[1] == "Relationship")
    return {said.get("Id", ""): (said.get("Type", ""), said.get("Target", "")) for said in tags}


def attributes_of(text: str) -> dict[str, str]:
    """Names without their prefix; r:id is id."""
    found = ATTRIBUTE.findall(text)
    return {name.rpartition(":")[2]: unescape(one or other) for name, one, other in found}


def within(folder: str, target: str) -> str:
    """The name of the part that a relation of the main part leads to."""
    plain = target.replace("\\", "/").lower()
    return plain.lstrip("/") if plain.startswith("/") or not folder else f"{folder}/{plain}"


def text_of_part(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> str:
    """The whole text of a part; empty where there is none."""
    found = parts.get(name)
    return archive.read(found).decode("utf-8", "replace") if found else ""


def _cells(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, styles: frozenset[int]
) -> Iterator[Cell]:
    tail = b""
    for chunk in chunks_of(archive, entry):
        block = tail + chunk
        for tag in CELL.finditer(block):
            style, place = STYLE.search(tag[1]), PLACE.search(tag[1])
            if style and place and int(style[1]) in styles:
                yield int(place[2]) - 1, _column(place[1].decode())
        tail = block[-LONGEST:]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
