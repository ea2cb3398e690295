"""The inbox: what waits for me, what I asked, what I am told; one answer, on desk and phone."""

from typing import Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.approvals import Approval
from models.platform.notices import Notice
from models.words.kinds import Kind
from models.words.permissions import Permission as P
from models.words.platform import TodoTab
from models.words.text import N_
from portal.access.policy import can
from portal.office import inbox, todo, topics
from portal.office.done import done_today
from portal.platform.todo.query import Counts, Line
from views.lending import deciding
from views.office import todo_lines
from views.shell.addresses import record_page
from views.shell.context import reading
from views.shell.forms.ids import parse_id
from views.shell.i18n import gettext as _
from views.shell.progress import signature
from views.shell.screens import ANYONE, Screen

DECIDED = "handled"  # what I decided lately: behind «Done today»
AT_ONCE = 100  # lines of a page, and approvals of one post
FAR = 10_000  # nobody turns so many lines over


class InboxView(Screen):
    see = ANYONE
    icon = "check2-square"
    purpose = N_("Bell, workbench and menu count the same; what is settled leaves by itself")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(N_("To do"), "inbox", url="/inbox", **kwargs)

    @expose("/")
    def index(self) -> ResponseReturnValue:
        return self._page()

    @expose("/approve/", methods=("POST",))
    def approve(self) -> ResponseReturnValue:
        """Approve the chosen ones; each is checked again and refused ones are named (SC-03 e)."""
        ids = [id for id in map(parse_id, request.form.getlist("id")) if id is not None][:AT_ONCE]
        if not ids:
            flash(_("Nothing was approved: tick what you approve first."), "warning")
            return redirect(f"/inbox/?tab={TodoTab.DECIDE}")
        passed, refused = deciding.approve_many(ids)
        if refused:
            return self._page(passed=passed, refused=refused)
        flash(_("%(count)s approved.", count=passed), "toast")
        return redirect("/inbox/")

    def _page(self, **more: Any) -> ResponseReturnValue:
        work = reading()
        waits = todo.read_todo(work)
        counts = waits.counts()
        tab = _tab(counts)
        part, search = request.args.get("part", ""), request.args.get("q", "").strip()[:64]
        skip = min(parse_id(request.args.get("skip", "")) or 0, FAR)
        shown: dict[str, Any] = {"tab": tab, "counts": counts, "skip": skip, "step": AT_ONCE}
        if tab == DECIDED:
            shown["handled"] = inbox.decided_lately(work)
        elif tab is TodoTab.COPIED:
            shown["news"] = waits.news(AT_ONCE + 1, skip)
        else:
            lines = waits.lines(TodoTab(tab), part=part, search=search, most=AT_ONCE + 1, skip=skip)
            shown["groups"] = todo_lines.group_lines(lines[:AT_ONCE], work.today)
            shown["picks"] = tab is TodoTab.DECIDE and any(map(is_picked, lines[:AT_ONCE]))
            shown["more"] = len(lines) > AT_ONCE
            shown["parts"] = _parts(tab, counts)
        return self.show(
            "office/inbox.html",
            **shown,
            asked_for={"part": part, "q": search},
            done=done_today(work),
            TodoTab=TodoTab,
            signature=signature,
            state=todo_lines.state_word,
            stands=work.actor.stands_for,
            record_page=record_page,
            link=decision_url,
            is_picked=is_picked,
            may_ask=can(work.actor, P.REQUEST_MAKE),
            notice_text=_notice_text,
            **more,
        )


def _tab(counts: Counts) -> TodoTab | str:
    """The tab that was asked for, else the first of the actor's own in which something waits."""
    asked = request.args.get("tab", "")
    if asked == DECIDED or asked in set(TodoTab):
        return asked if asked == DECIDED else TodoTab(asked)
    own = (TodoTab.HANDLE, TodoTab.DECIDE)
    return next((tab for tab in own if counts.tabs[tab]), TodoTab.HANDLE)


def is_picked(line: Line) -> bool:
    """Whether a line can be ticked, to approve many; the others have a form of their own."""
    return line.part.name.startswith("approval.")


def _parts(tab: TodoTab | str, counts: Counts) -> list[tuple[str, str, int]]:
    """The kinds of lines there are under a tab, for its filter: «Check request …»."""
    known = todo.parts_of(TodoTab(tab))
    return [
        (part.name, _(part.say, name="…"), number)
        for part in known
        if (number := counts.parts.get(part.name, 0))
    ]


def decision_url(approval: Approval) -> str:
    """The page where it is decided: the request's own, else the approval's."""
    if approval.subject is Kind.REQUEST:
        return f"/requests/{approval.subject_id}/"
    return f"/approvals/{approval.id}/"


def _notice_text(notice: Notice) -> str:
    return topics.tell_topic(notice.topic, notice.values, _)
