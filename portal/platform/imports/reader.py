"""The program that opens an uploaded sheet, in its own process with bounded memory and time.

It imports nothing of the portal: ``portal.platform.imports.reading`` starts it with the path and
the name of the sheet. It answers in JSON lines: a head, then the rows that say something as
[line number, texts], then the count; or one refusal by code. What kills it (memory, time, a crash
of the parser) ends without a count.
"""

import csv
import datetime
import json
import math
import re
import resource
import signal
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine as calamine

MEMORY = 1536 * 1024 * 1024  # bytes of address space
SECONDS = 60  # of CPU; twice that by the clock
ENTRIES = 200
UNPACKED = 512 * 1024 * 1024
RATIO = 200
COLUMNS = 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ",\t;|，"
KNOWN = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
)
TOLD = {
    "formulas": re.compile(rb"<f[ >]"),
    "errors": re.compile(rb' t="e"'),
    "hidden_rows": re.compile(rb'<row [^>]*hidden="(?:1|true)"'),
}
TAG = 400  # bytes: no row's opening tag is longer
Told = Counter[str]


class Refused(Exception):
    """The file cannot be taken; ``code`` tells ``reading`` which sentence to use."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def main(path: Path, sheet: str) -> None:
    """Say what is in the file, or why it is refused."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(2 * SECONDS)
    try:
        head, rows = open_upload(path, sheet)
        write_line(head)
        count = 0
        for number, row in enumerate(rows, start=1):
            if row:
                count += 1
                write_line([number, row])
        write_line({"end": count})
    except Refused as refusal:
        write_line({"refused": refusal.code, "values": refusal.values})
    except MemoryError:
        write_line({"refused": "too_big", "values": {}})


