"""How a command of the machine ends early: with a sentence, in the language of the rest."""

from typing import IO, Any

import click
from sqlalchemy.exc import OperationalError

from portal.platform.health.outages import AWAY
from portal.platform.health.tables import Fit, look_at_tables
from views.shell.extensions import db
from views.shell.i18n import gettext


class Stopped(click.ClickException):
    """Ends a command with a sentence in the language of the rest, exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(gettext("Error: %(message)s", message=self.message), file=file, err=True)


def require_tables(*, patient: bool = False) -> None:
    """Stop a command that needs the tables of this version, with what to do, on any others.

    ``patient``: a database that is away is waited for by whoever works on it.
    """
    try:
        with db.engine.connect() as connection:
            found = look_at_tables(connection)
    except OperationalError as error:
        if patient:
            return
        raise Stopped(gettext(AWAY.text)) from error
    if found.fit is not Fit.FITS:
        raise Stopped(gettext(found.sentence, **found.values))
