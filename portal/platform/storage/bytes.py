"""Stores files outside the database under random keys, each written atomically (decision 21)."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from models.words.text import N_
from portal.errors import NotFound

CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """A stored file; ``size`` in bytes."""

    key: str
    size: int
    sha256: str


class Storage:
    """A folder of files under random names; their real names are in the database."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @contextmanager
    def writing(self) -> Iterator[tuple[BinaryIO, str]]:
        """A stream to write to and its key; the file appears when it is whole, or not at all."""
        key = secrets.token_hex(20)
        final = self._path(key)
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = final.with_suffix(".part")
        handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        try:
            with os.fdopen(handle, "w+b") as stream:
                yield stream, key
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(final)
        except BaseException as error:
            part.unlink(missing_ok=True)
            if isinstance(error, OSError) and not error.filename:
                error.filename = str(part)  # so that the page can say which disk
            raise

    def put(self, source: BinaryIO) -> Stored:
        """Store what ``source`` still has to read."""
        digest, size = hashlib.sha256(), 0
        with self.writing() as (stream, key):
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                stream.write(chunk)
        return Stored(key, size, digest.hexdigest())

    def path(self, key: str) -> Path:
        """The path of a stored file. Raises ``NotFound``."""
        path = self._path(key)
        if not path.is_file():
            raise NotFound(N_("The stored file is missing."))
        return path

    def holds(self, key: str, sha256: str) -> bool:
        """Whether the file exists and still has this SHA-256 (A9)."""
        path = self._path(key)
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == sha256

    def older(self, moment: datetime) -> Iterator[Path]:
        """All files not changed since ``moment``, including leftovers of interrupted writes."""
        for path in self.root.glob("??/*"):
            if path.is_file() and path.stat().st_mtime < moment.timestamp():
                yield path

    def drop(self, key: str) -> None:
        """Delete a file; nothing happens if it is already gone."""
        self._path(key).unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        if not key.isalnum():
            raise NotFound(N_("The stored file is missing."))
        return self.root / key[:2] / key
