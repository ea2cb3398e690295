"""Excel 5 and 95: their texts are bytes in a code page, two to a Chinese character.

The parser takes one byte for one character. So it is told that the page is the Western one, which
gives every byte back, and the bytes are read here. It also passes over texts in several fonts: they
are made plain ones, which begin alike.
"""

import codecs
import struct
from collections.abc import Iterator
from typing import NamedTuple

from portal.platform.imports.reader.decoding import WITH_EURO
from portal.platform.imports.reader.refusals import Refused

SECTOR = 512
ENTRY = 128
NAME = "Book\0".encode("utf-16-le")
NEW = "Workbook\0".encode("utf-16-le")
FREE = 0xFFFFFFFA  # from here on numbers of sectors say that there is none
SMALL = 4096  # a stream below lies in another one
CODEPAGE, RICH, LABEL = 0x0042, 0x00D6, 0x0204  # kinds of records
WESTERN = struct.pack("<H", 1252)
ENCODINGS = {936: "gb18030", 54936: "gb18030", 20936: "gb18030", 10008: "gb18030"}
ENCODINGS |= {950: "big5hkscs", 10002: "big5hkscs", 1200: "", 65001: "utf-8", 367: "ascii"}
OTHERS = ("gb18030", "big5hkscs")


class OldBook(NamedTuple):
    """The file as the parser can read it, and what its bytes stand for."""

    content: bytes
    encoding: str


def prepare_old(content: bytes) -> OldBook | None:
    """The workbook with its texts as bytes; None where it is none of Excel 5 or 95.

    Refuses one that does not say its code page.
    """
    start, size = _find_stream(content)
    if not size:
        return None
    if size < SMALL:
        raise Refused("old")
    places = list(_places(content, start, size))
    stream = b"".join(content[at : at + SECTOR] for at in places)[:size]
    patched, page = bytearray(stream), None
    for at, kind, length in _records(stream):
        if kind == CODEPAGE and length == len(WESTERN) and page is None:
            page = struct.unpack_from("<H", stream, at + 4)[0]
            patched[at + 4 : at + 6] = WESTERN
        elif kind == RICH:
            struct.pack_into("<H", patched, at, LABEL)
    return OldBook(_put_back(content, places, bytes(patched)), _encoding(page))


def bytes_of(text: str) -> bytes:
    """The bytes that the parser took for Western characters."""
    return b"".join(sign.encode("cp1252", "latin") for sign in text)


def decode_old(text: str, encoding: str) -> str:
    """A text of the workbook in its own code page. Refuses what is none of it."""
    if text.isascii():
        return text
    try:
        return bytes_of(text).decode(encoding, WITH_EURO)
    except UnicodeError as error:
        raise Refused("old") from error


def _encoding(page: int | None) -> str:
    try:
        name = ENCODINGS.get(page or 0, f"cp{page}")
        return codecs.lookup(name).name
    except LookupError as error:
        raise Refused("old") from error


def _find_stream(content: bytes) -> tuple[int, int]:
    """The first sector and the size of the stream «Book»; no size where there is a newer one."""
    found = (0, 0)
    for at in range(SECTOR, len(content) - ENTRY + 1, ENTRY):
        name = content[at : at + len(NEW)]
        if content[at + 66] != 2:  # a stream
            continue
        if name == NEW:
            return 0, 0
        if name.startswith(NAME):
            found = struct.unpack_from("<II", content, at + 116)
    return found


def _places(content: bytes, start: int, size: int) -> Iterator[int]:
    """Where the sectors of a stream lie in the file."""
    table = [n for n in struct.unpack_from("<109I", content, 76) if n < FREE]
    for _ in range(-(-size // SECTOR)):
        if start >= FREE or (start + 2) * SECTOR > len(content) + SECTOR:
            raise Refused("damaged")
        yield (start + 1) * SECTOR
        block, place = divmod(start, SECTOR // 4)
        if block >= len(table):
            raise Refused("old")
        start = struct.unpack_from("<I", content, (table[block] + 1) * SECTOR + 4 * place)[0]


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, length
        at += 4 + length


def _put_back(content: bytes, places: list[int], stream: bytes) -> bytes:
    result = bytearray(content)
    for number, at in enumerate(places):
        part = stream[number * SECTOR : (number + 1) * SECTOR]
        result[at : at + len(part)] = part
    return bytes(result)


def _latin(error: UnicodeError) -> tuple[bytes, int]:
    """The five bytes that page 1252 leaves free stand for themselves."""
    if isinstance(error, UnicodeEncodeError):
        return error.object[error.start : error.end].encode("latin-1"), error.end
    raise error


codecs.register_error("latin", _latin)
