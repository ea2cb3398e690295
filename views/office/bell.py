"""The bell: what waits for a person, their notices and their jobs, polled by the browser."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from flask import jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.platform.notices import Notice
from models.platform.sheets import Export
from models.words.permissions import Permission as P
from models.words.platform import TodoTab
from models.words.text import N_
from portal.access.policy import can
from portal.office import exports, todo, topics
from portal.platform.jobs.failures import say_failure
from portal.platform.jobs.screens import Progress, jobs_of_actor
from portal.platform.notices import inbox
from portal.platform.todo.query import Line
from portal.work import Work
from views.office import palette, todo_lines
from views.shell import words
from views.shell.context import now, reading, working
from views.shell.csrf import masked_token
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.screens import ANYONE, Screen

SHOWN = 8
ID = "<int(max=9223372036854775807):id>"


class BellView(Screen):
    see = ANYONE
    in_menu = False
    icon = "bell"
    purpose = N_("Your notices, newest first")

    def __init__(self) -> None:
        super().__init__(N_("Notices"), "bell")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """All notices, fifty a page; those whose cause is settled say so."""
        work = reading()
        rows = inbox.own_notices(work, before=parse_id(request.args.get("before", "")))
        holding = topics.holds_of(work, rows)
        return self.show(
            "office/bell.html",
            lines=[notice_line(row, holding) for row in rows],
            next=rows[-1].id if len(rows) == 50 else None,
        )

    @expose("/state/")
    def state(self) -> ResponseReturnValue:
        """One answer with the inbox, the workbench and the menu: all of it from ``todo``."""
        work = reading()
        waits = todo.read_todo(work)
        counts = waits.counts()
        lines = waits.lines(*todo.MINE, most=SHOWN) if counts.waiting else []
        news = waits.news(SHOWN) if counts.tabs[TodoTab.COPIED] else []
        return jsonify(
            todo=counts.waiting,
            unread=counts.tabs[TodoTab.COPIED],
            lines=[_todo_line(line, work.today) for line in lines],
            notices=[notice_line(row) for row in news],
            jobs=[*map(_sheet, _fresh(work)), *map(_job, jobs_of_actor(work, most=5))],
            waiting=todo.menu_numbers(counts),
        )

    @expose("/token/")
    def token(self) -> ResponseReturnValue:
        """Asked right before a form leaves: 401 once the session ended, else its token of now."""
        return jsonify(token=masked_token())

    @expose(f"/{ID}/")
    def open(self, id: int) -> ResponseReturnValue:
        """Follow a notice to its record; it counts as read."""
        row = inbox.own_notice(reading(), id)
        url = (
            topics.page_of_topic(row.topic)
            or palette.record_url(row.subject, row.subject_id)
            or f"{self.url}/"
        )
        with working("notice.read") as work:
            inbox.mark_read(work, [id])
        return redirect(url)

    @expose("/read/", methods=("POST",))
    def read(self) -> ResponseReturnValue:
        with working("notice.read") as work:
            inbox.mark_read(work)
        return redirect(f"{self.url}/")


def notice_line(row: Notice, holding: Collection[int] | None = None) -> dict[str, Any]:
    """A notice for people; ``holding`` are the ids of those that still hold, if that was asked."""
    today = now().astimezone(words.HERE).date()
    settled = holding is not None and row.id not in holding
    return {
        "id": row.id,
        "text": topics.tell_topic(row.topic, row.values, _),
        "when": words.moment(row.created_at, today),
        "unread": row.read_at is None and not settled,
        "settled": settled,
    }


def _todo_line(line: Line, today: date) -> dict[str, str]:
    shown = todo_lines.show_line(line, today)
    return {
        "text": shown.text,
        "note": shown.below,
        "due": shown.due,
        "tone": shown.tone,
        "url": shown.url,
    }


def _fresh(work: Work) -> Sequence[Export]:
    return exports.fresh_exports(work) if can(work.actor, P.EXPORT_TAKE) else ()


def _sheet(export: Export) -> dict[str, Any]:
    """A sheet that was made at once: beside the jobs that make the long ones."""
    return {
        "title": export.name,
        "state": words.label(export.state),
        "running": False,
        "share": None,
        "error": "",
        "link": f"/exports/{export.id}/file/",
    }


def _job(job: Progress) -> dict[str, Any]:
    return {
        "title": job.title or _(job.name),
        "state": words.label(job.state),
        "running": job.state in ("waiting", "running"),
        "share": job.share,
        "error": say_failure(job.error, _),
        "link": job.link,
    }