def write_line(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")


def open_upload(path: Path, sheet: str) -> tuple[dict[str, Any], Iterator[list[str]]]:
    """Choose by content, never by name."""
    with path.open("rb") as stream:
        start = stream.read(8192)
    if not start.strip():
        raise Refused("empty")
    for magic, code in KNOWN:
        if start.startswith(magic):
            raise Refused(code)
    if start.startswith(b"PK"):
        return read_workbook(path, sheet, check_zip(path))
    if start.startswith(OLE):
        check_ole(path)
        return read_workbook(path, sheet, Counter())
    return read_text(path, start)


def check_zip(path: Path) -> Told:
    """Counts, sizes and names before anything is unpacked; what people should know of the cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            check_sizes(entries)
            check_names({e.filename.lower() for e in entries})
            return sum((scan_entry(archive, e) for e in entries), Counter())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused("damaged") from error


def check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES:
        raise Refused("bomb")
    if sum(e.file_size for e in entries) > UNPACKED:
        raise Refused("too_big")
    if any(e.file_size > 1_000_000 and e.file_size > RATIO * e.compress_size for e in entries):
        raise Refused("bomb")
    if any(e.flag_bits & 1 for e in entries):
        raise Refused("password")


def check_names(names: set[str]) -> None:
    if any("vbaproject" in n or "macrosheets/" in n for n in names):
        raise Refused("macro")
    if any(n.startswith("xl/externallinks/") for n in names):
        raise Refused("external")
    if any(".." in n.split("/") or n.startswith("/") for n in names):
        raise Refused("bomb")
    if any(n.startswith("word/") for n in names):
        raise Refused("word")
    if "content.xml" in names and "mimetype" in names:
        raise Refused("opendocument")
    if "xl/workbook.xml" not in names:
        raise Refused("archive" if "xl/workbook.bin" not in names else "binary")


def scan_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Told:
    """Read one part as a stream: no DOCTYPE, no more bytes than it declared; what stands in it."""
    name, result, read, tail = entry.filename.lower(), Told(), 0, b""
    if not name.endswith((".xml", ".rels")):
        return result
    with archive.open(entry) as stream:
        while chunk := stream.read(1024 * 1024):
            if read == 0 and b"<!DOCTYPE" in chunk.replace(b"\0", b"").upper():
                raise Refused("doctype")
            read += len(chunk)
            if read > UNPACKED:
                raise Refused("too_big")
            if name.startswith("xl/worksheets/"):
                block = tail + chunk
                for what, mark in TOLD.items():  # those that end in the tail were counted before
                    result[what] += sum(m.end() > len(tail) for m in mark.finditer(block))
                tail = block[-TAG:]
            elif name == "[content_types].xml" and b"macroenabled" in chunk.lower():
                raise Refused("macro")
    return result


def check_ole(path: Path) -> None:
    """The old format and encrypted workbooks share one container."""
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Refused("password")
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Refused("macro")
    if "WordDocument".encode("utf-16-le") in content:
        raise Refused("word")


def read_workbook(path: Path, name: str, told: Told) -> tuple[dict[str, Any], Iterator[list[str]]]:
    """The named sheet, hidden ones too, else the first visible one with content."""
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        sheets = [m for m in book.sheets_metadata if m.typ == calamine.SheetTypeEnum.WorkSheet]
        shown = calamine.SheetVisibleEnum.Visible
        visible = [m.name for m in sheets if m.visible == shown]
        hidden = [m.name for m in sheets if m.visible != shown]
        wanted = [name] if name in visible + hidden else visible
        sheet = next((s for n in wanted if (s := book.get_sheet_by_name(n)).end), None)
        if sheet is None:
            raise Refused("empty")
        merged = sheet.merged_cell_ranges or []
    except calamine.PasswordError as error:
        raise Refused("password") from error
    except calamine.CalamineError as error:
        raise Refused("damaged") from error
    head = {
        "sheet": sheet.name,
        "sheets": visible,
        "hidden": hidden,
        "told": told,
        "merged": merged[:1000],
    }
    wide = sheet.end[1] + 1 if sheet.end else 0
    if wide > COLUMNS:
        raise Refused("columns", count=wide, most=COLUMNS)
    before = [""] * sheet.start[1] if sheet.start else []
    return head, sheet_rows(before, sheet)


def sheet_rows(before: list[str], sheet: Any) -> Iterator[list[str]]:
    """Rows as the sheet numbers them, the empty columns before them kept."""
    for row in sheet.iter_rows():
        cells = [cell_text(value) for value in row]
        yield before + cells if any(cells) else []


def cell_text(value: Any) -> str:
    """A cell as its owner would type it; a number Excel has rounded stays visibly so."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return str(value)


def number_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if abs(value) >= 1e15:
        return f"{value:.14E}"
    return str(int(value)) if value == int(value) else repr(round(value, 10))


def read_text(path: Path, start: bytes) -> tuple[dict[str, Any], Iterator[list[str]]]:
    """Comma- or tab-separated text in UTF-8, UTF-16 with a mark, or GB 18030 (GBK)."""
    low = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if low.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta", b"<head")):
        raise Refused("web")
    content = decode_text(path.read_bytes())
    if "\0" in content:
        raise Refused("unknown")
    csv.field_size_limit(32_767)
    delimiter = guess_delimiter(content)
    head = {"sheet": "", "sheets": [], "hidden": [], "told": {}, "merged": []}
    return head, split_rows(content, delimiter)


def decode_text(content: bytes) -> str:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return try_decode(content, encoding) or ""
    for encoding in ("utf-8", "gb18030"):
        result = try_decode(content, encoding)
        if result is not None:
            return result
    raise Refused("encoding")


def try_decode(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeError:
        return None


def guess_delimiter(content: str) -> str:
    """The separator found most often in the first lines."""
    first = "\n".join(content.splitlines()[:5])
    return max(DELIMITERS, key=first.count)


def split_rows(content: str, delimiter: str) -> Iterator[list[str]]:
    try:
        for row in csv.reader(content.splitlines(keepends=True), delimiter=delimiter):
            if len(row) > COLUMNS:
                raise Refused("columns", count=len(row), most=COLUMNS)
            cells = [cell.strip() for cell in row]
            yield cells if any(cells) else []
    except csv.Error as error:
        raise Refused("damaged") from error


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
