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

SECTOR, SMALL_SECTOR = 512, 64
ENTRY = 128
NAME = "Book\0".encode("utf-16-le")
NEW = "Workbook\0".encode("utf-16-le")
STREAM, ROOT = 2, 5  # kinds of entries
FREE = 0xFFFFFFFA  # from here on numbers of sectors say that there is none
SMALL = 4096  # a stream below lies in small sectors, which lie in the stream of the root
CODEPAGE, RICH, LABEL = 0x0042, 0x00D6, 0x0204  # kinds of records
WESTERN = struct.pack("<H", 1252)
ENCODINGS = {
    0: "ascii",  # says nothing
    367: "ascii",
    936: "gb18030",
    950: "big5hkscs",
    10000: "mac_roman",
    10001: "shift_jis",
    10002: "big5hkscs",
    10003: "euc_kr",
    10006: "mac_greek",
    10007: "mac_cyrillic",
    10008: "gb18030",
    10029: "mac_latin2",
    10081: "mac_turkish",
    20936: "gb18030",
    32768: "mac_roman",
    32769: "cp1252",
    54936: "gb18030",
    65001: "utf-8",
}
OTHERS = ("gb18030", "big5hkscs")


class OldBook(NamedTuple):
    """The file as the parser can read it, and what its bytes stand for."""

    content: bytes
    encoding: str


def prepare_old(content: bytes) -> OldBook | None:
    """The workbook with its texts as bytes; None where it is none of Excel 5 or 95.

    Refuses one whose code page is unknown.
    """
    start, size, root = _find_stream(content)
    if not size:
        return None
    small = size < SMALL
    places = list(_small_places(content, start, size, root) if small else _chain(content, start))
    step = SMALL_SECTOR if small else SECTOR
    stream = b"".join(content[at : at + step] for at in places)[:size]
    patched, page = bytearray(stream), 0
    for at, kind, length in _records(stream):
        if kind == CODEPAGE and length == len(WESTERN) and not page:
            page = struct.unpack_from("<H", stream, at + 4)[0]
            patched[at + 4 : at + 6] = WESTERN
        elif kind == RICH:
            struct.pack_into("<H", patched, at, LABEL)
    return OldBook(_put_back(content, places, bytes(patched), step), _encoding(page))


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


def _encoding(page: int) -> str:
    try:
        return codecs.lookup(ENCODINGS.get(page, f"cp{page}")).name
    except LookupError as error:
        raise Refused("old") from error


def _find_stream(content: bytes) -> tuple[int, int, int]:
    """First sector and size of the stream «Book», and the root's first sector; no size where there
    is a newer stream.
    """
    start = size = root = 0
    for at in range(SECTOR, len(content) - ENTRY + 1, ENTRY):
        kind, name = content[at + 66], content[at : at + len(NEW)]
        if kind == STREAM and name == NEW:
            return 0, 0, 0
        if kind == STREAM and name.startswith(NAME):
            start, size = struct.unpack_from("<II", content, at + 116)
        elif kind == ROOT and name.startswith("Root".encode("utf-16-le")):
            root = struct.unpack_from("<I", content, at + 116)[0]
    return start, size, root


def _chain(content: bytes, start: int) -> Iterator[int]:
    """Where the sectors of a stream lie in the file, by the table in its head."""
    table = [n for n in struct.unpack_from("<109I", content, 76) if n < FREE]
    for _ in range(len(content) // SECTOR):
        if start >= FREE:
            return
        block, place = divmod(start, SECTOR // 4)
        if block >= len(table) or (start + 1) * SECTOR >= len(content):
            raise Refused("damaged")
        yield (start + 1) * SECTOR
        start = struct.unpack_from("<I", content, (table[block] + 1) * SECTOR + 4 * place)[0]
    raise Refused("damaged")


def _small_places(content: bytes, start: int, size: int, root: int) -> Iterator[int]:
    """Where its small sectors lie: in the root's stream, by a table of their own."""
    held = list(_chain(content, root))
    table = list(_chain(content, struct.unpack_from("<I", content, 60)[0]))
    for _ in range(-(-size // SMALL_SECTOR)):
        sector, within = divmod(start * SMALL_SECTOR, SECTOR)
        block, place = divmod(start, SECTOR // 4)
        if sector >= len(held) or block >= len(table):
            raise Refused("damaged")
        yield held[sector] + within
        start = struct.unpack_from("<I", content, table[block] + 4 * place)[0]


def _records(stream: bytes) -> Iterator[tuple[int, int, int]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, length
        at += 4 + length


def _put_back(content: bytes, places: list[int], stream: bytes, step: int) -> bytes:
    result = bytearray(content)
    for number, at in enumerate(places):
        part = stream[number * step : (number + 1) * step]
        result[at : at + len(part)] = part
    return bytes(result)


def _latin(error: UnicodeError) -> tuple[bytes, int]:
    """The five bytes that page 1252 leaves free stand for themselves."""
    if isinstance(error, UnicodeEncodeError):
        return error.object[error.start : error.end].encode("latin-1"), error.end
    raise error


codecs.register_error("latin", _latin)
