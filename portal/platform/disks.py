"""Which disk is full."""

import errno
import shutil
import tempfile
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from portal.config import Config

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
SAID_BY_SQLITE = "database or disk is full"
SAID_BY_POSTGRESQL = "53100"  # disk_full


def full_place(error: BaseException | None, config: Config) -> Path | str | None:
    """The place that has no room left, if that is what an error (or its cause) says.

    A folder of this machine, or the database's host where its own disk is full.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in FULL:
            return Path(error.filename).parent if error.filename else _fullest(config)
        if isinstance(error, DBAPIError):
            if SAID_BY_SQLITE in str(error.orig):
                return Path(make_url(config.database).database or config.instance).parent
            if getattr(error.orig, "sqlstate", "") == SAID_BY_POSTGRESQL:
                return f"PostgreSQL ({make_url(config.database).host or 'localhost'})"
        error = error.__cause__ or error.__context__
    return None


def _fullest(config: Config) -> Path:
    """Of the places the portal writes to, the one with the least room: the error names none."""
    places = [config.storage, config.instance, Path(tempfile.gettempdir())]
    return min((p for p in places if p.exists()), key=free_bytes)


def free_bytes(place: Path) -> int:
    """How many bytes this process may still write where ``place`` is."""
    return shutil.disk_usage(place).free
