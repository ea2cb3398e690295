"""Stored bytes are compared with their record before they go out (A9, SEC-23)."""

import secrets
from pathlib import Path
from typing import Any, Protocol

from models.words.text import N_
from portal import settings
from portal.errors import PortalError
from portal.platform.storage.bytes import Storage
from portal.work import Work

DAMAGED = N_(
    "The stored file is damaged and is not handed out: its content is no longer what was uploaded. "
    "Please tell the records manager; the original may be in a backup."
)


class Kept(Protocol):
    """A record that names stored bytes: their key, their size in bytes, their SHA-256."""

    storage_key: str
    size: Any
    sha256: str


class Damaged(PortalError):
    """What is stored is not what was stored: it is not handed out as if it were."""

    status = 503


def sized_path(work: Work, key: str, size: int | None) -> Path:
    """The path of stored bytes that are as many as they were.

    Raises ``NotFound`` if they are missing, ``Damaged`` if they differ; both are on record.
    """
    path = Storage(work.config.storage).path(key)
    if path.stat().st_size != size:
        raise Damaged(DAMAGED)
    return path


def whole_path(work: Work, kept: Kept, *, always: bool = False) -> Path:
    """The same, with the SHA-256 compared too: ``always``, and for a share of all others (setting
    ``checked_share``, in percent). Raises as ``sized_path``.
    """
    path = sized_path(work, kept.storage_key, kept.size)
    compared = always or _drawn(work)
    if compared and not Storage(work.config.storage).holds(kept.storage_key, kept.sha256):
        raise Damaged(DAMAGED)
    return path


def _drawn(work: Work) -> bool:
    return secrets.randbelow(100) < int(settings.get(work.session, "checked_share"))
