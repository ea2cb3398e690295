"""The work calendar: a year at a glance, a day by hand, a year at once (C11)."""

import calendar as months
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from models.words.permissions import Permission as P
from models.words.text import N_
from portal.access.policy import can
from portal.errors import Invalid, NotAllowed, PortalError
from portal.late import late
from portal.office import work_calendar
from portal.platform.calendar.rules import Calendar
from portal.platform.fields.days import read_day
from portal.platform.fields.outside import whole
from views.office.calendar_forms import DayForm, YearForm
from views.shell.context import reading, working
from views.shell.forms.base import Form
from views.shell.i18n import gettext as _
from views.shell.screens import ANYONE, Screen

if TYPE_CHECKING:
    from portal.platform.calendar import holidays
else:  # chinesecalendar
    holidays = late("portal.platform.calendar.holidays")

DAYS = months.Calendar(firstweekday=0)


class CalendarView(Screen):
    see = ANYONE
    icon = "calendar3"
    purpose = N_("Which days are working days; due dates and deadlines are calculated from it")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(N_("Work calendar"), "calendar", **kwargs)

    @expose("/")
    def index(self) -> ResponseReturnValue:
        work = reading()
        year = _year(request.args.get("year", ""), work.today.year)
        return self._page(year, YearForm() if can(work.actor, P.CALENDAR_EDIT) else None)

    @expose("/day/<day>/", methods=("GET", "POST"))
    def day_view(self, day: str) -> ResponseReturnValue:
        work = reading()
        work.require(P.CALENDAR_EDIT)
        chosen = _day(day)
        value, notes, _loaded = work_calendar.load_year(work, chosen.year)
        form = DayForm(data={"working": value.working(chosen), "note": notes.get(chosen, "")})
        if form.validate_on_submit():
            with working("calendar.edit_day") as change:
                work_calendar.edit_day(change, chosen, **form.values())
            flash(_("%(day)s was saved.", day=day), "toast")
            return redirect(f"/calendar/?year={chosen.year}")
        return self.show(
            "office/calendar/day.html", 422 if form.errors else 200, form=form, day=chosen
        )

    @expose("/year/<int(fixed_digits=4):year>/", methods=("POST",))
    def year_view(self, year: int) -> ResponseReturnValue:
        """Load a pasted list, or what the built-in calendar knows."""
        reading().require(P.CALENDAR_EDIT)
        form = YearForm()
        built_in = "built_in" in request.form
        if built_in or form.validate_on_submit():
            try:
                with working("calendar.load") as work:
                    if built_in:
                        count = work_calendar.load_builtin_year(work, year)
                    else:
                        count = work_calendar.load_pasted_year(work, year, form.text.data)
            except NotAllowed:
                raise
            except PortalError as error:
                form.refuse(error)
            else:
                flash(_("%(year)s was loaded: %(count)s days.", year=year, count=count), "toast")
                return redirect(f"/calendar/?year={year}")
        return self._page(year, form, 422)

    def _page(self, year: int, form: Form | None, status: int = 200) -> ResponseReturnValue:
        work = reading()
        value, notes, loaded = work_calendar.load_year(work, year)
        grid = [_month(value, notes, year, month) for month in range(1, 13)]
        worked = sum(cell["working"] for month in grid for week in month for cell in week if cell)
        return self.show(
            "office/calendar/index.html",
            status,
            year=year,
            grid=grid,
            loaded=loaded,
            form=form,
            worked=worked,
            built_in=year in holidays.YEARS,
            today=work.today,
        )


def _month(value: Calendar, notes: dict[date, str], year: int, month: int) -> list[list[Any]]:
    """Weeks of seven cells, None outside the month."""
    return [
        [
            {
                "day": day,
                "working": value.working(day),
                "note": notes.get(day, ""),
                "moved": day in value.days and value.working(day) != (day.weekday() < 5),
            }
            if day.month == month
            else None
            for day in week
        ]
        for week in DAYS.monthdatescalendar(year, month)
    ]


def _year(text: str, fallback: int) -> int:
    if not text:
        return fallback
    year = whole(text, 9999, least=1000)
    if year is None:
        raise Invalid(
            N_("Please choose a year from %(first)s to %(last)s."),
            field="year",
            first=work_calendar.FIRST,
            last=work_calendar.LAST,
        )
    return year


def _day(text: str) -> date:
    try:
        return read_day(text)
    except Invalid as error:
        raise Invalid(error.text, field="day") from error
