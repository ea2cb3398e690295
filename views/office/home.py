"""The home page: pending work and key figures; every number opens the list it counts."""

from typing import Any

from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.office import dashboard, inbox
from portal.office.dashboard import Figures
from portal.platform.lists.statement import CAP
from portal.platform.notices.inbox import own_notices
from views.office import bell
from views.office.inbox import decision_url
from views.shell import charts
from views.shell.context import now, reading
from views.shell.i18n import gettext as _
from views.shell.listing import list_url
from views.shell.progress import time_left
from views.shell.screens import ANYONE, Screen
from views.shell.words import HERE

MOST = 4  # turns to decide that are named
COLOURS = ("s1", "s2", "s3", "s4", "s5")
WEEK = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


class HomeView(Screen):
    see = ANYONE
    icon = "columns-gap"

    def __init__(self) -> None:
        super().__init__(N_("Workbench"), "home", url="/")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        work = reading()
        found = dashboard.collect_figures(work)
        told = [bell.notice_line(row) for row in own_notices(work, most=6)]
        turns = inbox.waiting_turns(work)[:MOST] if can(work.actor, P.APPROVAL_SEE) else []
        return self.show(
            "office/home.html",
            figures=found,
            told=told,
            roles=work.actor.roles,
            greeting=_greeting(),
            charts=_charts(found),
            url=_url,
            number=_number,
            spark=charts.sparkline,
            weekday=_(WEEK[work.today.weekday()]),
            turns=turns,
            link=decision_url,
            left=time_left,
            work=work,
            day=_("%(month)s/%(day)s", month=work.today.month, day=work.today.day),
        )


def _greeting() -> str:
    hour = now().astimezone(HERE).hour
    if hour < 12:
        return _("Good morning")
    return _("Good afternoon") if hour < 18 else _("Good evening")


def _url(part: Any) -> str:
    return list_url(f"/{part.listing}/", part.filters)


def _number(value: int) -> str:
    return f"{CAP:,}+" if value > CAP else f"{value:,}"


def _charts(found: Figures) -> dict[str, Any]:
    """Only the charts there are figures for."""
    drawn: dict[str, Any] = {}
    if any(found.lent) or any(found.returned):
        labels = [charts.month_name(number) for number in found.months]
        series = [(_("Lent"), found.lent, "s1"), (_("Returned"), found.returned, "s2")]
        title = _("Loans and returns by month")
        drawn["trend"] = charts.line_chart(title, labels, series)
        drawn["trend_narrow"] = charts.line_chart(title, labels, series, width=330, height=190)
    total = sum(value for _name, value in found.shares)
    if total:
        parts = [
            (name or _("Others"), value, COLOURS[i]) for i, (name, value) in enumerate(found.shares)
        ]
        drawn["shares"] = charts.donut_chart(
            _("Files by class"), parts, middle=f"{total:,}", unit=_("files")
        )
        drawn["legend"] = [(name, f"{value / total:.0%}", look) for name, value, look in parts]
    return drawn
