"""What one was told: the list, read marks, and the way from a notice to its record (D8)."""

from collections.abc import Mapping

from flask import redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose
from flask_babel import gettext as _

from models.system import Notice
from models.words.kinds import Kind
from models.words.text import N_
from portal.engines import topics
from portal.services import notices
from views.context import reading, working
from views.screens import ANYONE, Screen

# Where the record of a notice is; what is not here has no page of its own.
HOMES: Mapping[Kind, str] = {
    Kind.COPYING: "/copyings/%s/",
    Kind.CUSTOMER: "/customers/%s/",
    Kind.FILE: "/files/%s/",
    Kind.CALENDAR: "/calendar/?year=%s",
    Kind.JOB: "/jobs/%s/",
    Kind.LOAN: "/loans/%s/",
    Kind.REQUEST: "/requests/%s/",
    Kind.VIEWING: "/viewings/%s/",
}


def told(notice: Notice) -> str:
    """The sentence of a notice in the reader's language."""
    msgid, values = topics.sentence(notice.topic, notice.values)
    return _(msgid) % values


def home(notice: Notice) -> str:
    """Where its record is; for a turn in an approval the inbox."""
    if notice.topic.startswith("approval."):
        return "/inbox/"
    pattern = HOMES.get(notice.subject, "/notices/")
    return pattern % notice.subject_id if "%s" in pattern else pattern


class NoticeView(Screen):
    see = ANYONE
    icon = "bell"
    in_menu = False
    purpose = N_("What you were told, newest first")

    def __init__(self) -> None:
        super().__init__(N_("Notices"), "notices")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        work = reading()
        before = request.args.get("before", "")
        known = before.isascii() and before.isdigit() and len(before) < 19
        rows = notices.mine(work, before=int(before) if known else None, most=51)
        return self.show(
            "notices/index.html", rows=[(row, told(row)) for row in rows[:50]],
            unread=notices.unread(work), more=rows[49].id if len(rows) > 50 else None,
        )  # fmt: skip

    @expose("/<int(max=9223372036854775807):id>/")
    def open_view(self, id: int) -> ResponseReturnValue:
        """To the record, and read."""
        with working("notices.read") as work:
            notice = notices.one(work, id)
            notices.mark_read(work, [notice.id])
            target = home(notice)
        return redirect(target)

    @expose("/read/", methods=("POST",))
    def read_view(self) -> ResponseReturnValue:
        with working("notices.read") as work:
            notices.mark_read(work)
        return redirect("/notices/")
