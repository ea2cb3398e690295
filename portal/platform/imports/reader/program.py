"""Chooses how to read a file by its content, and answers in JSON lines (SEC-9).

First a head, then the rows that say something as [line number, texts], then the count; or one
refusal by code. What kills it (memory, time, a crash of the parser) ends without a count.
"""

import json
import resource
import signal
import sys
from collections.abc import Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from portal.platform.imports.reader import books, cells, packages
from portal.platform.imports.reader.delimited import read_text
from portal.platform.imports.reader.refusals import Head, Refused, Rows

MEMORY = 1536 * 1024 * 1024  # bytes of address space
SECONDS = 60  # of CPU; twice that by the clock
KNOWN = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    # Excel 2, 3 and 4: sheets of their own without a container
    (b"\x09\x00\x04\x00", "old"),
    (b"\x09\x02\x06\x00", "old"),
    (b"\x09\x04\x06\x00", "old"),
)


def main(path: Path, sheet: str, known: Set[str]) -> None:
    """Say what is in the file, or why it is refused."""
    with limited():
        head, rows = open_upload(path, sheet, known)
        write_line(head)
        count = 0
        for number, row in enumerate(rows, start=1):
            if row:
                count += 1
                write_line([number, row])
        write_line({"end": count})


def say_cells(path: Path) -> None:
    """Say every cell of every tab of an .xlsx as it stands, lines from 0, and then its looks."""
    with limited():
        with path.open("rb") as stream:
            start = stream.read(8)
        if start.startswith(books.OLE):
            books.check_container(path.read_bytes())
        if not start.startswith(b"PK"):
            raise Refused("no_package")
        packages.check_package(path)
        try:
            count = 0
            for tab in cells.tabs_of(path):
                write_line({"tab": tab.name, "hidden": tab.hidden})
                for line, row in tab.rows:
                    count += 1
                    write_line([line, row])
                write_line({"looks": tab.looks.told()})
            write_line({"end": count})
        except cells.BROKEN as error:
            raise Refused("damaged") from error


@contextmanager
def limited() -> Iterator[None]:
    """Limits of memory and time; what is refused is said in the last line."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    signal.alarm(2 * SECONDS)
    try:
        yield
    except Refused as refusal:
        write_line({"refused": refusal.code, "values": refusal.values})
    except MemoryError:
        write_line({"refused": "too_big", "values": {}})


def write_line(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")) + "\n")


def open_upload(path: Path, sheet: str, known: Set[str]) -> tuple[Head, Rows]:
    """Choose by content, never by name."""
    with path.open("rb") as stream:
        start = stream.read(8192)
    if not start.strip():
        raise Refused("empty")
    for magic, code in KNOWN:
        if start.startswith(magic):
            raise Refused(code)
    if start.startswith(b"PK"):
        return books.read_package(path, sheet, packages.check_package(path))
    if start.startswith(books.OLE):
        return books.read_container(path.read_bytes(), sheet, known)
    return read_text(path.read_bytes(), known)
