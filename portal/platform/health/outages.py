"""What an error of the database or of a disk means for whoever waits for a page (SEC-20)."""

import errno
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection

from models.words.text import N_
from portal.config import Config

FULL = (errno.ENOSPC, errno.EDQUOT)
NEARLY = 1024 * 1024  # bytes free, below which a disk counts as full
RETRY, SOON = 30, 5  # seconds after which to ask again


@dataclass(frozen=True)
class Outage:
    """Why nothing can be done now. ``text`` is a msgid, ``place`` one that fills it, ``wait`` in
    seconds; ``name`` is what the log counts it under.
    """

    name: str
    text: str
    status: int = 503
    wait: int = RETRY
    place: str = ""


AWAY = Outage(
    "database away",
    N_("The database cannot be reached at the moment, so nothing can be shown or saved."),
)
BUSY = Outage(
    "database busy",
    N_("Too many others are using the database at the moment; nothing was saved."),
    wait=SOON,
)
DAMAGED = Outage(
    "database damaged",
    N_("The database cannot be read. An administrator must look at the machine before you go on."),
)
OLD = Outage(
    "tables of another version",
    N_("The tables do not fit this version. An administrator must migrate them: see «/ready»."),
)
NO_MEMORY = Outage("out of memory", N_("The machine has run out of memory; nothing was saved."))
DISK_FULL = N_("The disk of %(place)s is full, so nothing was saved. Looking up still works.")
DISK_LOCKED = N_("The disk of %(place)s is read-only: nothing was saved. Looking up still works.")
DATABASE, FILES = N_("the database"), N_("the stored files")
INSTANCE, TEMPORARY = N_("the portal's own data"), N_("temporary files")

# SQLSTATE → outage; two signs are a whole class.
STATES = {
    "08": AWAY,
    "53": BUSY,
    "57": AWAY,
    "58": DAMAGED,
    "XX": DAMAGED,
    "42P01": OLD,
    "42703": OLD,
    "53200": NO_MEMORY,
}
# What SQLite says → outage.
SAYS = {
    "unable to open database": AWAY,
    "database is locked": BUSY,
    "disk i/o error": DAMAGED,
    "malformed": DAMAGED,
    "not a database": DAMAGED,
    "no such table": OLD,
    "no such column": OLD,
    "has no column named": OLD,
    "out of memory": NO_MEMORY,
}


def outage_of(error: BaseException, config: Config) -> Outage | None:
    """The outage behind an error, or None for an error of our own."""
    for each in _causes(error):
        found = _of_one(each, config)
        if found is not None:
            return found
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from."""
    seen: set[int] = set()
    here: BaseException | None = error
    while here is not None and id(here) not in seen:
        seen.add(id(here))
        yield here
        here = here.__cause__ or here.__context__


def _of_one(error: BaseException, config: Config) -> Outage | None:
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if isinstance(error, NoConnection):
        return BUSY
    if isinstance(error, DBAPIError):
        return _of_driver(error, config)
    if isinstance(error, OSError) and not isinstance(error, SQLAlchemyError):
        return _of_disk(error.errno, config, str(error.filename or ""))
    return None


def _of_driver(error: DBAPIError, config: Config) -> Outage | None:
    state, said = getattr(error.orig, "sqlstate", None), str(error.orig).lower()
    if state in ("53100", "25006") or "readonly database" in said or "disk is full" in said:
        locked = state == "25006" or "readonly" in said
        return _disk(locked=locked, place=DATABASE)
    if state:
        return STATES.get(state) or STATES.get(state[:2])
    found = next((outage for words, outage in SAYS.items() if words in said), None)
    return found or (AWAY if _broke_off(error, config) else None)


def _broke_off(error: DBAPIError, config: Config) -> bool:
    """Whether the server could not be reached or went away: such errors carry no SQLSTATE."""
    on_server = not config.database.startswith("sqlite")
    kinds = ("OperationalError", "InterfaceError", "ConnectionTimeout", "AdminShutdown")
    return error.connection_invalidated or (on_server and type(error.orig).__name__ in kinds)


def _of_disk(number: int | None, config: Config, where: str) -> Outage | None:
    if number in FULL:
        return _disk(locked=False, place=place_of(where, config) or full_place(config))
    if number == errno.EROFS:
        return _disk(locked=True, place=place_of(where, config) or INSTANCE)
    return None


def _disk(*, locked: bool, place: str) -> Outage:
    if locked:
        return Outage("disk read-only", DISK_LOCKED, 503, RETRY, place)
    return Outage("disk full", DISK_FULL, 507, RETRY, place)


def places(config: Config) -> dict[str, Path]:
    """The disks the portal writes to: msgid → a folder that is there."""
    found = {FILES: config.storage, INSTANCE: config.instance}
    sqlite = config.database.startswith("sqlite")
    file = make_url(config.database).database if sqlite else ""
    if file and file != ":memory:":
        found = {DATABASE: Path(file).parent, **found}
    found[TEMPORARY] = Path(_temporary())
    return {name: next(p for p in (path, *path.absolute().parents) if p.is_dir())
            for name, path in found.items()}  # fmt: skip


def _temporary() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:  # none can be written
        return "/tmp"  # noqa: S108  (only measured)


def place_of(where: str, config: Config) -> str:
    """Which of ``places`` a path lies in; empty if none is given or known."""
    path = Path(where).absolute()
    for name, folder in places(config).items() if where else ():
        if path.is_relative_to(folder.absolute()):
            return name
    return ""


def full_place(config: Config) -> str:
    """The place with the least room: the error did not say which."""
    free = {name: shutil.disk_usage(folder).free for name, folder in places(config).items()}
    return min(free, key=free.__getitem__)


class Tally:
    """Counts failures by name since the process began, so that one line says how many it were."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._lock = Lock()

    def count(self, outage: Outage) -> int:
        """One more of these; returns how many there were."""
        with self._lock:
            self.counts[outage.name] += 1
            return self.counts[outage.name]

    def told(self) -> dict[str, Any]:
        return dict(self.counts)


TALLY = Tally()
