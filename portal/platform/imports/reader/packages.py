"""Looks through the package of a workbook before anything of it is parsed (SEC-9)."""

import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from portal.platform.imports.reader.refusals import Refused, Told

ENTRIES = 20_000  # a list may have a picture in every row
UNPACKED = 512 * 1024 * 1024  # bytes of what is parsed; pictures stay packed
RATIO = 200
PARSED = (".xml", ".rels", ".vml")
ROOT = "_rels/.rels"
RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
ATTRIBUTE = re.compile(rb"\b(Type|Target)\s*=\s*[\"']([^\"']*)[\"']")
SHEET = re.compile(rb"<(?:\w+:)?worksheet[\s>]")
TOLD = {
    "formulas": re.compile(rb"<(?:\w+:)?f[ >]"),
    "errors": re.compile(rb' t="e"'),
    "hidden_rows": re.compile(rb'<(?:\w+:)?row [^>]*hidden="(?:1|true)"'),
}
TAG = 400  # bytes: no row's opening tag is longer
CHUNK = 1024 * 1024
FORBIDDEN: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("macro", lambda name: "vbaproject" in name or "macrosheets/" in name),
    ("external", lambda name: "externallinks/" in name),
    ("bomb", lambda name: name.startswith("/") or ":" in name or ".." in name.split("/")),
    ("word", lambda name: name.startswith("word/")),
)


def check_package(path: Path) -> Told:
    """Counts, sizes and names before anything is unpacked; what people should know of the cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            check_sizes(entries)
            parts = {part_name(e): e for e in entries}
            check_names(set(parts), main_part(archive, parts))
            return sum((scan_part(archive, n, e) for n, e in parts.items()), Counter())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError) as error:
        raise Refused("damaged") from error


def part_name(entry: zipfile.ZipInfo) -> str:
    """The name of a part: some programs for Windows write back slashes."""
    return entry.filename.replace("\\", "/").lower()


def check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > ENTRIES:
        raise Refused("bomb")
    parsed = [e for e in entries if part_name(e).endswith(PARSED)]
    if sum(e.file_size for e in parsed) > UNPACKED:
        raise Refused("too_big")
    if any(e.file_size > 1_000_000 and e.file_size > RATIO * e.compress_size for e in parsed):
        raise Refused("bomb")
    if any(e.flag_bits & 1 for e in entries):
        raise Refused("password")


def check_names(names: set[str], main: str) -> None:
    for code, is_so in FORBIDDEN:
        if any(map(is_so, names)):
            raise Refused(code)
    if "content.xml" in names and "mimetype" in names:
        raise Refused("opendocument")
    if main.startswith("ppt/"):
        raise Refused("unknown")
    if main not in names:
        raise Refused("archive")
    if main.endswith(".bin"):
        raise Refused("binary")


def main_part(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> str:
    """The part the package is about: where its own list says, which need not be under xl/."""
    if ROOT in parts and parts[ROOT].file_size < CHUNK:
        for tag in RELATION.findall(archive.read(parts[ROOT])):
            said = {
                what: value.decode("utf-8", "replace") for what, value in ATTRIBUTE.findall(tag)
            }
            if said.get(b"Type", "").endswith("/officeDocument"):
                return str(said.get(b"Target", "")).replace("\\", "/").lstrip("/").lower()
    return next((n for n in ("xl/workbook.xml", "xl/workbook.bin") if n in parts), "")


def scan_part(archive: zipfile.ZipFile, name: str, entry: zipfile.ZipInfo) -> Told:
    """Read one part as a stream: no DOCTYPE, no more bytes than it declared; what stands in it."""
    result, tail, is_sheet = Told(), b"", False
    for place, chunk in enumerate(chunks_of(archive, entry) if name.endswith(PARSED) else ()):
        if place == 0:
            is_sheet = SHEET.search(chunk[:4096]) is not None
            if b"<!DOCTYPE" in chunk.replace(b"\0", b"").upper():
                raise Refused("doctype")
        if is_sheet:
            block = tail + chunk
            for what, mark in TOLD.items():  # those that end in the tail were counted before
                result[what] += sum(m.end() > len(tail) for m in mark.finditer(block))
            tail = block[-TAG:]
        elif name == "[content_types].xml" and b"macroenabled" in chunk.lower():
            raise Refused("macro")
    return result


def chunks_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    read = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(CHUNK):
            read += len(chunk)
            if read > UNPACKED:
                raise Refused("too_big")
            yield chunk
