"""Why a job stopped: kept as a msgid with its values, and read in the reader's language."""

import json
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError, OperationalError

from models.words.plurals import fill
from models.words.text import N_
from portal.config import Config
from portal.errors import PortalError
from portal.platform import disks

AWAY = N_("The database could not be reached; the job goes on by itself.")
FULL = N_(
    "The disk that holds %(path)s is full; the job goes on by itself as soon as there is room."
)


def keep_failure(error: PortalError) -> str:
    """What is stored of a refusal: its msgid, with its values where it has some."""
    kept = error.kept()
    if not kept["values"]:
        return str(kept["reason"])
    return json.dumps({"text": kept["reason"], "values": kept["values"]}, ensure_ascii=False)


def say_failure(kept: str, say: Callable[[str], str]) -> str:
    """The sentence in the language of ``say``; a reference or an old text as it is."""
    if not kept.startswith("{"):
        return say(kept) if kept else ""
    told = json.loads(kept)
    values = {
        name: say(", ").join(say(str(each)) for each in value) if isinstance(value, list) else value
        for name, value in told["values"].items()
    }
    return fill(say(told["text"]), values)


def what_passes(error: BaseException, config: Config) -> PortalError | None:
    """The sentence for what will pass by itself: a full disk, a database that is away."""
    if place := disks.full_place(error, config):
        return PortalError(FULL, path=str(place))
    return PortalError(AWAY) if _is_away(error) else None


def _is_away(error: BaseException) -> bool:
    """Whether PostgreSQL broke off, is starting or stopping, or could not be reached at all."""
    if not isinstance(error, OperationalError):
        return False
    state = getattr(error.orig, "sqlstate", "-")  # SQLite's errors have none
    return state is None or state.startswith(("08", "57P"))


def first_line(error: BaseException) -> str:
    """What an error says, in one line of a log."""
    said = error.orig if isinstance(error, DBAPIError) else error.__cause__ or error
    return (str(said).splitlines() or [""])[0]
