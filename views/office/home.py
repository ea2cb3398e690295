"""The home page: pending work and key figures; every number opens the list it counts."""

from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.platform import TodoTab
from models.words.text import N_
from portal.office import dashboard, first_start, todo
from portal.office.dashboard import Figures
from portal.platform.lists.statement import CAP
from views.office import bell, machine
from views.office.todo_lines import show_line
from views.shell import charts
from views.shell.context import now, reading, working
from views.shell.i18n import gettext as _
from views.shell.listing import list_url
from views.shell.screens import ANYONE, Screen
from views.shell.words import HERE

MOST = 6  # lines that wait, and news
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

    @expose("/first/<step>/", methods=("POST",))
    def confirm_step(self, step: str) -> ResponseReturnValue:
        """What came filled in is right as it is: one step of the first start is done."""
        with working("first_start") as work:
            first_start.confirm_step(work, step)
        return redirect("/")

    @expose("/")
    def index(self) -> ResponseReturnValue:
        work = reading()
        found = dashboard.collect_figures(work)
        waits = todo.read_todo(work)
        counts = waits.counts()
        lines = waits.lines(*todo.MINE, most=MOST) if counts.waiting else []
        news = waits.news(MOST) if counts.tabs[TodoTab.COPIED] else []
        return self.show(
            "office/home.html",
            figures=found,
            waiting=counts.waiting,
            lines=[show_line(line, work.today) for line in lines],
            told=[bell.notice_line(row) for row in news],
            roles=work.actor.roles,
            machine=machine.machine_card(work),
            steps=first_start.first_steps(work),
            greeting=_greeting(),
            charts=_charts(found),
            url=_url,
            number=_number,
            spark=charts.sparkline,
            weekday=_(WEEK[work.today.weekday()]),
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
