"""The numbers of customers: how they are drawn, and which a list may call our own (A2)."""

import re
from collections.abc import Sequence

from models.words.text import N_
from portal import settings
from portal.errors import Invalid
from portal.platform.numbering import ledger, rules
from portal.work import Work

SETTING = "customer_numbers"
FORMER = "KH-{year}{seq:5}"  # of installations before 0.3, which keep it
WITHIN = {"year": "[0-9]{4}", "month": "[0-9]{2}"}


def reserve_customer_numbers(work: Work, count: int) -> list[ledger.Drawn]:
    """The next ``count`` numbers by the office's template."""
    return ledger.reserve_numbers(work, settings.get(work.session, SETTING), count)


def check_customer_template(template: str) -> None:
    """Raise ``Invalid`` unless customers can be numbered by it: they have no class and no head."""
    rules.check_template(template)
    names = {name for name, _ in rules.PLACE.findall(template)}
    if names - WITHIN.keys() - {"seq"} or "year" not in names:
        raise Invalid(
            N_("Customers are numbered by year and serial, e.g. HH-{year}{seq:5}."), field=SETTING
        )


def own_numbers(work: Work) -> re.Pattern[str]:
    """What a number of this portal looks like, by today's template or the one before."""
    templates = {settings.get(work.session, SETTING), FORMER, settings.SPECS[SETTING].default}
    return re.compile("|".join(_shape(template) for template in sorted(templates)))


def _shape(template: str) -> str:
    parts: Sequence[str] = re.split(r"(\{.*?\})", template)
    found = ""
    for part in parts:
        place = rules.PLACE.fullmatch(part)
        if place is None:
            found += re.escape(part)
        else:
            found += WITHIN.get(place[1]) or f"[0-9]{{{int(place[2] or 1)},}}"
    return found
