"""The command line: ``flask up | seed | demo | worker | tick | backup | audit | search | …``."""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.people import User
from models.words.text import N_
from portal.config import VERSION
from portal.errors import PortalError
from portal.late import late
from portal.office import finding, sheet_checks
from portal.people import break_glass, officers, second_officer, sessions
from portal.people.demo_people import PEOPLE
from portal.platform.backup import write_backup
from portal.platform.jobs.clocks import DatabaseClock
from portal.platform.safety import tighten
from portal.seed import baseline, company
from portal.seed.demo import seed_demo
from portal.workers import clockwork, loops
from portal.workers.runner import Runner
from views.office import audit_command, sheet_verdicts
from views.shell import catalogues, safety
from views.shell.context import clock, config
from views.shell.extensions import db
from views.shell.i18n import gettext, say_words
from views.shell.stopping import Stopped, require_tables

if TYPE_CHECKING:
    from alembic import command as alembic
    from alembic import config as alembic_config

    from views import handbook
else:  # of one command each; the worker is a command too
    alembic, alembic_config = late("alembic.command"), late("alembic.config")
    handbook = late("views.handbook")

log = logging.getLogger(__name__)
OFFICER_LINK = N_(
    "%(login)s is an officer: another officer asks for the link in the portal and a second one "
    "confirms it. If nobody is left who could: flask break-glass %(login)s"
)
GLASS = N_(
    "Reset. All officers have been told, and an auditor has to take note. The link works once, "
    "within 24 hours:"
)
ROOT = Path(__file__).parents[1]
audit_group = AppGroup("audit", help="Prove the audit trail.")
search_group = AppGroup("search", help="Keep the search index.")
sheet_group = AppGroup("sheet", help="Prove exported workbooks.")


def runner(*, patient: bool = False) -> Runner:
    """Work outside any request, on the database of this deployment, whose tables must fit."""
    require_tables(patient=patient)
    here = current_app.config.get("CLOCK") or DatabaseClock(db.engine, clock)
    return Runner(db.engine, config(), here)


@click.command("up")
@click.option("--demo/--no-demo", "shown", default=True, help="A believable company, or nobody.")
@click.pass_context
def up(context: click.Context, shown: bool) -> None:
    """Bring the tables to their newest form, then fill an empty portal: one start for both."""
    tighten(config())
    safety.refuse_unsafe(current_app, demo=shown)
    alembic.upgrade(alembic_config.Config(str(ROOT / "alembic.ini")), "head")
    context.invoke(demo if shown else seed)


@click.command("seed")
def seed() -> None:
    """Write what every installation starts with; print set-up links if nobody is there yet."""
    with runner().work() as work:
        baseline.seed_baseline(work)
        tokens = baseline.first_accounts(work)
    if tokens:
        click.echo(
            "  首次设置密码的链接，各用一次，24 小时内有效 (set-up links, once, within 24 h):"
        )
    for login, token in tokens.items():
        click.echo(f"  {login}: {config().base_url}/sign_in/set_up/{token}")


@click.command("demo")
def demo() -> None:
    """Fill an empty portal with a believable company; print its accounts by role."""
    run = runner()
    with Session(run.engine) as session:
        made = seed_demo(session, run.config, run.clock())
    with run.work() as work:
        baseline.seed_baseline(work)
        if not company.is_demo(work):
            return
    click.echo("A believable company was written." if made else "")
    click.echo(f"  密码 password: {company.PASSWORD}")
    for login, (name, _department, post, role) in PEOPLE.items():
        click.echo(f"  {login:<9} {name}  {post}  ({role})")


@click.command("link")
@click.argument("login")
def link(login: str) -> None:
    """Print a one-time link with which LOGIN sets a password."""
    with runner().work() as work:
        user = work.session.scalar(select(User).where(User.login == login, User.active))
        if user is None:
            raise Stopped(gettext("There is no active account “%(login)s”.", login=login))
        if officers.is_officer(work.session, user.id) and second_officer.has_begun(work.session):
            raise Stopped(gettext(OFFICER_LINK, login=login))
        token = sessions.make_set_up_link(work, user.id, "reset")
    click.echo(f"{config().base_url}/sign_in/set_up/{token}")


