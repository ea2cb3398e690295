"""The bell: a person's notices and the progress of their jobs, polled by the browser."""

from typing import Any

from flask import current_app, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.platform.notices import Notice
from models.words.text import N_
from portal.office.topics import page_of_topic, tell_topic
from portal.platform.jobs.screens import Progress, jobs_of_actor
from portal.platform.notices import inbox
from portal.work import Work
from views.office import palette
from views.shell import words
from views.shell.context import now, reading, working
from views.shell.csrf import masked_token
from views.shell.fast import admin
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.screens import ANYONE, Screen

SHOWN = 12
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
        """All notices, fifty a page."""
        work = reading()
        rows = inbox.own_notices(work, before=parse_id(request.args.get("before", "")))
        return self.show(
            "office/bell.html",
            lines=[notice_line(row) for row in rows],
            next=rows[-1].id if len(rows) == 50 else None,
        )

    @expose("/state/")
    def state(self) -> ResponseReturnValue:
        work = reading()
        lines = [notice_line(row) for row in inbox.own_notices(work, most=SHOWN)]
        found = [_job(job) for job in jobs_of_actor(work, most=5)]
        return jsonify(
            unread=inbox.count_unread(work), notices=lines, jobs=found, waiting=_waiting(work)
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
            page_of_topic(row.topic)
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


def _waiting(work: Work) -> dict[str, int]:
    """How many things wait behind each line of the menu; asked here, not on every page."""
    screens = [v for v in admin.menu_views(current_app) if isinstance(v, Screen)]
    shown = (v for v in screens if v.is_visible() and v.opens_to(work.actor))
    return {f"{v.url or ''}/": count for v in shown if (count := v.badge(work))}


def notice_line(row: Notice) -> dict[str, Any]:
    today = now().astimezone(words.HERE).date()
    return {
        "id": row.id,
        "text": tell_topic(row.topic, row.values, _),
        "when": words.moment(row.created_at, today),
        "unread": row.read_at is None,
    }


def _job(job: Progress) -> dict[str, Any]:
    return {
        "title": job.title or _(job.name),
        "state": words.label(job.state),
        "running": job.state in ("waiting", "running"),
        "share": job.share,
        "error": job.error,
        "link": job.link,
    }
