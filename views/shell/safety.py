"""Refuses to start what would be unsafe outside a desk, with a sentence for each fault."""

import logging
import shlex
import sys
from os import environ

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.access.actor import SYSTEM
from portal.late import late
from portal.platform import safety
from portal.platform.safety import Point
from portal.work import Work
from views.shell.context import clock, config
from views.shell.extensions import db
from views.shell.i18n import gettext

company = late("portal.seed.company")
log = logging.getLogger(__name__)
UNSAFE = 78  # EX_CONFIG of sysexits.h: a service manager need not try again


def points(*, demo: bool = False) -> list[Point]:
    """Everything that is looked at; ``demo``: demo accounts are about to be written."""
    words = [*sys.argv, *shlex.split(environ.get("GUNICORN_CMD_ARGS", ""))]
    bound = safety.bound_hosts(words)
    return safety.check_points(config(), demo=demo or _has_demo(), bound=bound)


def say_point(point: Point) -> str:
    return gettext(point.said, **point.values)


def refuse_unsafe(app: Flask, *, demo: bool = False) -> None:
    """End the process where it would be unsafe, with a sentence for each fault."""
    with app.app_context():
        faults = [say_point(point) for point in points(demo=demo) if not point.safe]
    if faults:
        print("\n".join(faults), file=sys.stderr)  # noqa: T201
        sys.exit(UNSAFE)


def _has_demo() -> bool:
    """Whether the demo company is there; a database that is away or empty has no accounts."""
    try:
        with Session(db.engine) as session:
            return bool(company.is_demo(Work(session, SYSTEM, clock(), config())))
    except SQLAlchemyError:
        log.warning("the database does not answer: demo accounts are not looked for")
        return False
