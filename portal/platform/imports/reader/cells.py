"""Says every cell of a workbook as it stands, by type and value, tab by tab (D10).

Other than ``books`` it keeps numbers, truths and formulas apart from text; formats are told beside.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from xml.parsers import expat

from portal.platform.imports.reader.formulas import column_of, move_formula
from portal.platform.imports.reader.looks import Looks, formats_of
from portal.platform.imports.reader.month_cells import relations_of, within
from portal.platform.imports.reader.packages import chunks_of, main_part, part_name
from portal.platform.imports.reader.refusals import Refused
from portal.platform.sheets import tokens

ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
COLUMNS = 16_384
Item = TypeVar("Item")
Archive = zipfile.ZipFile
Parts = dict[str, zipfile.ZipInfo]
# What parsing raises for a workbook that no program writes.
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, IndexError, OSError, expat.ExpatError)


@dataclass
class Tab:
    """A tab: whether it is shown, its rows (number of the line, from 0, and what its cells say) and
    its looks, once the rows were read.
    """

    name: str
    hidden: bool
    rows: Iterator[tuple[int, list[str]]]
    looks: Looks


def tabs_of(path: Path) -> Iterator[Tab]:
    """Every tab of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {part_name(entry): entry for entry in archive.infolist()}
        main = main_part(archive, parts)
        folder = main.rpartition("/")[0]
        kinds = relations_of(archive, parts, main)
        shared = next((t for k, t in kinds.values() if k.endswith("/sharedStrings")), "")
        strings = _strings(archive, parts.get(within(folder, shared)))
        styles = next((t for k, t in kinds.values() if k.endswith("/styles")), "")
        formats = formats_of(archive, parts, within(folder, styles))
        for name, id, hidden in _sheets(archive, parts[main]):
            kind, target = kinds.get(id, ("", ""))
            found = parts.get(within(folder, target))
            if found and kind.endswith("/worksheet"):
                looks = Looks(formats)
                rows = SheetParser(strings, looks).rows(chunks_of(archive, found))
                yield Tab(name, hidden, rows, looks)


def _sheets(archive: Archive, entry: zipfile.ZipInfo) -> list[tuple[str, str, bool]]:
    """The tabs in their order: name, id of relation, and whether it is hidden."""
    found: list[tuple[str, str, bool]] = []

    def start(tag: str, said: dict[str, str]) -> None:
        if local(tag) == "sheet":
            ids = [value for name, value in said.items() if name.endswith(":id")]
            hidden = said.get("state", "visible") != "visible"
            found.append((said.get("name", ""), ids[0] if ids else "", hidden))

    parser = new_parser()
    parser.StartElementHandler = start
    for chunk in chunks_of(archive, entry):
        parser.Parse(chunk)
    parser.Parse(b"", True)
    return found


def _strings(archive: Archive, entry: zipfile.ZipInfo | None) -> list[str]:
    """The texts that cells share; of a rich one its letters, of a reading aid nothing."""
    return list(TextParser().texts(chunks_of(archive, entry))) if entry else []


def new_parser() -> Any:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_given: Any) -> None:
    raise Refused("doctype")


def local(tag: str) -> str:
    return tag.rpartition(":")[2]


def plain(text: str) -> str:
    """A text without the escapes of what XML cannot hold."""
    return ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


def parse(
    chunks: Iterator[bytes],
    ready: list[Item],
    start: Callable[[str, dict[str, str]], None],
    text: Callable[[str], None],
    end: Callable[[str], None],
) -> Iterator[Item]:
    """What the handlers put into ``ready``, chunk by chunk."""
    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    for chunk in chunks:
        parser.Parse(chunk)
        yield from ready
        ready.clear()
    parser.Parse(b"", True)


