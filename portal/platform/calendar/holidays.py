"""China's days off and make-up days as the chinesecalendar package knows them (decision 22)."""

from datetime import date

from chinese_calendar import constants

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利 70 周年",
}
# The package raises for later years; they are loaded by hand once they are announced.
YEARS = frozenset(day.year for day in constants.holidays)


def holidays_of(year: int) -> dict[date, tuple[bool, str]]:
    """``day → (working, note)`` of a year: holidays, and days worked in their place."""
    off = {d: (False, _name(n)) for d, n in constants.holidays.items() if d.year == year}
    on = {d: (True, _name(n)) for d, n in constants.workdays.items() if d.year == year}
    return off | on


def _name(english: str) -> str:
    return NAMES.get(english, english)
