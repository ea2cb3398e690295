"""Why a job stopped: kept as a msgid with its values, and read in the reader's language."""

import json
from collections.abc import Callable

from sqlalchemy.exc import DBAPIError

from models.words.plurals import fill
from models.words.text import N_
from portal.config import Config
from portal.errors import PortalError
from portal.platform.health import outages

AWAY = N_("The database could not be reached; the job goes on by itself.")
BUSY = N_("Too many others are using the database; the job goes on by itself.")
FULL = N_("The disk of %(place)s is full; the job goes on by itself as soon as there is room.")
LOCKED = N_("The disk of %(place)s is read-only; the job goes on by itself once it can be written.")
# What will pass by itself, by the name of the outage.
PASSING = {
    outages.AWAY.name: AWAY,
    outages.BUSY.name: BUSY,
    "disk full": FULL,
    "disk read-only": LOCKED,
}


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
    words = {name: say(v) if isinstance(v, str) and v else v for name, v in values.items()}
    return fill(say(told["text"]), words)


def what_passes(error: BaseException, config: Config) -> PortalError | None:
    """The sentence for what will pass by itself: a full disk, a database that is away."""
    outage = outages.outage_of(error, config)
    if outage is None or outage.name not in PASSING:
        return None
    text = PASSING[outage.name]
    return PortalError(text, place=outage.place) if outage.place else PortalError(text)


def first_line(error: BaseException) -> str:
    """What an error says, in one line of a log."""
    said = error.orig if isinstance(error, DBAPIError) else error.__cause__ or error
    return (str(said).splitlines() or [""])[0]
