"""The ``flask`` commands, imported when one is asked for: no web process needs what they need."""

from typing import TYPE_CHECKING

import click
from flask import Flask
from flask.cli import AppGroup

from portal.late import late

if TYPE_CHECKING:
    from views import cli
else:  # alembic, the seed, the worker with procrastinate
    cli = late("views.cli")


class Commands(AppGroup):
    """Flask's own group of an application, which the commands of ``views.cli`` join late."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._join()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._join()
        return super().list_commands(ctx)

    def _join(self) -> None:
        for command in cli.COMMANDS:
            self.add_command(command)


def init_app(app: Flask) -> None:
    app.cli = Commands(name=app.name)
