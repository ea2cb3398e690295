"""The only commit in the portal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from models import refusals
from models.base import Dated
from models.engine import WRITES
from models.words.kinds import DOORS, Kind
from models.words.text import N_
from portal.access.actor import Actor, system_after
from portal.config import Config
from portal.errors import Conflict, PortalError
from portal.events import Refused
from portal.platform.audit import chain
from portal.platform.workflow import states
from portal.reactions import react
from portal.work import Work

NOW = "portal.now"
OPEN = "portal.open"  # this session is inside a transaction of ours
SERIALIZATION_FAILURES = ("40001", "40P01")  # PostgreSQL undid us so that another could finish
TAKEN = N_("This already exists.")


@contextmanager
def transaction(
    session: Session, actor: Actor, now: datetime, config: Config, *, about: str = ""
) -> Iterator[Work]:
    """Everything done to ``work`` happens, with its audit and its reactions, or none of it does.

    ``about`` names the act for the entry that a refusal leaves behind.
    """
    work = _begin(session, actor, now, config)
    try:
        yield work
        _settle(work)
        session.commit()
    except StaleDataError as error:
        session.rollback()
        raise Conflict(
            N_("Somebody else has just changed this. Reload the page and try again.")
        ) from error
    except IntegrityError as error:
        session.rollback()
        raise Conflict(_sentence(error)) from error
    except OperationalError as error:
        session.rollback()
        if getattr(error.orig, "sqlstate", "") in SERIALIZATION_FAILURES:
            raise Conflict(
                N_("Somebody else has just changed this. Reload the page and try again.")
            ) from error
        raise
    except PortalError as error:
        session.rollback()
        if about and error.on_record:
            refused = Refused(**_refused(work, about), action=about, **error.kept())
            _note_refusal(_begin(session, actor, now, config), refused)
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(OPEN, None)


def refuse_strangers(session: Session) -> None:
    """Before a commit of a request's session: one that is not ours has no policy and no audit."""
    if OPEN not in session.info:
        raise RuntimeError("a commit outside portal.transaction: use working()")


def _begin(session: Session, actor: Actor, now: datetime, config: Config) -> Work:
    session.rollback()  # whatever was only read so far is read again, inside
    session.info.pop(states.TOKENS, None)
    session.info[NOW] = session.info[OPEN] = now
    if not event.contains(session, "before_flush", _before_flush):
        event.listen(session, "before_flush", _before_flush)
    session.connection(execution_options=WRITES)
    return Work(session, actor, now, config)


def _before_flush(session: Session, _context: Any, _rows: Any) -> None:
    """What every flush goes through: states only by moves, and a stamp on what changed."""
    states.check_states(session)
    for row in session.dirty:
        if isinstance(row, Dated) and session.is_modified(row):
            row.updated_at = session.info[NOW]


def _refused(work: Work, about: str) -> dict[str, Any]:
    """What was to be changed: the record taken hold of, else the one asked for at this door; where
    there is none yet (0), the kind that its door is for.
    """
    door = DOORS.get(about.partition(".")[0], Kind.AUDIT)
    asked = next((each for each in work.looked if each[0] is door), (door, 0))
    kind, id = work.subject or asked
    return {"kind": kind, "id": id, "about": work.about}


def _note_refusal(work: Work, refused: Refused) -> None:
    """A refusal leaves an entry of its own, after what it refused was undone (D3)."""
    work.record(refused)
    chain.append_entries(work, work.events)
    work.session.commit()


def _sentence(error: IntegrityError) -> str:
    return refusals.refusal_sentence(str(error.orig)) or TAKEN


def _settle(work: Work) -> None:
    """Run reactions until nothing more happens, then audit it all."""
    done, last, after = 0, work.actor, work.as_system()
    while done < len(work.events):
        cause, by = work.events[done]
        if by is not last:
            last, after = by, replace(work, actor=system_after(by))
        react(after, cause)
        done += 1
    work.session.flush()  # constraints speak before the audit takes its lock
    chain.append_entries(work, work.events)
