"""Stored bytes are compared with their record before they go out (A9, SEC-23)."""

import secrets
from pathlib import Path
from typing import Any, Protocol

from models.words.text import N_
from portal import settings
from portal.errors import PortalError
from portal.platform.storage.bytes import Storage
from portal.work import Work


class Kept(Protocol):
    """A record that names stored bytes: their key, their size in bytes, their SHA-256."""

    storage_key: str
    size: Any
    sha256: str


class Damaged(PortalError):
    """What is stored is not what was stored: it is not handed out as if it were."""

    status = 503


def whole_path(work: Work, kept: Kept, *, always: bool = False) -> Path:
    """The path of stored bytes that are as they were: the size is compared each time, the SHA-256
    with ``always`` and for a share of all others (setting ``checked_share``, in percent).

    Raises ``NotFound`` if they are missing, ``Damaged`` if they differ; both are on record.
    """
    storage = Storage(work.config.storage)
    path = storage.path(kept.storage_key)
    if path.stat().st_size != kept.size or (
        (always or _drawn(work)) and not storage.holds(kept.storage_key, kept.sha256)
    ):
        raise Damaged(
            N_(
                "The stored file is damaged and is not handed out: its content is no longer what "
                "was uploaded. Please tell the records manager; the original may be in a backup."
            )
        )
    return path


def _drawn(work: Work) -> bool:
    return secrets.randbelow(100) < int(settings.get(work.session, "checked_share"))
