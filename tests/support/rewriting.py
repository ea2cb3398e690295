"""Saves a workbook again the way other programs do, and tampers with one, by its XML."""

import io
import re
import zipfile
from collections.abc import Callable
from html import escape, unescape
from pathlib import Path

import openpyxl

CELL = re.compile(r"<c ([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
TEXT = re.compile(r"<t[^>]*>(.*?)</t>", re.DOTALL)
VALUE = re.compile(r"<v>(.*?)</v>", re.DOTALL)
ROW = re.compile(r'<row r="(\d+)"[^>]*?(?:/>|>.*?</row>)', re.DOTALL)
SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
STRINGS = "xl/sharedStrings.xml"
Parts = dict[str, str | bytes]


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        read = {name: archive.read(name) for name in archive.namelist()}
    text = (".xml", ".rels")
    return {n: raw.decode() if n.endswith(text) else raw for n, raw in read.items()}


def save_parts(path: Path, parts: Parts) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def rewrite(path: Path, change: Callable[[str], str], names: re.Pattern[str] = SHEET) -> None:
    """Put the XML of every sheet through ``change``."""
    parts = parts_of(path)
    for name, content in parts.items():
        if names.fullmatch(name):
            parts[name] = change(str(content))
    save_parts(path, parts)


def each_cell(xml: str, change: Callable[[str, str], str]) -> str:
    """Put every cell through ``change``, which takes its attributes and what is in it."""
    return CELL.sub(lambda found: change(found[1], found[2] or ""), xml)


def by_openpyxl(path: Path) -> None:
    """Shared texts, no rich ones, values of formulas gone."""
    opened(path).save(path)


def by_openpyxl_rich(path: Path) -> None:
    opened(path, rich_text=True).save(path)


def opened(path: Path, *, rich_text: bool = False) -> openpyxl.Workbook:
    """What is stored has no suffix, without which openpyxl opens no path."""
    return openpyxl.load_workbook(io.BytesIO(path.read_bytes()), rich_text=rich_text)


def texts_in_cells(path: Path) -> None:
    """Inline texts, as LibreOffice and streams of other writers have them."""
    shared = texts_of(parts_of(path))

    def change(said: str, inner: str) -> str:
        value = VALUE.search(inner)
        if 't="s"' not in said or not value:
            return f"<c {said}>{inner}</c>"
        text = escape(shared[int(value[1])], quote=False)
        kept = said.replace('t="s"', 't="inlineStr"')
        return f'<c {kept}><is><t xml:space="preserve">{text}</t></is></c>'

    rewrite(path, lambda xml: each_cell(xml, change))


def texts_rich(path: Path) -> None:
    """A text in two runs of letters, with a reading aid that says nothing."""

    def rich(found: re.Match[str]) -> str:
        text = unescape(found[1])
        runs = "".join(
            f'<r><rPr><b/></rPr><t xml:space="preserve">{escape(part, quote=False)}</t></r>'
            for part in (text[:1], text[1:])
        )
        return f'{runs}<rPh sb="0" eb="1"><t>ど</t></rPh>'

    def change(xml: str) -> str:
        return re.sub(
            r"(?<=<is>)<t[^>]*>(.*?)</t>|(?<=<si>)<t[^>]*>(.*?)</t>",
            lambda m: rich(TEXT.fullmatch(m[0])),
            xml,
            flags=re.DOTALL,
        )

    rewrite(path, change, re.compile(rf"{SHEET.pattern}|{STRINGS}"))


def numbers_long(path: Path) -> None:
    """12 as 12.0, and seventeen digits of what has no end."""

    def change(said: str, inner: str) -> str:
        value = VALUE.search(inner)
        if "t=" in said or not value or "<f" in inner:
            return f"<c {said}>{inner}</c>"
        number = format(float(value[1]), ".17g")
        number = number if "." in number or "e" in number else f"{number}.0"
        return f"<c {said}><v>{number}</v></c>"

    rewrite(path, lambda xml: each_cell(xml, change))


def cells_bare(path: Path) -> None:
    """Empty cells and formats dropped; no addresses where cells follow each other."""

    def change(said: str, inner: str) -> str:
        said = re.sub(r's="\d+"', "", said)
        return f"<c {said}>{inner}</c>" if inner else ""

    rewrite(path, lambda xml: each_cell(xml, change))


def cells_added(path: Path) -> None:
    """Empty cells right of the last one, empty rows below, no address on rows and cells."""

    def change(xml: str) -> str:
        xml = re.sub(r' spans="[0-9:]+"', "", xml)
        xml = xml.replace("</row>", '<c s="1"/><c/></row>')
        return xml.replace("</sheetData>", '<row><c r="B3000"/></row></sheetData>')

    rewrite(path, change)


def values_gone(path: Path) -> None:
    """Formulas without the values they had, and a chain in which to reckon them."""
    rewrite(path, lambda xml: re.sub(r"(</f>)<v>[^<]*</v>", r"\1<v>0</v>", xml))
    parts = parts_of(path)
    chain = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    save_parts(path, {**parts, "xl/calcChain.xml": chain})


def prefixed(path: Path) -> None:
    """Every element of a sheet with a prefix, as some libraries write."""

    def change(xml: str) -> str:
        xml = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml)
        return xml.replace('xmlns="', 'xmlns:x="', 1)

    rewrite(path, change)