@click.command("break-glass")
@click.argument("login")
def break_officer_glass(login: str) -> None:
    """Reset the officer LOGIN when no second officer is left; all officers are told."""
    try:
        with runner().work() as work:
            token = break_glass.break_glass(work, login)
    except PortalError as error:
        raise Stopped(say_words(error)) from error
    click.echo(gettext(GLASS))
    click.echo(f"{config().base_url}/sign_in/set_up/{token}")


@click.command("check")
def check() -> None:
    """Say what is safe as it is and what is not outside a desk; exit 1 if anything is not."""
    found = safety.points()
    for point in found:
        click.echo(f"{'✓' if point.safe else '✗'} {safety.say_point(point)}")
    sys.exit(0 if all(point.safe for point in found) else 1)


@click.command("version")
def version() -> None:
    """Say which version this is."""
    click.echo(f"青简 Qingjian {VERSION}")


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup(folder: Path) -> None:
    """Copy database, stored files, secrets and anchors into an empty FOLDER, while all runs on."""
    try:
        held = write_backup(db.engine, config(), folder)
    except PortalError as error:
        raise Stopped(say_words(error)) from error
    click.echo(f"{folder}: {', '.join(held)}")


@click.command("worker")
@click.option("--once", is_flag=True, help="Stop when nothing is due.")
def worker(once: bool) -> None:
    """Run background jobs and the schedule until stopped."""
    safety.refuse_unsafe(current_app)
    loops.settle_heap()
    loops.run_worker(runner(patient=True), once=once)


@click.command("tick")
def tick() -> None:
    """Put into the queue what the schedule says is due, for those who use cron."""
    with runner().work() as work:
        click.echo(clockwork.enqueue_due(work))


@audit_group.command("verify")
@click.option("--anchors", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--rows", is_flag=True, help="Compare rows with their last entries, too.")
def verify(file: Path | None, rows: bool) -> None:
    """Check every entry, the head, the anchors and the locks; exit 1 and name the first faults.

    The trail of another version is read by that version, or after the upgrade: its form may differ.
    """
    require_tables()
    audit_command.prove(file, rows=rows)


@sheet_group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--number", type=int, default=0, help="Of its export, if it stands in it no more.")
def verify_sheet(file: Path, number: int) -> None:
    """Check an exported FILE against its entry; exit 1 and name each cell that was changed. What is
    hidden, or shown in another format, is remarked upon and no fault.
    """
    try:
        with runner().work() as work:
            verdict = sheet_checks.check_sheet(work, file, number)
            sheet_checks.note_check(work, verdict, file.name)
            lines = list(sheet_verdicts.verdict_lines(verdict))
    except PortalError as error:
        raise Stopped(say_words(error)) from error
    for line in lines:
        click.echo(line)
    sys.exit(0 if verdict.intact else 1)


@search_group.command("rebuild")
def rebuild() -> None:
    """Index every record again, a few hundred per commit; what has not changed stays."""
    for kind in finding.REBUILT:
        after = count = 0
        while True:
            with runner().work() as work:
                ids = finding.rebuild_index(work, kind, after, finding.REBUILT_AT_ONCE)
            if not ids:
                break
            after, count = ids[-1], count + len(ids)
        click.echo(f"{kind.value}: {count}")


@click.command("i18n")
@click.option("--check", is_flag=True, help="Exit 1 if anything is missing.")
def i18n(check: bool) -> None:
    """List what the catalogues lack: faults first, then entries to fill in."""
    faults = catalogues.catalogue_faults()
    for fault in faults:
        click.echo(f"# {fault}")
    click.echo(catalogues.missing_entries())
    sys.exit(1 if check and faults else 0)


@click.command("docs")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a page is out of date.")
def docs(check: bool) -> None:
    """Write docs/generated from the tables of the house."""
    if not check:
        handbook.write_handbook()
    for name in handbook.stale_pages():
        click.echo(f"docs/generated/{name} is out of date: make docs")
    sys.exit(1 if handbook.stale_pages() else 0)


COMMANDS = (
    up,
    seed,
    demo,
    link,
    break_officer_glass,
    check,
    version,
    backup,
    worker,
    tick,
    audit_group,
    search_group,
    sheet_group,
    docs,
    i18n,
)
