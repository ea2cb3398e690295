"""Whether the tables are those of this version: the last migration applied, the last there is."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from models.words.text import N_

FOLDER = Path(__file__).parents[3] / "migrations" / "versions"
REVISION = re.compile(r'^(down_)?revision(?:: [^=]+)? = ["\']([^"\']+)["\']', re.MULTILINE)
COMMAND = ".venv/bin/alembic upgrade head"


class Fit(StrEnum):
    """How the tables that are there relate to the version that runs."""

    FITS = "fits"
    OLDER = "older"
    NEWER = "newer"
    NONE = "none"


SAYS = {
    Fit.OLDER: N_(
        "The tables are those of an older version (%(found)s; this one needs %(needed)s). Please "
        "migrate: make a backup, stop the portal, run “%(command)s” and start it again."
    ),
    Fit.NEWER: N_(
        "The tables are those of a newer version (%(found)s; this one knows %(needed)s). Please "
        "install the newer version, or restore the backup made before the upgrade."
    ),
    Fit.NONE: N_("There are no tables yet. Please run “%(command)s” and start the portal again."),
}


@dataclass(frozen=True)
class Tables:
    """What fits and what does not; ``found`` and ``needed`` are names of migrations."""

    fit: Fit
    found: str = ""
    needed: str = ""

    @property
    def sentence(self) -> str:
        """What an administrator should do (a msgid); empty if all is well."""
        return SAYS.get(self.fit, "")

    @property
    def values(self) -> dict[str, str]:
        """What fills the sentence."""
        return {"found": self.found or "—", "needed": self.needed, "command": COMMAND}


@cache
def migrations() -> dict[str, str]:
    """Each migration of this version → the one before it, empty for the first."""
    chain: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.py")):
        found = {bool(down): name for down, name in REVISION.findall(path.read_text("utf-8"))}
        chain[found[False]] = found.get(True, "")
    return chain


def newest() -> str:
    """The migration that this version needs: the one before no other."""
    chain = migrations()
    return next(name for name in chain if name not in chain.values())


def look_at_tables(connection: Connection) -> Tables:
    """Compare; tables made without migrations (tests, measurements) are taken as they are."""
    there, needed = inspect(connection), newest()
    if not there.has_table("alembic_version"):
        return Tables(Fit.FITS if there.has_table("audit_head") else Fit.NONE, "", needed)
    found = str(connection.scalar(text("SELECT max(version_num) FROM alembic_version")) or "")
    if not found:
        return Tables(Fit.NONE, "", needed)
    if found == needed:
        return Tables(Fit.FITS, found, needed)
    return Tables(Fit.OLDER if found in migrations() else Fit.NEWER, found, needed)
