"""Keyed digests of a sheet: one a row, which proves it, and a short one a cell, which points.

A row's is keyed BLAKE2b, and stands in the entry of the export. A cell's is a checksum under a
stream that only the key yields: nobody learns from the side file what is in a cell, or changes a
checksum so that it fits. A checksum can be met by intent, a row's digest cannot (docs/proof.md).
"""

from __future__ import annotations

import hashlib
import hmac
import zlib
from array import array
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

ROW = 8  # bytes of a row's digest
CELL = 4  # and of a cell's
BLOCK = 4096  # cells that are masked and written at once
NOTHING = zlib.crc32(b"")  # the checksum of an empty cell


def derive_key(secret: bytes, salt: str) -> bytes:
    """The key of one export, from the key of the audit."""
    return hmac.digest(secret, f"sheet {salt}".encode(), "sha256")


def row_marker(key: bytes) -> Callable[[bytes], bytes]:
    """What makes the digest of a line; the key is taken in once, not for every line."""
    keyed = hashlib.blake2b(digest_size=ROW, key=key)

    def mark(line: bytes) -> bytes:
        digest = keyed.copy()
        digest.update(line)
        return digest.digest()

    return mark


def cell_marks(cells: Iterable[bytes]) -> Iterable[int]:
    return map(zlib.crc32, cells)


def _masked(key: bytes, block: int, marks: bytes) -> bytes:
    """Mask a block of cells, or take its mask off."""
    stream = hashlib.shake_256(key + b"cells" + block.to_bytes(8, "big")).digest(len(marks))
    mixed = int.from_bytes(marks, "big") ^ int.from_bytes(stream, "big")
    return mixed.to_bytes(len(marks), "big")


class SideFile:
    """Takes the digests of cells as they are written, and writes them block by block."""

    def __init__(self, key: bytes, stream: BinaryIO) -> None:
        self.key, self.stream = key, stream
        self.waiting, self.blocks = array("I"), 0

    def add(self, cells: Iterable[bytes]) -> None:
        self.waiting.extend(cell_marks(cells))
        while len(self.waiting) >= BLOCK:
            self._write(self.waiting[:BLOCK])
            del self.waiting[:BLOCK]

    def close(self) -> None:
        if self.waiting:
            self._write(self.waiting)
            self.waiting = array("I")

    def _write(self, cells: array[int]) -> None:
        self.stream.write(_masked(self.key, self.blocks, cells.tobytes()))
        self.blocks += 1


class SideReader:
    """Reads the digests of a line of cells, by its place among all cells of the file."""

    def __init__(self, key: bytes, path: Path) -> None:
        self.key, self.path = key, path
        self.block, self.held = -1, array("I")

    def line(self, first: int, count: int) -> Sequence[int]:
        found = array("I")
        while len(found) < count:
            block, place = divmod(first + len(found), BLOCK)
            part = self._of(block)[place : place + count - len(found)]
            if not part:
                break  # the file was cut
            found.extend(part)
        return found

    def _of(self, block: int) -> array[int]:
        if block != self.block:
            size = BLOCK * CELL
            with self.path.open("rb") as stream:
                stream.seek(block * size)
                marks = stream.read(size)
            self.block, self.held = block, array("I")
            self.held.frombytes(_masked(self.key, block, marks[: len(marks) // CELL * CELL]))
        return self.held
