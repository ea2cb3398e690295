"""The inbox: what waits for me, reminders, what I asked, what I decided; on desk and phone."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.approvals import Approval, ApprovalTask
from models.platform.notices import Notice
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.office import inbox, topics
from portal.work import Work
from views.lending import deciding
from views.shell.addresses import record_page
from views.shell.context import reading
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.progress import signature, time_left
from views.shell.screens import Screen

TABS = ("waiting", "reminders", "asked", "handled")
AT_ONCE = 100


class InboxView(Screen):
    see = P.APPROVAL_SEE
    icon = "check2-square"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(N_("Inbox"), "inbox", url="/inbox", **kwargs)

    def badge(self, work: Work) -> int:
        return inbox.count_turns(work)

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self._page()

    @expose("/approve/", methods=("POST",))
    def approve(self) -> ResponseReturnValue:
        """Approve the chosen ones; each is checked again and refused ones are named (SC-03 e)."""
        ids = [id for id in map(parse_id, request.form.getlist("id")) if id is not None][:AT_ONCE]
        passed, refused = deciding.approve_many(ids)
        if refused:
            return self._page(passed=passed, refused=refused)
        flash(_("%(count)s approved.", count=passed), "toast")
        return redirect("/inbox/")

    def _page(self, **more: Any) -> ResponseReturnValue:
        work = reading()
        tab = request.args.get("tab", "waiting")
        tab = tab if tab in TABS else "waiting"
        waiting, reminders, asked = (
            inbox.waiting_turns(work),
            inbox.unread_reminders(work),
            inbox.open_requests(work),
        )
        counts = {"waiting": len(waiting), "reminders": len(reminders), "asked": len(asked)}
        return self.show(
            "office/inbox.html",
            tab=tab,
            counts=counts,
            waiting=waiting,
            reminders=reminders,
            asked=asked,
            stuck=inbox.stuck_approvals(work),
            handled=inbox.decided_lately(work),
            work=work,
            link=decision_url,
            left=time_left,
            signature=signature,
            waited=lambda task: _waited(work, task),
            may_ask=can(work.actor, P.REQUEST_MAKE),
            notice_link=_notice_link,
            notice_text=_notice_text,
            **more,
        )


def decision_url(approval: Approval) -> str:
    """The page where it is decided: the request's own, else the approval's."""
    if approval.subject is Kind.REQUEST:
        return f"/requests/{approval.subject_id}/"
    return f"/approvals/{approval.id}/"


def _notice_text(notice: Notice) -> str:
    return topics.tell_topic(notice.topic, notice.values, _)


def _notice_link(notice: Notice) -> str:
    return (
        topics.page_of_topic(notice.topic) or record_page(notice.subject, notice.subject_id) or "/"
    )


def _waited(work: Work, task: ApprovalTask) -> str:
    days = (work.now - task.created_at).days
    return _("waits %(days)s days", days=days) if days else _("since today")