class TextParser:
    """Reads the items of a table of texts."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.ready: list[str] = []
        self.listening = self.aside = False

    def texts(self, chunks: Iterator[bytes]) -> Iterator[str]:
        return parse(chunks, self.ready, self._start, self._text, self._end)

    def _start(self, tag: str, _said: dict[str, str]) -> None:
        name = local(tag)
        if name == "t":
            self.listening = not self.aside
        elif name == "rPh":
            self.aside = True

    def _text(self, text: str) -> None:
        if self.listening:
            self.said.append(text)

    def _end(self, tag: str) -> None:
        name = local(tag)
        if name == "t":
            self.listening = False
        elif name == "rPh":
            self.aside = False
        elif name == "si":
            self.ready.append(tokens.text_token(plain("".join(self.said))))
            self.said.clear()


class SheetParser:
    """Reads the cells of one tab."""

    def __init__(self, strings: list[str], looks: Looks) -> None:
        self.strings, self.looks = strings, looks
        self.line = self.column = -1
        self.row: list[str] = []
        self.ready: list[tuple[int, list[str]]] = []
        self.shared: dict[str, tuple[str, int, int]] = {}
        self.type, self.place, self.style, self.aside = "", "", "", False
        self.texts: dict[str, str] = {}  # of the cell: t, v and f
        self.formula: dict[str, str] | None = None
        self.hears, self.heard = "", list[str]()

    def rows(self, chunks: Iterator[bytes]) -> Iterator[tuple[int, list[str]]]:
        """The lines that say something."""
        return parse(chunks, self.ready, self._start, self._text, self._end)

    def _start(self, tag: str, said: dict[str, str]) -> None:
        name = local(tag)
        if name == "c":
            self._open_cell(said)
        elif name in ("v", "t", "f"):
            if not (name == "t" and self.aside):
                self.hears = name
            if name == "f":
                self.formula = said
        elif name == "row":
            self.line = int(said["r"]) - 1 if "r" in said else self.line + 1
            self.column, self.row = -1, []
            self.looks.see_row(self.line, said)
        elif name == "rPh":
            self.aside = True
        else:
            self.looks.see(name, said)

    def _open_cell(self, said: dict[str, str]) -> None:
        self.place = said.get("r", "")
        match = PLACE.fullmatch(self.place)
        self.column = column_of(match[1]) if match else self.column + 1
        if self.column >= COLUMNS:
            raise Refused("damaged")
        self.type, self.formula = said.get("t", "n"), None
        self.style = said.get("s", "")
        self.texts.clear()

    def _text(self, text: str) -> None:
        if self.hears:
            self.heard.append(text)

    def _end(self, tag: str) -> None:
        name = local(tag)
        if name == self.hears:
            self.texts[name] = self.texts.get(name, "") + "".join(self.heard)
            self.hears = ""
            self.heard.clear()
        elif name == "c":
            token = self._token()
            if token:
                self.row += [""] * (self.column + 1 - len(self.row))
                self.row[self.column] = token
                said = token[0] >= " " or token[0] in "\t\n"  # and no number, date or formula
                self.looks.see_cell(self.line, self.column, self.style, text=said)
        elif name == "row":
            if self.row:
                self.ready.append((self.line, self.row))
        elif name == "rPh":
            self.aside = False

    def _token(self) -> str:
        """What the cell says: its formula before its value, which programs reckon anew."""
        if self.formula is not None and (said := self._formula(self.formula)):
            return tokens.formula_token(said)
        if self.type == "inlineStr":
            return tokens.text_token(plain(self.texts.get("t", "")))
        value = self.texts.get("v", "")
        if not value:
            return ""
        return SPELL.get(self.type, _number)(self, value)

    def _formula(self, said: dict[str, str]) -> str:
        """Of formulas that cells share, only the first has its text."""
        text, id = self.texts.get("f", ""), said.get("si", "")
        if said.get("t") != "shared":
            return text
        if text:
            self.shared[id] = (text, self.line, self.column)
            return text
        first, line, column = self.shared.get(id, ("", 0, 0))
        return move_formula(first, self.line - line, self.column - column)


def _number(_parser: SheetParser, value: str) -> str:
    return tokens.number_token(float(value))


def _shared(parser: SheetParser, value: str) -> str:
    return parser.strings[int(value)]


def _date(_parser: SheetParser, value: str) -> str:
    moment = datetime.fromisoformat(value)
    return tokens.date_token(moment.replace(tzinfo=None, microsecond=0))


SPELL: dict[str, Callable[[SheetParser, str], str]] = {
    "s": _shared,
    "str": lambda _parser, value: tokens.text_token(plain(value)),
    "b": lambda _parser, value: tokens.truth_token(is_true=value.strip() in ("1", "true")),
    "e": lambda _parser, value: tokens.ERROR + value,
    "d": _date,
}