def formulas_shared(path: Path) -> None:
    """A total that was drawn to the right: one formula for several cells."""

    def change(xml: str) -> str:
        found = re.findall(r"<f>(SUBTOTAL\(9,[^<]*)</f>", xml)
        for number, text in enumerate(found):  # two columns have totals: the second as the first
            first = f'<f t="shared" ref="A1:Z9" si="{number}">{text}</f>'
            again = f'<f t="shared" si="{number - 1}"/>'
            xml = xml.replace(f"<f>{text}</f>", again if number % 2 else first, 1)
        return xml

    rewrite(path, change)


def dates_iso(path: Path) -> None:
    """Days as ISO dates, as the strict form of the format has them."""

    def change(said: str, inner: str) -> str:
        value = VALUE.search(inner)
        if "t=" in said or not value or not 40_000 < float(value[1]) < 50_000:
            return f"<c {said}>{inner}</c>"
        moment = openpyxl.utils.datetime.from_excel(float(value[1]))
        return f'<c {said} t="d"><v>{moment.isoformat(timespec="seconds")}</v></c>'

    rewrite(path, lambda xml: each_cell(xml, change))


def texts_of(parts: Parts) -> list[str]:
    """The shared texts."""
    items = re.findall(r"<si>(.*?)</si>", str(parts.get(STRINGS, "")), re.DOTALL)
    return [unescape("".join(TEXT.findall(item))) for item in items]


def tamper(path: Path, change: Callable[[openpyxl.Workbook], object]) -> None:
    """Open it, change something, save it."""
    book = opened(path)
    change(book)
    book.save(path)


def lines(path: Path, change: Callable[[list[str]], object]) -> None:
    """Delete, insert or move whole rows of the first sheet, as Excel does: those below follow."""

    def renumber(xml: str, number: int) -> str:
        xml = re.sub(r'<row r="\d+"', f'<row r="{number}"', xml)
        return re.sub(r'(<c r="[A-Z]+)\d+"', rf'\g<1>{number}"', xml)

    def rows_in(found: re.Match[str]) -> str:
        """Every row, those that are not written too."""
        said = {int(m[1]): m[0] for m in ROW.finditer(found[1])}
        rows = [said.get(n, f'<row r="{n}"></row>') for n in range(1, max(said) + 1)]
        change(rows)
        return f"<sheetData>{''.join(renumber(r, n) for n, r in enumerate(rows, 1))}</sheetData>"

    sheet = re.compile("<sheetData>(.*)</sheetData>", re.DOTALL)
    first = re.compile(re.escape("xl/worksheets/sheet1.xml"))
    rewrite(path, lambda xml: sheet.sub(rows_in, xml), first)
