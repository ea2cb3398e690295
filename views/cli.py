"""The command line: ``flask seed | demo | worker | tick | link | audit | docs | i18n``."""

import logging
import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import select

from models.people import User
from portal.engines import audit, sessions
from portal.seed import baseline
from portal.workers import clockwork, loops
from portal.workers.runner import Runner
from views import catalogues
from views.context import clock, config
from views.extensions import db

log = logging.getLogger(__name__)
audit_group = AppGroup("audit", help="Prove the audit trail.")


def runner() -> Runner:
    """Work outside any request, on the database of this deployment."""
    return Runner(db.engine, config(), current_app.config.get("CLOCK") or clock)


@click.command("seed")
def seed() -> None:
    """Write what every installation starts with; print set-up links if nobody is there yet."""
    with runner().work() as work:
        baseline.baseline(work)
        tokens = baseline.first_accounts(work)
    for login, token in tokens.items():
        click.echo(f"{login}: {config().base_url}/sign_in/set_up/{token}")


@click.command("link")
@click.argument("login")
def link(login: str) -> None:
    """Print a one-time link with which LOGIN sets a password."""
    with runner().work() as work:
        user = work.session.scalar(select(User).where(User.login == login, User.active))
        if user is None:
            raise click.ClickException(f"There is no active account «{login}».")
        token = sessions.make_link(work, user.id, "reset")
    click.echo(f"{config().base_url}/sign_in/set_up/{token}")


@click.command("worker")
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
def worker(once: bool) -> None:
    """Run background jobs and the schedule until stopped."""
    loops.run(runner(), once=once)


@click.command("tick")
def tick() -> None:
    """Put into the queue what the schedule says is due, for those who use cron."""
    with runner().work() as work:
        click.echo(clockwork.tick(work))


@audit_group.command("verify")
@click.option("--anchors", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(anchors: Path | None) -> None:
    """Check every entry, the head and the anchors; exit 1 and name the first broken entry."""
    outside = audit.read_anchors(anchors) if anchors else audit.kept_anchors(config())
    with runner().work() as work:
        faults = list(audit.verify(work.session, config().audit_key, outside))
        head = audit.head(work.session)
    for fault in faults[:20]:
        click.echo(fault)
    if faults:
        sys.exit(1)
    click.echo(f"intact: {head.seq} entries, head {head.hash}, {len(outside)} outside anchors")


@click.command("i18n")
def i18n() -> None:
    """List what the catalogues lack: faults first, then entries to fill in."""
    for fault in catalogues.faults():
        click.echo(f"# {fault}")
    click.echo(catalogues.missing())


def init_app(app: Flask) -> None:
    for command in (seed, link, worker, tick, audit_group, i18n):
        app.cli.add_command(command)
